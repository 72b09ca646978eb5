//! The briefs that people read.

use serde_json::Value;

use crate::run::{json, printed};

/// The two pages of a brief, without the annex and without what changes with every edit of a fact.
fn pages(arguments: &[&str]) -> String {
    let text = printed(arguments);
    text.split("\nANNEX").next().unwrap().to_owned()
}

#[test]
fn the_brief_on_iraq_2003_reads_like_this() {
    insta::assert_snapshot!(pages(&["brief", "iraq-2003"]));
}

#[test]
fn the_brief_on_darfur_2004_reads_like_this() {
    insta::assert_snapshot!(pages(&["brief", "darfur-2004"]));
}

#[test]
fn a_state_without_a_case_gets_figures_and_memberships_and_is_told_what_is_undetermined() {
    insta::assert_snapshot!(pages(&["brief", "Nepal", "--as-of", "2025-12-31"]));
}

#[test]
fn the_argument_for_a_finding_reads_like_this() {
    insta::assert_snapshot!(printed(&[
        "assess",
        "iraq-2003",
        "--why",
        "authority.council-force"
    ]));
}

#[test]
fn no_line_is_longer_than_the_page() {
    for case in ["iraq-2003", "darfur-2004"] {
        let text = printed(&["brief", case]);
        let longest = text.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(longest <= 100, "{case}: {longest} columns");
        assert!(
            !text.contains('\u{1b}'),
            "{case}: colour without a terminal"
        );
    }
}

#[test]
fn the_json_of_a_brief_follows_its_schema() {
    let schema: Value =
        serde_json::from_str(include_str!("../../../../schemas/brief.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for arguments in [
        &["brief", "iraq-2003", "--format", "json"][..],
        &["brief", "darfur-2004", "--format", "json"],
        &["brief", "FRA", "--as-of", "2025-12-31", "--format", "json"],
    ] {
        let brief = json(arguments);
        let errors: Vec<String> = validator
            .iter_errors(&brief)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{arguments:?}: {}", errors.join("\n"));
    }
}

#[test]
fn every_finding_names_its_entries_and_every_entry_exists() {
    for case in ["iraq-2003", "darfur-2004"] {
        let brief = json(&["brief", case, "--format", "json"]);
        let entries: Vec<&str> = brief["entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["id"].as_str().unwrap())
            .collect();
        for assessment in brief["assessments"].as_array().unwrap() {
            for finding in assessment["findings"].as_array().unwrap() {
                let named = ["for", "against"]
                    .iter()
                    .flat_map(|side| finding[side].as_array().unwrap());
                assert!(
                    named
                        .clone()
                        .all(|id| entries.contains(&id.as_str().unwrap())),
                    "{finding}"
                );
                let decided = finding["value"] == "met"
                    || finding["value"] == "not-met"
                    || finding["value"] == "contested";
                assert!(
                    !decided || named.count() > 0,
                    "{finding} is decided by nothing"
                );
            }
        }
        for figure in brief["figures"]["reported"].as_array().unwrap() {
            assert!(
                entries.contains(&figure["entry"].as_str().unwrap()),
                "{figure}"
            );
        }
    }
}

#[test]
fn the_same_question_gives_the_same_bytes() {
    for format in ["text", "html", "json"] {
        let arguments = ["brief", "darfur-2004", "--format", format];
        assert_eq!(printed(&arguments), printed(&arguments), "{format}");
    }
}

#[test]
fn a_brief_can_be_asked_for_by_name_code_and_number() {
    let by = |about: &str| {
        json(&["brief", about, "--as-of", "2004-09-18", "--format", "json"])["assessments"].clone()
    };
    let case = by("darfur-2004");
    for about in ["SDN", "sudan", "625"] {
        assert_eq!(by(about), case, "{about}");
    }
}

#[test]
fn only_the_instruments_asked_for_are_shown() {
    let brief = json(&[
        "brief",
        "iraq-2003",
        "--instrument",
        "iciss-2001",
        "--format",
        "json",
    ]);
    let norms: Vec<&str> = brief["assessments"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|assessment| assessment["reading"] != "method")
        .map(|assessment| assessment["instrument"].as_str().unwrap())
        .collect();
    assert_eq!(norms, ["iciss-2001"]);
}

#[test]
fn completions_and_the_manual_page_are_printed() {
    assert!(printed(&["completions", "bash"]).contains("_watchfire()"));
    assert!(printed(&["man"]).starts_with(".ie"));
    assert!(printed(&["man", "brief"]).contains("as\\-of"));
}
