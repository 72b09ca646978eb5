use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::Shell;

use super::Cli;
use crate::Sink;

/// Print completions for a shell
#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let mut bytes = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "watchfire", &mut bytes);
        Sink { out: None }.write(&String::from_utf8_lossy(&bytes))?;
        Ok(ExitCode::SUCCESS)
    }
}
