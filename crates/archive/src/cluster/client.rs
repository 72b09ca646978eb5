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

/// The answer of the scheduler's own readiness probe.
async fn readiness(address: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(64 * 1024).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
