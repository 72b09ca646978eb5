//! Every shape of file that a source may have, those included that none has now: zip, Excel, cp1252.
#![no_main]

use std::sync::LazyLock;

use archive::{Format, SourceFacts, StateCodes};
use libfuzzer_sys::fuzz_target;
use watchfire_fuzz::{account, packing};

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
  { path = "b.csv.zip", sha256 = "rolling", table = "made_up", compression = "zip", member = "b.csv" },
  { path = "a.parquet", sha256 = "rolling", table = "made_up", format = "parquet" },
  { path = "a.xlsx", sha256 = "rolling", table = "made_up", format = "xlsx" },
  { path = "b.xlsx", sha256 = "rolling", table = "made_up", format = "xlsx", member = "b" },
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
static CODES: LazyLock<StateCodes> = LazyLock::new(StateCodes::default);

fuzz_target!(|input: &[u8]| {
    let [which, packed, content @ ..] = input else {
        return;
    };
    let file = &SOURCE.file[usize::from(*which) % SOURCE.file.len()];
    let bytes = match (file.format, packed % 2) {
        (Format::Xlsx, 1) => workbook(content),
        (Format::TarOfTexts, 1) => packing::packed(&packing::tar(content), file.compression),
        (_, 1) => packing::packed(content, file.compression),
        _ => content.to_vec(),
    };
    let _ = account::read(&bytes, &SOURCE, file, &CODES, (64, false));
});

/// A workbook whose sheet, strings and styles are the content, cut at its first and second zero byte.
fn workbook(content: &[u8]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let mut parts = content.splitn(3, |byte| *byte == 0);
    let mut part = |around: &str| {
        let inner = parts.next().unwrap_or_default();
        let head = format!("<?xml version=\"1.0\"?><{around} xmlns=\"{MAIN}\">");
        [head.as_bytes(), inner, format!("</{around}>").as_bytes()].concat()
    };
    let (sheet, strings, styles) = (part("worksheet"), part("sst"), part("styleSheet"));
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
    };
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"b\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let relations = |all: &str| format!("<Relationships xmlns=\"{PACKAGE}\">{all}</Relationships>");
    let outer = relations(&relation("r1", "officeDocument", "xl/workbook.xml"));
    let inner = relations(
        &(relation("r1", "worksheet", "worksheets/sheet1.xml")
            + &relation("r2", "sharedStrings", "sharedStrings.xml")
            + &relation("r3", "styles", "styles.xml")),
    );
    packing::zip(&[
        ("_rels/.rels", outer.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", inner.as_bytes()),
        ("xl/worksheets/sheet1.xml", &sheet),
        ("xl/sharedStrings.xml", &strings),
        ("xl/styles.xml", &styles),
    ])
}
