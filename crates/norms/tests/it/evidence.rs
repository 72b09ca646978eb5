//! How entries answer a question.

use ledger::{
    Entry, EntryKind,
    Side::{self, Against, For},
};
use norms::{CriterionId, Finding, Standard::*, Value::*, WhySetAside, levers};
use proptest::prelude::*;

use crate::made_up::{evidence, norms, says};

fn finding(on: &str, entries: &[Entry]) -> Finding {
    let norms = norms();
    let evidence = evidence(&norms, entries);
    evidence.finding(&CriterionId(on.to_owned()), evidence.policy().for_finding())
}

fn killing(entries: &[Entry]) -> Finding {
    finding("harm.killing", entries)
}

fn on_killing(id: &str, side: Side, grade: &str, origin: &str) -> Entry {
    says(id, "harm.killing", side, grade, origin)
}

#[test]
fn two_independent_origins_of_which_one_is_good_give_reasonable_grounds() {
    let found = killing(&[
        on_killing("E-1", For, "B2", "visit"),
        on_killing("E-2", For, "C3", "refugees"),
    ]);
    assert_eq!(found.value, Met);
    assert_eq!(found.reached_for, Some(ReasonableGroundsToBelieve));
}

#[test]
fn entries_that_rest_on_one_origin_count_once_however_many_they_are() {
    let entries: Vec<Entry> = (0..9)
        .map(|n| on_killing(&format!("E-{n}"), For, "A1", "one-defector"))
        .collect();
    let found = killing(&entries);
    assert_eq!(
        (found.value, found.reached_for),
        (Undetermined, Some(ReasonableSuspicion))
    );
    assert_eq!(found.origins, (1, 0));
}

#[test]
fn a_grade_that_cannot_be_judged_is_missing_and_not_middling() {
    let found = killing(&[
        on_killing("E-1", For, "F1", "a"),
        on_killing("E-2", For, "A6", "b"),
    ]);
    assert_eq!((found.value, found.reached_for), (Undetermined, None));
    assert!(
        found
            .set_aside
            .iter()
            .all(|aside| aside.why == WhySetAside::NotGraded)
    );
}

#[test]
fn what_was_not_checked_is_shown_and_decides_nothing() {
    let unchecked = |id: &str, origin: &str| Entry {
        checked: false,
        ..on_killing(id, For, "A1", origin)
    };
    let found = killing(&[
        unchecked("E-1", "a"),
        unchecked("E-2", "b"),
        unchecked("E-3", "c"),
    ]);
    assert_eq!((found.value, found.reached_for), (Undetermined, None));
    assert_eq!(found.set_aside.len(), 3);
}

#[test]
fn yes_and_no_that_both_reach_the_standard_are_contested() {
    let entries = [
        ("E-1", For, "a"),
        ("E-2", For, "b"),
        ("E-3", Against, "c"),
        ("E-4", Against, "d"),
    ];
    let found = killing(&entries.map(|(id, side, origin)| on_killing(id, side, "B2", origin)));
    assert_eq!(found.value, Contested);
}

#[test]
fn nothing_known_is_undetermined_and_never_no() {
    let found = killing(&[]);
    assert_eq!(found.value, Undetermined);
    assert_eq!(found.reason, "no entry known on the day speaks to it");
    assert_eq!(found.gap, Some(terms::Gap::NoEvidence));
}

#[test]
fn earlier_events_answer_a_question_about_the_past_and_not_one_about_now() {
    let earlier = |on: &str| {
        ["a", "b"].map(|origin| Entry {
            valid: "1988".parse().unwrap(),
            ..says(&format!("E-{origin}-{on}"), on, For, "B2", origin)
        })
    };
    assert_eq!(finding("harm.past", &earlier("harm.past")).value, Met);
    let now = killing(&earlier("harm.killing"));
    assert_eq!(now.value, Undetermined);
    assert!(
        now.set_aside
            .iter()
            .all(|aside| aside.why == WhySetAside::OutsideThePeriod)
    );
}

