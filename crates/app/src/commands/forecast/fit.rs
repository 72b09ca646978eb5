use std::path::PathBuf;
use std::process::ExitCode;

use crate::output::json;
use crate::{Knowledge, Sink, pipeline};

/// Fit an onset model on all that is known at the end of a year, and write its coefficients as JSON
///
/// For models that are a sum on the log-odds: elastic-net, elastic-net-own-folds and base-rate. Trees
/// and averages have no coefficients to write; the same data and seed give them again.
#[derive(Debug, clap::Args)]
pub(super) struct Fit {
    /// Folder with the publishers' files (paths as in facts/sources)
    #[arg(long, value_name = "DIR")]
    mirror: PathBuf,
    /// The model
    #[arg(long, value_name = "ID", default_value = "elastic-net")]
    model: String,
    /// The last year that is known [default: the latest of the data]
    #[arg(long, value_name = "YEAR")]
    origin: Option<i32>,
    /// The seed of everything random
    #[arg(long, value_name = "NUMBER", default_value_t = crate::pipeline::DEFAULT_SEED)]
    seed: u64,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Fit {
    pub(super) fn run(self, knowledge: &Knowledge) -> anyhow::Result<ExitCode> {
        let archive = super::archive(knowledge, &self.mirror);
        let file = pipeline::fit(knowledge, &archive, &self.model, self.origin, self.seed)?;
        Sink { out: self.out }.write(&json(&file)?)?;
        Ok(ExitCode::SUCCESS)
    }
}
