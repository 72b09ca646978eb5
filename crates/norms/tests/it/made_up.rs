//! A small world: two questions, one text that forbids force, one that permits it, one measure.

use ledger::{Bearing, Credibility, Entry, EntryId, EntryKind, Grade, Reliability, Side, Source};
use norms::{Evidence, Norms, Setting, read_norms};
use terms::{AsOf, FactTree, Problem};

const PACK: &str = r#"
id = "harm"
title = "Harm"
dated = 2000-01-01
about = "For tests."
period_months = 12
period_reason = "For tests."
checked = true
checked_against = "a test"
citation = { publisher = "A", title = "B", date = "2000" }

[[criterion]]
id = "harm.killing"
title = "Killing"
asks = "Are people being killed?"

[[criterion]]
id = "harm.past"
title = "Past killing"
asks = "Have people been killed?"
period = "ever"

[[criterion]]
id = "authority.given"
title = "Authority given"
asks = "Has the council authorised force?"
act = true

[[criterion]]
id = "consent.given"
title = "Consent"
asks = "Does the state consent?"

[[criterion]]
id = "harm.unread"
title = "A question from a text that nobody read"
asks = "Is it so?"
checked = false
"#;

const FORBIDS: &str = r#"
id = "forbids-1945"
title = "A treaty"
short = "Treaty 1945"
kind = "treaty"
legal_force = "binding"
adopted = 1945-06-26
author = "States"
document = "T/1"
url = "https://example.org"
about = "For tests."
checked = true
checked_against = "a test"

[[provision]]
id = "forbids-1945.2"
paragraph = "2"
summary = "No force."
checked = true
checked_against = "a test"

[[rule]]
id = "forbids-1945.no-force"
title = "No force"
provision = "forbids-1945.2"
modality = "prohibition"
addressees = ["states"]
covers = ["forcible"]

[[rule.exception]]
title = "The council has authorised it"
provision = "forbids-1945.2"
when = { all = ["authority.given"] }
"#;

const PERMITS: &str = r#"
id = "permits-2001"
title = "A report"
short = "Report 2001"
kind = "commission-report"
legal_force = "proposal"
adopted = 2001-12-18
author = "A commission"
document = "R/1"
url = "https://example.org"
about = "For tests."
checked = true
checked_against = "a test"

[[provision]]
id = "permits-2001.1"
paragraph = "1"
summary = "Force to stop killing."
checked = true
checked_against = "a test"

[[criterion]]
id = "permits-2001.cause"
title = "Cause"
asks = "Is there a cause?"
provision = "permits-2001.1"
when = { any = ["harm.killing"] }

[[rule]]
id = "permits-2001.force"
title = "Force to protect"
provision = "permits-2001.1"
modality = "permission"
addressees = ["states", "council"]
covers = ["forcible"]
when = { all = ["permits-2001.cause"] }
"#;

const MEASURE: &str = r#"
id = "force"
title = "Force"
kind = "forcible"
rung = 90
pillar = 3
owner = "tests"
review = 2027-05-01
about = "For tests."
checked = true
checked_against = "a test"
legal_basis = [{ publisher = "A", title = "B", date = "2000" }]

[[authority]]
by = "states"
route = "national decision"

[[authority]]
by = "council"
route = "decision"
decision = "authority.given"
"#;

const ADDRESSEES: &str = "[[addressee]]\nid = \"states\"\ntitle = \"states\"\n\n[[addressee]]\nid = \"council\"\ntitle = \"the council\"\n";

const ASPECTS: &str = "[[aspect]]\nid = \"threshold\"\ntitle = \"Threshold\"\n\n[[aspect]]\nid = \"authority\"\ntitle = \"Authority\"\n";

const PROPOSITIONS: &str = r#"
title = "Propositions"
about = "For tests."
checked = false
checked_against = ""
citation = { publisher = "A", title = "B", date = "2000" }
"#;

const POLICY: &str = include_str!("../../../../facts/standards/commission-of-inquiry.toml");

/// The files of the small world, with one of them replaced or added.
pub(crate) fn files(change: &[(&str, &str)]) -> FactTree {
    let mut files = vec![
        ("criteria/harm.toml", PACK),
        ("instruments/forbids-1945.toml", FORBIDS),
        ("instruments/permits-2001.toml", PERMITS),
        ("measures/force.toml", MEASURE),
        ("addressees.toml", ADDRESSEES),
        ("aspects.toml", ASPECTS),
        ("propositions.toml", PROPOSITIONS),
        ("standards/commission-of-inquiry.toml", POLICY),
    ];
    for (path, text) in change {
        files.retain(|(old, _)| old != path);
        files.push((path, text));
    }
    FactTree::new(
        files
            .into_iter()
            .map(|(path, text)| (path.to_owned(), text.to_owned())),
    )
}

/// The norms of the small world, with changes.
pub(crate) fn norms_with(change: &[(&str, &str)]) -> Norms {
    let mut problems = Vec::new();
    let norms = read_norms(&files(change), &mut problems);
    let listed: Vec<String> = problems.iter().map(Problem::to_string).collect();
    assert!(listed.is_empty(), "{}", listed.join("\n"));
    norms
}

/// The norms of the small world.
pub(crate) fn norms() -> Norms {
    norms_with(&[])
}

/// The text of one file, for tests that change it.
pub(crate) fn text(path: &str) -> String {
    files(&[]).file(path).unwrap().text.to_owned()
}

/// An entry on one question: name, side, grade such as "B2", origin.
pub(crate) fn says(id: &str, on: &str, side: Side, grade: &str, origin: &str) -> Entry {
    let reliability = match &grade[..1] {
        "A" => Reliability::A,
        "B" => Reliability::B,
        "C" => Reliability::C,
        "D" => Reliability::D,
        "E" => Reliability::E,
        _ => Reliability::F,
    };
    Entry {
        id: EntryId(id.to_owned()),
        case: "test".to_owned(),
        claim: format!("What {id} claims."),
        by: "A witness".to_owned(),
        kind: EntryKind::Event,
        source: Source {
            id: "report".to_owned(),
            publisher: "ngo".to_owned(),
            publisher_name: "An organisation".to_owned(),
            title: "A report".to_owned(),
            document: None,
            date: "2003-01-01".parse().unwrap(),
            url: None,
        },
        locator: None,
        valid: "2003-01".parse().unwrap(),
        known: "2003-02-01".parse().unwrap(),
        grade: Grade {
            reliability,
            credibility: Credibility::new(grade[1..].parse().unwrap()).unwrap(),
        },
        grade_reason: "For tests.".to_owned(),
        origin: origin.to_owned(),
        origin_title: origin.to_owned(),
        supersedes: None,
        source_withheld: false,
        figure: None,
        forecast: None,
        bears: vec![Bearing {
            on: on.to_owned(),
            side,
            why: "For tests.".to_owned(),
        }],
        tries: Vec::new(),
        checked: true,
        checked_against: "a test".to_owned(),
    }
}

/// The evidence as of 19 March 2003.
pub(crate) fn evidence<'a>(norms: &'a Norms, entries: &'a [Entry]) -> Evidence<'a> {
    as_of(norms, entries, "2003-03-19")
}

/// The evidence as of a date.
pub(crate) fn as_of<'a>(norms: &'a Norms, entries: &'a [Entry], date: &str) -> Evidence<'a> {
    let date: AsOf = date.parse().unwrap();
    Evidence::new(
        norms,
        &norms.policies["commission-of-inquiry"],
        &[],
        entries,
        Setting::on_the_day(date),
    )
}
