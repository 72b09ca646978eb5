use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use terms::{Code, Day, FactFile, FactTree, Problem};

use crate::geography::{NEIGHBOURS, SHAPES};
use crate::interventions::OUTCOMES;
use crate::killings::{DEATHS, EPISODES};
use crate::mirror::sha256;
use crate::reading::{ReadError, read_table as read_rows};
use crate::record::Rows;
use crate::{Mirror, SourceFacts, SourceFile, StateCodes};

/// A column of a release table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// What it is.
    pub about: String,
}

/// What a release table was computed from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseInput {
    /// The source, by id.
    pub source: String,
    /// Its title.
    pub title: String,
    /// Its publisher.
    pub publisher: String,
    /// Its version.
    pub vintage: String,
    /// When that version was published.
    pub released: Day,
    /// Its licence.
    pub licence: String,
    /// How to cite it.
    pub citation: String,
    /// SHA-256 of the file that was read.
    pub sha256: String,
}

impl ReleaseInput {
    /// A file of a source.
    pub fn of(source: &SourceFacts, file: &SourceFile) -> ReleaseInput {
        ReleaseInput {
            source: source.id.clone(),
            title: source.title.clone(),
            publisher: source.publisher.clone(),
            vintage: source.vintage.clone(),
            released: source.released,
            licence: source.licence.clone(),
            citation: source.citation.to_string(),
            sha256: file.sha256.clone(),
        }
    }

    /// Title, version, licence and citation in one line.
    pub fn reference(&self) -> String {
        format!(
            "{}, version {}, published {}. Licence: {}. Cite: {}",
            self.title, self.vintage, self.released, self.licence, self.citation
        )
    }
}

/// The sidecar of a release table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseHead {
    /// Its id, also the file name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is.
    pub about: String,
    /// Number of rows.
    pub rows: usize,
    /// How many rows of the source were left out, by reason.
    #[serde(default)]
    pub left_out: BTreeMap<String, usize>,
    /// SHA-256 of the table.
    pub sha256: String,
    /// What it was computed from.
    pub input: Vec<ReleaseInput>,
    /// Its columns.
    pub column: Vec<Column>,
}

impl ReleaseHead {
    /// The first day on which the table could be known: when the last of its inputs was published.
    pub fn known(&self) -> Day {
        self.input
            .iter()
            .map(|input| input.released)
            .max()
            .unwrap_or_else(|| Day::new(9999, 12, 31).expect("a day of the calendar"))
    }
}

/// A table that Watchfire computes from a source: one register, one shape.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its id.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it is.
    pub about: &'static str,
    /// The source that it is computed from.
    pub source: &'static str,
    /// The tables of the source that it is computed from.
    pub reads: &'static [&'static str],
    /// Its columns: name, unit, meaning.
    pub columns: &'static [DescribedColumn],
    pub(crate) compute: fn(&Inputs<'_>) -> Rows<Vec<String>>,
}

impl Table {
    /// Its rows from those of the tables that it reads, in their order, as of the day on which the source
    /// was published.
    ///
    /// # Panics
    /// If there are fewer tables than it reads.
    pub fn rows(
        &self,
        tables: Vec<Vec<RecordBatch>>,
        codes: &StateCodes,
        released: Day,
    ) -> Rows<Vec<String>> {
        (self.compute)(&Inputs {
            tables,
            codes,
            released,
        })
    }
}

/// What a table is computed from.
pub(crate) struct Inputs<'a> {
    /// The rows of each table that it reads.
    pub(crate) tables: Vec<Vec<RecordBatch>>,
    /// What codes of states mean.
    pub(crate) codes: &'a StateCodes,
    /// When the version of the source was published.
    pub(crate) released: Day,
}

/// All release tables.
pub const TABLES: [Table; 5] = [DEATHS, EPISODES, NEIGHBOURS, SHAPES, OUTCOMES];

/// Why a release was not built.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseError {
    /// A table of the source could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The facts do not know the source of a table.
    #[error("facts/sources/{0}.toml is missing")]
    Source(String),
    /// Rows were not taken; a release must hold all of them.
    #[error("{} rows could not be taken, so nothing was written: {}", .0.len(), list(.0))]
    Rejected(Vec<String>),
    /// A table could not be written.
    #[error("{path}: {source}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

fn list(rejected: &[String]) -> String {
    rejected[..rejected.len().min(5)].join("; ")
}

