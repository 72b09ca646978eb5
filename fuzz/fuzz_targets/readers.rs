//! The reader of every source, as its facts describe its files: whatever the bytes after a right
//! header, every row is taken, left out or rejected, or the file is refused.
//!
//! `WATCHFIRE_SOURCE` names one source; otherwise the first byte of the input chooses it. The second
//! byte chooses the file, the third how it is read. `WATCHFIRE_SEEDS` is a folder to which made-up
//! files of the source are written before the fuzzer begins.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use archive::{Format, SourceFacts, SourceFile, StateCodes, TableFacts};
use libfuzzer_sys::fuzz_target;
use watchfire_fuzz::{account, facts, made_up, packing, parquet_files};

static CODES: LazyLock<StateCodes> = LazyLock::new(facts::codes);

static SOURCES: LazyLock<Vec<SourceFacts>> = LazyLock::new(|| {
    let all = facts::sources();
    let named = std::env::var("WATCHFIRE_SOURCE").ok();
    let wanted = archive::sources::SOURCES
        .iter()
        .filter(|source| named.as_ref().is_none_or(|named| named == source.id));
    let found: Vec<SourceFacts> = wanted.map(|source| all[source.id].clone()).collect();
    assert!(!found.is_empty(), "no source is called {named:?}");
    found
});

/// The bytes are the whole file, packed or not; otherwise the target puts header and packing around them.
const WHOLE: u8 = 1;
/// The first reject ends the reading.
const STRICT: u8 = 2;
/// It is read a second time, a row a batch, and must give the same account.
const TWICE: u8 = 4;

fuzz_target!(init: seed(), |input: &[u8]| {
    let [source, file, how, content @ ..] = input else {
        return;
    };
    let source = &SOURCES[usize::from(*source) % SOURCES.len()];
    let file = &source.file[usize::from(*file) % source.file.len()];
    let bytes = match how & WHOLE {
        0 => around(table(source, file), file, content),
        _ => content.to_vec(),
    };
    let strict = how & STRICT != 0;
    let first = account::read(&bytes, source, file, &CODES, (64, strict)).ok();
    if how & TWICE != 0 {
        let again = account::read(&bytes, source, file, &CODES, (1, strict)).ok();
        assert_eq!(first, again, "the size of batches changes what is read");
    }
});

fn table<'s>(source: &'s SourceFacts, file: &SourceFile) -> &'s TableFacts {
    source.table(&file.table).expect("the facts were checked")
}

/// The content as a file: behind a right header, inside a collection or an archive, and packed.
fn around(table: &TableFacts, file: &SourceFile, content: &[u8]) -> Vec<u8> {
    let plain = match file.format {
        Format::Csv => [made_up::header(table, file).as_bytes(), content].concat(),
        Format::Geojson => [
            br#"{"type":"FeatureCollection","features":["#.as_slice(),
            content,
            b"]}",
        ]
        .concat(),
        Format::TarOfTexts => packing::tar(content),
        Format::Parquet => parquet_files::written(table, file, content),
        Format::Text | Format::Xlsx => content.to_vec(),
    };
    packing::packed(&plain, file.compression)
}

/// Checks that a made-up file of every kind is taken, so that no reader goes untested behind a wrong
/// header, and writes them where seeds are wanted.
fn seed() {
    let folder = std::env::var_os("WATCHFIRE_SEEDS");
    for (number, source) in SOURCES.iter().enumerate() {
        for (at, file) in source.file.iter().enumerate() {
            let table = table(source, file);
            let content = match file.format {
                Format::Parquet => parquet_content(table),
                _ => made_up::content(table, file),
            };
            let whole = around(table, file, &content);
            let report = account::read(&whole, source, file, &CODES, (64, false));
            let taken = report.as_ref().is_ok_and(|report| report.taken > 0);
            assert!(taken, "{}: the made-up file is not taken: {report:?}", file.path);
            let Some(folder) = &folder else { continue };
            for (how, content) in [(0, &content), (STRICT | TWICE, &content), (WHOLE, &whole)] {
                let place = [number, at].map(|n| u8::try_from(n).unwrap_or_default());
                let bytes = [&place[..], &[how], content].concat();
                let name = format!("{}-{at}-{how}", source.id);
                std::fs::write(Path::new(folder).join(name), bytes).expect("the folder of seeds");
            }
        }
    }
}

/// Two rows, the columns of their natural types.
fn parquet_content(table: &TableFacts) -> Vec<u8> {
    let mut raw = vec![2];
    for _ in &table.columns {
        raw.push(12);
        for _ in 0..2 {
            raw.extend([0, 200, 0, 0, 0, 0, 0, 0, 0]);
        }
    }
    raw
}
