use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use terms::{Citation, Code, Day, FactFile, FactTree, FileSchema, Problem};

use crate::TableFacts;
use crate::sources::source;
use crate::store::plain_name;

/// The checksum of a file whose content changes with every retrieval.
pub const ROLLING: &str = "rolling";

/// How the bytes of a file are packed.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Compression {
    /// Not at all.
    #[default]
    None,
    /// RFC 1952.
    Gzip,
    /// A member of a zip archive: the one named by `member`, or else the only one.
    Zip,
    /// The xz format.
    Xz,
}

/// What the bytes of a file are, once unpacked.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Fields between delimiters, quoted where needed (RFC 4180).
    #[default]
    Csv,
    /// Apache Parquet.
    Parquet,
    /// A GeoJSON feature collection: a row a feature.
    Geojson,
    /// A tar archive of texts: a row a text.
    TarOfTexts,
    /// One text: one row.
    Text,
    /// A workbook of Excel: the sheet named by `member`, or else the first.
    Xlsx,
}

/// How the letters of a text are encoded.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// The Windows code page of Western Europe, also called cp1252.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// One file of a source, as its publisher ships it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// Path in a mirror.
    pub path: String,
    /// SHA-256 of its bytes, in hexadecimal; `rolling` if they change with every retrieval.
    pub sha256: String,
    /// Its own address at the publisher; without one it is fetched by hand or taken from a mirror.
    #[serde(default)]
    pub address: Option<String>,
    /// What was seen that says that these bytes lie at that address; empty if nothing was. An address
    /// that was not checked is used only when a user asks for it.
    #[serde(default)]
    pub address_checked: String,
    /// The table that its rows belong to.
    pub table: String,
    /// The version that it belongs to; the source's own if absent.
    #[serde(default)]
    pub vintage: Option<String>,
    /// What its bytes are, once unpacked.
    #[serde(default)]
    pub format: Format,
    /// How its bytes are packed.
    #[serde(default)]
    pub compression: Compression,
    /// How its letters are encoded.
    #[serde(default)]
    pub encoding: Encoding,
    /// What stands between two fields.
    #[serde(default = "comma")]
    pub delimiter: char,
    /// Whether fields may be quoted; where not, a quotation mark is a letter like others.
    #[serde(default = "yes")]
    pub quotes: bool,
    /// Whether its first line names the columns; if not, columns are taken in the table's order.
    #[serde(default = "yes")]
    pub header: bool,
    /// The member of an archive or the sheet of a workbook that is read.
    #[serde(default)]
    pub member: Option<String>,
    /// Values of columns that hold for the whole file because only its name says them.
    #[serde(default)]
    pub constants: BTreeMap<String, String>,
    /// Columns of the table that this file lacks; they are missing in its rows.
    #[serde(default)]
    pub lacks: Vec<String>,
}

fn comma() -> char {
    ','
}

fn yes() -> bool {
    true
}

impl SourceFile {
    /// Whether it may be downloaded from its publisher: its address was checked, or is taken unchecked.
    pub fn address_usable(&self, unchecked: bool) -> bool {
        self.address.is_some() && (unchecked || !self.address_checked.is_empty())
    }

    /// Whether its content changes with every retrieval, so that no checksum can be known before.
    pub fn rolling(&self) -> bool {
        self.sha256 == ROLLING
    }
}

/// A version of a source that lives beside its current one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vintage {
    /// The publisher's name of the version.
    pub id: String,
    /// When it was published.
    pub released: Day,
    /// How that day is known.
    pub released_reason: String,
}

/// What is known of a source: who publishes it, under which licence, where, and what to beware of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceFacts {
    /// Its id, also the file name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// Its licence, as the publisher words it.
    pub licence: String,
    /// The publisher's version.
    pub vintage: String,
    /// When this version was published: what it says could not be known before.
    pub released: Day,
    /// How that day is known.
    pub released_reason: String,
    /// The publisher's address.
    pub address: String,
    /// How to cite it.
    pub citation: Citation,
    /// What it covers, and in which unit.
    pub about: String,
    /// What to beware of.
    #[serde(default)]
    pub traps: Vec<String>,
    /// Versions that live beside the current one.
    #[serde(default)]
    pub other_vintage: Vec<Vintage>,
    /// Whether only a user's own file is read, under the licence that the user has: it is in no mirror,
    /// it is never pulled, and nothing of it goes into a release.
    #[serde(default)]
    pub user_supplied: bool,
    /// Its files.
    #[serde(skip_serializing)]
    pub file: Vec<SourceFile>,
    /// Its tables.
    #[serde(default)]
    pub table: Vec<TableFacts>,
    /// Whether publisher, licence and dates were checked.
    pub checked: bool,
    /// What they were checked against.
    #[serde(default)]
    pub checked_against: String,
}

impl SourceFacts {
    /// The table with that name.
    pub fn table(&self, name: &str) -> Option<&TableFacts> {
        self.table.iter().find(|table| table.name == name)
    }

    /// All versions, the earliest first.
    pub fn vintages(&self) -> Vec<Vintage> {
        let mut all = self.other_vintage.clone();
        all.push(Vintage {
            id: self.vintage.clone(),
            released: self.released,
            released_reason: self.released_reason.clone(),
        });
        all.sort_by(|a, b| (a.released, &a.id).cmp(&(b.released, &b.id)));
        all
    }

