//! What texts permit, demand and forbid.

use ledger::{Entry, EntryKind, Side::For};
use norms::{Assessment, Reading, Status, Value, assess, conflicts};

use crate::made_up::{as_of, evidence, norms, norms_with, says, text};

fn authorised() -> Entry {
    Entry {
        kind: EntryKind::Decision,
        ..says("E-9", "authority.given", For, "A1", "council-record")
    }
}

/// Killing shown to the standard that force asks for.
fn killing() -> Vec<Entry> {
    ["a", "b", "c", "d"]
        .iter()
        .map(|origin| says(&format!("E-{origin}"), "harm.killing", For, "B1", origin))
        .collect()
}

fn under<'a>(assessments: &'a [Assessment], instrument: &str) -> &'a Assessment {
    assessments
        .iter()
        .find(|assessment| assessment.instrument == instrument)
        .unwrap()
}

#[test]
fn a_prohibition_holds_until_its_exception_is_established() {
    let norms = norms();
    let without = assess(&evidence(&norms, &killing()));
    assert_eq!(
        under(&without, "forbids-1945").rules[0].value,
        Value::Met,
        "an exception that nobody shows defeats nothing"
    );
    let mut entries = killing();
    entries.push(authorised());
    let with = assess(&evidence(&norms, &entries));
    assert_eq!(under(&with, "forbids-1945").rules[0].value, Value::NotMet);
    assert_eq!(
        under(&with, "forbids-1945").rules[0].exceptions[0].1,
        Value::Met
    );
}

#[test]
fn two_rules_that_contradict_each_other_are_both_shown() {
    let norms = norms();
    let entries = killing();
    let found = conflicts(&evidence(&norms, &entries));
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].permits.0.as_str(), found[0].forbids.0.as_str()),
        ("permits-2001.force", "forbids-1945.no-force")
    );
    assert_eq!(
        conflicts(&evidence(&norms, &[])),
        [],
        "a permission that does not apply contradicts nothing"
    );
}

#[test]
fn force_waits_for_the_decision_of_the_body_that_can_take_it() {
    let norms = norms_with(&[(
        "measures/force.toml",
        &text("measures/force.toml").replacen(
            "[[authority]]\nby = \"states\"\nroute = \"national decision\"\n",
            "",
            1,
        ),
    )]);
    let mut entries = killing();
    let option = |entries: &[Entry]| {
        under(&assess(&evidence(&norms, entries)), "permits-2001").options[0].clone()
    };
    assert_eq!(option(&entries).status, Status::NeedsDecision);
    assert_eq!(
        option(&entries).routes[0].blockers[0].to_string(),
        "no decision of: the council (decision)"
    );
    entries.push(authorised());
    assert_eq!(option(&entries).status, Status::Open);
}

#[test]
fn force_asks_for_more_proof_than_a_finding() {
    let norms = norms();
    let two = &killing()[..2];
    let assessments = assess(&evidence(&norms, two));
    let report = under(&assessments, "permits-2001");
    assert_eq!(
        report.finding("permits-2001.cause").unwrap().value,
        Value::Met
    );
    assert_eq!(report.options[0].status, Status::Undetermined);
    let blocker = report.options[0].routes[0].blockers[0].to_string();
    assert_eq!(
        blocker,
        "cause (permits-2001.cause) undetermined at clear and convincing"
    );
}

#[test]
fn a_text_that_did_not_exist_yet_is_a_later_reading_and_opens_no_option() {
    let norms = norms();
    let early = |entry: Entry| Entry {
        valid: "1999-01".parse().unwrap(),
        known: "1999-02-01".parse().unwrap(),
        ..entry
    };
    let entries: Vec<Entry> = killing().into_iter().map(early).collect();
    let assessments = assess(&as_of(&norms, &entries, "1999-03-24"));
    let report = under(&assessments, "permits-2001");
    assert_eq!(report.reading, Reading::Later);
    assert_eq!(report.options, []);
    assert_eq!(
        report.finding("permits-2001.cause").unwrap().value,
        Value::Met,
        "its answer is still shown"
    );
    assert_eq!(
        conflicts(&as_of(&norms, &entries, "1999-03-24")),
        [],
        "and it contradicts nothing in force"
    );
}

#[test]
fn a_rule_whose_text_was_not_read_decides_nothing() {
    let unread = text("instruments/permits-2001.toml").replacen(
        "summary = \"Force to stop killing.\"\nchecked = true\nchecked_against = \"a test\"",
        "summary = \"Force to stop killing.\"\nchecked = false\nchecked_against = \"\"",
        1,
    );
    let norms = norms_with(&[("instruments/permits-2001.toml", &unread)]);
    let entries = killing();
    let assessments = assess(&evidence(&norms, &entries));
    let report = under(&assessments, "permits-2001");
    assert_eq!(report.rules[0].value, Value::Undetermined);
    assert_eq!(report.options[0].status, Status::Undetermined);
    assert_eq!(conflicts(&evidence(&norms, &entries)), []);
}

#[test]
fn a_new_version_of_the_norm_is_one_new_file() {
    let newer = text("instruments/permits-2001.toml")
        .replace("permits-2001", "permits-2002")
        .replace("2001-12-18", "2002-05-01");
    let norms = norms_with(&[("instruments/permits-2002.toml", &newer)]);
    let entries = killing();
    let assessments = assess(&evidence(&norms, &entries));
    let read: Vec<&str> = assessments
        .iter()
        .map(|assessment| assessment.instrument.as_str())
        .collect();
    assert_eq!(
        read,
        ["forbids-1945", "permits-2001", "permits-2002", "harm"]
    );
    assert_eq!(
        under(&assessments, "permits-2002").rules[0].value,
        Value::Met
    );
}

#[test]
fn a_measure_that_did_not_exist_yet_is_blocked_and_says_so() {
    let later = text("measures/force.toml").replace("rung = 90", "rung = 90\nsince = 2010-01-01");
    let norms = norms_with(&[("measures/force.toml", &later)]);
    let entries = killing();
    let assessments = assess(&evidence(&norms, &entries));
    let option = &under(&assessments, "permits-2001").options[0];
    assert_eq!(option.status, Status::Blocked);
    assert_eq!(
        option.routes[0].blockers[0].to_string(),
        "exists only since 2010-01-01"
    );
}
