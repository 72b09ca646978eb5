//! The smallest sets of things whose loss makes a condition false: the combinatorics behind fragility.
//!
//! A condition is built from atoms by "at least k of"; an atom holds while at least `need` of its groups
//! keep an item. Making such a condition false means choosing atoms and breaking each of them, which is
//! a covering problem: of each chosen atom's groups so many must be emptied. Groups that are alike
//! (the same atoms, the same costs) are interchangeable and are counted, not listed, so that three
//! hundred origins of four grades are four numbers. The search is exact; if it would visit more than
//! [`NODES`] states or [`SYSTEMS`] choices of atoms it stops and says that it is bounded.

use std::collections::{BTreeMap, BTreeSet};

/// How many states the search visits before it gives bounds instead of an exact answer.
const NODES: usize = 2_000_000;
/// How many ways of choosing atoms it considers.
const SYSTEMS: usize = 4_096;
/// In how many atoms of one choice a group can stand and still be split in every way.
const SPLIT: u32 = 10;

/// Something that holds while at least `need` of its groups keep an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Atom {
    pub(crate) need: usize,
    /// The items of each group, by the group's owner; groups of one owner in several atoms belong together.
    pub(crate) groups: BTreeMap<usize, BTreeSet<usize>>,
}

impl Atom {
    fn left(&self, lost: &BTreeSet<usize>) -> usize {
        let groups = self.groups.values();
        groups.filter(|items| !items.is_subset(lost)).count()
    }

    fn holds(&self, lost: &BTreeSet<usize>) -> bool {
        self.left(lost) >= self.need
    }

    /// How many groups must be emptied to break it.
    fn demand(&self) -> usize {
        (self.groups.len() + 1).saturating_sub(self.need)
    }
}

/// A condition without negation: losing items never makes it true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Condition {
    Atom(Atom),
    AtLeast { k: usize, of: Vec<Condition> },
}

impl Condition {
    pub(crate) fn never() -> Condition {
        Condition::any(Vec::new())
    }

    pub(crate) fn any(of: Vec<Condition>) -> Condition {
        Condition::AtLeast { k: 1, of }
    }

    pub(crate) fn all(of: Vec<Condition>) -> Condition {
        Condition::AtLeast { k: of.len(), of }
    }

    pub(crate) fn holds(&self, lost: &BTreeSet<usize>) -> bool {
        match self {
            Condition::Atom(atom) => atom.holds(lost),
            Condition::AtLeast { k, of } => of.iter().filter(|part| part.holds(lost)).count() >= *k,
        }
    }

    fn items(&self) -> BTreeSet<usize> {
        match self {
            Condition::Atom(atom) => atom.groups.values().flatten().copied().collect(),
            Condition::AtLeast { of, .. } => of.iter().flat_map(Condition::items).collect(),
        }
    }

    /// The sets of atoms whose joint loss makes it false; `None` if nothing does, and whether all are listed.
    fn breaks<'a>(&'a self, whole: &mut bool) -> Option<Vec<Vec<&'a Atom>>> {
        let nothing = BTreeSet::new();
        match self {
            condition if !condition.holds(&nothing) => Some(vec![Vec::new()]),
            Condition::Atom(atom) if atom.need == 0 => None,
            Condition::Atom(atom) => Some(vec![vec![atom]]),
            Condition::AtLeast { k, of } => {
                let standing: Vec<&Condition> =
                    of.iter().filter(|part| part.holds(&nothing)).collect();
                let fall = (standing.len() + 1).checked_sub(*k)?;
                let ways: Vec<Vec<Vec<&Atom>>> = standing
                    .iter()
                    .filter_map(|part| part.breaks(whole))
                    .collect();
                (fall <= ways.len()).then(|| choose(&ways, fall, whole))
            }
        }
    }
}

