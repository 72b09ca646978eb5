use std::process::ExitCode;

use crate::{Knowledge, Sink};

/// List the cases of the casebook
#[derive(Debug, clap::Args)]
pub(super) struct Cases {}

impl Cases {
    pub(super) fn run(self, knowledge: &Knowledge) -> anyhow::Result<ExitCode> {
        let mut text = String::new();
        for case in knowledge.casebook.cases.values() {
            let head = &case.head;
            let entries = case.ledger.entries();
            let known = case.ledger.as_of(terms::AsOf(head.as_of)).len();
            text.push_str(&format!(
                "{:<18} as of {}  {:<22} {} entries, {known} known on the day\n  {}\n",
                head.id,
                head.as_of,
                knowledge.states.name(head.state),
                entries.len(),
                head.question
            ));
        }
        Sink { out: None }.write(&text)?;
        Ok(ExitCode::SUCCESS)
    }
}
