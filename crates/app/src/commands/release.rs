use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use archive::Mirror;
use clap::Subcommand;

use crate::{Knowledge, Sink};

/// Build the small tables that the binary carries
#[derive(Debug, clap::Args)]
pub(super) struct Release {
    #[command(subcommand)]
    command: ReleaseCommand,
}

#[derive(Debug, Subcommand)]
enum ReleaseCommand {
    /// Compute every table from a mirror of the public sources, with sources and licences beside it
    Build {
        /// Folder with the publishers' files (paths as in facts/sources)
        #[arg(long, value_name = "DIR")]
        mirror: PathBuf,
        /// Folder to write to
        #[arg(long, value_name = "DIR", default_value = "releases")]
        out: PathBuf,
    },
}

impl Release {
    pub(super) fn run(self, knowledge: &Knowledge) -> anyhow::Result<ExitCode> {
        let ReleaseCommand::Build { mirror, out } = self.command;
        std::fs::create_dir_all(&out)
            .with_context(|| format!("{} cannot be created", out.display()))?;
        let mut text = String::new();
        archive::build(
            &Mirror::new(&mirror),
            &knowledge.sources,
            &knowledge.codes,
            &out,
            |table, rows| {
                text.push_str(&format!(
                    "{}: {rows} rows from {}\n",
                    table.id, table.source
                ));
            },
        )?;
        Sink { out: None }.write(&text)?;
        Ok(ExitCode::SUCCESS)
    }
}
