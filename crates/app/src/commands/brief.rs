use std::process::ExitCode;

use super::{AboutArgs, OutputArgs};
use crate::{Knowledge, pipeline};

/// Write a brief on a case or a state: two pages and an annex
#[derive(Debug, clap::Args)]
pub(super) struct Brief {
    #[command(flatten)]
    about: AboutArgs,
    #[command(flatten)]
    output: OutputArgs,
    /// Leave out everything that became known only after the as-of date
    #[arg(long)]
    without_hindsight: bool,
}

impl Brief {
    pub(super) fn run(self, knowledge: &Knowledge) -> anyhow::Result<ExitCode> {
        let question = self.about.question(!self.without_hindsight)?;
        let own = self.about.own_ledger()?;
        let subject = pipeline::subject(knowledge, &question, own.as_ref())?;
        let brief = pipeline::brief(knowledge, &question, &subject)?;
        self.output
            .write(|| report::document(&brief), &report::brief_json(&brief))
    }
}
