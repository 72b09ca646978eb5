use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::batch_builder::BatchBuilder;
use super::geojson_rows::GeojsonRows;
use super::parquet_rows::ParquetRows;
use super::text_rows::TextRows;
use super::xlsx_rows::XlsxRows;
use super::{
    Cell, CsvRows, Fault, Input, Limits, Part, ReadError, Reject, Report, Rows, Step, unpack,
};
use crate::sources::source;
use crate::{Format, Mirror, SourceFacts, SourceFile, StateCodes, TableFacts};

/// How to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadOptions {
    /// The most rows of a batch.
    pub batch_rows: usize,
    /// Whether the first row that cannot be taken ends the reading with an error.
    pub strict: bool,
    /// Whether checksums are compared before anything is read.
    pub verify: bool,
    /// What packed files may grow to.
    pub limits: Limits,
}

impl Default for ReadOptions {
    /// 32,768 rows a batch, rejects kept, checksums compared.
    fn default() -> ReadOptions {
        ReadOptions {
            batch_rows: 32_768,
            strict: false,
            verify: true,
            limits: Limits::default(),
        }
    }
}

/// Some rows, and the rows between them that could not be taken.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The rows, in the schema of the table.
    pub rows: RecordBatch,
    /// The rows that could not be taken.
    pub rejects: Vec<Reject>,
}

/// Reads one version of one table, batch by batch; no more than a batch is held in memory.
///
/// After the last batch, [`TableReader::report`] accounts for every row.
pub struct TableReader<'a> {
    table: &'a TableFacts,
    source: &'a SourceFacts,
    codes: &'a StateCodes,
    options: ReadOptions,
    /// Files still to be opened, the next one last.
    waiting: Vec<(PathBuf, &'a SourceFile, Option<Input>)>,
    current: Option<OpenFile<'a>>,
    builder: BatchBuilder<'a>,
    rejects: Vec<Reject>,
    report: Report,
    failed: bool,
    /// What is read of each file.
    part: Part,
}

/// A file that is being read, and where each column of the table stands in it.
struct OpenFile<'a> {
    file: &'a SourceFile,
    rows: Box<dyn Rows>,
    places: Vec<Place>,
}

/// Where the value of a column comes from.
enum Place {
    Column(usize),
    Constant(String),
    Nowhere,
}

/// Opens one version of a table (the source's current one if none is named) in a mirror.
pub fn open_table<'a>(
    mirror: &Mirror,
    source: &'a SourceFacts,
    table: &str,
    vintage: Option<&'a str>,
    codes: &'a StateCodes,
    options: ReadOptions,
) -> Result<TableReader<'a>, ReadError> {
    let facts = table_of(source, table)?;
    let newest = || source.vintages_of(&facts.name).pop();
    let vintage = match vintage {
        Some(vintage) => vintage.to_owned(),
        None => newest().map_or_else(|| source.vintage.clone(), |vintage| vintage.id),
    };
    let mut waiting = Vec::new();
    for file in &source.file {
        if file.table == facts.name && source.vintage_of(file) == vintage {
            let path = if options.verify {
                mirror.verified(source, file)?
            } else {
                mirror.path(file)
            };
            waiting.push((path, file, None));
        }
    }
    if waiting.is_empty() {
        return Err(ReadError::Unknown(format!(
            "`{table}` of `{}` has no version `{vintage}`; it has {}",
            source.id,
            source
                .vintages_of(table)
                .iter()
                .map(|vintage| vintage.id.clone())
                .collect::<Vec<_>>()
                .join(", ")
        )));
    }
    waiting.reverse();
    TableReader::new(source, facts, codes, options, waiting)
}

/// Opens one file of a table at a path of the user's, without comparing its checksum.
pub fn open_file<'a>(
    path: &Path,
    source: &'a SourceFacts,
    file: &'a SourceFile,
    codes: &'a StateCodes,
    options: ReadOptions,
) -> Result<TableReader<'a>, ReadError> {
    let facts = table_of(source, &file.table)?;
    TableReader::new(
        source,
        facts,
        codes,
        options,
        vec![(path.to_owned(), file, None)],
    )
}

/// Opens one part of one file of a table.
pub(crate) fn open_part<'a>(
    path: &Path,
    source: &'a SourceFacts,
    file: &'a SourceFile,
    codes: &'a StateCodes,
    options: ReadOptions,
    part: Part,
) -> Result<TableReader<'a>, ReadError> {
    let reader = open_file(path, source, file, codes, options)?;
    Ok(TableReader { part, ..reader })
}

/// Reads bytes as if they were that file of the source.
pub fn open_bytes<'a>(
    bytes: Vec<u8>,
    source: &'a SourceFacts,
    file: &'a SourceFile,
    codes: &'a StateCodes,
    options: ReadOptions,
) -> Result<TableReader<'a>, ReadError> {
    let facts = table_of(source, &file.table)?;
    let input = Input::Memory(std::io::Cursor::new(bytes));
    let waiting = vec![(PathBuf::from(&file.path), file, Some(input))];
    TableReader::new(source, facts, codes, options, waiting)
}