    /// The name of the version that a file belongs to.
    pub fn vintage_of<'a>(&'a self, file: &'a SourceFile) -> &'a str {
        file.vintage.as_deref().unwrap_or(&self.vintage)
    }

    /// The files that make up one version of one table, in the order of the fact file.
    pub fn files_of<'a>(
        &'a self,
        table: &'a str,
        vintage: &'a str,
    ) -> impl Iterator<Item = &'a SourceFile> {
        self.file
            .iter()
            .filter(move |file| file.table == table && self.vintage_of(file) == vintage)
    }

    /// The versions in which a table exists, the earliest first.
    pub fn vintages_of(&self, table: &str) -> Vec<Vintage> {
        let mut vintages = self.vintages();
        vintages.retain(|vintage| self.files_of(table, &vintage.id).next().is_some());
        vintages
    }
}

/// The schema of `sources/<id>.toml`.
pub fn source_schema() -> FileSchema {
    FileSchema::new::<SourceFacts>("source", "A public source: facts/sources/<id>.toml")
}

/// Reads `sources/*.toml`; every reader has its file and every file its reader.
pub fn read_sources(
    facts: &FactTree,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, SourceFacts> {
    let mut sources = BTreeMap::new();
    let mut tables = BTreeSet::new();
    for file in facts.folder("sources", ".toml") {
        let Some(facts) = file.parse(problems).head::<SourceFacts>(&[], problems) else {
            continue;
        };
        if facts.id != file.stem() {
            let message = format!("the id `{}` differs from the file name", facts.id);
            problems.push(file.problem(Code::WrongFile, 0..0, message));
        }
        if facts.checked == facts.checked_against.is_empty() {
            let at = file.text.find("\nchecked = ").map_or(0, |at| at + 1);
            let message = "`checked` and `checked_against` contradict each other";
            problems.push(file.problem(Code::Unverified, at..at + 7, message));
        }
        if source(&facts.id).is_none() {
            let help = "write one in archive/src/sources/ and list it in SOURCES";
            problems.push(
                file.problem(
                    Code::UnknownReference,
                    0..0,
                    format!("no reader reads the source `{}`", facts.id),
                )
                .help(help),
            );
        }
        check_files(file, &facts, problems);
        for vintage in facts.vintages().iter().filter(|one| !plain_name(&one.id)) {
            let message = format!(
                "the version `{}` cannot name a folder of a store; use letters, digits, `-`, `_` and `.`",
                vintage.id
            );
            problems.push(problem_at(file, &vintage.id, Code::WrongValue, message));
        }
        for table in &facts.table {
            if !tables.insert(table.name.clone()) {
                let message = format!("two tables are called `{}`", table.name);
                problems.push(problem_at(file, &table.name, Code::DuplicateId, message));
            }
            for (name, message) in table.faults() {
                problems.push(problem_at(file, &name, Code::WrongValue, message));
            }
        }
        sources.insert(facts.id.clone(), facts);
    }
    for source in crate::sources::SOURCES
        .iter()
        .filter(|source| !sources.contains_key(source.id))
    {
        facts.required(&format!("sources/{}.toml", source.id), problems);
    }
    sources
}

/// A file belongs to a table and a version that the source has; a checksum is one or `rolling`.
fn check_files(file: FactFile<'_>, facts: &SourceFacts, problems: &mut Vec<Problem>) {
    for item in &facts.file {
        let mut wrong = |code, message: String| {
            problems.push(problem_at(file, &item.path, code, message));
        };
        let Some(table) = facts.table(&item.table) else {
            wrong(
                Code::UnknownReference,
                format!("the source has no table `{}`", item.table),
            );
            continue;
        };
        let vintage = facts.vintage_of(item);
        if !facts.vintages().iter().any(|known| known.id == vintage) {
            wrong(
                Code::UnknownReference,
                format!("the source has no version `{vintage}`"),
            );
        }
        let hexadecimal =
            item.sha256.len() == 64 && item.sha256.bytes().all(|b| b.is_ascii_hexdigit());
        if !hexadecimal && !item.rolling() {
            wrong(
                Code::WrongValue,
                format!("`{}` is neither a SHA-256 nor `{ROLLING}`", item.sha256),
            );
        }
        if item.address.is_none() && !item.address_checked.is_empty() {
            wrong(
                Code::WrongValue,
                "`address_checked` is said of no address".to_owned(),
            );
        }
        if !item.delimiter.is_ascii() {
            wrong(
                Code::WrongValue,
                format!("`{}` cannot stand between fields", item.delimiter),
            );
        }
        for name in item.constants.keys().chain(&item.lacks) {
            if table.column(name).is_none() {
                wrong(
                    Code::UnknownReference,
                    format!("the table `{}` has no column `{name}`", table.name),
                );
            }
        }
    }
}

/// A problem that points to the first mention of a name.
fn problem_at(file: FactFile<'_>, name: &str, code: Code, message: String) -> Problem {
    let at = file.text.find(&format!("\"{name}\"")).unwrap_or(0);
    let end = if at == 0 { 0 } else { at + name.len() + 2 };
    file.problem(code, at..end, message)
}
