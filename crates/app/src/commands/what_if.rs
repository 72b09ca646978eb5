use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use ledger::{EntryId, Grade};
use norms::Supposition;

use super::{AboutArgs, OutputArgs, entries_of};
use crate::{Knowledge, pipeline};

/// Show what would be found if entries were wrong, graded otherwise, or added
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("supposed").required(true).multiple(true))]
pub(super) struct WhatIf {
    #[command(flatten)]
    about: AboutArgs,
    /// This entry is wrong; may be given several times
    #[arg(long, value_name = "ENTRY", group = "supposed")]
    retract: Vec<String>,
    /// This origin is wrong, with every entry that rests on it; may be given several times
    #[arg(long, value_name = "ORIGIN", group = "supposed")]
    retract_origin: Vec<String>,
    /// This entry has another grade, for example IQ-017=B2; may be given several times
    #[arg(long, value_name = "ENTRY=GRADE", value_parser = regrade, group = "supposed")]
    regrade: Vec<(EntryId, Grade)>,
    /// The entries of this file are on record (TOML, the shape of facts/cases)
    #[arg(long, value_name = "FILE", group = "supposed")]
    add: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArgs,
}

fn regrade(text: &str) -> anyhow::Result<(EntryId, Grade)> {
    let (entry, grade) = text
        .split_once('=')
        .context("write an entry, an equals sign and a grade: IQ-017=B2")?;
    Ok((EntryId(entry.to_owned()), grade.parse()?))
}

impl WhatIf {
    pub(super) fn run(self, knowledge: &Knowledge) -> anyhow::Result<ExitCode> {
        let question = self.about.question(false)?;
        let own = self.about.own_ledger()?;
        let subject = pipeline::subject(knowledge, &question, own.as_ref())?;
        let case = subject.case.as_ref().map_or("", |case| case.id.as_str());
        let added = match &self.add {
            Some(path) => entries_of(knowledge, path, case)?,
            None => Vec::new(),
        };
        let supposition = Supposition {
            retracted: self.retract.into_iter().map(EntryId).collect(),
            origins: self.retract_origin.into_iter().collect(),
            regraded: self.regrade.into_iter().collect(),
            added,
        };
        let found = pipeline::what_if(knowledge, &question, &subject, &supposition)?;
        self.output.write(|| report::what_if(&found), &found)
    }
}
