use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use archive::write_risks;

use crate::{Knowledge, Sink, pipeline};

/// Forecast every year as it would have been at its end, score it, and write the tables that `watchfire watch` reads
#[derive(Debug, clap::Args)]
pub(super) struct Predict {
    /// Folder with the publishers' files (paths as in facts/sources)
    #[arg(long, value_name = "DIR")]
    mirror: PathBuf,
    /// Folder to write to
    #[arg(long, value_name = "DIR", default_value = "releases")]
    out: PathBuf,
    /// How many models learn from drawn states, for the intervals of the latest year
    #[arg(long, value_name = "N", default_value_t = 200)]
    samples: usize,
    /// The seed of everything random
    #[arg(long, value_name = "NUMBER", default_value_t = 20_260_101)]
    seed: u64,
}

impl Predict {
    pub(super) fn run(self, knowledge: &Knowledge) -> anyhow::Result<ExitCode> {
        let Predict {
            mirror,
            out,
            samples,
            seed,
        } = self;
        std::fs::create_dir_all(&out)
            .with_context(|| format!("{} cannot be created", out.display()))?;
        let archive = super::archive(knowledge, &mirror);
        let predictors = knowledge
            .predictors
            .as_ref()
            .context("facts/predictors holds no predictors")?;
        let tables = pipeline::risk_tables(&archive, predictors, samples, seed, |stage| {
            eprintln!("{stage} ...");
        })?;
        write_risks(
            &out,
            &tables.risks,
            &tables.skills,
            &tables.about,
            &tables.input,
        )?;
        let text = format!(
            "{} risks, {} scores\n",
            tables.risks.len(),
            tables.skills.len()
        );
        Sink { out: None }.write(&text)?;
        Ok(ExitCode::SUCCESS)
    }
}
