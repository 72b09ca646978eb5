use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use archive::write_risks;

use crate::{Knowledge, Sink, pipeline};

/// Forecast every year as it would have been at its end, score it, and write the tables that `watchfire watch` reads
///
/// With `--fitted`, forecast one year by a model that `watchfire forecast fit` wrote, and print the
/// risks as CSV.
#[derive(Debug, clap::Args)]
pub(super) struct Predict {
    /// Folder with the publishers' files (paths as in facts/sources)
    #[arg(long, value_name = "DIR")]
    mirror: PathBuf,
    /// A model that `watchfire forecast fit` wrote
    #[arg(long, value_name = "FILE", conflicts_with_all = ["out", "samples", "seed"])]
    fitted: Option<PathBuf>,
    /// The year of the data that the model of `--fitted` is asked about [default: the latest]
    #[arg(long, value_name = "YEAR", requires = "fitted")]
    as_of: Option<i32>,
    /// Folder to write to
    #[arg(long, value_name = "DIR", default_value = "releases")]
    out: PathBuf,
    /// How many models learn from drawn states, for the intervals of the latest year
    #[arg(long, value_name = "N", default_value_t = 200)]
    samples: usize,
    /// The seed of everything random
    #[arg(long, value_name = "NUMBER", default_value_t = crate::pipeline::DEFAULT_SEED)]
    seed: u64,
}

impl Predict {
    pub(super) fn run(self, knowledge: &Knowledge) -> anyhow::Result<ExitCode> {
        let Predict {
            mirror,
            fitted,
            as_of,
            out,
            samples,
            seed,
        } = self;
        if let Some(file) = fitted {
            let text = pipeline::fitted_risks(
                knowledge,
                &super::archive(knowledge, &mirror),
                &file,
                as_of,
            )?;
            Sink { out: None }.write(&text)?;
            return Ok(ExitCode::SUCCESS);
        }
        std::fs::create_dir_all(&out)
            .with_context(|| format!("{} cannot be created", out.display()))?;
        let archive = super::archive(knowledge, &mirror);
        let predictors = knowledge.predictors()?;
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
