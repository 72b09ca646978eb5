//! Tables that are computed from several sources.

use std::sync::Arc;

use archive::Mirror;
use archive::computed::{ComputeError, ComputedFacts, VotesOf, read_computed, state_table, votes};
use archive::reading::{ReadError, read_table};
use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{Date32Array, Int32Array, Int64Array, RecordBatch, StringArray};

use crate::{codes, facts, mirror, sources, states};

const SPANS: &str = r#"
id = "made_up"
title = "Made up"
about = "Made up."
time = "year"
[[cell]]
name = "deaths"
unit = "persons"
about = "deaths"
[[span]]
cell = "deaths"
source = "a"
table = "yearly"
vintage = "1"
at = "year"
values = ["sb", "os"]
from = "2003"
to = "2004"
reason = "made up"
[[span]]
cell = "deaths"
source = "b"
table = "events"
vintage = "1"
at = "day"
values = ["best"]
only = { column = "type", value = 3 }
from = "2005"
to = "2005"
absent_is_zero = true
reason = "made up"
"#;

fn batch(columns: Vec<(&str, Arc<dyn arrow_array::Array>)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, array, true)),
    )
    .unwrap()
}

fn cell(table: &RecordBatch, gw: i32, year: i32) -> Option<(Option<i64>, Option<String>)> {
    let int = |name: &str| {
        table
            .column_by_name(name)
            .unwrap()
            .as_primitive::<Int32Type>()
    };
    let at = (0..table.num_rows())
        .find(|at| int("gw").value(*at) == gw && int("year").value(*at) == year)?;
    let deaths = table
        .column_by_name("deaths")
        .unwrap()
        .as_primitive::<Int64Type>()
        .iter()
        .nth(at)
        .unwrap();
    let source = table.column_by_name("deaths_source").unwrap();
    let source = source.as_string::<i32>().iter().nth(at).unwrap();
    Some((deaths, source.map(str::to_owned)))
}

#[test]
fn every_cell_names_its_source_and_what_no_source_covers_is_absent() {
    let facts: ComputedFacts = toml::from_str(SPANS).unwrap();
    let yearly = batch(vec![
        (
            "gw",
            Arc::new(Int32Array::from(vec![
                Some(625),
                Some(625),
                None,
                Some(625),
            ])),
        ),
        (
            "year",
            Arc::new(Int32Array::from(vec![2003, 2004, 2004, 2005])),
        ),
        ("sb", Arc::new(Int32Array::from(vec![10, 20, 1, 99]))),
        (
            "os",
            Arc::new(Int32Array::from(vec![Some(1), Some(2), Some(1), Some(99)])),
        ),
    ]);
    // 12,800 days after 1970-01-01 is 2005-01-17 (35 years of 365 days, 9 leap days: 12,784 + 16).
    let events = batch(vec![
        ("gw", Arc::new(Int32Array::from(vec![625, 625, 625]))),
        (
            "day",
            Arc::new(Date32Array::from(vec![12_800, 12_801, 12_802])),
        ),
        ("type", Arc::new(Int32Array::from(vec![3, 3, 1]))),
        ("best", Arc::new(Int32Array::from(vec![5, 6, 1000]))),
    ]);
    let (table, report) = state_table(&facts, &states(), |source, _, _| {
        Ok::<_, ReadError>(vec![if source == "a" {
            yearly.clone()
        } else {
            events.clone()
        }])
    })
    .unwrap();
    let yearly = Some("yearly 1".to_owned());
    let events = Some("events 1".to_owned());
    assert_eq!(cell(&table, 625, 2003), Some((Some(11), yearly.clone())));
    assert_eq!(cell(&table, 625, 2004), Some((Some(22), yearly)));
    assert_eq!(
        cell(&table, 625, 2005),
        Some((Some(11), events.clone())),
        "5 + 6 deaths of the type asked for; the yearly source is not asked beyond its span"
    );
    assert_eq!(
        cell(&table, 2, 2005),
        Some((Some(0), events)),
        "an event file covers every state, so none is zero"
    );
    assert_eq!(cell(&table, 2, 2003), None, "no row is a gap, not zero");
    assert_eq!(
        cell(&table, 626, 2005),
        None,
        "South Sudan was no state in 2005"
    );
    assert_eq!(report.left_out["yearly: no state"], 1);
    assert_eq!((report.used["yearly"], report.used["events"]), (2, 2));
}