/// Every way to break `fall` of the parts: one way each, joined; ways that contain another are left out.
fn choose<'a>(ways: &[Vec<Vec<&'a Atom>>], fall: usize, whole: &mut bool) -> Vec<Vec<&'a Atom>> {
    let mut partial: Vec<(usize, Vec<&'a Atom>)> = vec![(0, Vec::new())];
    for (at, part) in ways.iter().enumerate() {
        let rest = ways.len() - at - 1;
        let mut next = Vec::new();
        for (fallen, chosen) in &partial {
            if fallen + rest >= fall {
                next.push((*fallen, chosen.clone()));
            }
            if *fallen < fall {
                for way in part {
                    let mut joined = chosen.clone();
                    for atom in way {
                        if !joined.contains(atom) {
                            joined.push(atom);
                        }
                    }
                    next.push((fallen + 1, joined));
                }
            }
        }
        if next.len() > SYSTEMS {
            *whole = false;
            // Those with the least to break are the ones that can hold a smallest set.
            next.sort_by_key(|(fallen, chosen)| {
                (
                    fall - fallen,
                    chosen.iter().map(|atom| atom.demand()).sum::<usize>(),
                )
            });
            next.truncate(SYSTEMS);
        }
        partial = next;
    }
    let full = partial.into_iter().filter(|(fallen, _)| *fallen == fall);
    let mut found: Vec<Vec<&Atom>> = full.map(|(_, chosen)| chosen).collect();
    found.sort_by_key(Vec::len);
    let mut kept: Vec<Vec<&Atom>> = Vec::new();
    for way in found {
        let larger = kept
            .iter()
            .any(|other| other.iter().all(|atom| way.contains(atom)));
        if !larger {
            kept.push(way);
        }
    }
    kept
}

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
    let mut search = Search {
        nodes: 0,
        cut: false,
    };

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
    let exact = whole && search.nodes <= NODES;

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
        if search.nodes > NODES || sets.len() >= limit {
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

/// One choice of atoms, all of which are to be broken.
struct System {
    /// How many groups of each atom must be emptied.
    demands: Vec<usize>,
    /// Owners that are alike.
    classes: Vec<Class>,
    /// For each class and atom: how many owners from there on can help, and at what least cost each.
    ahead: Vec<Vec<(usize, usize)>>,
    /// For each class: the most that one lost item from there on can do, over all atoms.
    yields: Vec<f64>,
}

struct Class {
    owners: Vec<Vec<BTreeSet<usize>>>,
    choices: Vec<Choice>,
}

/// One way to empty groups of an owner: which atoms lose the group, and how many items it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Choice {
    mask: u64,
    cost: usize,
}

/// How many owners of a class take a choice.
type Picks = Vec<Vec<usize>>;

struct Search {
    nodes: usize,
    /// Whether a branch was left because it would cost more than was asked.
    cut: bool,
}

impl System {
    fn new(atoms: &[&Atom], whole: &mut bool) -> System {
        let demands: Vec<usize> = atoms.iter().map(|atom| atom.demand()).collect();
        let mut owners: BTreeMap<usize, Vec<(usize, &BTreeSet<usize>)>> = BTreeMap::new();
        for (at, atom) in atoms.iter().enumerate().take(64) {
            for (owner, items) in &atom.groups {
                owners.entry(*owner).or_default().push((at, items));
            }
        }
        *whole &= atoms.len() <= 64;
        let mut classes: BTreeMap<Vec<Choice>, Vec<Vec<BTreeSet<usize>>>> = BTreeMap::new();
        for groups in owners.values() {
            let (choices, items) = choices(groups, whole).into_iter().unzip();
            classes.entry(choices).or_default().push(items);
        }
        let mut classes: Vec<Class> = classes
            .into_iter()
            .map(|(choices, owners)| Class { owners, choices })
            .collect();
        classes.sort_by_key(|class| {
            let most = class
                .choices
                .iter()
                .map(|choice| choice.mask.count_ones())
                .max();
            std::cmp::Reverse(most)
        });
        let mut system = System {
            demands,
            classes,
            ahead: Vec::new(),
            yields: Vec::new(),
        };
        system.ahead = (0..=system.classes.len())
            .map(|from| system.look_ahead(from))
            .collect();
        system.yields = (0..=system.classes.len())
            .map(|from| {
                let choices = system.classes[from..]
                    .iter()
                    .flat_map(|class| &class.choices);
                choices
                    .map(|choice| f64::from(choice.mask.count_ones()) / choice.cost as f64)
                    .fold(0.0, f64::max)
            })
            .collect();
        system
    }

