use std::collections::{BTreeMap, BTreeSet};

use super::condition::Atom;

/// How many states the search visits before it gives bounds instead of an exact answer.
const NODES: usize = 1_000_000;
/// In how many atoms of one choice a group can stand and still be split in every way.
const SPLIT: u32 = 10;

/// One choice of atoms, all of which are to be broken.
pub(super) struct System {
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
pub(super) type Picks = Vec<Vec<usize>>;

/// How far one search has gone.
#[derive(Default)]
pub(super) struct Search {
    nodes: usize,
    /// Whether a branch was left because it would cost more than was asked.
    pub(super) cut: bool,
}

impl Search {
    /// Whether it stopped before it had seen everything.
    pub(super) fn ended_early(&self) -> bool {
        self.nodes > NODES
    }
}

impl System {
    pub(super) fn new(atoms: &[&Atom], whole: &mut bool) -> System {
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
    pub(super) fn bound(&self) -> usize {
        self.rest(0, &self.demands).unwrap_or(usize::MAX)
    }

    pub(super) fn cost(&self, picks: &Picks) -> usize {
        let classes = self.classes.iter().zip(picks);
        classes
            .flat_map(|(class, picks)| class.choices.iter().zip(picks))
            .map(|(choice, owners)| choice.cost * owners)
            .sum()
    }

    /// Some picks that break all atoms at no more than that cost.
    pub(super) fn first_within(&self, most: usize, search: &mut Search) -> Option<Picks> {
        let mut found = None;
        self.descend(most, search, &mut |_, picks| {
            found = Some(picks.clone());
            false
        });
        found
    }

    /// All picks of exactly that cost that break all atoms, as long as `visit` wants more.
    pub(super) fn each_of_cost(
        &self,
        cost: usize,
        search: &mut Search,
        visit: &mut dyn FnMut(&Picks, &System) -> bool,
    ) {
        self.descend(cost, search, &mut |spent, picks| {
            spent < cost || visit(picks, self)
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
    pub(super) fn expand(
        &self,
        picks: &Picks,
        take: &mut dyn FnMut(BTreeSet<usize>) -> bool,
    ) -> bool {
        let wanted = picks.iter().enumerate().flat_map(|(class, picks)| {
            let picks = picks.iter().enumerate().filter(|(_, owners)| **owners > 0);
            picks.map(move |(choice, owners)| Wanted {
                class,
                choice,
                owners: *owners,
            })
        });
        let wanted: Vec<Wanted> = wanted.collect();
        let mut expansion = Expansion {
            system: self,
            taken: BTreeSet::new(),
            items: BTreeSet::new(),
            take,
        };
        expansion.assign(&wanted)
    }
}

/// A choice that so many owners of a class are to take.
#[derive(Clone, Copy)]
struct Wanted {
    class: usize,
    choice: usize,
    owners: usize,
}

/// Picks on their way to the sets that they stand for.
struct Expansion<'a> {
    system: &'a System,
    /// Owners that have a choice, by class.
    taken: BTreeSet<(usize, usize)>,
    items: BTreeSet<usize>,
    take: &'a mut dyn FnMut(BTreeSet<usize>) -> bool,
}

impl Expansion<'_> {
    /// Gives each choice its owners in every way; false once no more are wanted.
    fn assign(&mut self, wanted: &[Wanted]) -> bool {
        let Some((first, rest)) = wanted.split_first() else {
            return (self.take)(self.items.clone());
        };
        let owners = 0..self.system.classes[first.class].owners.len();
        let free: Vec<usize> = owners
            .filter(|owner| !self.taken.contains(&(first.class, *owner)))
            .collect();
        self.combine(*first, &free, rest)
    }

    /// Every choice of so many of the free owners: no branch ends without a set.
    fn combine(&mut self, wanted: Wanted, free: &[usize], rest: &[Wanted]) -> bool {
        if wanted.owners == 0 {
            return self.assign(rest);
        }
        let last = (free.len() + 1).saturating_sub(wanted.owners);
        for (at, owner) in free.iter().enumerate().take(last) {
            let own = &self.system.classes[wanted.class].owners[*owner][wanted.choice];
            let added = own.iter().filter(|item| self.items.insert(**item));
            let added: Vec<usize> = added.copied().collect();
            self.taken.insert((wanted.class, *owner));
            let fewer = Wanted {
                owners: wanted.owners - 1,
                ..wanted
            };
            let more = self.combine(fewer, &free[at + 1..], rest);
            self.taken.remove(&(wanted.class, *owner));
            for item in added {
                self.items.remove(&item);
            }
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
    // Groups with the same items fall together.
    let different: BTreeSet<&BTreeSet<usize>> = groups.iter().map(|(_, items)| *items).collect();
    let different: Vec<&BTreeSet<usize>> = different.into_iter().collect();
    let many = different.len() as u32;
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
        let chosen = different
            .iter()
            .enumerate()
            .filter(|(at, _)| pick & (1 << at) != 0);
        let items: BTreeSet<usize> = chosen.flat_map(|(_, items)| *items).copied().collect();
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
