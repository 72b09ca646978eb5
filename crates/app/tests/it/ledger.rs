//! A desk's own ledger, from the command line.

use std::path::{Path, PathBuf};

use crate::run::{complained, json, printed};

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn new_ledger(folder: &Path) -> PathBuf {
    let file = folder.join("desk.ledger");
    printed(&["ledger", "new", text(&file), "--case", "darfur-2004"]);
    file
}

/// How many records a sound ledger has.
fn sound(file: &Path) -> usize {
    let told = printed(&["ledger", "verify", text(file)]);
    let (_, rest) = told.split_once("sound, ").unwrap();
    rest.split_whitespace().next().unwrap().parse().unwrap()
}

#[test]
fn a_brief_from_a_ledger_of_the_same_entries_is_the_brief_from_the_casebook() {
    let folder = tempfile::tempdir().unwrap();
    let file = new_ledger(folder.path());
    let from_ledger = json(&[
        "brief",
        "darfur-2004",
        "--ledger",
        text(&file),
        "--format",
        "json",
    ]);
    let from_casebook = json(&["brief", "darfur-2004", "--format", "json"]);
    for key in ["entries", "assessments", "figures", "claims", "hindsight"] {
        assert_eq!(from_ledger[key], from_casebook[key], "{key}");
    }
}

#[test]
fn one_flipped_byte_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = new_ledger(folder.path());
    assert!(sound(&file) > 40, "the case has its entries");
    let mut bytes = std::fs::read(&file).unwrap();
    let needle = br#""id":"DF-044""#;
    let at = bytes
        .windows(needle.len())
        .position(|window| window == needle)
        .unwrap()
        + 60;
    bytes[at] ^= 0x01;
    std::fs::write(&file, bytes).unwrap();
    let told = complained(&["ledger", "verify", text(&file)]);
    assert!(
        told.contains("record 44 (entry DF-044): its content is not what was recorded"),
        "{told}"
    );
    let told = complained(&["brief", "darfur-2004", "--ledger", text(&file)]);
    assert!(
        told.contains("is damaged, so nothing was read from it"),
        "{told}"
    );
}

const NEW_ENTRY: &str = r#"
[[origin]]
id = "desk-visit"
title = "The desk's own visit"

[[source]]
id = "desk-report"
publisher = "un-secretary-general"
title = "A report"
date = 2004-09-01

[[entry]]
id = "DESK-1"
claim = "A new observation."
by = "The desk"
kind = "event"
source = "desk-report"
valid = "2004-08"
known = 2004-09-01
credibility = 2
grade_reason = "Seen by two members of the desk."
origin = "desk-visit"
bears = [{ on = "mf.weapons", side = "for", why = "Aircraft were seen." }]
checked = true
checked_against = "the desk's notes"
"#;

#[test]
fn new_entries_are_appended_all_or_none_and_count_in_the_next_brief() {
    let folder = tempfile::tempdir().unwrap();
    let file = new_ledger(folder.path());
    let before = sound(&file);
    let entries = folder.path().join("new.toml");
    std::fs::write(&entries, NEW_ENTRY).unwrap();
    let append = [
        "ledger",
        "append",
        text(&file),
        text(&entries),
        "--case",
        "darfur-2004",
    ];
    assert!(printed(&append).contains(&format!("1 entries appended, {} records", before + 1)));
    let told = complained(&append);
    assert!(
        told.contains("entry DESK-1 is already in the ledger; entries are never edited"),
        "{told}"
    );
    std::fs::write(
        &entries,
        NEW_ENTRY
            .replace("mf.weapons", "mf.weapon")
            .replace("DESK-1", "DESK-2"),
    )
    .unwrap();
    let told = complained(&append);
    assert!(
        told.contains("there is no criterion or hypothesis `mf.weapon`"),
        "{told}"
    );
    assert_eq!(sound(&file), before + 1, "the refused ones left no trace");
    let brief = json(&[
        "brief",
        "darfur-2004",
        "--ledger",
        text(&file),
        "--format",
        "json",
    ]);
    assert!(
        brief["entries"]
            .as_array()
            .unwrap()
            .iter()
            .any(|entry| entry["id"] == "DESK-1")
    );
}

#[test]
fn a_redacted_entry_is_gone_and_the_chain_still_holds() {
    let folder = tempfile::tempdir().unwrap();
    let file = new_ledger(folder.path());
    let before = sound(&file);
    printed(&[
        "ledger",
        "redact",
        text(&file),
        "DF-017",
        "--reason",
        "the source asked for it",
    ]);
    assert_eq!(sound(&file), before + 1, "the redaction is a record itself");
    let brief = json(&[
        "brief",
        "darfur-2004",
        "--ledger",
        text(&file),
        "--format",
        "json",
    ]);
    assert!(
        brief["entries"]
            .as_array()
            .unwrap()
            .iter()
            .all(|entry| entry["id"] != "DF-017")
    );
    let told = complained(&[
        "ledger",
        "redact",
        text(&file),
        "DF-017",
        "--reason",
        "again",
    ]);
    assert!(
        told.contains("is not in the ledger or was already redacted"),
        "{told}"
    );
}

#[test]
fn a_ledger_is_never_overwritten_and_a_missing_one_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = new_ledger(folder.path());
    assert!(complained(&["ledger", "new", text(&file)]).contains("a ledger is never overwritten"));
    let none = folder.path().join("none.ledger");
    assert!(complained(&["ledger", "verify", text(&none)]).contains("there is no ledger at"));
}

#[test]
fn the_bench_prints_json() {
    let result = json(&["ledger", "bench", "--entries", "2000"]);
    assert_eq!(result["entries"], 2000);
    assert_eq!(result["damages"], 0);
}
