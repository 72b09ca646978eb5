//! What a finding hangs on: the sets of origins and entries that must be wrong, against trying every set.

use std::collections::BTreeSet;

use ledger::{Entry, EntryId, Side};
use norms::{CriterionId, Evidence, Fewest, Norms, Supposition, Value, fragility};
use proptest::prelude::*;

use crate::made_up::{evidence, norms_with, says};

/// Wholes over three questions in every form that a condition can take.
const WHOLES: &str = r#"
id = "wholes"
title = "Wholes"
dated = 2000-01-01
about = "For tests."
period_months = 12
period_reason = "For tests."
checked = true
checked_against = "a test"
citation = { publisher = "A", title = "B", date = "2000" }

[[criterion]]
id = "leaf.a"
title = "A"
asks = "A?"

[[criterion]]
id = "leaf.b"
title = "B"
asks = "B?"

[[criterion]]
id = "leaf.c"
title = "C"
asks = "C?"
act = true

[[criterion]]
id = "leaf.old"
title = "Long ago"
asks = "Long ago?"
period = "ever"

[[criterion]]
id = "whole.all"
title = "All"
asks = "All?"
when = { all = ["leaf.a", "leaf.b", "leaf.c"] }

[[criterion]]
id = "whole.any"
title = "Any"
asks = "Any?"
when = { any = ["leaf.a", "leaf.b", "leaf.old"] }

[[criterion]]
id = "whole.two"
title = "Two"
asks = "Two of three?"
when = { at_least = 2, of = ["leaf.a", "leaf.b", "leaf.c"] }

[[criterion]]
id = "whole.not"
title = "A without B"
asks = "A without B?"
when = { all = ["leaf.a", { not = "leaf.b" }] }

[[criterion]]
id = "whole.nested"
title = "Nested"
asks = "Nested?"
when = { any = [{ all = ["whole.two", "leaf.a"] }, { not = "whole.any" }] }

[[criterion]]
id = "whole.direct"
title = "Direct"
asks = "By its parts or at once?"
direct = true
period_months = 24
when = { all = ["leaf.b", "leaf.old"] }
"#;

const LEAVES: [&str; 5] = ["leaf.a", "leaf.b", "leaf.c", "leaf.old", "whole.direct"];
const ASKED: [&str; 7] = [
    "leaf.a",
    "whole.all",
    "whole.any",
    "whole.two",
    "whole.not",
    "whole.nested",
    "whole.direct",
];
const GRADES: [&str; 5] = ["A1", "B1", "B2", "C3", "E4"];

fn world() -> Norms {
    norms_with(&[("criteria/wholes.toml", WHOLES)])
}

/// Entries that speak to one or two questions, of few origins, some of long ago.
fn records() -> impl Strategy<Value = Vec<Entry>> {
    let one = (
        0usize..LEAVES.len(),
        prop::option::of(0usize..LEAVES.len()),
        prop::bool::weighted(0.7),
        0usize..GRADES.len(),
        0usize..6,
        prop::bool::weighted(0.2),
    );
    prop::collection::vec(one, 3..14).prop_map(|all| {
        let entries = all.into_iter().enumerate();
        entries
            .map(|(n, (first, second, yes, grade, origin, old))| {
                let side = if yes { Side::For } else { Side::Against };
                let mut entry = says(
                    &format!("E-{n:02}"),
                    LEAVES[first],
                    side,
                    GRADES[grade],
                    &format!("o{origin}"),
                );
                if let Some(second) = second.filter(|second| *second != first) {
                    let mut other = entry.bears[0].clone();
                    other.on = LEAVES[second].to_owned();
                    entry.bears.push(other);
                }
                if old {
                    entry.valid = "1991".parse().unwrap();
                }
                entry
            })
            .collect()
    })
}

fn value(evidence: &Evidence<'_>, id: &CriterionId) -> Value {
    evidence.truth(id, evidence.policy().for_finding()).into()
}

/// Every set of these names of exactly that size.
fn sets_of<T: Clone + Ord>(names: &[T], size: usize) -> Vec<BTreeSet<T>> {
    (0u32..1 << names.len())
        .filter(|mask| mask.count_ones() as usize == size)
        .map(|mask| {
            let chosen = names
                .iter()
                .enumerate()
                .filter(|(at, _)| mask & (1 << at) != 0);
            chosen.map(|(_, name)| name.clone()).collect()
        })
        .collect()
}

