use std::path::PathBuf;
use std::process::ExitCode;

use crate::output::json;
use crate::{Knowledge, Sink, pipeline};

/// Which states need attention: risk, interval, reasons, and how good earlier forecasts were
///
/// A risk informs people where to look. It is no prediction, decides nothing and recommends nothing.
#[derive(Debug, clap::Args)]
pub(super) struct Watch {
    /// The year of the data; the forecast is for the two years after it [default: the latest]
    #[arg(long, value_name = "YEAR")]
    as_of: Option<i16>,
    /// What is forecast (a file of facts/targets)
    #[arg(long, value_name = "ID", default_value = "mass-killing-onset-2y", value_parser = ["mass-killing-onset-2y"])]
    target: String,
    /// How many states the list has
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=300))]
    top: u32,
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
    /// One self-contained page with the map
    Html,
    /// JSON with a schema (schemas/watch.schema.json)
    Json,
    /// Every state, one row each
    Csv,
    /// Probabilities as rows of a hubverse model output
    Hubverse,
}

impl Watch {
    pub(super) fn run(self, knowledge: &Knowledge) -> anyhow::Result<ExitCode> {
        let watch = pipeline::watch(knowledge, self.as_of, self.top)?;
        let sink = Sink { out: self.out };
        let text = match self.format {
            Form::Text => report::render_text(&report::watch(&watch), 100, sink.colour()),
            Form::Html => report::render_html(&report::watch(&watch)),
            Form::Json => json(&watch)?,
            Form::Csv => report::watch_csv(&watch),
            Form::Hubverse => report::watch_hubverse(&watch),
        };
        sink.write(&text)?;
        Ok(ExitCode::SUCCESS)
    }
}
