//! Tables that are computed from the store's own: as of each day, from what was published by then.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use archive::computed::ComputedFacts;
use archive::fetch::Patience;
use archive::pull::{Derived, Outcome, Pull, derive};
use archive::reading::Limits;
use archive::store::{NewTable, NewVintage, Store};
use arrow::array::{Array, Date32Array, Int32Array, Int64Array, RecordBatch, StringArray};

use crate::states;
use crate::storing::vintage;

/// Deaths of 2003 and 2004 from a yearly source; until it was revised, 2004 comes from the first
/// version, which only stands in.
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
source = "yearly"
table = "yearly"
vintage = "1"
at = "year"
values = ["best"]
from = "2003"
to = "2003"
reason = "made up"
[[span]]
cell = "deaths"
source = "yearly"
table = "yearly"
vintage = "1"
at = "year"
values = ["best"]
from = "2004"
to = "2004"
stand_in = true
reason = "made up"
[[span]]
cell = "deaths"
source = "yearly"
table = "yearly"
vintage = "2"
at = "year"
values = ["best"]
from = "2004"
to = "2004"
reason = "made up"
"#;

fn table(name: &str, columns: Vec<(&str, Arc<dyn Array>)>) -> NewTable {
    let columns = columns.into_iter().map(|(name, array)| (name, array, true));
    let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    NewTable {
        name: name.to_owned(),
        schema: batch.schema(),
        read: batch.num_rows() as u64,
        batches: vec![batch],
        left_out: BTreeMap::new(),
        rejects: None,
        unused: BTreeMap::new(),
        sort: Vec::new(),
        partition: None,
        about: BTreeMap::new(),
    }
}

/// Sudan in two years, and a row of no state.
fn yearly(id: &str, released: &str, best: [i32; 3]) -> NewVintage {
    let columns: Vec<(&str, Arc<dyn Array>)> = vec![
        (
            "gw",
            Arc::new(Int32Array::from(vec![Some(625), Some(625), None])),
        ),
        ("year", Arc::new(Int32Array::from(vec![2003, 2004, 2004]))),
        ("best", Arc::new(Int32Array::from(best.to_vec()))),
    ];
    of(
        "yearly",
        vintage(id, released, vec![table("yearly", columns)]),
    )
}

/// One vote of the United States.
fn roll_call(body: &str, released: &str) -> NewVintage {
    let [source, name, id, member] = match body {
        "assembly" => ["unga-votes", "votes_unga", "rcid", "iso3"],
        _ => ["unsc-votes", "votes_unsc", "vote_id", "member"],
    };
    let columns: Vec<(&str, Arc<dyn Array>)> = vec![
        (id, Arc::new(Int64Array::from(vec![1]))),
        ("date", Arc::new(Date32Array::from(vec![12_800]))),
        (member, Arc::new(StringArray::from(vec!["USA"]))),
        ("vote", Arc::new(StringArray::from(vec!["no"]))),
        ("gw", Arc::new(Int32Array::from(vec![2]))),
        ("gw_gap", Arc::new(StringArray::from(vec![None::<&str>]))),
    ];
    of(source, vintage("1", released, vec![table(name, columns)]))
}

fn of(source: &str, new: NewVintage) -> NewVintage {
    NewVintage {
        source: source.to_owned(),
        ..new
    }
}

fn derived(store: &Store) -> Vec<Derived> {
    let facts: ComputedFacts = toml::from_str(SPANS).unwrap();
    let patience = Patience {
        answer: Duration::from_millis(200),
        ..Patience::default()
    };
    let options = Pull {
        places: &[],
        strict: false,
        again: false,
        threads: 1,
        large: u64::MAX,
        limits: Limits::default(),
        retrieved: "2026-01-31T12:00:00Z".parse().unwrap(),
        patience: &patience,
        sleep: &|_| {},
        progress: &|_| {},
    };
    let computed = BTreeMap::from([(facts.id.clone(), facts)]);
    derive(&store.writer().unwrap(), &computed, &states(), &options)
}

fn told(derived: &Derived) -> Vec<String> {
    let vintages = derived.vintages.iter();
    let told = vintages.map(|(vintage, outcome)| match outcome {
        Ok(Outcome::Stored(_)) => format!("{} stored", vintage.id),
        Ok(Outcome::Unchanged(_)) => format!("{} unchanged", vintage.id),
        Err(error) => format!("{} {error}", vintage.id),
    });
    told.chain(derived.missing.iter().map(|one| format!("lacks {one}")))
        .collect()
}

