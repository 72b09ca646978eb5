use std::collections::{BTreeMap, BTreeSet};

use ledger::{Entry, EntryId, Grade};
use serde::Serialize;

use crate::{Assessment, Change, Evidence, Status, assess, changes_in};

/// A record as it would be if some of it were otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Supposition {
    /// Entries that are wrong and drop out; an entry that one of them had corrected does not come back.
    pub retracted: BTreeSet<EntryId>,
    /// Origins that are wrong: every entry that rests on them drops out.
    pub origins: BTreeSet<String>,
    /// Entries with another grade.
    pub regraded: BTreeMap<EntryId, Grade>,
    /// Entries that are not on record.
    pub added: Vec<Entry>,
}

impl Supposition {
    /// The entries as supposed, those that drop out still among them.
    pub fn entries<'e>(&self, on_record: impl IntoIterator<Item = &'e Entry>) -> Vec<Entry> {
        let regraded = on_record.into_iter().map(|entry| Entry {
            grade: self.regraded.get(&entry.id).copied().unwrap_or(entry.grade),
            ..entry.clone()
        });
        regraded.chain(self.added.iter().cloned()).collect()
    }

    /// The evidence without what drops out.
    pub fn applied<'a>(&self, evidence: &Evidence<'a>) -> Evidence<'a> {
        let entries = evidence.entries().iter();
        let wrong = entries.filter(|entry| {
            self.retracted.contains(&entry.id) || self.origins.contains(&entry.origin)
        });
        evidence.without(&wrong.map(|entry| entry.id.clone()).collect())
    }
}

/// A measure whose standing under an instrument differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StandingChange {
    /// The instrument.
    pub instrument: String,
    /// The measure.
    pub measure: String,
    /// Its title.
    pub title: String,
    /// Its status before and after.
    pub status: (Status, Status),
}

/// How everything that is found differs between two records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Criteria and claims whose value differs, or what counts for them.
    pub findings: Vec<Change>,
    /// Measures that stand differently under a text in force.
    pub standings: Vec<StandingChange>,
}

/// Compares two records criterion by criterion and measure by measure.
pub fn differences(before: &Evidence<'_>, after: &Evidence<'_>) -> Difference {
    let claims = before
        .hypotheses
        .iter()
        .map(|claim| crate::CriterionId(claim.id.clone()));
    let ids: Vec<_> = before
        .norms
        .criteria
        .keys()
        .cloned()
        .chain(claims)
        .collect();
    let findings = changes_in(before, after, &ids, before.policy.for_finding());
    let (old, new) = (assess(before), assess(after));
    let standings = old
        .iter()
        .zip(&new)
        .flat_map(|(old, new)| standings(old, new));
    Difference {
        findings,
        standings: standings.collect(),
    }
}

fn standings(old: &Assessment, new: &Assessment) -> Vec<StandingChange> {
    let pairs = old.options.iter().zip(&new.options);
    pairs
        .filter(|(old, new)| old.status != new.status)
        .map(|(before, after)| StandingChange {
            instrument: old.instrument.clone(),
            measure: before.measure.clone(),
            title: before.title.clone(),
            status: (before.status, after.status),
        })
        .collect()
}
