//! How rows of publishers' files become typed columns, and what is refused.

use std::io::Write;

use archive::reading::{Limits, ReadError, ReadOptions, open_bytes};
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

const CSV: &str = "GWNo,day,deaths,about\n437,2004-11-06,9,Côte d’Ivoire\n";

/// What a file of facts becomes when one line of it is replaced.
fn with(line: &'static str) -> SourceFacts {
    facts(|text| {
        text.replace(
            "table = \"made_up\"\n",
            &format!("table = \"made_up\"\n{line}\n"),
        )
    })
}

fn first_text(outcome: &Outcome) -> Option<String> {
    texts(&outcome.batches[0], "about")[0].clone()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut packer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated);
        packer.start_file(*name, options).unwrap();
        packer.write_all(bytes).unwrap();
    }
    packer.finish().unwrap().into_inner()
}

/// `printf 'GWNo,day,deaths,about\n437,2004-11-06,9,x\n' | xz -9`, in hexadecimal.
const XZ: &str = include_str!("made_up.csv.xz.hex");

#[test]
fn gzip_zip_and_xz_are_unpacked() {
    let plain = CSV.as_bytes();
    for (line, bytes) in [
        ("compression = \"none\"", plain.to_vec()),
        ("compression = \"gzip\"", gzip(plain)),
        ("compression = \"zip\"", zip(&[("a.csv", plain)])),
        (
            "compression = \"zip\"\nmember = \"b.csv\"",
            zip(&[("a.csv", b"not this"), ("b.csv", plain)]),
        ),
    ] {
        let read = read(&with(line), &bytes, ReadOptions::default()).unwrap();
        assert_eq!(
            first_text(&read).as_deref(),
            Some("Côte d’Ivoire"),
            "{line}"
        );
    }
    let xz: Vec<u8> = XZ
        .split_whitespace()
        .map(|pair| u8::from_str_radix(pair, 16).unwrap())
        .collect();
    let read = read(&with("compression = \"xz\""), &xz, ReadOptions::default()).unwrap();
    assert_eq!(first_text(&read).as_deref(), Some("x"));
}

#[test]
fn letters_of_the_windows_code_page_become_utf_8_and_are_rejected_where_utf_8_was_promised() {
    // In cp1252 ô is F4 and ’ is 92.
    let bytes = [
        b"GWNo,day,deaths,about\n437,2004-11-06,9,C".as_slice(),
        b"\xf4te d\x92Ivoire\n",
    ]
    .concat();
    let taken = read(
        &with("encoding = \"windows-1252\""),
        &bytes,
        ReadOptions::default(),
    )
    .unwrap();
    assert_eq!(first_text(&taken).as_deref(), Some("Côte d’Ivoire"));
    let refused = read(&facts(str::to_owned), &bytes, ReadOptions::default()).unwrap();
    assert_eq!(
        refused.rejects,
        [
            "made-up.csv:2: about `C\u{fffd}te d\u{fffd}Ivoire`: byte 1 of the value is not in the encoding of the file"
        ]
    );
}

#[test]
fn a_file_that_unpacks_to_far_more_than_its_size_is_refused() {
    let mut csv = b"GWNo,day,deaths,about\n".to_vec();
    csv.extend(std::iter::repeat_n(b"437,2004-11-06,9,x\n", 20_000).flatten());
    let limits = Limits {
        expanded: 1 << 18,
        ..Limits::default()
    };
    let bounded = ReadOptions {
        limits,
        ..ReadOptions::default()
    };
    for (line, bytes) in [
        ("compression = \"gzip\"", gzip(&csv)),
        ("compression = \"zip\"", zip(&[("a.csv", csv.as_slice())])),
    ] {
        let error = read(&with(line), &bytes, bounded).err().unwrap();
        let told = error.to_string();
        assert!(
            told.contains("it unpacks to more than 262144 bytes"),
            "{told}"
        );
    }
}

#[test]
fn a_packed_file_that_was_cut_short_or_changed_is_damaged_and_not_merely_shorter() {
    let mut csv = b"GWNo,day,deaths,about\n".to_vec();
    csv.extend((0..20_000).flat_map(|n| format!("437,2004-11-06,{n},x\n").into_bytes()));
    let gzip = gzip(&csv);
    let cut = read(
        &with("compression = \"gzip\""),
        &gzip[..gzip.len() / 2],
        ReadOptions::default(),
    );
    assert!(matches!(cut, Err(ReadError::Damaged { .. })));
    let mut zip = zip(&[("a.csv", csv.as_slice())]);
    // One bit of the packed bytes, which begin after a header of 30 bytes and a name of 5.
    zip[30 + 5 + 200] ^= 1;
    let changed = read(&with("compression = \"zip\""), &zip, ReadOptions::default());
    assert!(matches!(changed, Err(ReadError::Damaged { .. })));
}