    fn look_ahead(&self, from: usize) -> Vec<(usize, usize)> {
        let atoms = 0..self.demands.len();
        atoms
            .map(|atom| {
                let helps = |choice: &&Choice| choice.mask & (1 << atom) != 0;
                let (mut owners, mut least) = (0, usize::MAX);
                for class in &self.classes[from..] {
                    if let Some(cost) = class
                        .choices
                        .iter()
                        .filter(helps)
                        .map(|choice| choice.cost)
                        .min()
                    {
                        owners += class.owners.len();
                        least = least.min(cost);
                    }
                }
                (owners, least)
            })
            .collect()
    }

    /// What breaking the rest costs at least; `None` if it cannot be broken from there.
    fn rest(&self, from: usize, demands: &[usize]) -> Option<usize> {
        let mut bound = 0;
        for (demand, (owners, least)) in demands.iter().zip(&self.ahead[from]) {
            if demand > owners {
                return None;
            }
            if *demand > 0 {
                bound = bound.max(demand * least);
            }
        }
        let total: usize = demands.iter().sum();
        if total > 0 {
            bound = bound.max((total as f64 / self.yields[from]).ceil() as usize);
        }
        Some(bound)
    }

    /// No set that breaks all atoms is smaller.
    fn bound(&self) -> usize {
        self.rest(0, &self.demands).unwrap_or(usize::MAX)
    }

    fn cost(&self, picks: &Picks) -> usize {
        let classes = self.classes.iter().zip(picks);
        classes
            .flat_map(|(class, picks)| class.choices.iter().zip(picks))
            .map(|(choice, owners)| choice.cost * owners)
            .sum()
    }

    /// Some picks that break all atoms at no more than that cost.
    fn first_within(&self, most: usize, search: &mut Search) -> Option<Picks> {
        let mut found = None;
        self.descend(most, search, &mut |_, picks| {
            found = Some(picks.clone());
            false
        });
        found
    }

    /// All picks of exactly that cost that break all atoms, as long as `visit` wants more.
    fn each_of_cost(
        &self,
        cost: usize,
        search: &mut Search,
        visit: &mut dyn FnMut(&Picks) -> bool,
    ) {
        self.descend(cost, search, &mut |spent, picks| {
            spent < cost || visit(picks)
        });
    }

