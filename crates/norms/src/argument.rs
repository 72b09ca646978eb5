use std::collections::BTreeSet;

use ledger::{EntryId, EntryKind, Side};
use serde::Serialize;

use crate::fragility::fewest_origins;
use crate::{Bar, CriterionId, Evidence, Fewest, Need, Standard, Value};

/// What it would take to change the answer to one question that entries answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lever {
    /// The criterion.
    pub criterion: CriterionId,
    /// Its title.
    pub title: String,
    /// Its value now.
    pub value: Value,
    /// The standard that was asked.
    pub standard: Standard,
    /// How many independent origins speak to it, on either side.
    pub origins: usize,
    /// What would change it, one way each.
    pub ways: Vec<Way>,
}

/// One way to change an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// The fewest independent origins on a side that would have to be wrong for it to fall below the standard.
    Falls {
        /// The side.
        side: Side,
        /// How many origins.
        origins: Fewest,
        /// Of how many on that side.
        of: usize,
    },
    /// What a side lacks to reach the standard.
    Lacks {
        /// The side.
        side: Side,
        /// Further independent origins of these grades, all of them; none where no number of them would do.
        needs: Vec<Need>,
    },
}

/// What would change the answers to the questions that a criterion rests on.
pub fn levers(evidence: &Evidence<'_>, id: &CriterionId, bar: Bar) -> Vec<Lever> {
    evidence
        .norms
        .leaves(id)
        .into_iter()
        .map(|leaf| {
            let value = Value::from(evidence.truth(&leaf, bar));
            let ways = [(Side::For, bar.yes), (Side::Against, bar.no)]
                .into_iter()
                .map(|(side, at)| way(evidence, &leaf, side, at))
                .collect();
            let counted =
                [Side::For, Side::Against].map(|side| evidence.counted(&leaf, side, None));
            let origins: BTreeSet<&str> = counted
                .iter()
                .flatten()
                .map(|entry| entry.origin.as_str())
                .collect();
            Lever {
                origins: origins.len(),
                title: evidence.title(&leaf),
                criterion: leaf,
                value,
                standard: bar.yes,
                ways,
            }
        })
        .collect()
}

fn way(evidence: &Evidence<'_>, leaf: &CriterionId, side: Side, at: Standard) -> Way {
    let counted = evidence.counted(leaf, side, None);
    if let Some(origins) = fewest_origins(evidence, leaf, side, at) {
        let all: BTreeSet<&str> = counted.iter().map(|entry| entry.origin.as_str()).collect();
        return Way::Falls {
            side,
            origins,
            of: all.len(),
        };
    }
    // A question for forecasts is answered by forecasts; what none of them can reach is not asked for.
    let asks_forecasts = evidence.norms.criterion(leaf);
    let asks_forecasts = asks_forecasts.is_some_and(|criterion| criterion.forecasts);
    if asks_forecasts && !evidence.policy.may_reach(at, EntryKind::Forecast) {
        return Way::Lacks {
            side,
            needs: Vec::new(),
        };
    }
    let have = |need: &Need| -> usize {
        let accepted = counted
            .iter()
            .filter(|entry| evidence.policy.accepts(at, need, entry));
        let origins: BTreeSet<&str> = accepted.map(|entry| entry.origin.as_str()).collect();
        origins.len()
    };
    let missing = evidence.policy.needs(at).iter().filter_map(|need| {
        let lacking = need.origins.saturating_sub(have(need));
        (lacking > 0).then_some(Need {
            origins: lacking,
            ..*need
        })
    });
    Way::Lacks {
        side,
        needs: missing.collect(),
    }
}

/// How a finding differs between two states of the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The criterion.
    pub criterion: CriterionId,
    /// Its title.
    pub title: String,
    /// Its value before and after.
    pub value: (Value, Value),
    /// Entries that count after and not before.
    pub gained: Vec<EntryId>,
    /// Entries that counted before and not after.
    pub lost: Vec<EntryId>,
    /// Those gained entries each of which alone brings the old value back if it is taken away.
    pub decisive: Vec<EntryId>,
}

/// How the answer to a criterion, and to all that it rests on, differs between two records.
pub fn changes_between(
    before: &Evidence<'_>,
    after: &Evidence<'_>,
    id: &CriterionId,
    bar: Bar,
) -> Vec<Change> {
    let mut ids = vec![id.clone()];
    let mut next = 0;
    while next < ids.len() {
        let tree = after
            .norms
            .criterion(&ids[next])
            .and_then(|criterion| criterion.when.as_ref());
        for (child, _) in tree.map(|tree| tree.criteria()).unwrap_or_default() {
            if !ids.contains(child.get_ref()) {
                ids.push(child.get_ref().clone());
            }
        }
        next += 1;
    }
    changes_in(before, after, &ids, bar)
}

/// How the answers to these criteria differ between two records.
pub(crate) fn changes_in(
    before: &Evidence<'_>,
    after: &Evidence<'_>,
    ids: &[CriterionId],
    bar: Bar,
) -> Vec<Change> {
    ids.iter()
        .filter_map(|id| change(before, after, id, bar))
        .collect()
}

fn change(
    before: &Evidence<'_>,
    after: &Evidence<'_>,
    id: &CriterionId,
    bar: Bar,
) -> Option<Change> {
    let (old, new) = (before.finding(id, bar), after.finding(id, bar));
    let all = |finding: &crate::Finding| -> BTreeSet<EntryId> {
        finding
            .entries_for
            .iter()
            .chain(&finding.entries_against)
            .cloned()
            .collect()
    };
    let (had, has) = (all(&old), all(&new));
    let gained: Vec<EntryId> = has.difference(&had).cloned().collect();
    let lost: Vec<EntryId> = had.difference(&has).cloned().collect();
    if gained.is_empty() && lost.is_empty() && old.value == new.value {
        return None;
    }
    let decisive = match old.value == new.value {
        true => Vec::new(),
        false => gained
            .iter()
            .filter(|entry| {
                let without = after.without(&BTreeSet::from([(*entry).clone()]));
                Value::from(without.truth(id, bar)) == old.value
            })
            .cloned()
            .collect(),
    };
    Some(Change {
        criterion: id.clone(),
        title: new.title,
        value: (old.value, new.value),
        gained,
        lost,
        decisive,
    })
}
