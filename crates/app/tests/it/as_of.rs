//! As-of honesty of what is printed: whatever becomes known later changes no byte of it.

use crate::run::{copy_of_facts, json, printed};

/// An entry that became known after the case's day and contradicts everything.
const LATER: &str = r#"
[[entry]]
id = "IQ-900"
claim = "Something that nobody could know on the day."
by = "A test"
kind = "decision"
source = "sc-1441"
valid = "2002-11/.."
known = 2003-03-20
credibility = 1
grade_reason = "For a test."
origin = "council-1441"
bears = [
  { on = "harm.loss-of-life", side = "for", why = "For a test." },
  { on = "authority.council-force", side = "for", why = "For a test." },
  { on = "peaceful-means.inadequate", side = "for", why = "For a test." },
]
checked = true
checked_against = "a test"
"#;

#[test]
fn an_entry_known_a_day_later_changes_no_byte_of_the_brief() {
    let folder = tempfile::tempdir().unwrap();
    let facts = copy_of_facts(folder.path());
    let path = facts.join("cases/iraq-2003.toml");
    let before = std::fs::read_to_string(&path).unwrap();
    let source = before
        .lines()
        .find(|line| line.starts_with("source = "))
        .unwrap()
        .to_owned();
    let origin = before
        .lines()
        .find(|line| line.starts_with("origin = "))
        .unwrap()
        .to_owned();
    let later = LATER
        .replace("source = \"sc-1441\"", &source)
        .replace("origin = \"council-1441\"", &origin);
    let later = later.replace("known = 2003-03-20", "known = 2016-07-07");
    std::fs::write(&path, before + &later).unwrap();
    let facts = facts.to_str().unwrap();
    for format in ["text", "html", "json"] {
        let ask = |extra: &[&str]| {
            let mut arguments = vec![
                "brief",
                "iraq-2003",
                "--without-hindsight",
                "--format",
                format,
            ];
            arguments.extend(extra);
            // What names the facts themselves must differ; nothing else may.
            let text = printed(&arguments);
            let hash =
                |word: &str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
            let words = text
                .split(|c: char| !c.is_ascii_alphanumeric())
                .filter(|word| hash(word))
                .map(str::to_owned);
            let hashes: Vec<String> = words.collect();
            let text = hashes
                .iter()
                .fold(text, |text, hash| text.replace(hash.as_str(), "…"));
            text.replace("65:", "n:")
                .replace("66:", "n:")
                .replace("of 65 records", "of n records")
                .replace("of 66 records", "of n records")
        };
        assert_eq!(ask(&[]), ask(&["--facts", facts]), "{format}");
    }
}

#[test]
fn moving_the_date_changes_the_entries_that_are_seen() {
    let entries = |date: &str| {
        json(&["brief", "iraq-2003", "--as-of", date, "--format", "json"])["entries"]
            .as_array()
            .unwrap()
            .len()
    };
    let (before, on_the_day, after) = (
        entries("2002-03-19"),
        entries("2003-03-19"),
        entries("2004-03-19"),
    );
    assert!(
        before < on_the_day && on_the_day < after,
        "{before}, {on_the_day}, {after}"
    );
}

#[test]
fn why_names_the_entries_that_changed_a_finding() {
    let text = printed(&[
        "assess",
        "iraq-2003",
        "--as-of",
        "2004-12-31",
        "--on",
        "2003-03-19",
        "--why",
        "claim.wmd-chemical-biological",
    ]);
    let compared = text.split("COMPARED WITH 2003-03-19").nth(1).unwrap();
    insta::assert_snapshot!(compared.trim());
}

#[test]
fn looking_back_keeps_the_question_and_changes_what_is_known() {
    let ask = |arguments: &[&str]| {
        let mut all = vec!["brief", "darfur-2004", "--format", "json"];
        all.extend(arguments);
        json(&all)
    };
    let later = ask(&["--as-of", "2010-12-31", "--on", "2004-09-18"]);
    assert_eq!(
        (&later["as_of"], &later["on"]),
        (&"2010-12-31".into(), &"2004-09-18".into())
    );
    let summit = later["assessments"]
        .as_array()
        .unwrap()
        .iter()
        .find(|a| a["instrument"] == "wso-2005")
        .unwrap();
    assert_eq!(
        summit["reading"], "later",
        "the Summit text of 2005 does not apply to a question about 2004"
    );
    let in_2010 = ask(&["--as-of", "2010-12-31"]);
    let summit = in_2010["assessments"]
        .as_array()
        .unwrap()
        .iter()
        .find(|a| a["instrument"] == "wso-2005")
        .unwrap();
    assert_eq!(summit["reading"], "in-force");
}

#[test]
fn a_table_published_later_is_hindsight_and_not_a_figure_of_the_day() {
    let brief = json(&["brief", "iraq-2003", "--format", "json"]);
    assert_eq!(brief["figures"]["deaths"]["gap"], "not-yet-known");
    assert_eq!(
        brief["hindsight"]["figures"]["deaths"]["table"],
        "deaths-by-state-year"
    );
    let today = json(&["brief", "IRQ", "--as-of", "2025-12-31", "--format", "json"]);
    assert_eq!(today["figures"]["deaths"]["table"], "deaths-by-state-year");
}
