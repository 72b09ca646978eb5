use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

/// A figure with the interval that goes with it; which share of replicates it holds is said where
/// it stands.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Ranged {
    /// The figure itself.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Which way a score is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Better {
    /// The higher, the better.
    Higher,
    /// The lower, the better.
    Lower,
}

/// How a number is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NumberForm {
    /// As a decimal number with so many places.
    Places(u8),
    /// Per cent with one place.
    Percent,
}

impl NumberForm {
    pub(crate) fn number(self, value: f64) -> String {
        match self {
            NumberForm::Places(places) => format!("{value:.*}", usize::from(places)),
            NumberForm::Percent => format!("{:.1} %", value * 100.0),
        }
    }

    pub(crate) fn range(self, ranged: &Ranged) -> String {
        format!(
            "{} to {}",
            self.number(ranged.low),
            self.number(ranged.high)
        )
    }
}

/// A score of a model over the rows of a protocol.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Score {
    /// Its id, for example `auc`.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The score; none if it has no value on these rows.
    pub value: Option<Ranged>,
    /// Which way it is better.
    pub better: Better,
    /// How it is printed.
    pub shown: NumberForm,
    /// What it would be without skill: the base rate for average precision, 0.5 for the AUC.
    pub without_skill: Option<f64>,
    /// What a reader should know beside it, for example `28 of 39 onsets`; may be empty.
    pub note: String,
}

impl Score {
    pub(crate) fn text(&self) -> String {
        match &self.value {
            Some(value) => self.shown.number(value.value),
            None => "none".to_owned(),
        }
    }
}

/// What is forecast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TargetLine {
    /// Its id, a file of facts/targets.
    pub id: String,
    /// Its title.
    pub title: String,
    /// When it has come true.
    pub definition: String,
    /// Who says whether it has.
    pub source: String,
}

/// What forecasts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ModelLine {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How it works, in a sentence.
    pub about: String,
}

impl fmt::Display for ModelLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)
    }
}

/// How past forecasts were made and compared with what happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProtocolLine {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Which data each forecast was allowed to see, and what it was compared with.
    pub about: String,
    /// What a row is, in the plural: `state-years`.
    pub rows_are: String,
    /// How many rows were scored.
    pub rows: usize,
    /// In how many of them it happened; none for counts.
    pub events: Option<usize>,
}

/// What produced a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Made {
    /// Watchfire's version.
    pub version: String,
    /// The command that produces the same bytes.
    pub command: String,
    /// The release tables that the numbers stand in.
    pub tables: Vec<String>,
    /// The sources with their licence and how to cite them, one a line.
    pub sources: Vec<String>,
}
