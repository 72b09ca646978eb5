//! The smallest sets of things whose loss makes a condition false: the combinatorics behind fragility.
//!
//! A condition is built from atoms by "at least k of"; an atom holds while at least `need` of its groups
//! keep an item. Making such a condition false means choosing atoms and breaking each of them, which is
//! a covering problem: of each chosen atom's groups so many must be emptied. Groups that are alike
//! (the same atoms, the same costs) are interchangeable and are counted, not listed, so that three
//! hundred origins of four grades are four numbers. The search is exact; if it would visit too many
//! states or choices of atoms it stops and says that it is bounded.

mod condition;
mod system;

use std::collections::BTreeSet;

pub(crate) use condition::{Atom, Condition};
use condition::{Way, Ways};
use system::{Search, System};

/// How many items may be looked at in asking whether sets are minimal before the list is left short.
const EFFORT: usize = 10_000_000;

/// What makes a condition false.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Toppling {
    /// No set smaller than this does.
    pub(crate) at_least: usize,
    /// A set of this size does; equal to `at_least` unless the search was bounded.
    pub(crate) at_most: usize,
    /// Sets none of whose items is superfluous, smallest first.
    pub(crate) sets: Vec<BTreeSet<usize>>,
    /// Whether these are all such sets.
    pub(crate) complete: bool,
}

/// The minimal sets of items without which the condition is false, at most `limit` of them.
///
/// `None` if it is false already, or if nothing can make it false.
pub(crate) fn topple(condition: &Condition, limit: usize) -> Option<Toppling> {
    if !condition.holds(&BTreeSet::new()) {
        return None;
    }
    let ways = condition.ways()?;
    let mut whole = ways.whole;
    let mut candidates: Vec<Candidate<'_>> = ways
        .list
        .iter()
        .map(|way| Candidate::new(&ways, way))
        .collect();
    // What was left out could hold a smaller set than anything that is still looked at.
    let floor = match whole {
        true => candidates.first().map_or(1, |first| first.bound),
        false => 1,
    };

    let mut search = Search::default();
    let mut best: Option<(usize, BTreeSet<usize>)> = None;
    for candidate in &mut candidates {
        let below = |best: &Option<(usize, BTreeSet<usize>)>| {
            best.as_ref().map_or(usize::MAX, |(fewest, _)| *fewest)
        };
        if candidate.bound >= below(&best) {
            break;
        }
        let system = candidate.system(&mut whole);
        while system.bound() < below(&best)
            && let Some(picks) = system.first_within(below(&best) - 1, &mut search)
        {
            let mut items = BTreeSet::new();
            system.expand(&picks, &mut |set| {
                items = set;
                false
            });
            best = Some((system.cost(&picks), items));
        }
    }
    let exact = whole && !search.ended_early();
    // If the search ended before it found any: losing everything is a set, if not the smallest.
    let (fewest, example) = best.unwrap_or_else(|| {
        let items = condition.items();
        (items.len(), items)
    });

    let mut listing = Listing {
        condition,
        limit,
        sure: exact.then_some(fewest),
        effort: EFFORT / condition.weight().max(1),
        sets: BTreeSet::new(),
    };
    let complete = listing.fill(&mut candidates, fewest, &mut whole) && exact;
    if listing.sets.is_empty() {
        let smallest = without_superfluous(condition, example);
        listing.sets.insert((smallest.len(), smallest));
    }
    let smallest = listing.sets.first().map_or(fewest, |(size, _)| *size);
    Some(Toppling {
        at_least: if exact { fewest } else { floor.min(smallest) },
        at_most: smallest.min(fewest),
        sets: listing.sets.into_iter().map(|(_, set)| set).collect(),
        complete,
    })
}

/// A way to make the condition false, prepared for the search only once it can matter.
struct Candidate<'a> {
    atoms: Vec<&'a Atom>,
    /// No set that takes this way is smaller.
    bound: usize,
    system: Option<System>,
}

impl<'a> Candidate<'a> {
    fn new(ways: &Ways<'a>, way: &Way) -> Candidate<'a> {
        Candidate {
            atoms: way.atoms.iter().map(|atom| ways.atoms[*atom]).collect(),
            bound: way.least,
            system: None,
        }
    }

    fn system(&mut self, whole: &mut bool) -> &System {
        let system = self
            .system
            .get_or_insert_with(|| System::new(&self.atoms, whole));
        self.bound = self.bound.max(system.bound());
        system
    }
}

/// The minimal sets found so far.
struct Listing<'a> {
    condition: &'a Condition,
    limit: usize,
    /// The size at which every set is minimal, because none is smaller.
    sure: Option<usize>,
    /// How many more items may be tried for whether they are superfluous.
    effort: usize,
    sets: BTreeSet<(usize, BTreeSet<usize>)>,
}

