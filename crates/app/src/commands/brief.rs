use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;

use super::AboutArgs;
use crate::{Format, Knowledge, Sink, pipeline};

/// Write a brief on a case or a state: two pages and an annex
#[derive(Debug, clap::Args)]
pub(super) struct Brief {
    #[command(flatten)]
    about: AboutArgs,
    /// Form of the brief
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
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
        let sink = Sink { out: self.out };
        let text = match self.format {
            Format::Text => report::render_text(&report::document(&brief), 100, sink.colour()),
            Format::Html => report::render_html(&report::document(&brief)),
            Format::Json => {
                let json = serde_json::to_string_pretty(&report::brief_json(&brief));
                json.context("the brief could not be written as JSON")? + "\n"
            }
        };
        sink.write(&text)?;
        Ok(ExitCode::SUCCESS)
    }
}