/// Computes every table from the mirror and writes it with its sidecar; nothing is written unless all could be computed.
pub fn build(
    mirror: &Mirror,
    sources: &BTreeMap<String, SourceFacts>,
    codes: &StateCodes,
    out: &Path,
    mut progress: impl FnMut(&Table, usize),
) -> Result<(), ReleaseError> {
    let mut files = Vec::new();
    for table in TABLES {
        let source = sources.get(table.source);
        let source = source.ok_or_else(|| ReleaseError::Source(table.source.to_owned()))?;
        let (mut tables, mut input, mut rejected) = (Vec::new(), Vec::new(), Vec::new());
        for name in table.reads {
            let (rows, _, rejects) = read_rows(mirror, source, name, Some(&source.vintage), codes)?;
            rejected.extend(rejects.iter().map(ToString::to_string));
            tables.push(rows);
            let files = source.files_of(name, &source.vintage);
            input.extend(files.map(|file| ReleaseInput::of(source, file)));
        }
        let computed = table.rows(tables, codes, source.released);
        rejected.extend(computed.rejected);
        if !rejected.is_empty() {
            return Err(ReleaseError::Rejected(rejected));
        }
        let mut rows = computed.taken;
        // Numbers sort as numbers: state, then first year.
        rows.sort_by_key(|row| {
            (
                row[0].parse::<u16>().unwrap_or(0),
                row[1].parse::<i16>().unwrap_or(0),
                row.clone(),
            )
        });
        progress(&table, rows.len());
        let described = Described {
            id: table.id,
            title: table.title,
            about: table.about,
            input,
            left_out: computed.left_out,
            columns: table.columns,
        };
        files.push(written(described, &rows));
    }
    write_files(out, "watchfire release build", files)
}

/// Writes tables with their sidecars, which name the command that did; each file is replaced at once.
pub(crate) fn write_files(
    out: &Path,
    command: &str,
    tables: Vec<WrittenTable<'_>>,
) -> Result<(), ReleaseError> {
    let mut files = Vec::new();
    for (id, csv, head) in tables {
        files.push((out.join(format!("{id}.csv")), csv));
        let sidecar = toml::to_string(&head)
            .expect("a sidecar has only text and numbers, which TOML can hold");
        files.push((
            out.join(format!("{id}.toml")),
            format!("# Written by `{command}`; do not edit.\n{sidecar}"),
        ));
    }
    for (path, text) in files {
        let write = |source| ReleaseError::Write {
            path: path.clone(),
            source,
        };
        let part = path.with_extension("part");
        std::fs::write(&part, text).map_err(write)?;
        std::fs::rename(&part, &path).map_err(write)?;
    }
    Ok(())
}

/// A table that is ready to be written: its id, its text and its sidecar.
pub(crate) type WrittenTable<'a> = (&'a str, String, ReleaseHead);

/// What a table is, apart from its rows.
pub(crate) struct Described<'a> {
    pub(crate) id: &'a str,
    pub(crate) title: &'a str,
    pub(crate) about: &'a str,
    pub(crate) input: Vec<ReleaseInput>,
    /// How many rows of the source were left out, by reason.
    pub(crate) left_out: BTreeMap<String, usize>,
    pub(crate) columns: &'a [DescribedColumn],
}

/// Name, unit and meaning of a column.
pub(crate) type DescribedColumn = (&'static str, &'static str, &'static str);

/// The text of a table and the sidecar that belongs to it.
pub(crate) fn written<'a>(table: Described<'a>, rows: &[Vec<String>]) -> WrittenTable<'a> {
    let header: Vec<&str> = table.columns.iter().map(|(name, _, _)| *name).collect();
    let mut csv = header.join(",") + "\n";
    for row in rows {
        csv.push_str(&row.join(","));
        csv.push('\n');
    }
    let column = |(name, unit, about): &DescribedColumn| Column {
        name: (*name).to_owned(),
        unit: (*unit).to_owned(),
        about: (*about).to_owned(),
    };
    let head = ReleaseHead {
        id: table.id.to_owned(),
        title: table.title.to_owned(),
        about: table.about.to_owned(),
        rows: rows.len(),
        left_out: table.left_out,
        sha256: sha256(csv.as_bytes()),
        input: table.input,
        column: table.columns.iter().map(column).collect(),
    };
    (table.id, csv, head)
}

/// A probability or score as it stands in a table.
pub(crate) fn places(value: f64) -> String {
    format!("{value:.6}")
}

pub(crate) fn read_table<R: serde::de::DeserializeOwned, T>(
    releases: &FactTree,
    id: &str,
    problems: &mut Vec<Problem>,
    take: impl Fn(R) -> Result<T, String>,
) -> Option<(ReleaseHead, Vec<T>)> {
    let (sidecar, table) = (format!("{id}.toml"), format!("{id}.csv"));
    let head = releases
        .required(&sidecar, problems)?
        .parse(problems)
        .head::<ReleaseHead>(&[], problems)?;
    let file: FactFile<'_> = releases.required(&table, problems)?;
    if sha256(file.text.as_bytes()) != head.sha256 {
        let message = "this table is not the one that its sidecar describes";
        problems.push(
            file.problem(Code::WrongFile, 0..0, message)
                .help("build it again with `watchfire release build`"),
        );
        return None;
    }
    let mut rows = Vec::new();
    let mut reader = csv::Reader::from_reader(file.text.as_bytes());
    let mut records = reader.deserialize::<R>();
    while let Some(record) = records.next() {
        let line = records.reader().position().line();
        match record.map_err(|error| error.to_string()).and_then(&take) {
            Ok(row) => rows.push(row),
            Err(reason) => {
                let told = format!("line {line}: {reason}");
                problems.push(file.problem(Code::WrongValue, 0..0, told));
            }
        }
    }
    Some((head, rows))
}
