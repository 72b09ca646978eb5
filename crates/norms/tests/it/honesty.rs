//! As-of honesty: what became known later, whatever it says, changes no answer.

use ledger::{Entry, EntryId, Side};
use norms::{assess, conflicts};
use proptest::prelude::*;

use crate::made_up::{as_of, norms, says};
use crate::record::repository;

const QUESTIONS: [&str; 4] = [
    "harm.killing",
    "harm.past",
    "authority.given",
    "consent.given",
];

fn entries(known: std::ops::Range<i32>, prefix: &'static str) -> impl Strategy<Value = Vec<Entry>> {
    let one = (known, 0usize..4, any::<bool>(), 0usize..4, 0usize..5);
    prop::collection::vec(one, 0..12).prop_map(move |all| {
        all.into_iter()
            .enumerate()
            .map(|(n, (days, question, yes, grade, origin))| {
                let side = if yes { Side::For } else { Side::Against };
                let mut day: terms::Day = "2003-01-01".parse().unwrap();
                (0..days).for_each(|_| day = day.tomorrow());
                Entry {
                    known: day,
                    ..says(
                        &format!("{prefix}-{n}"),
                        QUESTIONS[question],
                        side,
                        ["A1", "B2", "C3", "F6"][grade],
                        &format!("o{origin}"),
                    )
                }
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn what_became_known_later_changes_no_answer(early in entries(0..78, "E"), late in entries(79..900, "L"), corrects in any::<bool>()) {
        // Day 77 after 1 January 2003 is 19 March.
        let norms = norms();
        let mut late = late;
        if corrects && let (Some(first), Some(later)) = (early.first(), late.first_mut()) {
            later.supersedes = Some(EntryId(first.id.0.clone()));
        }
        let all: Vec<Entry> = early.iter().chain(&late).cloned().collect();
        let alone = as_of(&norms, &early, "2003-03-19");
        let with_later = as_of(&norms, &all, "2003-03-19");
        prop_assert_eq!(assess(&alone), assess(&with_later));
        prop_assert_eq!(conflicts(&alone), conflicts(&with_later));
    }
}

#[test]
fn without_their_later_entries_the_cases_read_the_same() {
    let (norms, casebook) = repository();
    for case in casebook.cases.values() {
        let date = case.head.as_of.to_string();
        let whole: Vec<Entry> = case.ledger.entries().into_iter().cloned().collect();
        let known: Vec<Entry> = whole
            .iter()
            .filter(|entry| entry.known <= case.head.as_of)
            .cloned()
            .collect();
        assert!(
            known.len() < whole.len(),
            "{} has no later entry",
            case.head.id
        );
        assert_eq!(
            assess(&as_of(&norms, &known, &date)),
            assess(&as_of(&norms, &whole, &date)),
            "{}",
            case.head.id
        );
    }
}