#[test]
fn spans_that_overlap_or_name_what_does_not_exist_are_reported() {
    let text = SPANS.replace("from = \"2005\"", "from = \"2004\"");
    let tree = terms::FactTree::new([("tables/made-up.toml".to_owned(), text)]);
    let mut problems = Vec::new();
    read_computed(&tree, &sources(), &mut problems);
    let told: Vec<&str> = problems
        .iter()
        .map(|problem| problem.message.as_str())
        .collect();
    assert_eq!(
        told,
        [
            "the span of `deaths` from 2003: there is no source `a`",
            "the span of `deaths` from 2004: it overlaps another span of the cell",
            "the span of `deaths` from 2004: there is no source `b`",
        ]
    );
}

/// The tables of this repository, where there is a mirror.
#[test]
fn deaths_by_state_add_up_to_the_sums_of_their_sources() {
    let mut problems = Vec::new();
    let sources = sources();
    let tables = read_computed(&facts(), &sources, &mut problems);
    assert_eq!(problems, []);
    let Some(root) = mirror() else { return };
    let (mirror, codes) = (Mirror::new(&root), codes());
    let compute = |id: &str| {
        state_table(&tables[id], codes.states(), |source, table, vintage| {
            read_table(&mirror, &sources[source], table, Some(vintage), &codes)
                .map(|(batches, ..)| batches)
        })
        .unwrap()
    };
    let (years, report) = compute("state_years");
    println!("state_years: {report:?}");
    let by_year = |table: &RecordBatch, column: &str, from: i32, to: i32| -> i64 {
        let years = table
            .column_by_name("year")
            .unwrap()
            .as_primitive::<Int32Type>();
        let values = table
            .column_by_name(column)
            .unwrap()
            .as_primitive::<Int64Type>();
        years
            .iter()
            .zip(values)
            .filter(|(year, _)| year.is_some_and(|year| (from..=to).contains(&year)))
            .filter_map(|(_, value)| value)
            .sum()
    };
    // UCDP country-year 25.1 has 3,957,143 deaths in all; places without a state have none.
    assert_eq!(by_year(&years, "all_types", 1989, 2024), 3_957_143);
    let (months, report) = compute("state_months");
    println!("state_months: {report:?}");
    // Revised observations of the challenge: 200,181 deaths in 2021.
    assert_eq!(by_year(&months, "state_based", 2021, 2021), 200_181);
    assert_eq!(
        by_year(&months, "state_based", 2022, 2024),
        0,
        "no source by type covers these years, so there is no value to add"
    );
}

#[test]
fn votes_of_both_bodies_share_one_shape() {
    let assembly = batch(vec![
        ("rcid", Arc::new(Int64Array::from(vec![3]))),
        ("date", Arc::new(Date32Array::from(vec![-8766]))),
        ("iso3", Arc::new(StringArray::from(vec!["USA"]))),
        ("vote", Arc::new(StringArray::from(vec!["no"]))),
        ("gw", Arc::new(Int32Array::from(vec![2]))),
        ("gw_gap", Arc::new(StringArray::from(vec![None::<&str>]))),
    ]);
    let taken = votes(VotesOf::ASSEMBLY, &assembly).unwrap();
    assert_eq!(
        taken.column(0).as_string::<i32>().value(0),
        "un-general-assembly"
    );
    assert_eq!(taken.column(3).as_string::<i32>().value(0), "USA");
    let error = votes(VotesOf::COUNCIL, &assembly).unwrap_err();
    assert!(matches!(error, ComputeError::Column { .. }), "{error}");
}
