use std::collections::{BTreeMap, BTreeSet};

/// How many ways of choosing atoms are considered.
const SYSTEMS: usize = 4_096;

/// Something that holds while at least `need` of its groups keep an item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
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
    pub(super) fn demand(&self) -> usize {
        (self.groups.len() + 1).saturating_sub(self.need)
    }

    /// No set that breaks it alone is smaller: its smallest groups, as many as must be emptied.
    fn least(&self) -> usize {
        let mut sizes: Vec<usize> = self.groups.values().map(BTreeSet::len).collect();
        sizes.sort_unstable();
        sizes.iter().take(self.demand()).sum()
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

    pub(super) fn items(&self) -> BTreeSet<usize> {
        match self {
            Condition::Atom(atom) => atom.groups.values().flatten().copied().collect(),
            Condition::AtLeast { of, .. } => of.iter().flat_map(Condition::items).collect(),
        }
    }

    /// How many items its atoms hold together: what it costs to ask whether it still holds.
    pub(super) fn weight(&self) -> usize {
        match self {
            Condition::Atom(atom) => atom.groups.values().map(BTreeSet::len).sum(),
            Condition::AtLeast { of, .. } => of.iter().map(Condition::weight).sum(),
        }
    }

    /// The ways in which it can be made false, the one that costs least first; `None` if there is none.
    pub(super) fn ways(&self) -> Option<Ways<'_>> {
        let mut ways = Ways {
            atoms: Vec::new(),
            known: BTreeMap::new(),
            whole: true,
            list: Vec::new(),
        };
        let found = self.breaks(&mut ways)?;
        ways.list = found
            .into_iter()
            .map(|way| Way {
                least: ways.least(&way),
                atoms: way,
            })
            .collect();
        ways.list.sort_by_key(|way| way.least);
        Some(ways)
    }

    fn breaks<'a>(&'a self, ways: &mut Ways<'a>) -> Option<Vec<Vec<usize>>> {
        let nothing = BTreeSet::new();
        match self {
            condition if !condition.holds(&nothing) => Some(vec![Vec::new()]),
            Condition::Atom(atom) if atom.need == 0 => None,
            Condition::Atom(atom) => Some(vec![vec![ways.number(atom)]]),
            Condition::AtLeast { k, of } => {
                let standing: Vec<&Condition> =
                    of.iter().filter(|part| part.holds(&nothing)).collect();
                let fall = (standing.len() + 1).checked_sub(*k)?;
                let parts: Vec<Vec<Vec<usize>>> = standing
                    .iter()
                    .filter_map(|part| part.breaks(ways))
                    .collect();
                (fall <= parts.len()).then(|| ways.choose(&parts, fall))
            }
        }
    }
}

/// Ways to make a condition false, each a choice of atoms that are all to be broken.
pub(super) struct Ways<'a> {
    /// The different atoms of the condition.
    pub(super) atoms: Vec<&'a Atom>,
    known: BTreeMap<&'a Atom, usize>,
    /// Whether these are all ways that matter.
    pub(super) whole: bool,
    /// The ways.
    pub(super) list: Vec<Way>,
}

/// One choice of atoms.
pub(super) struct Way {
    /// Their numbers, in order.
    pub(super) atoms: Vec<usize>,
    /// No set that breaks them all is smaller.
    pub(super) least: usize,
}

impl<'a> Ways<'a> {
    /// The number of an atom: atoms that are equal are one.
    fn number(&mut self, atom: &'a Atom) -> usize {
        let next = self.atoms.len();
        let number = *self.known.entry(atom).or_insert(next);
        if number == next {
            self.atoms.push(atom);
        }
        number
    }

    fn least(&self, way: &[usize]) -> usize {
        way.iter()
            .map(|atom| self.atoms[*atom].least())
            .max()
            .unwrap_or(0)
    }

    /// Every way to break `fall` of the parts: one way each, joined; ways that contain another are left out.
    fn choose(&mut self, parts: &[Vec<Vec<usize>>], fall: usize) -> Vec<Vec<usize>> {
        let mut partial: Vec<(usize, Vec<usize>)> = vec![(0, Vec::new())];
        for (at, part) in parts.iter().enumerate() {
            let rest = parts.len() - at - 1;
            let mut next = BTreeSet::new();
            for (fallen, chosen) in &partial {
                if fallen + rest >= fall {
                    next.insert((*fallen, chosen.clone()));
                }
                if *fallen < fall {
                    next.extend(part.iter().map(|way| (fallen + 1, union(chosen, way))));
                }
            }
            partial = next.into_iter().collect();
            if partial.len() > SYSTEMS {
                self.whole = false;
                // Those with the least to break are the ones that can hold a smallest set.
                let cost = |chosen: &[usize]| (self.least(chosen), chosen.len());
                partial.sort_by_cached_key(|(fallen, chosen)| (fall - fallen, cost(chosen)));
                partial.truncate(SYSTEMS);
            }
        }
        let full = partial.into_iter().filter(|(fallen, _)| *fallen == fall);
        let mut found: Vec<Vec<usize>> = full.map(|(_, chosen)| chosen).collect();
        found.sort_by_key(Vec::len);
        let mut kept: Vec<Vec<usize>> = Vec::new();
        for way in found {
            if !kept.iter().any(|other| contains(&way, other)) {
                kept.push(way);
            }
        }
        kept
    }
}

/// Two lists in order, as one in order without repetition.
fn union(a: &[usize], b: &[usize]) -> Vec<usize> {
    let mut joined = [a, b].concat();
    joined.sort_unstable();
    joined.dedup();
    joined
}

/// Whether a list in order has every member of another.
fn contains(way: &[usize], other: &[usize]) -> bool {
    let mut rest = way.iter();
    other
        .iter()
        .all(|atom| rest.by_ref().find(|own| *own >= atom) == Some(atom))
}
