use std::process::ExitCode;

use anyhow::Context;
use clap::CommandFactory;

use super::Cli;
use crate::Sink;

/// Print the manual page of a command in roff; without a name, that of watchfire
#[derive(Debug, clap::Args)]
pub(super) struct Man {
    /// The command, for example brief
    command: Option<String>,
}

impl Man {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let mut cli = Cli::command();
        cli.build();
        let command = match &self.command {
            Some(name) => cli
                .find_subcommand(name)
                .with_context(|| format!("there is no command `{name}`"))?
                .clone(),
            None => cli,
        };
        let mut bytes = Vec::new();
        clap_mangen::Man::new(command)
            .render(&mut bytes)
            .context("the manual page could not be written")?;
        Sink { out: None }.write(&String::from_utf8_lossy(&bytes))?;
        Ok(ExitCode::SUCCESS)
    }
}