#[test]
fn the_record_of_a_body_proves_its_own_decision_and_nothing_else() {
    let decision = |on: &str| Entry {
        kind: EntryKind::Decision,
        ..says("E-1", on, For, "A1", "council-record")
    };
    assert_eq!(
        finding("authority.given", &[decision("authority.given")]).reached_for,
        Some(ClearAndConvincing)
    );
    assert_eq!(
        killing(&[decision("harm.killing")]).reached_for,
        Some(ReasonableSuspicion)
    );
}

#[test]
fn a_question_from_a_text_that_nobody_read_is_undetermined_whatever_the_evidence() {
    let entries = ["a", "b", "c"]
        .map(|origin| says(&format!("E-{origin}"), "harm.unread", For, "A1", origin));
    let found = finding("harm.unread", &entries);
    assert_eq!(found.value, Undetermined);
    assert_eq!(
        found.reason,
        "the text behind this criterion was not checked, so it decides nothing"
    );
}

const GRADES: [&str; 8] = ["A1", "A2", "B1", "B2", "B3", "C2", "C3", "D4"];

proptest! {
    /// The fewest origins that must be wrong, against trying every set of them.
    #[test]
    fn the_fewest_origins_that_must_be_wrong_are_the_fewest(
        graded in prop::collection::vec((0usize..GRADES.len(), 0usize..5), 1..9),
    ) {
        let entries: Vec<Entry> = graded.iter().enumerate()
            .map(|(n, (grade, origin))| on_killing(&format!("E-{n}"), For, GRADES[*grade], &format!("o{origin}")))
            .collect();
        let norms = norms();
        let id = CriterionId("harm.killing".into());
        let whole = evidence(&norms, &entries);
        let bar = whole.policy().for_finding();
        prop_assume!(whole.truth(&id, bar).is_supported());
        let origins: Vec<String> = { let mut all: Vec<String> = entries.iter().map(|e| e.origin.clone()).collect(); all.sort(); all.dedup(); all };
        let fewest = (1u32..1 << origins.len())
            .filter(|wrong| {
                let left: Vec<Entry> = entries.iter()
                    .filter(|e| wrong & (1 << origins.iter().position(|o| *o == e.origin).unwrap()) == 0).cloned().collect();
                !evidence(&norms, &left).truth(&id, bar).is_supported()
            })
            .map(u32::count_ones).min().unwrap();
        let lever = &levers(&whole, &id, bar)[0];
        let norms::Way::Falls { origins: told, of, .. } = lever.ways[0] else { panic!("{lever:?}") };
        prop_assert_eq!(told, norms::Fewest::Exactly(fewest as usize));
        prop_assert_eq!(of, origins.len());
    }

    /// What a side is said to lack is enough, once it is there.
    #[test]
    fn what_a_side_is_said_to_lack_is_enough(graded in prop::collection::vec(0usize..GRADES.len(), 0..4)) {
        let mut entries: Vec<Entry> = graded.iter().enumerate()
            .map(|(n, grade)| on_killing(&format!("E-{n}"), For, GRADES[*grade], &format!("o{n}")))
            .collect();
        let norms = norms();
        let id = CriterionId("harm.killing".into());
        let bar = norms.policies["commission-of-inquiry"].for_finding();
        let lacks = match &levers(&evidence(&norms, &entries), &id, bar)[0].ways[0] {
            norms::Way::Lacks { needs, .. } => needs.clone(),
            norms::Way::Falls { .. } => Vec::new(),
        };
        for need in lacks {
            for n in 0..need.origins {
                let grade = format!("{:?}{}", need.reliability, u8::from(need.credibility));
                entries.push(on_killing(&format!("N-{grade}-{n}"), For, &grade, &format!("new-{grade}-{n}")));
            }
        }
        prop_assert!(evidence(&norms, &entries).truth(&id, bar).is_supported());
    }
}
