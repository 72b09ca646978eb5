use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

use ballista_core::extension::ballista_scalar_functions;
use ballista_core::registry::BallistaFunctionRegistry;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use terms::StateTable;

use super::runtime;
use crate::sql::{SqlError, functions};

/// How an executor is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExecutorSettings {
    /// Host of the scheduler.
    pub scheduler_host: String,
    /// Port of the scheduler.
    pub scheduler_port: u16,
    /// The address on which it listens.
    pub bind: String,
    /// The name by which other executors, the scheduler and clients reach it.
    pub external_host: String,
    /// Port for results and for what executors hand to one another; zero takes a free one.
    pub port: u16,
    /// Port for orders of the scheduler; zero takes a free one.
    pub grpc_port: u16,
    /// Tasks at a time; zero means all cores.
    pub threads: usize,
    /// Folder for what passes between the stages of a query; it can grow to the size of the tables.
    pub work_dir: PathBuf,
    /// Memory for queries in bytes, beyond which they spill to disk; none means 70 % of the machine.
    pub memory: Option<u64>,
    /// Seconds between two signs of life; well below the scheduler's time-out.
    pub heartbeat: u64,
}

/// Runs an executor until it is told to stop (SIGTERM, ctrl-c) or loses its services.
pub fn serve_executor(
    settings: &ExecutorSettings,
    states: StateTable,
    starting: impl FnOnce(u16, u16),
) -> Result<(), SqlError> {
    let failed = |why: String| SqlError::Cluster {
        address: format!("{}:{}", settings.scheduler_host, settings.scheduler_port),
        why,
    };
    let (port, grpc_port) = ports(settings).map_err(|error| {
        failed(format!(
            "the executor cannot listen on {}: {error}",
            settings.bind
        ))
    })?;
    std::fs::create_dir_all(&settings.work_dir).map_err(|source| SqlError::Unreadable {
        path: settings.work_dir.clone(),
        source,
    })?;
    let mut registry = BallistaFunctionRegistry::default();
    // Ballista's own registry leaves out the functions on lists, which its planner knows.
    for function in ballista_scalar_functions()
        .into_iter()
        .chain(functions(&Arc::new(states)))
    {
        registry
            .scalar_functions
            .insert(function.name().to_owned(), function);
    }
    let config = ExecutorProcessConfig {
        bind_host: settings.bind.clone(),
        external_host: Some(settings.external_host.clone()),
        port,
        grpc_port,
        scheduler_host: settings.scheduler_host.clone(),
        scheduler_port: settings.scheduler_port,
        scheduler_connect_timeout_seconds: 30,
        vcores: settings.threads,
        work_dir: Some(settings.work_dir.to_string_lossy().into_owned()),
        memory_pool_size: settings.memory,
        executor_heartbeat_interval_seconds: settings.heartbeat,
        job_data_clean_up_interval_seconds: 600,
        job_data_ttl_seconds: 3600,
        override_function_registry: Some(Arc::new(registry)),
        ..ExecutorProcessConfig::default()
    };
    starting(port, grpc_port);
    runtime()?
        .block_on(start_executor_process(Arc::new(config)))
        .map_err(|error| failed(format!("the executor stopped: {error}")))
}

/// Ballista tells others the ports that it was given, so free ones are found before it starts.
fn ports(settings: &ExecutorSettings) -> std::io::Result<(u16, u16)> {
    // Both are held until both are known, or the same port could be found twice.
    let first = TcpListener::bind((settings.bind.as_str(), settings.port))?;
    let second = TcpListener::bind((settings.bind.as_str(), settings.grpc_port))?;
    Ok((first.local_addr()?.port(), second.local_addr()?.port()))
}