impl Listing<'_> {
    /// Lists the sets of one size after the other; whether all were listed.
    fn fill(
        &mut self,
        candidates: &mut [Candidate<'_>],
        smallest: usize,
        whole: &mut bool,
    ) -> bool {
        let mut search = Search::default();
        let mut size = smallest;
        loop {
            search.cut = false;
            for candidate in candidates.iter_mut() {
                if candidate.bound <= size && self.wants_more() {
                    candidate.system(whole).each_of_cost(
                        size,
                        &mut search,
                        &mut |picks, system| system.expand(picks, &mut |set| self.take(set)),
                    );
                }
            }
            if search.ended_early() || !self.wants_more() || !*whole {
                return false;
            }
            let beyond =
                |candidate: &Candidate<'_>| candidate.bound > size && candidate.bound < usize::MAX;
            if !search.cut && !candidates.iter().any(beyond) {
                return true;
            }
            size += 1;
        }
    }

    fn wants_more(&self) -> bool {
        self.sets.len() < self.limit && self.effort > 0
    }

    fn take(&mut self, set: BTreeSet<usize>) -> bool {
        let sure = self.sure == Some(set.len());
        let tried = if sure { 1 } else { set.len() + 1 };
        self.effort = self.effort.saturating_sub(tried);
        if sure || is_minimal(self.condition, &set) {
            self.sets.insert((set.len(), set));
        }
        self.wants_more()
    }
}

/// The set without items that are not needed to make the condition false.
fn without_superfluous(condition: &Condition, mut set: BTreeSet<usize>) -> BTreeSet<usize> {
    for item in set.clone() {
        set.remove(&item);
        if condition.holds(&set) {
            set.insert(item);
        }
    }
    set
}

/// Whether the set makes the condition false and no item of it is superfluous.
fn is_minimal(condition: &Condition, set: &BTreeSet<usize>) -> bool {
    let without = |item: &usize| {
        let mut fewer = set.clone();
        fewer.remove(item);
        fewer
    };
    !condition.holds(set) && set.iter().all(|item| condition.holds(&without(item)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn atom() -> impl Strategy<Value = Condition> {
        let groups = prop::collection::btree_map(
            0usize..4,
            prop::collection::btree_set(0usize..9, 1..4),
            0..4,
        );
        // Items of different owners are different, as entries of different origins are.
        let own = groups.prop_map(|groups| {
            let groups = groups.into_iter();
            groups
                .map(|(owner, items)| {
                    let items: BTreeSet<usize> =
                        items.into_iter().map(|item| owner * 3 + item % 3).collect();
                    (owner, items)
                })
                .collect::<BTreeMap<_, _>>()
        });
        (1usize..3, own).prop_map(|(need, groups)| Condition::Atom(Atom { need, groups }))
    }

    fn condition() -> impl Strategy<Value = Condition> {
        atom().prop_recursive(2, 8, 3, |inner| {
            prop::collection::vec(inner, 1..4).prop_flat_map(|of| {
                (1..=of.len()).prop_map(move |k| Condition::AtLeast { k, of: of.clone() })
            })
        })
    }

    /// All subsets of the twelve items, tried one by one.
    fn by_brute_force(condition: &Condition) -> BTreeSet<(usize, BTreeSet<usize>)> {
        (0..1u32 << 12)
            .map(|bits| {
                (0..12)
                    .filter(|item| bits & (1 << item) != 0)
                    .collect::<BTreeSet<usize>>()
            })
            .filter(|set| is_minimal(condition, set))
            .map(|set| (set.len(), set))
            .collect()
    }

    proptest! {
        #[test]
        fn the_sets_are_those_that_trying_every_subset_finds(condition in condition()) {
            let brute = by_brute_force(&condition);
            match topple(&condition, 5_000) {
                None => prop_assert!(!condition.holds(&BTreeSet::new()) || brute.is_empty()),
                Some(found) => {
                    prop_assert!(found.complete);
                    prop_assert_eq!(found.at_least, found.at_most);
                    prop_assert_eq!(Some(found.at_most), brute.first().map(|(size, _)| *size));
                    let sets: Vec<_> = brute.into_iter().map(|(_, set)| set).collect();
                    prop_assert_eq!(found.sets, sets);
                }
            }
        }
    }

    #[test]
    fn three_hundred_alike_are_counted_and_not_listed() {
        let groups = (0..300)
            .map(|owner| (owner, BTreeSet::from([owner])))
            .collect();
        let half = Condition::Atom(Atom { need: 151, groups });
        let found = topple(&half, 10).unwrap();
        // 300 - 151 + 1: one more than may be lost.
        assert_eq!((found.at_least, found.at_most), (150, 150));
        assert_eq!(found.sets.len(), 10);
        assert!(!found.complete, "there are more than ten sets of 150");
    }

    #[test]
    fn what_nothing_can_topple_has_no_set() {
        assert_eq!(topple(&Condition::all(Vec::new()), 10), None);
        assert_eq!(topple(&Condition::never(), 10), None);
    }
}
