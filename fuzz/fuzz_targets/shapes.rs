//! Readers of every shape of file: whatever the bytes, every row is taken, left out or rejected, or the
//! file is refused; nothing panics and nothing unpacks without bound.
#![no_main]

use std::sync::LazyLock;

use archive::reading::{Limits, ReadOptions, open_bytes};
use archive::{SourceFacts, StateCodes};
use libfuzzer_sys::fuzz_target;

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
file = [
  { path = "a.csv", sha256 = "rolling", table = "made_up" },
  { path = "a.tsv", sha256 = "rolling", table = "made_up", delimiter = "\t", quotes = false, header = false },
  { path = "a.cp1252.csv", sha256 = "rolling", table = "made_up", encoding = "windows-1252" },
  { path = "a.csv.gz", sha256 = "rolling", table = "made_up", compression = "gzip" },
  { path = "a.csv.xz", sha256 = "rolling", table = "made_up", compression = "xz" },
  { path = "a.csv.zip", sha256 = "rolling", table = "made_up", compression = "zip" },
  { path = "a.parquet", sha256 = "rolling", table = "made_up", format = "parquet" },
  { path = "a.xlsx", sha256 = "rolling", table = "made_up", format = "xlsx" },
  { path = "a.geojson", sha256 = "rolling", table = "shapes", format = "geojson" },
  { path = "a.tar", sha256 = "rolling", table = "texts", format = "tar-of-texts" },
  { path = "a.tar.xz", sha256 = "rolling", table = "texts", format = "tar-of-texts", compression = "xz" },
  { path = "a.txt", sha256 = "rolling", table = "texts", format = "text" },
]
table = [
  { name = "made_up", title = "Made up", about = "A row.", missing = ["NA"], ignore = ["*"], states = [{ column = "code", code = "gw", at = "day" }], columns = [
    { name = "code", type = "int32", required = true },
    { name = "day", type = "day" },
    { name = "month", type = "month_id", form = "year-month" },
    { name = "deaths", type = "int64", min = 0.0 },
    { name = "share", type = "float64" },
    { name = "yes", type = "bool" },
    { name = "about", type = "text" },
  ] },
  { name = "shapes", title = "Made up", about = "A row.", ignore = ["*"], columns = [{ name = "geometry", type = "text" }] },
  { name = "texts", title = "Made up", about = "A row.", columns = [{ name = "path", type = "text" }, { name = "text", type = "text" }] },
]
[citation]
publisher = "Nobody"
title = "Made up"
date = "2020"
url = "https://example.org/"
"#;

static SOURCE: LazyLock<SourceFacts> = LazyLock::new(|| toml::from_str(FACTS).unwrap());

fuzz_target!(|input: (u8, &[u8])| {
    let (which, bytes) = input;
    let file = &SOURCE.file[usize::from(which) % SOURCE.file.len()];
    let codes = StateCodes::default();
    let options = ReadOptions {
        batch_rows: 64,
        limits: Limits {
            expanded: 1 << 20,
            ratio: 100,
            row: 1 << 20,
        },
        ..ReadOptions::default()
    };
    let Ok(mut reader) = open_bytes(bytes.to_vec(), &SOURCE, file, &codes, options) else {
        return;
    };
    let mut taken = 0;
    for batch in &mut reader {
        match batch {
            Ok(batch) => taken += batch.rows.num_rows() as u64,
            Err(_) => return,
        }
    }
    assert!(reader.report().adds_up());
    assert_eq!(reader.report().taken, taken);
});
