use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use ledger::{Entry, EntryId, EntryKind, Hypothesis, Side};
use serde::Serialize;
use terms::{AsOf, Day, Truth};

use crate::{Bar, Criterion, CriterionId, Need, Norms, Period, Policy, Standard, Tree};

/// Why an entry that bears on a criterion does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhySetAside {
    /// It was recalled and not verified.
    NotChecked,
    /// Its grade could not be judged.
    NotGraded,
    /// It is a forecast, and the question asks what is or was.
    AForecast,
    /// It speaks of another time than the question.
    OutsideThePeriod,
    /// It is coded as a yes, and its figure lies below the threshold.
    BelowTheThreshold,
    /// It is coded as a no, and its figure reaches the threshold.
    ReachesTheThreshold,
}

impl WhySetAside {
    /// The reason as text.
    pub fn word(self) -> &'static str {
        match self {
            WhySetAside::NotChecked => "not checked",
            WhySetAside::NotGraded => "grade cannot be judged",
            WhySetAside::AForecast => "a forecast shows no fact",
            WhySetAside::OutsideThePeriod => "speaks of another time",
            WhySetAside::BelowTheThreshold => "figure below the threshold",
            WhySetAside::ReachesTheThreshold => "figure reaches the threshold",
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

/// As of when and about which day a question is put, and what the state belonged to on that day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// What was known.
    pub as_of: AsOf,
    /// The day that the question is about, the same unless one looks back.
    pub on: Day,
    /// The bodies that had the state as a member on that day, by id.
    pub bodies: BTreeSet<String>,
}

impl Setting {
    /// A question about the as-of date itself, on a state that belongs to no body.
    pub fn on_the_day(as_of: AsOf) -> Setting {
        Setting {
            as_of,
            on: as_of.0,
            bodies: BTreeSet::new(),
        }
    }
}

/// What was known on a date, arranged by the questions that it bears on.
#[derive(Debug)]
pub struct Evidence<'a> {
    pub(crate) norms: &'a Norms,
    pub(crate) policy: &'a Policy,
    pub(crate) setting: Setting,
    pub(crate) hypotheses: &'a [Hypothesis],
    entries: Vec<&'a Entry>,
    bearing: BTreeMap<&'a str, Vec<(&'a Entry, Side)>>,
    /// What each question reaches on both sides: asked again and again, and never changing.
    reached: RefCell<BTreeMap<(CriterionId, Period), Reached>>,
}

/// The highest standards that the two sides of a question reach.
#[derive(Debug, Clone, Copy)]
struct Reached {
    yes: Option<Standard>,
    no: Option<Standard>,
}

impl<'a> Evidence<'a> {
    /// Arranges what was known for a question.
    ///
    /// Entries known later are not seen, nor are those that an entry known by then corrects.
    pub fn new(
        norms: &'a Norms,
        policy: &'a Policy,
        hypotheses: &'a [Hypothesis],
        entries: impl IntoIterator<Item = &'a Entry>,
        setting: Setting,
    ) -> Evidence<'a> {
        let known: Vec<&Entry> = entries
            .into_iter()
            .filter(|entry| entry.is_known(setting.as_of))
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
            setting,
            hypotheses,
            entries,
            bearing,
            reached: RefCell::default(),
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
            self.setting.clone(),
        )
    }

    /// The norms that are put.
    pub fn norms(&self) -> &'a Norms {
        self.norms
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
        let (counted, set_aside) = self.sorted(id, side, period);
        let mut reached = SideReached::default();
        for entry in &counted {
            reached.entries.push(entry.id.clone());
            let origin = reached.origins.entry(entry.origin.clone());
            origin.or_default().push(entry.id.clone());
        }
        let act = self
            .norms
            .criterion(id)
            .is_some_and(|criterion| criterion.act);
        reached.reached = self.reach(&counted, act);
        let set_aside = set_aside.into_iter().map(|(entry, why)| SetAside {
            entry: entry.id.clone(),
            why,
        });
        (reached, set_aside.collect())
    }

    /// The entries on one side of a question that count.
    pub(crate) fn counted(
        &self,
        id: &CriterionId,
        side: Side,
        period: Option<Period>,
    ) -> Vec<&'a Entry> {
        self.sorted(id, side, period).0
    }

    /// The entries on one side of a question that count, and those that do not.
    fn sorted(
        &self,
        id: &CriterionId,
        side: Side,
        period: Option<Period>,
    ) -> (Vec<&'a Entry>, Vec<(&'a Entry, WhySetAside)>) {
        let period = self.period_of(id, period);
        let criterion = self.norms.criterion(id);
        let threshold = criterion.and_then(|criterion| criterion.threshold.as_ref());
        let takes_forecasts = criterion.is_some_and(|criterion| criterion.forecasts);
        let (mut counted, mut set_aside) = (Vec::new(), Vec::new());
        for (entry, _) in self.bearing_on(id).iter().filter(|(_, on)| *on == side) {
            let why = if !entry.checked {
                Some(WhySetAside::NotChecked)
            } else if entry.grade.is_missing() {
                Some(WhySetAside::NotGraded)
            } else if entry.kind == EntryKind::Forecast && !takes_forecasts {
                Some(WhySetAside::AForecast)
            } else if !period.covers(&entry.valid, self.setting.on) {
                Some(WhySetAside::OutsideThePeriod)
            } else {
                threshold.and_then(|threshold| threshold.excludes(entry, side))
            };
            match why {
                Some(why) => set_aside.push((*entry, why)),
                None => counted.push(*entry),
            }
        }
        (counted, set_aside)
    }

    fn period_of(&self, id: &CriterionId, inherited: Option<Period>) -> Period {
        inherited
            .or_else(|| self.norms.criterion(id)?.period)
            .unwrap_or(Period::Ever)
    }

    /// The highest standard that entries reach together, each origin counted once.
    pub(crate) fn reach(&self, entries: &[&Entry], act: bool) -> Option<Standard> {
        let holds = |standard: Standard, need: &Need| {
            let accepted = entries
                .iter()
                .filter(|entry| self.policy.accepts(standard, need, entry));
            accepted
                .map(|entry| entry.origin.as_str())
                .collect::<BTreeSet<_>>()
                .len()
                >= need.origins
        };
        let reached = |standard| {
            self.policy
                .ways(standard, act)
                .any(|rung| rung.needs.iter().all(|need| holds(standard, need)))
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
        let own = match criterion.is_none_or(Criterion::takes_entries) {
            true => {
                let reached = self.reached(id, period);
                Truth::from_sides(reached.yes >= Some(bar.yes), reached.no >= Some(bar.no))
            }
            false => Truth::Unknown,
        };
        let Some(tree) = criterion.and_then(|criterion| criterion.when.as_ref()) else {
            return own;
        };
        let period = period.or(criterion.and_then(|criterion| criterion.parts_period));
        own.join(tree.truth(&mut |id, negated| {
            self.truth_in(id, if negated { bar.swapped() } else { bar }, period)
        }))
    }

    fn reached(&self, id: &CriterionId, period: Option<Period>) -> Reached {
        let key = (id.clone(), self.period_of(id, period));
        if let Some(reached) = self.reached.borrow().get(&key) {
            return *reached;
        }
        let reached = Reached {
            yes: self.side(id, Side::For, period).0.reached,
            no: self.side(id, Side::Against, period).0.reached,
        };
        self.reached.borrow_mut().insert(key, reached);
        reached
    }
}