fn without_origins(origins: &BTreeSet<String>) -> Supposition {
    Supposition {
        origins: origins.clone(),
        ..Supposition::default()
    }
}

fn without_entries(entries: &BTreeSet<EntryId>) -> Supposition {
    Supposition {
        retracted: entries.clone(),
        ..Supposition::default()
    }
}

/// The sets given are the minimal ones: each overturns, and so does no set that lacks one of its members or is smaller than the fewest.
fn holds<T: Clone + Ord + std::fmt::Debug>(
    whole: &Evidence<'_>,
    id: &CriterionId,
    wrong: &norms::Wrong<T>,
    names: &[T],
    suppose: impl Fn(&BTreeSet<T>) -> Supposition,
) -> Result<(), TestCaseError> {
    let before = value(whole, id);
    let overturns = |set: &BTreeSet<T>| value(&suppose(set).applied(whole), id) != before;
    let Fewest::Exactly(fewest) = wrong.fewest else {
        return Err(TestCaseError::fail("so small a record needs no bound"));
    };
    prop_assert!(wrong.complete, "so few sets are all listed");
    for smaller in 0..fewest {
        for set in sets_of(names, smaller) {
            prop_assert!(!overturns(&set), "{set:?} is smaller than {fewest}");
        }
    }
    for set in &wrong.sets {
        prop_assert!(overturns(set), "{set:?} overturns nothing");
        for member in set {
            let mut lacking = set.clone();
            lacking.remove(member);
            prop_assert!(!overturns(&lacking), "{member:?} is superfluous in {set:?}");
        }
    }
    // Complete: whatever overturns contains one of the sets.
    for size in fewest..=names.len() {
        for set in sets_of(names, size)
            .into_iter()
            .filter(|set| overturns(set))
        {
            prop_assert!(
                wrong.sets.iter().any(|minimal| minimal.is_subset(&set)),
                "{set:?} overturns and contains none of {:?}",
                wrong.sets
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_origins_named_overturn_the_finding_and_no_smaller_set_does(entries in records(), asked in 0usize..ASKED.len()) {
        let norms = world();
        let id = CriterionId(ASKED[asked].to_owned());
        let whole = evidence(&norms, &entries);
        let found = fragility(&whole, &id, whole.policy().for_finding(), 10_000);
        prop_assert_eq!(found.is_none(), value(&whole, &id) == Value::Undetermined);
        if let Some(found) = found {
            let names: BTreeSet<String> = entries.iter().map(|entry| entry.origin.clone()).collect();
            let names: Vec<String> = names.into_iter().collect();
            holds(&whole, &id, &found.origins, &names, without_origins)?;
        }
    }

    #[test]
    fn the_entries_named_overturn_the_finding_and_no_smaller_set_does(entries in records(), asked in 0usize..ASKED.len()) {
        let norms = world();
        let id = CriterionId(ASKED[asked].to_owned());
        let entries: Vec<Entry> = entries.into_iter().take(10).collect();
        let whole = evidence(&norms, &entries);
        if let Some(found) = fragility(&whole, &id, whole.policy().for_finding(), 10_000) {
            let names: Vec<EntryId> = entries.iter().map(|entry| entry.id.clone()).collect();
            holds(&whole, &id, &found.entries, &names, without_entries)?;
        }
    }
}

#[test]
fn a_decision_that_only_the_bodys_own_record_shows_hangs_on_that_record() {
    let norms = world();
    let mut entry = says("E-1", "leaf.c", Side::For, "A1", "council");
    entry.kind = ledger::EntryKind::Decision;
    let entries = [entry];
    let whole = evidence(&norms, &entries);
    let id = CriterionId("leaf.c".to_owned());
    let found = fragility(&whole, &id, whole.policy().for_finding(), 5).unwrap();
    assert_eq!(found.value, Value::Met);
    assert_eq!(found.origins.fewest, Fewest::Exactly(1));
    assert_eq!(found.origins.sets, [BTreeSet::from(["council".to_owned()])]);
}

#[test]
fn what_was_never_shown_hangs_on_nothing() {
    let norms = world();
    let whole = evidence(&norms, &[]);
    let id = CriterionId("whole.all".to_owned());
    assert_eq!(
        fragility(&whole, &id, whole.policy().for_finding(), 5),
        None
    );
}
