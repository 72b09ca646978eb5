//! Every release table, computed from any text behind the header of its source, and the states table.
#![no_main]

use std::sync::LazyLock;

use archive::{Format, StateCodes, TABLES};
use libfuzzer_sys::fuzz_target;
use terms::{Day, FactFile, StateTable};
use watchfire_fuzz::{facts, made_up};

static CODES: LazyLock<StateCodes> = LazyLock::new(facts::codes);
/// The lines that name the columns of the two files of each table; empty where there is none.
static HEADERS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let sources = facts::sources();
    let header = |table: &archive::Table| {
        let file = &sources[table.source].file[0];
        let facts = sources[table.source].table(&file.table).expect("the facts were checked");
        match file.format {
            Format::Csv => made_up::header(facts, file),
            _ => String::new(),
        }
    };
    TABLES.iter().map(header).collect()
});

fuzz_target!(|input: (u8, &str)| {
    let (which, text) = input;
    let day = Day::new(2024, 1, 1).unwrap();
    let which = usize::from(which) % (TABLES.len() + 1);
    let Some(table) = TABLES.get(which) else {
        let states = StateTable::read(FactFile { path: "states.csv", text }, &mut Vec::new());
        let _ = states.find(text, day);
        return;
    };
    let text = HEADERS[which].clone() + text;
    let texts = vec![("a", text.as_str()); table.files.len()];
    let rows = table.rows(texts, &CODES, day);
    for row in &rows.taken {
        assert_eq!(row.len(), table.columns.len(), "{row:?}");
    }
});
