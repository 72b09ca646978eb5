use std::collections::{BTreeMap, BTreeSet};

use ledger::{EntryId, Side};
use serde::Serialize;

use crate::topple::{Atom, Condition, Toppling, topple};
use crate::{Bar, Criterion, CriterionId, Evidence, Need, Period, Standard, Tree, Value};

/// What would have to be wrong for a finding to lose its value.
///
/// To be wrong means to drop out of the record; nothing is put in its place. A finding that is met falls
/// when a yes no longer reaches the standard, one that is not met when a no does not, a contested one
/// when either side falls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fragility {
    /// The criterion.
    pub criterion: CriterionId,
    /// Its title.
    pub title: String,
    /// Its value now.
    pub value: Value,
    /// Sets of independent origins, with all entries that rest on them.
    pub origins: Wrong<String>,
    /// Sets of entries.
    pub entries: Wrong<EntryId>,
}

/// The minimal sets whose falsity changes a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wrong<T> {
    /// How many must be wrong at least.
    pub fewest: Fewest,
    /// Sets none of whose members is superfluous, smallest first.
    pub sets: Vec<BTreeSet<T>>,
    /// Whether these are all such sets; if not, the list stopped at the number asked for or the search at its bound.
    pub complete: bool,
}

/// The size of the smallest set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fewest {
    /// It was found and nothing is smaller.
    Exactly(usize),
    /// The search was stopped at its bound: it lies between these.
    Between(usize, usize),
}

impl std::fmt::Display for Fewest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fewest::Exactly(n) => f.pad(&n.to_string()),
            Fewest::Between(low, high) => f.pad(&format!("between {low} and {high}")),
        }
    }
}

/// The minimal sets of origins and of entries whose falsity changes a finding, at most `limit` of each.
///
/// `None` if it is undetermined: what was never shown cannot be lost.
pub fn fragility(
    evidence: &Evidence<'_>,
    id: &CriterionId,
    bar: Bar,
    limit: usize,
) -> Option<Fragility> {
    let value = Value::from(evidence.truth(id, bar));
    let of = |unit: Unit| -> Option<(Toppling, Items)> {
        let mut items = Items {
            unit,
            origins: Vec::new(),
            entries: Vec::new(),
        };
        let yes = items.side_of(evidence, id, Side::For, bar, None);
        let no = items.side_of(evidence, id, Side::Against, bar, None);
        // A contested finding stands only while both sides do.
        let stands = match value {
            Value::Undetermined => return None,
            Value::Met => yes,
            Value::NotMet => no,
            Value::Contested => Condition::all(vec![yes, no]),
        };
        Some((topple(&stands, limit)?, items))
    };
    let (origins, origin_items) = of(Unit::Origin)?;
    let (entries, entry_items) = of(Unit::Entry)?;
    Some(Fragility {
        criterion: id.clone(),
        title: evidence.title(id),
        value,
        origins: wrong(origins, &origin_items.origins),
        entries: wrong(entries, &entry_items.entries),
    })
}

/// The fewest origins that must be wrong for one side of a question, put to entries, to fall below a standard.
pub(crate) fn fewest_origins(
    evidence: &Evidence<'_>,
    id: &CriterionId,
    side: Side,
    at: Standard,
) -> Option<Fewest> {
    let mut items = Items {
        unit: Unit::Origin,
        origins: Vec::new(),
        entries: Vec::new(),
    };
    let condition = items.reaches(evidence, id, side, at, None);
    topple(&condition, 1).map(|toppling| fewest(&toppling))
}

fn fewest(toppling: &Toppling) -> Fewest {
    match toppling.at_least == toppling.at_most {
        true => Fewest::Exactly(toppling.at_most),
        false => Fewest::Between(toppling.at_least, toppling.at_most),
    }
}

fn wrong<T: Clone + Ord>(toppling: Toppling, names: &[T]) -> Wrong<T> {
    let named = |set: BTreeSet<usize>| set.into_iter().map(|at| names[at].clone()).collect();
    Wrong {
        fewest: fewest(&toppling),
        complete: toppling.complete,
        sets: toppling.sets.into_iter().map(named).collect(),
    }
}

/// What is counted as one thing that can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Origin,
    Entry,
}

/// Numbers for origins and entries, given as they are met.
struct Items {
    unit: Unit,
    origins: Vec<String>,
    entries: Vec<EntryId>,
}

fn number<T: PartialEq + Clone>(known: &mut Vec<T>, wanted: &T) -> usize {
    known
        .iter()
        .position(|item| item == wanted)
        .unwrap_or_else(|| {
            known.push(wanted.clone());
            known.len() - 1
        })
}

