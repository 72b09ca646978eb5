//! Wide tables of votes: every pair of a row and a member is taken, left out or rejected.
#![no_main]

use std::sync::LazyLock;

use archive::reading::{ReadOptions, open_bytes};
use archive::{SourceFacts, StateCodes};
use libfuzzer_sys::fuzz_target;

static SOURCES: LazyLock<[SourceFacts; 2]> = LazyLock::new(|| {
    [
        toml::from_str(include_str!("../../facts/sources/unga-votes.toml")).unwrap(),
        toml::from_str(include_str!("../../facts/sources/unsc-votes.toml")).unwrap(),
    ]
});

fuzz_target!(|input: (bool, &str)| {
    let (council, rows) = input;
    let source = &SOURCES[usize::from(council)];
    let table = if council { "votes_unsc" } else { "votes_unga" };
    let mut file = source
        .file
        .iter()
        .find(|file| file.table == table)
        .unwrap()
        .clone();
    file.compression = archive::Compression::None;
    // The header is the file's own, so that rows are reached.
    let header = if council {
        "Vote in the DB,UN classification,Vote outcome,Date,CHINA,FRANCE\n"
    } else {
        "rcid,date,me,nu,di,hr,co,ec,USA,FRA\n"
    };
    let codes = StateCodes::default();
    let bytes = [header, rows].concat().into_bytes();
    let Ok(mut reader) = open_bytes(bytes, source, &file, &codes, ReadOptions::default()) else {
        return;
    };
    for batch in &mut reader {
        if batch.is_err() {
            return;
        }
    }
    assert!(reader.report().adds_up());
});
