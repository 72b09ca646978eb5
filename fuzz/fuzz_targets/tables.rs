//! Every release table, computed from what is taken of any text behind the header of its source, and the
//! states table.
#![no_main]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use archive::reading::{ReadOptions, open_bytes};
use archive::{Format, SourceFacts, StateCodes, TABLES};
use arrow_array::RecordBatch;
use libfuzzer_sys::fuzz_target;
use terms::{Day, FactFile, StateTable};
use watchfire_fuzz::{account, facts, made_up};

static CODES: LazyLock<StateCodes> = LazyLock::new(facts::codes);
static SOURCES: LazyLock<BTreeMap<String, SourceFacts>> = LazyLock::new(facts::sources);

fuzz_target!(|input: (u8, &str)| {
    let (which, text) = input;
    let day = Day::new(2024, 1, 1).unwrap();
    let which = usize::from(which) % (TABLES.len() + 1);
    let Some(table) = TABLES.get(which) else {
        let states = StateTable::read(FactFile { path: "states.csv", text }, &mut Vec::new());
        let _ = states.find(text, day);
        return;
    };
    let read = table.reads.iter().map(|name| taken(&SOURCES[table.source], name, text));
    let rows = table.rows(read.collect(), &CODES, day);
    for row in &rows.taken {
        assert_eq!(row.len(), table.columns.len(), "{row:?}");
    }
});

/// What the reader takes of a text as the first file of that table.
fn taken(source: &SourceFacts, table: &str, text: &str) -> Vec<RecordBatch> {
    let file = source.file.iter().find(|file| file.table == table).expect("a file of the table");
    let facts = source.table(table).expect("the facts were checked");
    let bytes = match file.format {
        Format::Csv => made_up::header(facts, file) + text,
        _ => format!(r#"{{"type":"FeatureCollection","features":[{text}]}}"#),
    };
    let options = ReadOptions { batch_rows: 64, limits: account::LIMITS, ..ReadOptions::default() };
    let Ok(reader) = open_bytes(bytes.into_bytes(), source, file, &CODES, options) else {
        return Vec::new();
    };
    reader.map_while(Result::ok).map(|batch| batch.rows).collect()
}