/// A whole table in memory (its newest version), with the account of its rows and its rejects.
pub fn read_table(
    mirror: &Mirror,
    source: &SourceFacts,
    table: &str,
    vintage: Option<&str>,
    codes: &StateCodes,
) -> Result<(Vec<RecordBatch>, Report, Vec<Reject>), ReadError> {
    let mut reader = open_table(
        mirror,
        source,
        table,
        vintage,
        codes,
        ReadOptions::default(),
    )?;
    let (mut batches, mut rejects) = (Vec::new(), Vec::new());
    for batch in &mut reader {
        let batch = batch?;
        rejects.extend(batch.rejects);
        if batch.rows.num_rows() > 0 {
            batches.push(batch.rows);
        }
    }
    Ok((batches, reader.report, rejects))
}

fn table_of<'a>(source: &'a SourceFacts, table: &str) -> Result<&'a TableFacts, ReadError> {
    source.table(table).ok_or_else(|| {
        let known: Vec<&str> = source
            .table
            .iter()
            .map(|table| table.name.as_str())
            .collect();
        ReadError::Unknown(format!(
            "`{}` has no table `{table}`; it has {}",
            source.id,
            known.join(", ")
        ))
    })
}

impl<'a> TableReader<'a> {
    fn new(
        source: &'a SourceFacts,
        table: &'a TableFacts,
        codes: &'a StateCodes,
        options: ReadOptions,
        waiting: Vec<(PathBuf, &'a SourceFile, Option<Input>)>,
    ) -> Result<TableReader<'a>, ReadError> {
        if let Some(state) = table.states.iter().find(|state| !codes.knows(&state.code)) {
            return Err(ReadError::Unknown(format!(
                "facts/aliases/{}.csv is missing; `{}` needs it for `{}`",
                state.code, table.name, state.column
            )));
        }
        Ok(TableReader {
            table,
            source,
            codes,
            options,
            waiting,
            current: None,
            builder: BatchBuilder::new(table, options.batch_rows),
            rejects: Vec::new(),
            report: Report::default(),
            failed: false,
            part: Part::WHOLE,
        })
    }

    /// The schema of every batch.
    pub fn schema(&self) -> SchemaRef {
        self.builder.schema()
    }

