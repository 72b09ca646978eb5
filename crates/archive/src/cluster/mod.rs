//! The same SQL on many machines: a scheduler and executors of Ballista, run from our own binary.
//!
//! There is no authentication and no encryption between the processes: they belong on a private network.

mod client;
mod executor;
mod scheduler;

pub(crate) use client::{Executors, connect};
pub use executor::{ExecutorSettings, serve_executor};
pub use scheduler::{SchedulerSettings, serve_scheduler};

use crate::sql::SqlError;

/// What a process of a cluster needs to go on.
fn runtime() -> Result<tokio::runtime::Runtime, SqlError> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| SqlError::Engine(format!("no threads could be started: {error}")))
}
