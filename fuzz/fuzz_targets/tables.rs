//! Readers of publishers' tables and of the states table: every row is taken, left out or rejected.
#![no_main]

use archive::sources::{early_warning_project, ucdp_country_year};
use libfuzzer_sys::fuzz_target;
use terms::{FactFile, StateTable};

fuzz_target!(|text: &str| {
    let mut problems = Vec::new();
    let states = StateTable::read(FactFile { path: "states.csv", text }, &mut problems);
    let _ = states.find(text, terms::Day::new(2003, 3, 19).unwrap());
    let _ = ucdp_country_year::read("x.csv", text, &states);
    let _ = early_warning_project::read("x.csv", text, &states);
});
