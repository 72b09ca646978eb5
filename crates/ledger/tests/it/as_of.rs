use ledger::AppendError;
use proptest::prelude::*;
use terms::{AsOf, Day};

use crate::sample::{correction, entry, ledger, seen};

#[test]
fn an_entry_is_seen_from_the_day_on_which_it_could_be_known() {
    let ledger = ledger([entry("A-1", "2003-03-19"), entry("A-2", "2004-07-09")]);
    assert_eq!(seen(&ledger, "2003-03-18"), Vec::<String>::new());
    assert_eq!(seen(&ledger, "2003-03-19"), ["A-1"]);
    assert_eq!(seen(&ledger, "2004-07-09"), ["A-1", "A-2"]);
}

#[test]
fn a_correction_hides_the_earlier_entry_only_once_it_is_known() {
    let ledger = ledger([
        entry("A-1", "2003-02-05"),
        correction("A-2", "2004-07-09", "A-1"),
    ]);
    assert_eq!(seen(&ledger, "2003-03-19"), ["A-1"]);
    assert_eq!(seen(&ledger, "2005-01-01"), ["A-2"]);
}

#[test]
fn a_correction_of_a_correction_does_not_bring_the_first_entry_back() {
    let entries = [
        entry("A-1", "2003-01-01"),
        correction("A-2", "2004-01-01", "A-1"),
        correction("A-3", "2005-01-01", "A-2"),
    ];
    assert_eq!(seen(&ledger(entries), "2006-01-01"), ["A-3"]);
}

#[test]
fn what_cannot_follow_is_refused_and_changes_nothing() {
    let mut ledger = ledger([entry("A-1", "2003-02-05")]);
    let head = ledger.head();
    let taken = ledger
        .append(entry("A-1", "2003-02-05"), 9, [9; 16])
        .unwrap_err();
    assert!(matches!(taken, AppendError::Taken(_)), "{taken}");
    let nothing = ledger
        .append(correction("A-2", "2004-01-01", "A-9"), 9, [9; 16])
        .unwrap_err();
    assert_eq!(
        nothing.to_string(),
        "entry A-2 supersedes A-9, which is not in the ledger"
    );
    let future = ledger
        .append(correction("A-2", "2002-01-01", "A-1"), 9, [9; 16])
        .unwrap_err();
    assert_eq!(
        future.to_string(),
        "entry A-2 supersedes A-1 but was known before it"
    );
    assert_eq!(ledger.head(), head);
}

fn day() -> impl Strategy<Value = Day> {
    (1990i16..2010, 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| Day::new(y, m, d).unwrap())
}

proptest! {
    /// As-of honesty: whatever became known after the date, and whatever it said, is not seen.
    #[test]
    fn nothing_known_later_changes_what_is_seen(
        known in prop::collection::vec(day(), 0..20),
        later in prop::collection::vec((0u16..3000, any::<bool>()), 0..20),
        as_of in day(),
    ) {
        let as_of = AsOf(as_of);
        let early = || known.iter().filter(|day| as_of.knows(**day)).enumerate()
            .map(|(n, day)| entry(&format!("E-{n}"), &day.to_string()));
        let mut late = Vec::new();
        let mut day = as_of.0;
        for (n, (days, corrects)) in later.iter().enumerate() {
            for _ in 0..=(days % 40) { day = day.tomorrow(); }
            let id = format!("L-{n}");
            late.push(if *corrects && early().next().is_some() {
                correction(&id, &day.to_string(), "E-0")
            } else {
                entry(&id, &day.to_string())
            });
        }
        let alone = ledger(early());
        let with_later = ledger(early().chain(late));
        prop_assert_eq!(alone.as_of(as_of), with_later.as_of(as_of));
    }
}
