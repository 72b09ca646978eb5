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
use system::{Search, System};

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
    let mut whole = true;
    let ways = condition.breaks(&mut whole)?;
    let mut systems: Vec<System> = ways
        .iter()
        .map(|way| System::new(way, &mut whole))
        .collect();
    systems.retain(|system| system.bound() < usize::MAX);
    systems.sort_by_key(System::bound);
    // What was left out could hold a smaller set than anything that is still looked at.
    let floor = if whole {
        systems.first().map_or(1, System::bound)
    } else {
        1
    };
    let mut search = Search::default();

    let mut fewest = usize::MAX;
    for system in &systems {
        while system.bound() < fewest
            && let Some(picks) = system.first_within(fewest - 1, &mut search)
        {
            fewest = system.cost(&picks);
        }
    }
    if fewest == usize::MAX {
        // The search ended before it found any: losing everything is a set, if not the smallest.
        fewest = condition.items().len();
    }
    let exact = whole && !search.ended_early();

    let mut sets: BTreeSet<(usize, BTreeSet<usize>)> = BTreeSet::new();
    let mut size = fewest;
    let mut complete = exact;
    loop {
        search.cut = false;
        for system in systems
            .iter()
            .filter(|system| system.bound() <= size || !exact)
        {
            system.each_of_cost(size, &mut search, &mut |picks| {
                system.expand(picks, &mut |set| {
                    if is_minimal(condition, &set) {
                        sets.insert((set.len(), set));
                    }
                    sets.len() < limit
                })
            });
        }
        let beyond = systems.iter().any(|system| system.bound() > size);
        if search.ended_early() || sets.len() >= limit {
            complete = false;
            break;
        }
        if !search.cut && !beyond {
            break;
        }
        size += 1;
    }
    Some(Toppling {
        at_least: if exact { fewest } else { floor.min(fewest) },
        at_most: fewest,
        sets: sets.into_iter().map(|(_, set)| set).collect(),
        complete,
    })
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