    /// The table that is read.
    pub fn table(&self) -> &'a TableFacts {
        self.table
    }

    /// The account of the rows so far; final after the last batch.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Reads until a batch is full; none at the end.
    fn next_batch(&mut self) -> Result<Option<Batch>, ReadError> {
        loop {
            if self.builder.is_full() || self.rejects.len() >= self.options.batch_rows.max(1) {
                return self.flush().map(Some);
            }
            if self.current.is_none() {
                let Some((path, file, input)) = self.waiting.pop() else {
                    let rest = self.builder.rows() > 0 || !self.rejects.is_empty();
                    return if rest {
                        self.flush().map(Some)
                    } else {
                        Ok(None)
                    };
                };
                self.current = Some(self.open(&path, file, input)?);
            }
            self.read_row()?;
        }
    }

    fn flush(&mut self) -> Result<Batch, ReadError> {
        let rows = self
            .builder
            .finish()
            .map_err(|error| ReadError::Unknown(error.to_string()))?;
        Ok(Batch {
            rows,
            rejects: std::mem::take(&mut self.rejects),
        })
    }

    fn read_row(&mut self) -> Result<(), ReadError> {
        let Some(open) = &mut self.current else {
            return Ok(());
        };
        match open.rows.advance()? {
            Step::End => {
                self.current = None;
                return Ok(());
            }
            Step::LeftOut(reason) => {
                self.report.read += 1;
                *self.report.left_out.entry(reason).or_default() += 1;
                return Ok(());
            }
            Step::Rejected(fault) => {
                self.report.read += 1;
                let (file, line) = (open.file, open.rows.line());
                return self.reject(file, line, fault);
            }
            Step::Row => self.report.read += 1,
        }
        let unmapped = &mut self.report.unmapped;
        let cell = |at| cell_of(open, at);
        match self.builder.append(cell, self.codes, unmapped) {
            Ok(()) => {
                self.report.taken += 1;
                Ok(())
            }
            Err((at, reason)) => {
                let fault = Fault {
                    column: self.table.columns[at].name.clone(),
                    value: shown(cell_of(open, at)),
                    reason,
                };
                let (file, line) = (open.file, open.rows.line());
                self.reject(file, line, fault)
            }
        }
    }

    fn reject(&mut self, file: &SourceFile, row: u64, fault: Fault) -> Result<(), ReadError> {
        *self
            .report
            .rejected
            .entry(fault.column.clone())
            .or_default() += 1;
        let reject = Reject {
            file: file.path.clone(),
            row,
            column: fault.column,
            value: cut(&fault.value),
            reason: fault.reason,
        };
        if self.options.strict {
            return Err(ReadError::Rejected(reject));
        }
        self.rejects.push(reject);
        Ok(())
    }

    fn open(
        &self,
        path: &Path,
        file: &'a SourceFile,
        input: Option<Input>,
    ) -> Result<OpenFile<'a>, ReadError> {
        let damaged = |error: std::io::Error| ReadError::Damaged {
            path: path.to_owned(),
            line: 0,
            reason: error.to_string(),
        };
        let input = match input {
            Some(input) => input,
            None => Input::File(std::fs::File::open(path).map_err(damaged)?),
        };
        let limits = &self.options.limits;
        let own = source(&self.source.id).and_then(|source| source.open);
        let text = |input: Input| unpack(input, file, limits).map_err(damaged);
        // Where no header says how wide a row is, the columns of the table do.
        let elsewhere = file.constants.len() + file.lacks.len();
        let width = self.table.columns.len().saturating_sub(elsewhere);
        let rows: Box<dyn Rows> = match file.format {
            Format::Parquet => Box::new(ParquetRows::new(input, path, limits)?),
            Format::Csv if self.part == Part::WHOLE => {
                Box::new(CsvRows::new(text(input)?, file, path, width)?)
            }
            Format::Csv => {
                let columns = match self.part.from {
                    0 => None,
                    _ => {
                        let head = Input::File(std::fs::File::open(path).map_err(damaged)?);
                        CsvRows::new(text(head)?, file, path, width)?.columns()
                    }
                };
                let mut input = input;
                let from = std::io::SeekFrom::Start(self.part.from);
                std::io::Seek::seek(&mut input, from).map_err(damaged)?;
                Box::new(CsvRows::part(
                    Box::new(input),
                    file,
                    path,
                    self.part,
                    columns,
                    width,
                )?)
            }
            Format::Geojson => Box::new(GeojsonRows::new(text(input)?, path, limits.row)?),
            Format::Text => Box::new(TextRows::one(text(input)?, path, &file.path, limits.row)),
            Format::TarOfTexts => Box::new(TextRows::tar(text(input)?, path, limits.row)),
            Format::Xlsx => Box::new(XlsxRows::new(
                input,
                file.member.as_deref(),
                path,
                limits.row,
            )?),
        };
        let rows = match own {
            Some(own) => own(rows, self.table, file)?,
            None => rows,
        };
        let places = self.places(path, file, &*rows)?;
        Ok(OpenFile { file, rows, places })
    }

    /// Where every column of the table stands in a file; an error names all that do not match.
    fn places(
        &self,
        path: &Path,
        file: &SourceFile,
        rows: &dyn Rows,
    ) -> Result<Vec<Place>, ReadError> {
        let published = rows.columns();
        let mut missing = Vec::new();
        let mut next = 0;
        let mut places = Vec::new();
        for column in &self.table.columns {
            if let Some(value) = file.constants.get(&column.name) {
                places.push(Place::Constant(value.clone()));
                continue;
            }
            if file.lacks.contains(&column.name) {
                places.push(Place::Nowhere);
                continue;
            }
            let found = match &published {
                Some(names) => names.iter().position(|name| name == column.published()),
                None => {
                    next += 1;
                    Some(next - 1)
                }
            };
            match found {
                Some(at) => places.push(Place::Column(at)),
                None => missing.push(column.published().to_owned()),
            }
        }
        let known: BTreeMap<&str, ()> = self
            .table
            .columns
            .iter()
            .map(|column| column.published())
            .chain(self.table.ignore.iter().map(String::as_str))
            .map(|name| (name, ()))
            .collect();
        let unexpected: Vec<String> = published
            .unwrap_or_default()
            .into_iter()
            .filter(|name| !known.contains_key(name.as_str()) && !known.contains_key("*"))
            .collect();
        if missing.is_empty() && unexpected.is_empty() {
            return Ok(places);
        }
        let told = |what: &str, names: &[String]| match names {
            [] => format!("none {what}"),
            names => format!(
                "{what}: {}",
                names
                    .iter()
                    .take(20)
                    .map(|name| format!("`{name}`"))
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        };
        Err(ReadError::Columns {
            path: path.to_owned(),
            source_id: self.source.id.clone(),
            missing: told("missing", &missing),
            unexpected: told("unexpected", &unexpected),
        })
    }
}

impl Iterator for TableReader<'_> {
    type Item = Result<Batch, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let next = self.next_batch();
        self.failed = next.is_err();
        next.transpose()
    }
}

fn cell_of<'r>(open: &'r OpenFile<'_>, at: usize) -> Cell<'r> {
    match &open.places[at] {
        Place::Column(column) => open.rows.cell(*column),
        Place::Constant(value) => Cell::Text(value),
        Place::Nowhere => Cell::Missing,
    }
}

fn shown(cell: Cell<'_>) -> String {
    match cell {
        Cell::Missing => String::new(),
        Cell::Text(text) => text.to_owned(),
        Cell::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Cell::Int(n) => n.to_string(),
        Cell::Float(x) => x.to_string(),
        Cell::Bool(yes) => yes.to_string(),
        Cell::Days(days) => days.to_string(),
        Cell::Other(kind) => kind.to_owned(),
    }
}

/// The longest value that a reject repeats.
const SHOWN: usize = 200;

fn cut(value: &str) -> String {
    value.chars().take(SHOWN).collect()
}
