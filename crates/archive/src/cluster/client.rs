use std::time::Duration;

use ballista::prelude::{SessionConfigExt, SessionContextExt};
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
    let state = SessionStateBuilder::new()
        .with_default_features()
        .with_config(SessionConfig::new_with_ballista())
        .build();
    SessionContext::remote_with_state(&format!("df://{address}"), state)
        .await
        .map_err(|error| failed(error.to_string()))
}

/// How long a query may go on after an executor was lost: its work is done again by the others.
const RECOVERY: Duration = Duration::from_secs(60);

/// Ends, with the reason, if executors are lost during a query and the query does not recover from it.
///
/// Ballista can leave a query waiting for ever for tasks of an executor that was killed; then it must
/// fail and say so.
pub(crate) async fn lost_executors(address: &str) -> String {
    let mut most = 0;
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        // A scheduler that does not answer now is noticed by the query itself.
        let Ok(Ok(answer)) = timeout(PATIENCE, readiness(address)).await else {
            continue;
        };
        let alive = executors(&answer);
        most = most.max(alive);
        if alive < most {
            tokio::time::sleep(RECOVERY).await;
            return format!(
                "{} of its {most} executors was lost during the query, which did not recover within {} s; nothing is \
                 wrong with the tables, ask again",
                most - alive,
                RECOVERY.as_secs()
            );
        }
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
