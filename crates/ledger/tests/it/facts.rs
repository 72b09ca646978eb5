use std::collections::BTreeSet;

use ledger::{Nameable, read_casebook};
use terms::{FactTree, Problem};

const PUBLISHERS: &str = r#"
[[publisher]]
id = "ngo"
name = "An organisation"
reliability = "B"
reason = "Field research with a published method"
"#;

const CASE: &str = r#"
id = "place-2001"
state = 645
title = "A place, 2001"
as_of = 2001-06-01
question = "A question?"
background = "Some context."
prefix = "PL"

[[hypothesis]]
id = "claim.weapons"
title = "Weapons"
asks = "Are there weapons?"

[[origin]]
id = "visit"
title = "A visit"

[[source]]
id = "report"
publisher = "ngo"
title = "A report"
date = 2001-05-01

[[entry]]
id = "PL-001"
claim = "Something happened."
by = "An organisation"
kind = "event"
source = "report"
valid = "2001-04"
known = 2001-05-01
credibility = 2
grade_reason = "It fits other reports."
origin = "visit"
bears = [{ on = "claim.weapons", side = "for", why = "It was seen." }]
checked = true
checked_against = "https://example.org"
"#;

fn problems(case: &str) -> Vec<String> {
    let facts = FactTree::new([
        ("publishers.toml".to_owned(), PUBLISHERS.to_owned()),
        ("cases/place-2001.toml".to_owned(), case.to_owned()),
    ]);
    let mut problems: Vec<Problem> = Vec::new();
    read_casebook(
        &facts,
        &Nameable {
            criteria: BTreeSet::from(["harm.loss-of-life".to_owned()]),
            measures: BTreeSet::from(["good-offices".to_owned()]),
        },
        &mut problems,
    );
    problems.iter().map(Problem::to_string).collect()
}

#[test]
fn a_sound_case_has_no_problems() {
    assert_eq!(problems(CASE), Vec::<String>::new());
}

#[test]
fn every_mistake_of_a_case_is_listed_at_its_place() {
    let broken = CASE
        .replace("credibility = 2", "credability = 2")
        .replace("kind = \"event\"", "kind = \"evnt\"")
        .replace("origin = \"visit\"\nbears", "bears");
    insta::assert_snapshot!(problems(&broken).join("\n"), @"
    cases/place-2001.toml:33:1: there is no field `credability` here [F003]; did you mean `credibility`?
    cases/place-2001.toml:29:8: `kind` cannot be `evnt` [F004]; did you mean `event`? it is one of: event, figure, finding, statement, decision, judgment, forecast
    cases/place-2001.toml:25:1: the field `credibility` is missing [F002]; The number of the Admiralty grade, 1 to 6.
    cases/place-2001.toml:25:1: the field `origin` is missing [F002]; The origin cluster, by the id of an origin in this file.
    ");
}

#[test]
fn what_refers_to_nothing_or_contradicts_is_listed_at_its_place() {
    let broken = CASE
        .replace("source = \"report\"", "source = \"reprot\"")
        .replace("on = \"claim.weapons\"", "on = \"claim.weapon\"")
        .replace("valid = \"2001-04\"", "valid = \"April 2001\"")
        .replace("credibility = 2", "credibility = 7")
        .replace("checked = true", "checked = false")
        .replace("publisher = \"ngo\"", "publisher = \"nog\"");
    insta::assert_snapshot!(problems(&broken).join("\n"), @"
    cases/place-2001.toml:21:13: there is no publisher `nog` [F006]; did you mean `ngo`?
    cases/place-2001.toml:30:10: there is no source `reprot` [F006]; did you mean `report`?
    cases/place-2001.toml:31:9: `April 2001` is not a time; write a day, month or year, or two of them with a slash, for example 1988-02/1988-09 or 2003-02/.. [F004]
    cases/place-2001.toml:33:15: credibility is 1 to 6, not 7 [F004]
    cases/place-2001.toml:37:11: this entry is marked as not checked, yet names what it was checked against [F008]; name the public page or data file in `checked_against`, or write `checked = false` and leave it out
    cases/place-2001.toml:36:17: there is no criterion or hypothesis `claim.weapon` [F006]; did you mean `claim.weapons`?
    ");
}

#[test]
fn a_syntax_error_does_not_hide_what_comes_after_it() {
    let broken = CASE
        .replace("title = \"A visit\"", "title = = \"A visit\"")
        .replace("credibility = 2", "credibility = \"two\"");
    insta::assert_snapshot!(problems(&broken).join("\n"), @"
    cases/place-2001.toml:17:9: extra `=`, expected nothing [F001]
    cases/place-2001.toml:17:11: unexpected key or value, expected newline, `#` [F001]
    cases/place-2001.toml:33:15: `credibility` must be a whole number, not text [F004]
    ");
}

#[test]
fn an_entry_known_before_its_source_needs_a_reason() {
    let early = CASE.replace("known = 2001-05-01", "known = 2001-04-20");
    insta::assert_snapshot!(problems(&early).join("\n"), @"cases/place-2001.toml:32:9: known on 2001-04-20, before its source was published on 2001-05-01 [F007]; say in `known_reason` how the public could know it then, or correct a date");
    let explained = early.replace(
        "credibility = 2",
        "known_reason = \"It was read out in public\"\ncredibility = 2",
    );
    assert_eq!(problems(&explained), Vec::<String>::new());
}
