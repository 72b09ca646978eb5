use std::collections::{BTreeMap, BTreeSet};

use ledger::{Entry, EntryId, Hypothesis, Side};
use serde::Serialize;
use terms::{AsOf, Day, Truth};

use crate::{Bar, CriterionId, Need, Norms, Period, Policy, Standard, Tree};

/// Why an entry that bears on a criterion does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhySetAside {
    /// It was recalled and not verified.
    NotChecked,
    /// Its grade could not be judged.
    NotGraded,
    /// It speaks of another time than the question.
    OutsideThePeriod,
}

impl WhySetAside {
    /// The reason as text.
    pub fn word(self) -> &'static str {
        match self {
            WhySetAside::NotChecked => "not checked",
            WhySetAside::NotGraded => "grade cannot be judged",
            WhySetAside::OutsideThePeriod => "speaks of another time",
        }
    }
}

/// An entry that bears on a criterion and does not count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SetAside {
    /// The entry.
    pub entry: EntryId,
    /// Why.
    pub why: WhySetAside,
}

/// What the entries on one side of a question reach.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SideReached {
    /// The entries that count, in the order of the ledger.
    pub entries: Vec<EntryId>,
    /// The entries of each origin: however many, an origin counts once.
    pub origins: BTreeMap<String, Vec<EntryId>>,
    /// The highest standard that they reach; none if not even the lowest.
    pub reached: Option<Standard>,
}

/// What was known on a date, arranged by the questions that it bears on.
#[derive(Debug)]
pub struct Evidence<'a> {
    pub(crate) norms: &'a Norms,
    pub(crate) policy: &'a Policy,
    pub(crate) as_of: AsOf,
    pub(crate) on: Day,
    pub(crate) hypotheses: &'a [Hypothesis],
    entries: Vec<&'a Entry>,
    bearing: BTreeMap<&'a str, Vec<(&'a Entry, Side)>>,
}