/// Deaths by year with their sources, as of a day.
fn cells(store: &Store, as_of: &str) -> Vec<Vec<Option<String>>> {
    let manifest = store
        .as_of("made_up", Some(as_of.parse().unwrap()))
        .unwrap();
    let table = manifest.table("made_up").unwrap();
    let head = store.head(&manifest, table, 10).unwrap();
    assert_eq!(head.columns, ["gw", "year", "deaths", "deaths_source"]);
    head.rows.into_iter().map(|row| row[1..].to_vec()).collect()
}

fn row(texts: [&str; 3]) -> Vec<Option<String>> {
    texts.map(|text| Some(text.to_owned())).into()
}

#[test]
fn a_computed_table_has_a_vintage_a_day_of_publication_and_none_knows_what_came_later() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(&folder.path().join("store")).unwrap();
    let put = |new: NewVintage| store.writer().unwrap().put(new).unwrap();
    put(yearly("1", "2024-06-01", [20, 7, 1]));
    let first = derived(&store);
    assert_eq!(told(&first[0]), ["lacks yearly 2"]);
    assert_eq!(told(&first[1]), ["lacks unga-votes", "lacks unsc-votes"]);
    put(yearly("2", "2025-06-01", [21, 5829, 1]));
    assert_eq!(
        told(&derived(&store)[0]),
        ["2024-06-01 stored", "2025-06-01 stored"]
    );
    assert_eq!(
        cells(&store, "2024-12-31"),
        [
            row(["2003", "20", "yearly 1"]),
            row(["2004", "7", "yearly 1"])
        ],
        "as of 2024 the first version stands in"
    );
    assert_eq!(
        cells(&store, "2025-12-31"),
        [
            row(["2003", "20", "yearly 1"]),
            row(["2004", "5829", "yearly 2"])
        ]
    );
    let manifest = store.as_of("made_up", None).unwrap();
    let from: Vec<&str> = manifest
        .derived_from
        .iter()
        .map(|one| one.vintage.as_str())
        .collect();
    assert_eq!(from, ["1", "2"]);
    assert_eq!(manifest.table[0].unused["yearly: no state"], 1);
    assert_eq!(store.verify(&|_, _| {}).unwrap().damages, []);
}

#[test]
fn it_is_computed_anew_only_when_what_it_is_computed_from_has_changed() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(&folder.path().join("store")).unwrap();
    let put = |new: NewVintage| store.writer().unwrap().put(new).unwrap();
    put(yearly("1", "2024-06-01", [20, 7, 1]));
    put(yearly("2", "2025-06-01", [21, 5829, 1]));
    derived(&store);
    assert_eq!(
        told(&derived(&store)[0]),
        ["2024-06-01 unchanged", "2025-06-01 unchanged"]
    );
    put(yearly("2", "2025-06-01", [21, 5830, 1]));
    assert_eq!(
        told(&derived(&store)[0]),
        ["2024-06-01 unchanged", "2025-06-01 stored"]
    );
    // Another day of publication: the vintage of the old one would answer as of a day on which
    // nothing had been published.
    put(yearly("2", "2025-07-01", [21, 5830, 1]));
    assert_eq!(
        told(&derived(&store)[0]),
        ["2024-06-01 unchanged", "2025-07-01 stored"]
    );
    let vintages = store.vintages("made_up").unwrap().into_iter();
    let vintages: Vec<String> = vintages.map(|one| one.vintage).collect();
    assert_eq!(vintages, ["2024-06-01", "2025-07-01"]);
}

#[test]
fn the_table_of_votes_begins_when_both_bodies_are_known() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(&folder.path().join("store")).unwrap();
    let put = |new: NewVintage| store.writer().unwrap().put(new).unwrap();
    put(roll_call("assembly", "2024-12-31"));
    assert_eq!(told(&derived(&store)[1]), ["lacks unsc-votes"]);
    put(roll_call("council", "2026-06-30"));
    assert_eq!(
        told(&derived(&store)[1]),
        ["2026-06-30 stored"],
        "as of 2025 a table without the Council would say that it never voted"
    );
    let manifest = store.as_of("votes", None).unwrap();
    let head = store.head(&manifest, &manifest.table[0], 10).unwrap();
    let bodies: Vec<&str> = head.rows.iter().flat_map(|row| row[0].as_deref()).collect();
    assert_eq!(bodies, ["un-general-assembly", "un-security-council"]);
}
