//! What the real files of a mirror give. Each test says that it was skipped where there is none.

use std::collections::BTreeMap;

use archive::Mirror;
use archive::reading::read_table;
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;

use crate::{codes, mirror, sources};

/// Every row of every version of every table is taken, left out for a reason, or rejected.
#[test]
fn every_row_of_the_mirror_is_accounted_for() {
    let Some(root) = mirror() else { return };
    let (mirror, sources, codes) = (Mirror::new(&root), sources(), codes());
    let only = std::env::var("WATCHFIRE_SOURCE").ok();
    for source in sources.values() {
        if only.as_deref().is_some_and(|only| only != source.id) {
            continue;
        }
        for table in &source.table {
            for vintage in source.vintages_of(&table.name) {
                let (batches, report, rejects) =
                    read_table(&mirror, source, &table.name, Some(&vintage.id), &codes).unwrap();
                let rows: usize = batches.iter().map(|batch| batch.num_rows()).sum();
                println!(
                    "{} {} {}: read {} = taken {} + left out {} + rejected {}",
                    source.id,
                    table.name,
                    vintage.id,
                    report.read,
                    report.taken,
                    report.left_out_rows(),
                    report.rejected_rows()
                );
                for (reason, rows) in &report.left_out {
                    println!("    left out {rows}: {reason}");
                }
                for reject in rejects.iter().take(8) {
                    println!("    rejected {reject}");
                }
                for (reason, rows) in report.unmapped.iter().take(400) {
                    println!("    no state {rows}: {reason}");
                }
                assert!(report.adds_up(), "{}: {report:?}", table.name);
                assert_eq!(report.taken, rows as u64);
                assert_eq!(report.rejected_rows(), rejects.len() as u64);
            }
        }
    }
}

/// The sum of a column of whole numbers over a table, by the value of another column if one is named.
fn sums(
    source: &str,
    table: &str,
    vintage: Option<&str>,
    column: &str,
    by: Option<&str>,
) -> BTreeMap<i32, i64> {
    let root = mirror().unwrap();
    let (mirror, sources, codes) = (Mirror::new(&root), sources(), codes());
    let (batches, report, _) =
        read_table(&mirror, &sources[source], table, vintage, &codes).unwrap();
    assert!(report.adds_up());
    let mut sums = BTreeMap::new();
    for batch in batches {
        let int = |name: &str| {
            batch
                .column_by_name(name)
                .unwrap()
                .as_primitive::<Int32Type>()
                .clone()
        };
        let (values, keys) = (int(column), by.map(int));
        for at in 0..batch.num_rows() {
            let key = keys.as_ref().map_or(0, |keys| keys.value(at));
            *sums.entry(key).or_default() += i64::from(values.value(at));
        }
    }
    sums
}

/// UCDP country-year 25.1: 3,957,143 deaths in all, as its publisher's file has them.
#[test]
fn deaths_of_the_country_year_dataset_are_3_957_143() {
    if mirror().is_none() {
        return;
    }
    let sums = sums(
        "ucdp-country-year",
        "ucdp_country_year",
        None,
        "cumulative_total_deaths_in_orgvio_best",
        None,
    );
    assert_eq!(sums[&0], 3_957_143);
}

/// Reduced GED 21.1: 176,579 events and 1,797,771 deaths.
#[test]
fn the_reduced_event_file_has_176_579_events_and_1_797_771_deaths() {
    if mirror().is_none() {
        return;
    }
    let root = mirror().unwrap();
    let (batches, report, rejects) = read_table(
        &Mirror::new(&root),
        &sources()["ucdp-ged"],
        "ucdp_ged_reduced",
        Some("21.1"),
        &codes(),
    )
    .unwrap();
    assert_eq!((report.taken, rejects.len()), (176_579, 0));
    assert_eq!(
        report.unmapped,
        BTreeMap::new(),
        "every event lies in a state"
    );
    let deaths: i64 = batches
        .iter()
        .flat_map(|batch| {
            batch
                .column_by_name("best")
                .unwrap()
                .as_primitive::<Int32Type>()
                .values()
                .to_vec()
        })
        .map(i64::from)
        .sum();
    assert_eq!(deaths, 1_797_771);
}

/// Deaths by year in the two versions of the observations of the VIEWS challenge, as the notes of the
/// mirror have them: 55,187 / 51,886 / 50,181 / 84,287 when first handed out.
#[test]
fn the_two_versions_of_the_challenge_differ_by_the_war_in_tigray() {
    if mirror().is_none() {
        return;
    }
    let by_window = |vintage| {
        sums(
            "views-challenge",
            "views_actuals",
            Some(vintage),
            "outcome",
            Some("window"),
        )
    };
    let first: Vec<i64> = by_window("first-release").into_values().collect();
    assert_eq!(first, [55_187, 51_886, 50_181, 84_287]);
    let revised: Vec<i64> = by_window("revised").into_values().collect();
    assert_eq!(revised, [55_307, 52_759, 73_437, 200_181]);
}
