use std::net::SocketAddr;
use std::sync::Arc;

use ballista_core::utils::default_session_builder;
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::{create_scheduler, start_grpc_service_with_listener};
use datafusion::execution::FunctionRegistry;
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use terms::StateTable;
use tokio::net::TcpListener;

use super::runtime;
use crate::sql::{SqlError, functions};

/// How a scheduler is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchedulerSettings {
    /// The address on which it listens, for example 127.0.0.1 or that of a private network.
    pub bind: String,
    /// The port; zero takes a free one.
    pub port: u16,
    /// The name by which executors reach it.
    pub external_host: String,
    /// Seconds without a sign of life after which an executor counts as lost and its work is done again.
    ///
    /// Ballista's own 180 s made a killed executor cost 195 s.
    pub executor_timeout: u64,
}

/// Runs a scheduler until the process ends; `listening` is told where, once executors may come.
pub fn serve_scheduler(
    settings: &SchedulerSettings,
    states: StateTable,
    listening: impl FnOnce(SocketAddr),
) -> Result<(), SqlError> {
    let states = Arc::new(states);
    let failed = |why: String| SqlError::Cluster {
        address: format!("{}:{}", settings.bind, settings.port),
        why,
    };
    runtime()?.block_on(async {
        let listener = TcpListener::bind((settings.bind.as_str(), settings.port))
            .await
            .map_err(|error| failed(format!("the scheduler cannot listen there: {error}")))?;
        let address = listener
            .local_addr()
            .map_err(|error| failed(error.to_string()))?;
        let config = SchedulerConfig {
            bind_host: settings.bind.clone(),
            bind_port: address.port(),
            external_host: settings.external_host.clone(),
            executor_timeout_seconds: settings.executor_timeout,
            expire_dead_executor_interval_seconds: (settings.executor_timeout / 4).max(1),
            no_executors_grace_period_seconds: settings.executor_timeout,
            executor_termination_grace_period: settings.executor_timeout.min(10),
            // A part that failed is not repeated: that was seen to count rows twice. The query fails.
            task_max_failures: 1,
            stage_max_failures: 1,
            // Queries name our functions, and the plan is made here.
            override_session_builder: Some(Arc::new(move |config| {
                let mut state = default_session_builder(config)?;
                for function in functions(&states) {
                    state.register_udf(function)?;
                }
                Ok(state)
            })),
            ..SchedulerConfig::default()
        };
        config
            .validate()
            .map_err(|error| failed(error.to_string()))?;
        let cluster = BallistaCluster::new_from_config(&config)
            .await
            .map_err(|error| failed(error.to_string()))?;
        let scheduler =
            create_scheduler::<LogicalPlanNode, PhysicalPlanNode>(cluster, Arc::new(config))
                .await
                .map_err(|error| failed(error.to_string()))?;
        listening(address);
        start_grpc_service_with_listener(listener, scheduler)
            .await
            .map_err(|error| failed(error.to_string()))
    })
}
