//! Conditions of norms, as fact files write them: any text is a condition or a problem; a condition is
//! judged, prints, and names no question that it does not have.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use norms::{Evidence, Setting, assess, read_norms};
use terms::{AsOf, Day, FactTree};

/// A world of two questions; the instrument's condition comes from the fuzzer.
const PACK: &str = r#"
id = "harm"
title = "Harm"
dated = 2000-01-01
about = "Made up."
period_months = 12
period_reason = "Made up."
checked = true
checked_against = "made up"
citation = { publisher = "A", title = "B", date = "2000" }
[[criterion]]
id = "harm.a"
title = "A"
asks = "Is it so?"
[[criterion]]
id = "harm.b"
title = "B"
asks = "Is it so?"
"#;

const INSTRUMENT: &str = r#"
id = "x-2001"
title = "A report"
short = "Report 2001"
kind = "commission-report"
legal_force = "proposal"
adopted = 2001-12-18
author = "A commission"
document = "R/1"
url = "https://example.org"
about = "Made up."
checked = true
checked_against = "made up"
[[provision]]
id = "x-2001.1"
paragraph = "1"
summary = "Made up."
checked = true
checked_against = "made up"
[[rule]]
id = "x-2001.rule"
title = "A rule"
provision = "x-2001.1"
modality = "permission"
addressees = ["states"]
covers = ["forcible"]
when = "#;

const REST: [(&str, &str); 4] = [
    ("addressees.toml", "[[addressee]]\nid = \"states\"\ntitle = \"states\"\n"),
    ("aspects.toml", "[[aspect]]\nid = \"threshold\"\ntitle = \"Threshold\"\n"),
    ("propositions.toml", "title = \"a\"\nabout = \"a\"\nchecked = false\nchecked_against = \"\"\ncitation = { publisher = \"A\", title = \"B\", date = \"2000\" }\n"),
    ("standards/commission-of-inquiry.toml", include_str!("../../facts/standards/commission-of-inquiry.toml")),
];

static SETTING: LazyLock<Setting> = LazyLock::new(|| Setting::on_the_day(AsOf(Day::new(2003, 3, 19).unwrap())));

fuzz_target!(|text: &str| {
    let instrument = format!("{INSTRUMENT}{text}\n");
    let mut files = vec![("criteria/harm.toml", PACK), ("instruments/x-2001.toml", &instrument)];
    files.extend(REST);
    let files = files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned()));
    let mut problems = Vec::new();
    let norms = read_norms(&FactTree::new(files), &mut problems);
    for problem in problems.iter().filter(|problem| problem.location.path.starts_with("instruments")) {
        assert!(instrument.get(problem.location.span.clone()).is_some(), "{problem} lies outside the text");
    }
    // A program goes on only without problems.
    if !problems.is_empty() {
        return;
    }
    let policy = norms.policies.values().next().expect("there is one");
    for rule in norms.instruments.iter().flat_map(|instrument| &instrument.rules) {
        if let Some(when) = &rule.when {
            assert!(!when.criteria().is_empty(), "a condition over nothing");
            assert!(!when.to_string().is_empty());
        }
    }
    let evidence = Evidence::new(&norms, policy, &[], [], SETTING.clone());
    let once = format!("{:?}", assess(&evidence));
    assert_eq!(once, format!("{:?}", assess(&evidence)));
});
