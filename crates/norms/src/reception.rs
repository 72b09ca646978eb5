use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_spanned::Spanned;
use terms::{Citation, Day};

/// The top of a forum's file: an occasion on which states said or voted where they stand on a text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForumHead {
    /// Its id, also the file name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its first day.
    pub day: Day,
    /// Where it took place.
    pub forum: String,
    /// The instrument that it was about, by id.
    #[schemars(with = "String")]
    pub text: Spanned<String>,
    /// What it was, in one or two sentences.
    pub about: String,
    /// Where it is on record.
    pub citation: Citation,
    /// Whether title and day were checked.
    pub checked: bool,
    /// What they were checked against.
    #[serde(default)]
    pub checked_against: String,
}

/// How a state or a group received a text.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Reception {
    /// It endorsed it in words or by signing.
    Endorsed,
    /// It endorsed it and named conditions.
    EndorsedWithConditions,
    /// It voiced reservations.
    Reserved,
    /// It rejected it.
    Rejected,
    /// It voted for it.
    VotedYes,
    /// It abstained.
    Abstained,
    /// It voted against it.
    VotedNo,
}

impl fmt::Display for Reception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Reception::Endorsed => "endorsed",
            Reception::EndorsedWithConditions => "endorsed with conditions",
            Reception::Reserved => "reserved",
            Reception::Rejected => "rejected",
            Reception::VotedYes => "voted yes",
            Reception::Abstained => "abstained",
            Reception::VotedNo => "voted no",
        })
    }
}

/// Where one state or group stood in a forum.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stand {
    /// A state by its ISO3 code, or a group as `group:<name>`.
    #[schemars(with = "String")]
    pub of: Spanned<String>,
    /// How it received the text.
    pub kind: Reception,
    /// What it said, in our own words; empty for a vote without a statement.
    #[serde(default)]
    pub summary: String,
    /// Where in the record.
    #[serde(default)]
    pub locator: Option<String>,
    /// Whether the record was read; what was not is shown as recalled.
    pub checked: bool,
    /// What it was checked against.
    #[serde(default)]
    pub checked_against: String,
}

/// A forum with all who spoke or voted, as far as they are on record here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forum {
    /// The top of its file.
    pub head: ForumHead,
    /// Who stood where, in the order of the file.
    pub stands: Vec<Stand>,
}
