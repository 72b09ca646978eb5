use std::process::ExitCode;

use super::{AboutArgs, OutputArgs};
use crate::{Knowledge, pipeline};

/// Show every measure: open or blocked, by what, by whom, and whether it was tried
#[derive(Debug, clap::Args)]
pub(super) struct Options {
    #[command(flatten)]
    about: AboutArgs,
    #[command(flatten)]
    output: OutputArgs,
}

impl Options {
    pub(super) fn run(self, knowledge: &Knowledge) -> anyhow::Result<ExitCode> {
        let question = self.about.question(false)?;
        let own = self.about.own_ledger()?;
        let subject = pipeline::subject(knowledge, &question, own.as_ref())?;
        let menu = pipeline::menu(knowledge, &question, &subject)?;
        self.output
            .write(|| report::menu(&menu), &report::menu_json(&menu))
    }
}
