use std::fmt;

use ledger::{Entry, FigureKind, Side};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use terms::{Citation, Day, ValidTime};

use crate::{Tree, WhySetAside};

/// The name of a criterion, for example `mf.death-toll`, or of a hypothesis, for example `claim.wmd-nuclear`.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct CriterionId(pub String);

impl fmt::Display for CriterionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Which entries count by the time that they speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    /// Any time up to the day of the question.
    Ever,
    /// The months before the day of the question.
    Months(u32),
}

impl Period {
    /// Whether an entry that is true for `valid` speaks of the period that ends on the day of the question.
    pub fn covers(self, valid: &ValidTime, on: Day) -> bool {
        let recent = |months| valid.to().is_none_or(|to| on.months_before(months) <= to);
        valid.from() <= on
            && match self {
                Period::Ever => true,
                Period::Months(months) => recent(months),
            }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Ever => f.write_str("any time"),
            Period::Months(months) => write!(f, "the {months} months before"),
        }
    }
}

/// A question that evidence answers, or a condition over other criteria.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    /// Its name.
    pub id: CriterionId,
    /// A short title.
    pub title: String,
    /// The question, answered by yes or no.
    pub asks: String,
    /// What a coder should know to answer it alike everywhere.
    pub guidance: Option<String>,
    /// What was decided where the texts leave it open.
    pub choice: Option<String>,
    /// The pack or instrument that declares it.
    pub home: String,
    /// The provision of its instrument that it puts.
    pub provision: Option<String>,
    /// Where the question comes from, if that is more exact than its pack's citation.
    pub citation: Option<Citation>,
    /// The condition; none if entries answer the question.
    pub when: Option<Tree>,
    /// Whether entries can answer it beside its condition: a whole that is shown by its parts or at once.
    pub direct: bool,
    /// The number from which an entry's figure counts.
    pub threshold: Option<Threshold>,
    /// Whether it changes slowly or fast.
    pub nature: Option<Nature>,
    /// Which of its own entries count by their time.
    pub period: Option<Period>,
    /// Which entries count for all that its condition names, in place of their own periods.
    pub parts_period: Option<Period>,
    /// Whether it asks what a body decided, which the body's own record proves.
    pub act: bool,
    /// Whether a forecast can speak to it: it asks what may come, not what is or was.
    pub forecasts: bool,
    /// Whether the text behind it was read; if not, it decides nothing.
    pub checked: bool,
}

impl Criterion {
    /// Whether entries answer it, alone or beside a condition.
    pub fn takes_entries(&self) -> bool {
        self.when.is_none() || self.direct
    }
}

/// The number of persons from which a figure shows something: a fact with a source, or a declared choice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// What is counted.
    pub what: Vec<FigureKind>,
    /// From how many persons.
    pub at_least: u64,
    /// Where the number comes from, or that it is a declared choice.
    pub reason: String,
}

impl Threshold {
    /// Why an entry does not count on a side because of its figure; one without such a figure counts as coded.
    pub fn excludes(&self, entry: &Entry, side: Side) -> Option<WhySetAside> {
        let figure = entry
            .figure
            .filter(|figure| self.what.contains(&figure.what))?;
        match (side, figure.value >= self.at_least) {
            (Side::For, false) => Some(WhySetAside::BelowTheThreshold),
            (Side::Against, true) => Some(WhySetAside::ReachesTheThreshold),
            _ => None,
        }
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what: Vec<&str> = self.what.iter().map(|what| what.word()).collect();
        write!(f, "at least {} {}", self.at_least, what.join(" or "))
    }
}

/// Whether a risk indicator changes slowly or fast.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Nature {
    /// It changes over years.
    Structural,
    /// It can change within weeks.
    Dynamic,
}

/// The top of a pack of criteria.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackHead {
    /// Its id, also the file name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The date of the text or method that it follows.
    pub dated: Day,
    /// What it is, in one or two sentences.
    pub about: String,
    /// What its criteria are for.
    #[serde(default)]
    pub role: PackRole,
    /// How many months before the as-of date entries may speak of; or `period = "ever"`.
    #[serde(default)]
    pub period_months: Option<u32>,
    /// `ever` if entries of any time count.
    #[serde(default)]
    pub period: Option<Ever>,
    /// Why that period.
    pub period_reason: String,
    /// Where it comes from.
    pub citation: Citation,
    /// Whether the source was read.
    pub checked: bool,
    /// What it was checked against.
    #[serde(default)]
    pub checked_against: String,
}

/// What the criteria of a pack are for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PackRole {
    /// Instruments draw on them.
    #[default]
    Criteria,
    /// A list to be gone through, line by line: each is present, partly so, absent or unknown.
    Checklist,
    /// Rules that put the levels or stages of others to our criteria.
    Crosswalk,
}

/// The word for a period without beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ever {
    /// Entries of any time count.
    Ever,
}

/// A pack of criteria that instruments draw on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// The top of its file.
    pub head: PackHead,
    /// Its criteria, in order.
    pub criteria: Vec<CriterionId>,
}

/// A criterion as a fact file writes it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CriterionFile {
    /// Its name, unique over all files.
    #[schemars(with = "String")]
    pub(crate) id: serde_spanned::Spanned<String>,
    /// A short title.
    pub(crate) title: String,
    /// The question, answered by yes or no.
    pub(crate) asks: String,
    /// What the question is about, in one sentence.
    #[serde(default)]
    pub(crate) summary: Option<String>,
    /// What a coder should know to answer it alike everywhere.
    #[serde(default)]
    pub(crate) guidance: Option<String>,
    /// What was decided where the texts leave it open.
    #[serde(default)]
    pub(crate) choice: Option<String>,
    /// The provision of the same instrument that it puts.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub(crate) provision: Option<serde_spanned::Spanned<String>>,
    /// Where the question comes from.
    #[serde(default)]
    pub(crate) citation: Option<Citation>,
    /// The condition; left out if entries answer the question.
    #[serde(default)]
    pub(crate) when: Option<Tree>,
    /// Whether entries can answer it beside its condition.
    #[serde(default)]
    pub(crate) direct: bool,
    /// The number from which an entry's figure counts.
    #[serde(default)]
    pub(crate) threshold: Option<Threshold>,
    /// Whether it changes slowly or fast.
    #[serde(default)]
    pub(crate) nature: Option<Nature>,
    /// A period in months that differs from the pack's.
    #[serde(default)]
    pub(crate) period_months: Option<u32>,
    /// `ever` if entries of any time count.
    #[serde(default)]
    pub(crate) period: Option<Ever>,
    /// Whether it asks what a body decided, which the body's own record proves.
    #[serde(default)]
    pub(crate) act: bool,
    /// Whether a forecast can speak to it: it asks what may come, not what is or was.
    #[serde(default)]
    pub(crate) forecasts: bool,
    /// Whether the text behind it was read; left out, it is as its pack or provision.
    #[serde(default)]
    pub(crate) checked: Option<bool>,
    /// What it was checked against.
    #[serde(default)]
    pub(crate) checked_against: Option<String>,
}

pub(crate) fn period(months: Option<u32>, ever: Option<Ever>) -> Option<Period> {
    match (months, ever) {
        (Some(months), _) => Some(Period::Months(months)),
        (None, Some(Ever::Ever)) => Some(Period::Ever),
        (None, None) => None,
    }
}
