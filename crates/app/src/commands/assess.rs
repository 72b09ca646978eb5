use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use terms::AsOf;

use super::AboutArgs;
use crate::{Format, Knowledge, Sink, pipeline};

/// Show every finding of a case, or with --why the argument for one of them
#[derive(Debug, clap::Args)]
pub(super) struct Assess {
    #[command(flatten)]
    about: AboutArgs,
    /// Tell the argument for this criterion or claim, for example mf.manifestly-failing
    #[arg(long, value_name = "CRITERION")]
    why: Option<String>,
    /// With --why: say what differs from this date; by default the case's own day, if --as-of moved it
    #[arg(long, value_name = "DATE", requires = "why")]
    compare: Option<AsOf>,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Assess {
    pub(super) fn run(self, knowledge: &Knowledge) -> anyhow::Result<ExitCode> {
        let question = self.about.question(false)?;
        let own = self.about.own_ledger()?;
        let subject = pipeline::subject(knowledge, &question, own.as_ref())?;
        let sink = Sink { out: self.out };
        let document = match &self.why {
            Some(criterion) => {
                let own_day = subject
                    .case
                    .as_ref()
                    .map(|case| AsOf(case.as_of))
                    .filter(|day| *day != subject.as_of);
                let argument = pipeline::argument(
                    knowledge,
                    &question,
                    &subject,
                    criterion,
                    self.compare.or(own_day),
                )?;
                report::argument(&argument)
            }
            None => {
                let brief = pipeline::brief(knowledge, &question, &subject)?;
                if self.format == Format::Json {
                    let json = serde_json::to_string_pretty(&report::brief_json(&brief));
                    sink.write(
                        &(json.context("the assessment could not be written as JSON")? + "\n"),
                    )?;
                    return Ok(ExitCode::SUCCESS);
                }
                let mut document = report::document(&brief);
                document.sections.retain(|section| {
                    ["matrix", "options", "rules", "findings"].contains(&section.id.as_str())
                });
                document
            }
        };
        let text = match self.format {
            Format::Text => report::render_text(&document, 100, sink.colour()),
            Format::Html => report::render_html(&document),
            Format::Json => anyhow::bail!(
                "--why is told as text or html; `assess --format json` gives every finding"
            ),
        };
        sink.write(&text)?;
        Ok(ExitCode::SUCCESS)
    }
}
