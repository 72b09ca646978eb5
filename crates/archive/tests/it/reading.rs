//! How rows of publishers' files become typed columns, and what is refused.

use archive::reading::{ReadError, ReadOptions, open_bytes};
use archive::{SourceFacts, StateCodes};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int32Type};
use arrow_array::{Array, RecordBatch};

use crate::codes;

/// A source with one file and one table of three columns and a state.
const FACTS: &str = r#"
id = "made-up"
title = "Made up"
publisher = "Nobody"
licence = "none"
vintage = "1"
released = 2020-01-01
released_reason = "made up"
address = "https://example.org/"
about = "Made up."
checked = false
[citation]
publisher = "Nobody"
title = "Made up"
date = "2020"
url = "https://example.org/"
[[file]]
path = "made-up.csv"
sha256 = "rolling"
table = "made_up"
[[table]]
name = "made_up"
title = "Made up"
about = "A row."
missing = ["NA"]
states = [{ column = "code", code = "gw", at = "day" }]
columns = [
  { name = "code", from = "GWNo", type = "int32", required = true },
  { name = "day", type = "day", required = true },
  { name = "deaths", type = "int32", unit = "persons", min = 0.0 },
  { name = "about", type = "text" },
]
"#;

fn facts(change: impl Fn(&str) -> String) -> SourceFacts {
    toml::from_str(&change(FACTS)).unwrap()
}

struct Outcome {
    batches: Vec<RecordBatch>,
    report: archive::reading::Report,
    rejects: Vec<String>,
}

fn read(facts: &SourceFacts, bytes: &[u8], options: ReadOptions) -> Result<Outcome, ReadError> {
    let codes: StateCodes = codes();
    let mut reader = open_bytes(bytes.to_vec(), facts, &facts.file[0], &codes, options)?;
    let (mut batches, mut rejects) = (Vec::new(), Vec::new());
    for batch in &mut reader {
        let batch = batch?;
        batches.push(batch.rows);
        rejects.extend(batch.rejects.iter().map(ToString::to_string));
    }
    let report = reader.report().clone();
    assert!(report.adds_up(), "{report:?}");
    Ok(Outcome {
        batches,
        report,
        rejects,
    })
}

fn numbers(batch: &RecordBatch, column: &str) -> Vec<Option<i32>> {
    batch
        .column_by_name(column)
        .unwrap()
        .as_primitive::<Int32Type>()
        .iter()
        .collect()
}

fn texts(batch: &RecordBatch, column: &str) -> Vec<Option<String>> {
    batch
        .column_by_name(column)
        .unwrap()
        .as_string::<i32>()
        .iter()
        .map(|text| text.map(str::to_owned))
        .collect()
}

#[test]
fn quoted_line_ends_a_byte_order_mark_and_whole_numbers_written_as_decimals_are_read() {
    let csv = "\u{feff}GWNo,day,deaths,about\n625,2004-09-18,12.0,\"first line\nsecond, with a comma\"\n345.0,2010-01-01 00:00:00,NA,\"a \"\"word\"\"\"\n";
    let read = read(
        &facts(str::to_owned),
        csv.as_bytes(),
        ReadOptions::default(),
    )
    .unwrap();
    let rows = &read.batches[0];
    assert_eq!(numbers(rows, "deaths"), [Some(12), None]);
    assert_eq!(
        texts(rows, "about")[0].as_deref(),
        Some("first line\nsecond, with a comma")
    );
    assert_eq!(texts(rows, "about")[1].as_deref(), Some("a \"word\""));
    // 2004-09-18 is day 12,679 after 1970-01-01: 34 years of 365 days, 9 leap days (1972 to 2004), and
    // 31+28+31+30+31+30+31+31+17 = 260 days: 12,410 + 9 + 260.
    let days = rows.column_by_name("day").unwrap();
    assert_eq!(days.as_primitive::<Date32Type>().value(0), 12_679);
    assert_eq!(
        numbers(rows, "gw"),
        [Some(625), Some(340)],
        "345 in 2010 is Serbia"
    );
    assert_eq!(rows.column_by_name("gw_gap").unwrap().null_count(), 2);
}

#[test]
fn every_row_that_is_not_taken_is_told_with_line_column_value_and_reason() {
    let csv = "GWNo,day,deaths,about\n625,2004-02-30,1,\n625,2004-02-28,many,\"two\nlines\"\n,2004-02-28,1,\n625,2004-02-28,-1,\n625,2004-02-28\n625,2004-02-28,1,\n9,2004-02-28,1,\n";
    let read = read(
        &facts(str::to_owned),
        csv.as_bytes(),
        ReadOptions::default(),
    )
    .unwrap();
    assert_eq!(
        read.rejects,
        [
            "made-up.csv:2: day `2004-02-30`: it is no day written as 2004-09-18",
            "made-up.csv:3: deaths `many`: it is not a whole number",
            "made-up.csv:5: code ``: it is missing, and the row means nothing without it",
            "made-up.csv:6: deaths `-1`: it is below 0",
            "made-up.csv:7: it has 2 fields and the others have 4",
        ],
        "the row of line 3 has a line end in quotes, so the next begins on line 5"
    );
    assert_eq!(
        (
            read.report.read,
            read.report.taken,
            read.report.rejected_rows()
        ),
        (7, 2, 5)
    );
    assert_eq!(
        texts(&read.batches[0], "gw_gap")[1].as_deref(),
        Some("`9` is not known as a gw code"),
        "a row of an unknown state is kept, without a number and with the reason"
    );
    assert_eq!(read.report.unmapped["gw `9`"], 1);
}

#[test]
fn strict_reading_stops_at_the_first_row_that_cannot_be_taken() {
    let csv = "GWNo,day,deaths,about\n625,2004-02-28,1,\n625,2004-02-28,many,\n";
    let strict = ReadOptions {
        strict: true,
        ..ReadOptions::default()
    };
    let error = read(&facts(str::to_owned), csv.as_bytes(), strict)
        .err()
        .unwrap();
    assert_eq!(
        error.to_string(),
        "made-up.csv:3: deaths `many`: it is not a whole number; reading is strict, so it stops here"
    );
}

#[test]
fn a_file_with_other_columns_is_refused_whole() {
    let csv = "GWNo,date,deaths,about\n625,2004-02-28,1,\n";
    let error = read(
        &facts(str::to_owned),
        csv.as_bytes(),
        ReadOptions::default(),
    )
    .err()
    .unwrap();
    let told = error.to_string();
    assert!(
        told.contains("missing: `day`; unexpected: `date`"),
        "{told}"
    );
}

#[test]
fn batches_hold_no_more_rows_than_asked_for() {
    let mut csv = "GWNo,day,deaths,about\n".to_owned();
    csv.push_str(&"625,2004-02-28,1,x\n".repeat(10));
    let small = ReadOptions {
        batch_rows: 4,
        ..ReadOptions::default()
    };
    let read = read(&facts(str::to_owned), csv.as_bytes(), small).unwrap();
    let sizes: Vec<usize> = read.batches.iter().map(RecordBatch::num_rows).collect();
    assert_eq!(sizes, [4, 4, 2]);
}
