use std::io::Read;
use std::path::{Path, PathBuf};

use super::part::Part;
use super::{Cell, Fault, ReadError, Rows, Step};
use crate::SourceFile;

/// A record whose letters were checked once, as a whole where it is ASCII.
enum Record {
    Text(csv::StringRecord),
    /// Some field is no text.
    Bytes(csv::ByteRecord),
}

/// Fields between delimiters: a row a record, quoted line ends included.
pub(crate) struct CsvRows {
    path: PathBuf,
    reader: csv::Reader<Box<dyn Read + Send>>,
    columns: Option<Vec<String>>,
    record: Option<Record>,
    width: usize,
    /// Where the next part begins, counted from the first byte of this one.
    stop: Option<u64>,
    lines_before: u64,
}

impl CsvRows {
    /// Rows of that width where no header says another.
    pub(crate) fn new(
        bytes: Box<dyn Read + Send>,
        file: &SourceFile,
        path: &Path,
        width: usize,
    ) -> Result<CsvRows, ReadError> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(u8::try_from(file.delimiter).unwrap_or(b','))
            .quoting(file.quotes)
            .has_headers(file.header)
            // A row of another width is rejected by itself and does not end the reading.
            .flexible(true)
            .buffer_capacity(1 << 16)
            .from_reader(bytes);
        let columns = if file.header {
            let header = reader
                .byte_headers()
                .map_err(|error| damaged(path, 0, &error))?;
            Some(
                header
                    .iter()
                    .map(|name| String::from_utf8_lossy(name).trim().to_owned())
                    .collect::<Vec<String>>(),
            )
        } else {
            None
        };
        Ok(CsvRows {
            path: path.to_owned(),
            width: columns.as_ref().map_or(width, Vec::len),
            reader,
            columns,
            record: None,
            stop: None,
            lines_before: 0,
        })
    }

    /// Reads a part of a file: one that does not begin it needs the names of its columns.
    pub(crate) fn part(
        bytes: Box<dyn Read + Send>,
        file: &SourceFile,
        path: &Path,
        part: Part,
        columns: Option<Vec<String>>,
        width: usize,
    ) -> Result<CsvRows, ReadError> {
        let mut own = file.clone();
        own.header = file.header && columns.is_none();
        let mut rows = CsvRows::new(bytes, &own, path, width)?;
        if let Some(columns) = columns {
            rows.width = columns.len();
            rows.columns = Some(columns);
        }
        rows.stop = part.to.map(|to| to - part.from);
        rows.lines_before = part.lines_before;
        Ok(rows)
    }

    /// Whether the part ends here; an error if it ends in the middle of a record.
    fn ends(&self) -> Result<bool, ReadError> {
        let at = self.reader.position().byte();
        match self.stop {
            // After a carriage return, the line feed is passed over with the next record.
            Some(stop) if at == stop || at + 1 == stop => Ok(true),
            Some(stop) if at > stop => Err(ReadError::Cut(self.path.clone())),
            _ => Ok(false),
        }
    }
}

impl Rows for CsvRows {
    fn columns(&self) -> Option<Vec<String>> {
        self.columns.clone()
    }

    fn advance(&mut self) -> Result<Step, ReadError> {
        let line = self.line();
        if self.ends()? {
            return Ok(Step::End);
        }
        let mut record = match self.record.take() {
            Some(Record::Text(record)) => record.into_byte_record(),
            Some(Record::Bytes(record)) => record,
            None => csv::ByteRecord::new(),
        };
        let read = self.reader.read_byte_record(&mut record);
        let fields = record.len();
        self.record = Some(match csv::StringRecord::from_byte_record(record) {
            Ok(record) => Record::Text(record),
            Err(error) => Record::Bytes(error.into_byte_record()),
        });
        match read {
            Ok(false) => Ok(Step::End),
            Ok(true) if self.width != fields => Ok(Step::Rejected(Fault {
                column: String::new(),
                value: String::new(),
                reason: format!("it has {fields} fields and the others have {}", self.width),
            })),
            Ok(true) => Ok(Step::Row),
            Err(error) => Err(damaged(&self.path, line, &error)),
        }
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        let cell = match &self.record {
            Some(Record::Text(record)) => record.get(column).map(Cell::Text),
            Some(Record::Bytes(record)) => record.get(column).map(Cell::of),
            None => None,
        };
        cell.unwrap_or(Cell::Missing)
    }

    fn line(&self) -> u64 {
        let at = match &self.record {
            Some(Record::Text(record)) => record.position(),
            Some(Record::Bytes(record)) => record.position(),
            None => None,
        };
        at.map_or(0, |at| at.line() + self.lines_before)
    }
}

fn damaged(path: &Path, line: u64, error: &csv::Error) -> ReadError {
    let reason = match error.kind() {
        csv::ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    };
    ReadError::Damaged {
        path: path.to_owned(),
        line,
        reason,
    }
}