impl Items {
    /// When one side of a criterion stands, as [`Evidence::truth`] computes it.
    fn side_of(
        &mut self,
        evidence: &Evidence<'_>,
        id: &CriterionId,
        side: Side,
        bar: Bar,
        period: Option<Period>,
    ) -> Condition {
        let criterion = evidence.norms.criterion(id);
        if criterion.is_some_and(|criterion| !criterion.checked) {
            return Condition::never();
        }
        let mut ways = Vec::new();
        if criterion.is_none_or(Criterion::takes_entries) {
            let at = if side == Side::For { bar.yes } else { bar.no };
            ways.push(self.reaches(evidence, id, side, at, period));
        }
        if let Some(tree) = criterion.and_then(|criterion| criterion.when.as_ref()) {
            let period = period.or(criterion.and_then(|criterion| criterion.parts_period));
            ways.push(self.side_of_tree(evidence, tree, side, bar, period));
        }
        Condition::any(ways)
    }

    fn side_of_tree(
        &mut self,
        evidence: &Evidence<'_>,
        tree: &Tree,
        side: Side,
        bar: Bar,
        period: Option<Period>,
    ) -> Condition {
        let (k, trees) = match tree {
            Tree::Is(id) => return self.side_of(evidence, id.get_ref(), side, bar, period),
            Tree::Not(tree) => {
                return self.side_of_tree(evidence, tree, side.other(), bar.swapped(), period);
            }
            Tree::All(trees) => (trees.len(), trees),
            Tree::Any(trees) => (1, trees),
            Tree::AtLeast { k, of } => (*k, of),
        };
        // So many noes that fewer than k can still hold.
        let k = if side == Side::For {
            k
        } else {
            trees.len() + 1 - k
        };
        let parts = trees
            .iter()
            .map(|tree| self.side_of_tree(evidence, tree, side, bar, period));
        Condition::AtLeast {
            k,
            of: parts.collect(),
        }
    }

    /// When the entries on one side of a question reach a standard.
    fn reaches(
        &mut self,
        evidence: &Evidence<'_>,
        id: &CriterionId,
        side: Side,
        at: Standard,
        period: Option<Period>,
    ) -> Condition {
        let act = evidence
            .norms
            .criterion(id)
            .is_some_and(|criterion| criterion.act);
        let counted = evidence.counted(id, side, period);
        let ladder = Standard::LADDER
            .into_iter()
            .filter(|standard| *standard >= at);
        let ways: Vec<(Standard, Vec<Need>)> = ladder
            .flat_map(|standard| evidence.policy.ways(standard, act))
            .map(|rung| (rung.standard, strictest(&rung.needs)))
            .collect();
        // From the lowest standard up: what a higher one takes and accepts, a lower one does too.
        let mut kept: Vec<&(Standard, Vec<Need>)> = Vec::new();
        for way in &ways {
            if !kept.iter().any(|other| implies(&way.1, &other.1)) {
                kept.push(way);
            }
        }
        let ways = kept.into_iter().map(|(standard, needs)| {
            let atoms = needs.iter().map(|need| {
                let accepted = |need: &Need| {
                    let counted = counted.iter();
                    counted
                        .filter(|entry| evidence.policy.accepts(*standard, need, entry))
                        .collect::<Vec<_>>()
                };
                let mut groups: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
                for entry in accepted(need) {
                    let owner = number(&mut self.origins, &entry.origin);
                    let item = match self.unit {
                        Unit::Origin => owner,
                        Unit::Entry => number(&mut self.entries, &entry.id),
                    };
                    groups.entry(owner).or_default().insert(item);
                }
                Condition::Atom(Atom {
                    need: need.origins,
                    groups,
                })
            });
            Condition::all(atoms.collect())
        });
        Condition::any(ways.collect())
    }
}

/// The needs without those that another one implies: whoever breaks the weaker breaks the stricter too.
fn strictest(needs: &[Need]) -> Vec<Need> {
    let mut kept: Vec<Need> = Vec::new();
    for need in needs {
        if !kept.iter().any(|other| other.implies(need)) {
            kept.retain(|other| !need.implies(other));
            kept.push(*need);
        }
    }
    kept
}

/// Whether whatever takes one way to a standard also takes the other.
fn implies(way: &[Need], other: &[Need]) -> bool {
    other
        .iter()
        .all(|need| way.iter().any(|own| own.implies(need)))
}
