use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use terms::{AsOf, Day, ValidTime};

use crate::{Forecast, Grade};

/// The name of an entry, unique in a ledger, for example `IQ-017`.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct EntryId(pub String);

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// What sort of thing an entry reports.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum EntryKind {
    /// Something that happened.
    Event,
    /// A number.
    Figure,
    /// What an investigation found.
    Finding,
    /// What someone said.
    Statement,
    /// What a body decided.
    Decision,
    /// What a court held.
    Judgment,
    /// What a model expects. It speaks of what may come, never of what happened.
    Forecast,
}

/// What a number counts.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum FigureKind {
    /// People killed by violence.
    Killed,
    /// Deaths from all causes in the crisis.
    Deaths,
    /// People displaced inside the state.
    Displaced,
    /// People who fled to other states.
    Refugees,
    /// People in need of aid.
    InNeed,
    /// Members of a peace operation.
    Troops,
}

impl FigureKind {
    /// What is counted, as a heading.
    pub fn word(self) -> &'static str {
        match self {
            FigureKind::Killed => "killed by violence",
            FigureKind::Deaths => "deaths from all causes",
            FigureKind::Displaced => "displaced inside the state",
            FigureKind::Refugees => "refugees",
            FigureKind::InNeed => "in need of aid",
            FigureKind::Troops => "members of a peace operation",
        }
    }
}

/// A number that an entry reports, with its range where the source gives one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// What is counted.
    pub what: FigureKind,
    /// The number, in persons.
    pub value: u64,
    /// The low end of the range, in persons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<u64>,
    /// The high end of the range, in persons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<u64>,
}

/// Whether an entry, if true, supports a yes or a no.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// It supports a yes.
    For,
    /// It supports a no.
    Against,
}

impl Side {
    /// The opposite side.
    pub fn other(self) -> Side {
        match self {
            Side::For => Side::Against,
            Side::Against => Side::For,
        }
    }
}

/// What an entry says about one criterion or hypothesis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bearing {
    /// The id of the criterion or hypothesis.
    pub on: String,
    /// For or against.
    pub side: Side,
    /// Why, in one clause.
    pub why: String,
}

/// The public document that an entry rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its id in the case file.
    pub id: String,
    /// The publisher's id.
    pub publisher: String,
    /// The publisher's name.
    pub publisher_name: String,
    /// Title of the document.
    pub title: String,
    /// Document symbol, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// When it was published.
    pub date: Day,
    /// Where it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// One piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name.
    pub id: EntryId,
    /// The case that it belongs to.
    pub case: String,
    /// What is claimed, in our own words.
    pub claim: String,
    /// Who claims it.
    pub by: String,
    /// What sort of thing it reports.
    pub kind: EntryKind,
    /// The document that it rests on.
    pub source: Source,
    /// The place in the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locator: Option<String>,
    /// When it is true of the world (valid time).
    pub valid: ValidTime,
    /// The first day on which the public could know it (recorded time).
    pub known: Day,
    /// Its Admiralty grade.
    pub grade: Grade,
    /// Why the grade.
    pub grade_reason: String,
    /// The origin cluster: entries that rest on the same origin count once.
    pub origin: String,
    /// What the origin is.
    pub origin_title: String,
    /// The earlier entry that this one corrects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<EntryId>,
    /// Whether the source is kept from output to protect people.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub source_withheld: bool,
    /// The number that it reports, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure: Option<Figure>,
    /// The forecast that it carries, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forecast: Option<Forecast>,
    /// What it says about criteria and hypotheses.
    pub bears: Vec<Bearing>,
    /// The measures, by id, that it reports as tried or taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tries: Vec<String>,
    /// Whether claim and dates were verified; what is not checked decides nothing.
    pub checked: bool,
    /// What it was checked against; empty if it was not.
    pub checked_against: String,
}

impl Entry {
    /// Whether it could be known on that date.
    pub fn is_known(&self, as_of: AsOf) -> bool {
        as_of.knows(self.known)
    }
}
