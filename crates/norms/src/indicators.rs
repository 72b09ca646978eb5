use ledger::Entry;
use schemars::JsonSchema;
use serde::Serialize;
use terms::Day;

use crate::{CriterionId, Evidence, Finding, Nature, Value};

/// How long back a trend looks, in months. A declared choice.
const RECENT_MONTHS: u32 = 12;

/// Whether an indicator of a checklist is there on a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// It is shown at the standard asked.
    Present,
    /// Entries speak for it, and none against it, below the standard asked.
    Partly,
    /// Its absence is shown at the standard asked.
    Absent,
    /// Its presence and its absence are both shown.
    Contested,
    /// No entry, or not enough of them, speaks to it. Never absent.
    Unknown,
}

impl std::fmt::Display for Presence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Presence::Present => "present",
            Presence::Partly => "partly",
            Presence::Absent => "absent",
            Presence::Contested => "contested",
            Presence::Unknown => "unknown",
        })
    }
}

/// How the reports of an indicator stand in time. It counts no strength: a record is no measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Trend {
    /// Reported for the last twelve months and for no time before.
    New,
    /// Reported for the last twelve months and for earlier ones.
    Continuing,
    /// Not reported for the last twelve months.
    Past,
}

impl std::fmt::Display for Trend {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Trend::New => "new",
            Trend::Continuing => "continuing",
            Trend::Past => "not in the last year",
        })
    }
}

/// One line of a checklist put to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    /// The finding behind it.
    pub finding: Finding,
    /// Whether it is there.
    pub presence: Presence,
    /// The first day of which an entry reports it.
    pub since: Option<Day>,
    /// How its reports stand in time.
    pub trend: Option<Trend>,
    /// Whether it changes slowly or fast.
    pub nature: Option<Nature>,
}

/// A checklist put to a record, line by line.
pub fn indicators<'i>(
    evidence: &Evidence<'_>,
    ids: impl IntoIterator<Item = &'i CriterionId>,
) -> Vec<Indicator> {
    ids.into_iter().map(|id| indicator(evidence, id)).collect()
}

fn indicator(evidence: &Evidence<'_>, id: &CriterionId) -> Indicator {
    let finding = evidence.finding(id, evidence.policy.for_finding());
    let signs: Vec<&Entry> = evidence
        .entries()
        .iter()
        .copied()
        .filter(|entry| finding.entries_for.contains(&entry.id))
        .collect();
    let presence = match finding.value {
        Value::Met => Presence::Present,
        Value::NotMet => Presence::Absent,
        Value::Contested => Presence::Contested,
        Value::Undetermined
            if finding.checked && !signs.is_empty() && finding.entries_against.is_empty() =>
        {
            Presence::Partly
        }
        Value::Undetermined => Presence::Unknown,
    };
    let recent = evidence.setting.on.months_before(RECENT_MONTHS);
    let lately = signs
        .iter()
        .any(|entry| entry.valid.to().is_none_or(|to| recent <= to));
    let before = signs.iter().any(|entry| entry.valid.from() < recent);
    Indicator {
        presence,
        since: signs.iter().map(|entry| entry.valid.from()).min(),
        trend: match (lately, before) {
            (true, false) => Some(Trend::New),
            (true, true) => Some(Trend::Continuing),
            (false, true) => Some(Trend::Past),
            (false, false) => None,
        },
        nature: evidence
            .norms
            .criterion(id)
            .and_then(|criterion| criterion.nature),
        finding,
    }
}
