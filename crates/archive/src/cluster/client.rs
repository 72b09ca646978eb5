use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ballista::prelude::{SessionConfigExt, SessionContextExt};
use ballista_core::config::BALLISTA_ADAPTIVE_PLANNER_ENABLED;
use datafusion::execution::SessionStateBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::sql::SqlError;

const PATIENCE: Duration = Duration::from_secs(10);

/// A session whose queries run on the cluster of that scheduler, once it has answered that it has executors.
///
/// Ballista would wait for ever where nothing listens or no executor is registered; we ask first.
pub(crate) async fn connect(address: &str) -> Result<SessionContext, SqlError> {
    let failed = |why: String| SqlError::Cluster {
        address: address.to_owned(),
        why,
    };
    let answer = match timeout(PATIENCE, readiness(address)).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => {
            return Err(failed(format!(
                "no scheduler answers ({error}); give HOST:PORT of a running `watchfire cluster scheduler`"
            )));
        }
        Err(_) => {
            return Err(failed(format!(
                "no scheduler answered within {} s; is this its HOST:PORT?",
                PATIENCE.as_secs()
            )));
        }
    };
    let status = answer.split_whitespace().nth(1).unwrap_or_default();
    match status {
        "200" => {}
        "503" => {
            return Err(failed(
                "its scheduler has no executor; start one with `watchfire cluster executor`"
                    .to_owned(),
            ));
        }
        _ => {
            return Err(failed(
                "what answers there is no scheduler of Watchfire".to_owned(),
            ));
        }
    }
    // Ballista's adaptive planner takes the rows behind an exchange to be sorted as they were before it,
    // which they are not: groups of sorted tables came out in pieces. The static planner knows better.
    let config =
        SessionConfig::new_with_ballista().set_bool(BALLISTA_ADAPTIVE_PLANNER_ENABLED, false);
    let state = SessionStateBuilder::new()
        .with_default_features()
        .with_config(config)
        .build();
    SessionContext::remote_with_state(&format!("df://{address}"), state)
        .await
        .map_err(|error| failed(error.to_string()))
}

/// How often the executors are counted during a query.
const COUNTING: Duration = Duration::from_millis(250);

/// How many executors a query began with, and whether one was lost since.
///
/// Ballista repeats the lost part of a query, and was seen to count rows twice then, or to wait for ever.
/// So an answer during which an executor was lost is no answer.
pub(crate) struct Executors<'a> {
    address: &'a str,
    most: AtomicUsize,
}

impl<'a> Executors<'a> {
    pub(crate) fn of(address: &'a str) -> Executors<'a> {
        let most = AtomicUsize::new(0);
        Executors { address, most }
    }

    /// Ends, with the reason, when an executor is lost.
    pub(crate) async fn lost(&self) -> String {
        loop {
            // A scheduler that does not answer now is noticed by the query itself.
            if let Ok(Some(Err(why))) = timeout(PATIENCE, self.count()).await {
                return why;
            }
            tokio::time::sleep(COUNTING).await;
        }
    }

    /// Whether all are still there now that the answer is.
    pub(crate) async fn all_there(&self) -> Result<(), String> {
        let counted = timeout(PATIENCE, self.count()).await.ok().flatten();
        counted.unwrap_or_else(|| {
            Err("its scheduler no longer tells whether all executors are there".to_owned())
        })
    }

    /// Counts them; nothing if the scheduler does not answer.
    async fn count(&self) -> Option<Result<(), String>> {
        let alive = executors(&readiness(self.address).await.ok()?);
        let most = self.most.fetch_max(alive, Ordering::Relaxed);
        Some(if alive < most {
            Err(format!(
                "{} of its {most} executors was lost during the query; nothing is wrong with the tables, ask again",
                most - alive
            ))
        } else {
            Ok(())
        })
    }
}

/// The number of executors in an answer such as "ready: 2 executors registered".
fn executors(answer: &str) -> usize {
    let body = answer.rsplit("ready: ").next().unwrap_or_default();
    let number = body.split_whitespace().next().unwrap_or_default();
    number
        .trim_end_matches(|c: char| !c.is_ascii_digit())
        .parse()
        .unwrap_or(0)
}

/// The answer of the scheduler's own readiness probe.
async fn readiness(address: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(64 * 1024).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