    fn descend(
        &self,
        most: usize,
        search: &mut Search,
        visit: &mut dyn FnMut(usize, &Picks) -> bool,
    ) {
        let mut picks: Picks = self
            .classes
            .iter()
            .map(|class| vec![0; class.choices.len()])
            .collect();
        let start = Place {
            class: 0,
            choice: 0,
            owners: 0,
        };
        self.visit(
            start,
            self.demands.clone(),
            0,
            most,
            &mut picks,
            search,
            visit,
        );
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the state of one recursive search"
    )]
    fn visit(
        &self,
        place: Place,
        demands: Vec<usize>,
        spent: usize,
        most: usize,
        picks: &mut Picks,
        search: &mut Search,
        visit: &mut dyn FnMut(usize, &Picks) -> bool,
    ) -> bool {
        search.nodes += 1;
        if search.nodes > NODES {
            return false;
        }
        if demands.iter().all(|demand| *demand == 0) {
            return visit(spent, picks);
        }
        match self.rest(place.class, &demands) {
            None => return true,
            Some(rest) if spent + rest > most => {
                search.cut = true;
                return true;
            }
            Some(_) => {}
        }
        let class = &self.classes[place.class];
        let Some(choice) = class.choices.get(place.choice) else {
            let next = Place {
                class: place.class + 1,
                choice: 0,
                owners: 0,
            };
            return self.visit(next, demands, spent, most, picks, search, visit);
        };
        let wanted = covered(choice.mask, &demands)
            .map(|at| demands[at])
            .max()
            .unwrap_or(0);
        let free = class.owners.len() - place.owners;
        for owners in (0..=wanted.min(free)).rev() {
            let cost = spent + choice.cost * owners;
            if cost > most {
                search.cut = true;
                continue;
            }
            let mut left = demands.clone();
            for at in covered(choice.mask, &demands) {
                left[at] = left[at].saturating_sub(owners);
            }
            picks[place.class][place.choice] = owners;
            let next = Place {
                choice: place.choice + 1,
                owners: place.owners + owners,
                ..place
            };
            let more = self.visit(next, left, cost, most, picks, search, visit);
            picks[place.class][place.choice] = 0;
            if !more {
                return false;
            }
        }
        true
    }

    /// The sets of items that picks stand for, as long as `take` wants more.
    fn expand(&self, picks: &Picks, take: &mut dyn FnMut(BTreeSet<usize>) -> bool) -> bool {
        let wanted: Vec<(usize, usize, usize)> = picks
            .iter()
            .enumerate()
            .flat_map(|(class, picks)| {
                let picks = picks.iter().enumerate().filter(|(_, owners)| **owners > 0);
                picks.map(move |(choice, owners)| (class, choice, *owners))
            })
            .collect();
        self.assign(&wanted, 0, &mut BTreeSet::new(), &mut BTreeSet::new(), take)
    }

    /// Gives each choice its owners, in order from the `from`th owner of its class on.
    fn assign(
        &self,
        wanted: &[(usize, usize, usize)],
        from: usize,
        taken: &mut BTreeSet<(usize, usize)>,
        items: &mut BTreeSet<usize>,
        take: &mut dyn FnMut(BTreeSet<usize>) -> bool,
    ) -> bool {
        let Some(((class, choice, owners), rest)) = wanted.split_first() else {
            return take(items.clone());
        };
        if *owners == 0 {
            return self.assign(rest, 0, taken, items, take);
        }
        let count = self.classes[*class].owners.len();
        for owner in (from..count).take(count + 1 - owners.min(&count)) {
            if !taken.insert((*class, owner)) {
                continue;
            }
            let own = &self.classes[*class].owners[owner][*choice];
            let added: Vec<usize> = own
                .iter()
                .filter(|item| items.insert(**item))
                .copied()
                .collect();
            let mut left = vec![(*class, *choice, owners - 1)];
            left.extend_from_slice(rest);
            let more = self.assign(&left, owner + 1, taken, items, take);
            added.iter().for_each(|item| {
                items.remove(item);
            });
            taken.remove(&(*class, owner));
            if !more {
                return false;
            }
        }
        true
    }
}

/// Where the search stands: at a choice of a class, with so many of its owners used.
#[derive(Clone, Copy)]
struct Place {
    class: usize,
    choice: usize,
    owners: usize,
}

fn covered(mask: u64, demands: &[usize]) -> impl Iterator<Item = usize> + use<> {
    (0..demands.len()).filter(move |at| mask & (1 << at) != 0)
}

/// Every different way to empty some groups of one owner, with the items that it takes.
fn choices(
    groups: &[(usize, &BTreeSet<usize>)],
    whole: &mut bool,
) -> Vec<(Choice, BTreeSet<usize>)> {
    let many = groups.len() as u32;
    *whole &= many <= SPLIT;
    let picks: Vec<u64> = match many <= SPLIT {
        true => (1..1u64 << many).collect(),
        false => (0..many)
            .map(|at| 1 << at)
            .chain([(1 << many) - 1])
            .collect(),
    };
    let mut found: BTreeMap<u64, BTreeSet<usize>> = BTreeMap::new();
    for pick in picks {
        let chosen = groups
            .iter()
            .enumerate()
            .filter(|(at, _)| pick & (1 << at) != 0);
        let items: BTreeSet<usize> = chosen.flat_map(|(_, (_, items))| *items).copied().collect();
        let emptied = groups.iter().filter(|(_, group)| group.is_subset(&items));
        let mask = emptied.fold(0, |mask, (atom, _)| mask | 1 << atom);
        found.insert(mask, items);
    }
    found
        .into_iter()
        .map(|(mask, items)| {
            (
                Choice {
                    mask,
                    cost: items.len(),
                },
                items,
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
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