impl<'a> Evidence<'a> {
    /// Arranges what was known on a date for a question about a day, which is the same unless one looks back.
    ///
    /// Entries known later are not seen, nor are those that an entry known by then corrects.
    pub fn new(
        norms: &'a Norms,
        policy: &'a Policy,
        hypotheses: &'a [Hypothesis],
        entries: impl IntoIterator<Item = &'a Entry>,
        as_of: AsOf,
        on: Day,
    ) -> Evidence<'a> {
        let known: Vec<&Entry> = entries
            .into_iter()
            .filter(|entry| entry.is_known(as_of))
            .collect();
        let corrected: BTreeSet<&EntryId> = known
            .iter()
            .filter_map(|entry| entry.supersedes.as_ref())
            .collect();
        let entries: Vec<&Entry> = known
            .iter()
            .copied()
            .filter(|entry| !corrected.contains(&entry.id))
            .collect();
        let mut bearing: BTreeMap<&str, Vec<(&Entry, Side)>> = BTreeMap::new();
        for entry in &entries {
            for bears in &entry.bears {
                bearing
                    .entry(&bears.on)
                    .or_default()
                    .push((entry, bears.side));
            }
        }
        Evidence {
            norms,
            policy,
            as_of,
            on,
            hypotheses,
            entries,
            bearing,
        }
    }

    /// The same evidence without some entries: what would be found if they were wrong.
    pub fn without(&self, removed: &BTreeSet<EntryId>) -> Evidence<'a> {
        let kept = self
            .entries
            .iter()
            .copied()
            .filter(|entry| !removed.contains(&entry.id));
        Evidence::new(
            self.norms,
            self.policy,
            self.hypotheses,
            kept,
            self.as_of,
            self.on,
        )
    }

    /// The policy on proof.
    pub fn policy(&self) -> &'a Policy {
        self.policy
    }

    /// The entries, in the order of the ledger.
    pub fn entries(&self) -> &[&'a Entry] {
        &self.entries
    }

    /// The entries that bear on a criterion or hypothesis, with their sides.
    pub fn bearing_on(&self, id: &CriterionId) -> &[(&'a Entry, Side)] {
        self.bearing.get(id.0.as_str()).map_or(&[], Vec::as_slice)
    }

    /// What one side of a question reaches, and what was set aside.
    pub(crate) fn side(
        &self,
        id: &CriterionId,
        side: Side,
        period: Option<Period>,
    ) -> (SideReached, Vec<SetAside>) {
        let period = period
            .or_else(|| self.norms.criterion(id)?.period)
            .unwrap_or(Period::Ever);
        let mut reached = SideReached::default();
        let mut set_aside = Vec::new();
        let mut counted: Vec<&Entry> = Vec::new();
        for (entry, _) in self.bearing_on(id).iter().filter(|(_, on)| *on == side) {
            let why = if !entry.checked {
                Some(WhySetAside::NotChecked)
            } else if entry.grade.is_missing() {
                Some(WhySetAside::NotGraded)
            } else if !period.covers(&entry.valid, self.on) {
                Some(WhySetAside::OutsideThePeriod)
            } else {
                None
            };
            match why {
                Some(why) => set_aside.push(SetAside {
                    entry: entry.id.clone(),
                    why,
                }),
                None => {
                    reached.entries.push(entry.id.clone());
                    reached
                        .origins
                        .entry(entry.origin.clone())
                        .or_default()
                        .push(entry.id.clone());
                    counted.push(entry);
                }
            }
        }
        reached.reached = self.reach(
            &counted,
            self.norms
                .criterion(id)
                .is_some_and(|criterion| criterion.act),
        );
        (reached, set_aside)
    }

    /// The highest standard that entries reach together, each origin counted once.
    pub(crate) fn reach(&self, entries: &[&Entry], act: bool) -> Option<Standard> {
        let holds = |need: &Need| {
            let accepted = entries.iter().filter(|entry| need.accepts(entry));
            accepted
                .map(|entry| entry.origin.as_str())
                .collect::<BTreeSet<_>>()
                .len()
                >= need.origins
        };
        let reached = |standard| {
            self.policy
                .ways(standard, act)
                .any(|rung| rung.needs.iter().all(holds))
        };
        Standard::LADDER
            .into_iter()
            .rev()
            .find(|standard| reached(*standard))
    }

    /// The truth of a criterion or hypothesis. A criterion whose text was not checked is unknown.
    pub fn truth(&self, id: &CriterionId, bar: Bar) -> Truth {
        self.truth_in(id, bar, None)
    }

    /// The truth of a condition.
    pub(crate) fn tree_truth(&self, tree: &Tree, bar: Bar) -> Truth {
        tree.truth(&mut |id, negated| self.truth(id, if negated { bar.swapped() } else { bar }))
    }

    /// The criteria that keep a condition from being true.
    pub(crate) fn tree_blockers(&self, tree: &Tree, bar: Bar) -> Vec<CriterionId> {
        tree.blockers(&mut |id, negated| self.truth(id, if negated { bar.swapped() } else { bar }))
    }

    pub(crate) fn truth_in(&self, id: &CriterionId, bar: Bar, period: Option<Period>) -> Truth {
        let criterion = self.norms.criterion(id);
        if criterion.is_some_and(|criterion| !criterion.checked) {
            return Truth::Unknown;
        }
        match criterion.and_then(|criterion| criterion.when.as_ref()) {
            Some(tree) => {
                let period = period.or(criterion.and_then(|criterion| criterion.period));
                tree.truth(&mut |id, negated| {
                    self.truth_in(id, if negated { bar.swapped() } else { bar }, period)
                })
            }
            None => {
                let reaches = |side, at| {
                    self.side(id, side, period)
                        .0
                        .reached
                        .is_some_and(|reached| reached >= at)
                };
                Truth::from_sides(reaches(Side::For, bar.yes), reaches(Side::Against, bar.no))
            }
        }
    }
}
