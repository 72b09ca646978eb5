use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;

use crate::Knowledge;

/// Run a part of a cluster that answers `watchfire sql --cluster`; docs/guide/cluster.md says how
#[derive(Debug, clap::Args)]
pub(super) struct Cluster {
    #[command(subcommand)]
    part: Part,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// Plan queries and hand out their work. It asks nobody who they are: private networks only
    Scheduler {
        /// Address to listen on
        #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
        bind: String,
        /// Port to listen on; 0 takes a free one
        #[arg(long, value_name = "PORT", default_value_t = 50050)]
        port: u16,
        /// Name by which executors reach it; by default the address
        #[arg(long, value_name = "HOST")]
        host: Option<String>,
        /// Seconds without a sign of life after which an executor is lost and its queries fail
        #[arg(long, value_name = "SECONDS", default_value_t = 20)]
        executor_timeout: u64,
    },
    /// Do the work of queries. It runs plans of whoever reaches it: private networks only
    Executor {
        /// The scheduler
        #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:50050")]
        scheduler: String,
        /// Address to listen on
        #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
        bind: String,
        /// Name by which the others reach it; by default the address
        #[arg(long, value_name = "HOST")]
        host: Option<String>,
        /// Port for results; 0 takes a free one
        #[arg(long, value_name = "PORT", default_value_t = 0)]
        port: u16,
        /// Port for orders of the scheduler; 0 takes a free one
        #[arg(long, value_name = "PORT", default_value_t = 0)]
        orders_port: u16,
        /// Tasks at a time; 0 means all cores
        #[arg(long, value_name = "N", default_value_t = 0)]
        threads: usize,
        /// Folder for what passes between stages; it may grow to the size of the tables
        #[arg(long, value_name = "DIR")]
        work_dir: PathBuf,
        /// Memory for queries in MiB, beyond which they spill to disk; by default 70 % of the machine
        #[arg(long, value_name = "MIB")]
        memory: Option<u64>,
        /// Seconds between two signs of life
        #[arg(long, value_name = "SECONDS", default_value_t = 5)]
        heartbeat: u64,
    },
}

#[cfg(not(feature = "cluster"))]
impl Cluster {
    pub(super) fn run(
        self,
        _: impl FnOnce() -> anyhow::Result<Knowledge>,
    ) -> anyhow::Result<ExitCode> {
        anyhow::bail!(
            "this build has no cluster, which keeps it small; `cargo build --release --features cluster` \
             makes one that has it, and releases ship with it"
        )
    }
}

#[cfg(feature = "cluster")]
impl Cluster {
    pub(super) fn run(
        self,
        read: impl FnOnce() -> anyhow::Result<Knowledge>,
    ) -> anyhow::Result<ExitCode> {
        use anyhow::Context;
        use archive::cluster::{
            ExecutorSettings, SchedulerSettings, serve_executor, serve_scheduler,
        };

        let states = read()?.states;
        match self.part {
            Part::Scheduler {
                bind,
                port,
                host,
                executor_timeout,
            } => {
                warn_if_open(&bind);
                let settings = SchedulerSettings {
                    external_host: host.unwrap_or_else(|| bind.clone()),
                    bind,
                    port,
                    executor_timeout,
                };
                serve_scheduler(&settings, states, |address| {
                    say(&format!("scheduler listens at {address}"))
                })?;
            }
            Part::Executor {
                scheduler,
                bind,
                host,
                port,
                orders_port,
                threads,
                work_dir,
                memory,
                heartbeat,
            } => {
                warn_if_open(&bind);
                let (scheduler_host, scheduler_port) = scheduler
                    .rsplit_once(':')
                    .and_then(|(host, port)| Some((host.to_owned(), port.parse().ok()?)))
                    .with_context(|| format!("`{scheduler}` is not HOST:PORT"))?;
                let settings = ExecutorSettings {
                    scheduler_host,
                    scheduler_port,
                    external_host: host.unwrap_or_else(|| bind.clone()),
                    bind,
                    port,
                    grpc_port: orders_port,
                    threads,
                    work_dir,
                    memory: memory.map(|mib| mib.saturating_mul(1024 * 1024)),
                    heartbeat,
                };
                serve_executor(&settings, states, |results, orders| {
                    say(&format!(
                        "executor takes orders at port {orders} and gives results at port {results}"
                    ));
                })?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A line for people and for the journal of the system; whoever started us may have stopped reading.
#[cfg(feature = "cluster")]
fn say(line: &str) {
    use std::io::Write;

    let mut stdout = std::io::stdout().lock();
    let _ = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
}

#[cfg(feature = "cluster")]
fn warn_if_open(bind: &str) {
    let alone = bind
        .parse::<std::net::IpAddr>()
        .is_ok_and(|address| address.is_loopback());
    if !alone && bind != "localhost" {
        eprintln!(
            "warning: whoever reaches {bind} can read every file that this process can read; there is no \
             authentication, so keep it on a private network"
        );
    }
}
