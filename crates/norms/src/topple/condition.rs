use std::collections::{BTreeMap, BTreeSet};

/// How many ways of choosing atoms are considered.
const SYSTEMS: usize = 4_096;

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
    pub(super) fn demand(&self) -> usize {
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

    pub(super) fn items(&self) -> BTreeSet<usize> {
        match self {
            Condition::Atom(atom) => atom.groups.values().flatten().copied().collect(),
            Condition::AtLeast { of, .. } => of.iter().flat_map(Condition::items).collect(),
        }
    }

    /// The sets of atoms whose joint loss makes it false; `None` if nothing does, and whether all are listed.
    pub(super) fn breaks<'a>(&'a self, whole: &mut bool) -> Option<Vec<Vec<&'a Atom>>> {
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
