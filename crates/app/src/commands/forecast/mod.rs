//! Models on the publishers' files: fitted, asked and scored.

mod fit;
mod predict;
mod score;

use std::path::Path;
use std::process::ExitCode;

use archive::Mirror;
use clap::Subcommand;

use crate::Knowledge;
use crate::pipeline::Archive;

/// Compute forecasts from a mirror of the public sources
#[derive(Debug, clap::Args)]
pub(super) struct Forecast {
    #[command(subcommand)]
    command: ForecastCommand,
}

#[derive(Debug, Subcommand)]
enum ForecastCommand {
    Fit(fit::Fit),
    Predict(predict::Predict),
    Score(score::Score),
}

impl Forecast {
    pub(super) fn run(self, knowledge: &Knowledge) -> anyhow::Result<ExitCode> {
        match self.command {
            ForecastCommand::Fit(command) => command.run(knowledge),
            ForecastCommand::Predict(command) => command.run(knowledge),
            ForecastCommand::Score(command) => command.run(knowledge),
        }
    }
}

fn archive<'a>(knowledge: &'a Knowledge, mirror: &Path) -> Archive<'a> {
    Archive {
        mirror: Mirror::new(mirror),
        sources: &knowledge.sources,
        codes: &knowledge.codes,
    }
}
