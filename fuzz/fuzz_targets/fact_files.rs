//! Every reader of fact files: any text gives records or problems, each problem at a place in the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use terms::FactTree;

const PATHS: [&str; 15] = [
    "cases/x.toml",
    "instruments/x.toml",
    "criteria/x.toml",
    "standards/x.toml",
    "measures/x.toml",
    "bodies/x.toml",
    "sources/x.toml",
    "publishers.toml",
    "addressees.toml",
    "aspects.toml",
    "propositions.toml",
    "stances/x.toml",
    "views.toml",
    "aliases/x.csv",
    "states/gleditsch-ward.csv",
];

fuzz_target!(|input: (u8, &str)| {
    let (which, text) = input;
    let path = PATHS[usize::from(which) % PATHS.len()];
    let facts = FactTree::new([(path.to_owned(), text.to_owned())]);
    let mut problems = Vec::new();
    let norms = norms::read_norms(&facts, &mut problems);
    ledger::read_casebook(&facts, &norms.nameable(), &mut problems);
    terms::read_bodies(&facts, &mut problems);
    archive::read_sources(&facts, &mut problems);
    archive::read_views(&facts, &mut problems);
    archive::StateCodes::read(&facts, &mut problems);
    for problem in problems.iter().filter(|problem| problem.location.path == path) {
        assert!(text.get(problem.location.span.clone()).is_some(), "{problem} lies outside the text");
    }
});
