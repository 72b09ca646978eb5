use std::path::PathBuf;
use std::process::ExitCode;

use crate::output::json;
use crate::{Knowledge, Sink, pipeline};

/// How good every model's forecasts were, beside simple baselines and with intervals
///
/// The scores were made by `watchfire forecast score` and stand in the binary, so that they can be
/// read offline.
#[derive(Debug, clap::Args)]
pub(super) struct Scoreboard {
    /// Only what is forecast (a file of facts/targets)
    #[arg(long, value_name = "ID")]
    target: Option<String>,
    /// Only forecasts made and compared like this (a file of facts/protocols)
    #[arg(long, value_name = "ID")]
    protocol: Option<String>,
    /// Form of the result
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// Plain text, 100 columns
    Text,
    /// One self-contained page with pictures
    Html,
    /// JSON with a schema (schemas/scoreboard.schema.json)
    Json,
    /// Every score of every model, one row each
    Csv,
}

impl Scoreboard {
    pub(super) fn run(self, knowledge: &Knowledge) -> anyhow::Result<ExitCode> {
        let target = self.target.as_deref();
        let board = pipeline::scoreboard(knowledge, target, self.protocol.as_deref())?;
        let sink = Sink { out: self.out };
        let text = match self.format {
            Form::Text => report::render_text(&report::scoreboard(&board), 100, sink.colour()),
            Form::Html => report::render_html(&report::scoreboard(&board)),
            Form::Json => json(&board)?,
            Form::Csv => report::scoreboard_csv(&board),
        };
        sink.write(&text)?;
        Ok(ExitCode::SUCCESS)
    }
}
