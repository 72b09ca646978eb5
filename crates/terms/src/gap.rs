use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

/// Why a value is missing. Missing is never zero, never false and never an empty success.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "gap")]
pub enum Gap {
    /// No entry speaks to the question.
    NoEvidence,
    /// Entries speak to it, but neither side reaches the standard that is asked for.
    BelowStandard,
    /// The source does not cover this state or time.
    OutsideCoverage {
        /// What the source covers.
        covers: String,
    },
    /// The value was not yet published on the as-of date.
    NotYetKnown {
        /// When it was published.
        known: crate::Day,
    },
    /// Nothing was published by the as-of date; whether anything was later is not said.
    NothingPublished,
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Gap::NoEvidence => f.write_str("no entry speaks to it"),
            Gap::BelowStandard => f.write_str("the entries reach the standard on neither side"),
            Gap::OutsideCoverage { covers } => write!(f, "the source covers {covers}"),
            Gap::NotYetKnown { known } => write!(f, "first published on {known}"),
            Gap::NothingPublished => f.write_str("nothing was published by then"),
        }
    }
}
