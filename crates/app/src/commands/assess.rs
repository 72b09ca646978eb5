use std::process::ExitCode;

use terms::AsOf;

use super::{AboutArgs, OutputArgs};
use crate::{Knowledge, pipeline};

/// The sections of a brief that hold findings.
const SECTIONS: [&str; 4] = ["matrix", "options", "rules", "findings"];

/// Show every finding of a case; with --why the argument for one of them, with --flip what it hangs on
#[derive(Debug, clap::Args)]
pub(super) struct Assess {
    #[command(flatten)]
    about: AboutArgs,
    /// Tell the argument for this criterion or claim, for example mf.manifestly-failing
    #[arg(long, value_name = "CRITERION", conflicts_with = "flip")]
    why: Option<String>,
    /// With --why: say what differs from this date; by default the case's own day, if --as-of moved it
    #[arg(long, value_name = "DATE", requires = "why")]
    compare: Option<AsOf>,
    /// Give the smallest sets of origins and of entries that would have to be wrong to overturn this finding
    #[arg(long, value_name = "CRITERION")]
    flip: Option<String>,
    /// With --flip: at most so many sets of each sort
    #[arg(long, value_name = "N", default_value_t = 20, requires = "flip")]
    limit: usize,
    #[command(flatten)]
    output: OutputArgs,
}

impl Assess {
    pub(super) fn run(self, knowledge: &Knowledge) -> anyhow::Result<ExitCode> {
        let question = self.about.question(false)?;
        let own = self.about.own_ledger()?;
        let subject = pipeline::subject(knowledge, &question, own.as_ref())?;
        if let Some(criterion) = &self.flip {
            let limit = self.limit.max(1);
            let flip = pipeline::flip(knowledge, &question, &subject, criterion, limit)?;
            return self.output.write(|| report::flip(&flip), &flip);
        }
        if let Some(criterion) = &self.why {
            let case = subject.case.as_ref().map(|case| AsOf(case.as_of));
            let own_day = case.filter(|day| *day != subject.as_of);
            let compare = self.compare.or(own_day);
            let argument = pipeline::argument(knowledge, &question, &subject, criterion, compare)?;
            return self.output.write(
                || report::argument(&argument),
                &report::argument_json(&argument),
            );
        }
        let brief = pipeline::brief(knowledge, &question, &subject)?;
        let findings = || {
            let mut document = report::document(&brief);
            let wanted = |id: &str| SECTIONS.contains(&id);
            document.sections.retain(|section| wanted(&section.id));
            document
        };
        self.output.write(findings, &report::brief_json(&brief))
    }
}