#[test]
fn lines_without_a_header_or_quotes_are_read_by_place() {
    let read = read(
        &with("header = false\nquotes = false\ndelimiter = \"\\t\""),
        b"437\t2004-11-06\t9\ta \"quoted\" word\n",
        ReadOptions::default(),
    )
    .unwrap();
    assert_eq!(first_text(&read).as_deref(), Some("a \"quoted\" word"));
}

#[test]
fn a_value_that_only_the_name_of_the_file_says_stands_in_every_row() {
    let read = read(
        &with("constants = { deaths = \"7\" }\nlacks = [\"about\"]"),
        b"GWNo,day\n437,2004-11-06\n",
        ReadOptions::default(),
    )
    .unwrap();
    assert_eq!(numbers(&read.batches[0], "deaths"), [Some(7)]);
    assert_eq!(first_text(&read), None);
}

/// The smallest workbook: one sheet with inline texts.
fn workbook() -> Vec<u8> {
    let cells = [
        ("A1", "GWNo"),
        ("B1", "day"),
        ("C1", "deaths"),
        ("D1", "about"),
        ("A2", "437"),
        ("B2", "2004-11-06"),
        ("C2", "9"),
        ("D2", "x"),
    ];
    let text = |(at, text): &(&str, &str)| match text.parse::<u32>() {
        Ok(n) => format!("<c r=\"{at}\"><v>{n}</v></c>"),
        Err(_) => format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
    };
    let row = |cells: &[(&str, &str)]| cells.iter().map(text).collect::<String>();
    let (first, second) = cells.split_at(4);
    workbook_of(&format!(
        "<row r=\"1\">{}</row><row r=\"2\">{}</row>",
        row(first),
        row(second)
    ))
}

/// A workbook whose one sheet has those rows.
fn workbook_of(rows: &str) -> Vec<u8> {
    let sheet = format!(
        "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
    );
    let book = "<?xml version=\"1.0\"?><workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Data\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
    let relations = "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
    let root = "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
    zip(&[
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// Someone typed a note far below the table; a sheet drawn as a full rectangle would take 400 GB.
#[test]
fn a_cell_far_from_the_others_costs_no_memory_and_one_beyond_excel_is_refused() {
    let facts = with("format = \"xlsx\"");
    let head = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>GWNo</v></c><c r=\"B1\" t=\"str\"><v>day</v></c><c r=\"C1\" t=\"str\"><v>deaths</v></c><c r=\"D1\" t=\"str\"><v>about</v></c></row>";
    let far = |at: &str| {
        let row = at.trim_start_matches(|c: char| c.is_ascii_uppercase());
        workbook_of(&format!(
            "{head}<row r=\"{row}\"><c r=\"{at}\"><v>437</v></c></row>"
        ))
    };
    let taken = read(&facts, &far("A1048576"), ReadOptions::default()).unwrap();
    assert_eq!(
        taken.rejects,
        ["made-up.csv:1048576: day ``: it is missing, and the row means nothing without it"]
    );
    assert_eq!(taken.report.read, 1);
    let told = read(&facts, &far("XFE1048576"), ReadOptions::default());
    let told = told.err().unwrap().to_string();
    assert!(
        told.contains("it has a cell in row 1048576 and column 16385, further than Excel goes"),
        "{told}"
    );
}

#[test]
fn a_sheet_of_a_workbook_is_read_and_one_that_unpacks_to_too_much_is_refused() {
    let facts = with("format = \"xlsx\"\nmember = \"Data\"");
    let taken = read(&facts, &workbook(), ReadOptions::default()).unwrap();
    assert_eq!(numbers(&taken.batches[0], "gw"), [Some(437)]);
    assert_eq!(numbers(&taken.batches[0], "deaths"), [Some(9)]);
    assert_eq!(first_text(&taken).as_deref(), Some("x"));
    let limits = Limits {
        row: 100,
        ..Limits::default()
    };
    let bounded = ReadOptions {
        limits,
        ..ReadOptions::default()
    };
    let told = read(&facts, &workbook(), bounded)
        .err()
        .unwrap()
        .to_string();
    assert!(told.contains("it unpacks to more than 100 bytes"), "{told}");
}
