use std::collections::BTreeMap;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use calamine::{Data, DataRef, Reader, Xlsx};

use super::{Cell, Input, ReadError, Rows, Step};

/// Rows of a sheet of an Excel workbook; the first names the columns. A sheet is held in memory, but
/// only its filled cells are: two cells can lie a million rows apart.
pub(crate) struct XlsxRows {
    columns: Vec<String>,
    /// The first column that is filled in any row; columns are counted from it.
    first: u32,
    /// The cells of each row by column, the first row last.
    rows: Vec<(u32, BTreeMap<u32, Data>)>,
    row: u32,
    cells: BTreeMap<u32, Data>,
}

/// What Excel itself allows: 1,048,576 rows of 16,384 columns.
const MOST_ROWS: u32 = 1 << 20;
const MOST_COLUMNS: u32 = 1 << 14;

impl XlsxRows {
    pub(crate) fn new(
        mut input: Input,
        member: Option<&str>,
        path: &Path,
        limit: u64,
    ) -> Result<XlsxRows, ReadError> {
        let damaged = |reason: String| ReadError::Damaged {
            path: path.to_owned(),
            line: 0,
            reason,
        };
        bounded(&mut input, limit).map_err(|error| damaged(error.to_string()))?;
        let mut book: Xlsx<_> =
            Xlsx::new(BufReader::new(input)).map_err(|error| damaged(error.to_string()))?;
        let name = match member {
            Some(name) => name.to_owned(),
            None => book
                .sheet_names()
                .first()
                .cloned()
                .ok_or_else(|| damaged("the workbook has no sheet".to_owned()))?,
        };
        let mut rows = filled(&mut book, &name, limit).map_err(damaged)?;
        let used = rows.values().flat_map(BTreeMap::keys);
        let (first, last) = (
            used.clone().min().copied().unwrap_or_default(),
            used.max().copied(),
        );
        let header = rows.pop_first().map(|(_, cells)| cells).unwrap_or_default();
        let names = last.map_or(0..0, |last| first..last + 1).map(|column| {
            let cell = header.get(&column);
            cell.map_or_else(String::new, |cell| cell.to_string().trim().to_owned())
        });
        Ok(XlsxRows {
            columns: names.collect(),
            first,
            rows: rows.into_iter().rev().collect(),
            row: 0,
            cells: BTreeMap::new(),
        })
    }
}

/// The cells of a sheet that are not empty, by row and column.
fn filled(
    book: &mut Xlsx<BufReader<Input>>,
    name: &str,
    limit: u64,
) -> Result<BTreeMap<u32, BTreeMap<u32, Data>>, String> {
    let mut rows: BTreeMap<u32, BTreeMap<u32, Data>> = BTreeMap::new();
    let mut left = limit;
    let mut reader = book
        .worksheet_cells_reader(name)
        .map_err(|error| error.to_string())?;
    while let Some(cell) = reader.next_cell().map_err(|error| error.to_string())? {
        let (row, column) = cell.get_position();
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            return Err(format!(
                "it has a cell in row {} and column {}, further than Excel goes",
                u64::from(row) + 1,
                u64::from(column) + 1
            ));
        }
        // Cells share texts in the file and not here, so that a small file could fill the memory.
        let text = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::SharedString(text) => text.len(),
            DataRef::String(text) => text.len(),
            _ => 0,
        };
        left = left
            .checked_sub(text as u64)
            .ok_or_else(|| format!("its cells hold more than {limit} bytes of text"))?;
        let value = Data::from(cell.get_value().clone());
        rows.entry(row).or_default().insert(column, value);
    }
    Ok(rows)
}

impl Rows for XlsxRows {
    fn columns(&self) -> Option<Vec<String>> {
        Some(self.columns.clone())
    }

    fn advance(&mut self) -> Result<Step, ReadError> {
        let Some((row, cells)) = self.rows.pop() else {
            return Ok(Step::End);
        };
        (self.row, self.cells) = (row, cells);
        Ok(Step::Row)
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        let column = u32::try_from(column).map_or(u32::MAX, |at| self.first.saturating_add(at));
        match self.cells.get(&column) {
            None | Some(Data::Empty) => Cell::Missing,
            Some(Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text)) => {
                Cell::Text(text)
            }
            Some(Data::Int(n)) => Cell::Int(*n),
            Some(Data::Float(x)) => Cell::Float(*x),
            Some(Data::Bool(yes)) => Cell::Bool(*yes),
            // Serial days count from 30 December 1899, which is day -25,569 after 1970.
            Some(Data::DateTime(serial)) => Cell::Days((serial.as_f64().floor() - 25_569.0) as i32),
            Some(Data::Error(_)) => Cell::Other("an error of a formula"),
        }
    }

    fn line(&self) -> u64 {
        u64::from(self.row) + 1
    }
}

/// Refuses a workbook whose parts unpack to more than the limit, before any is held in memory.
fn bounded(input: &mut Input, limit: u64) -> io::Result<()> {
    let mut archive = zip::ZipArchive::new(&mut *input).map_err(io::Error::other)?;
    let mut left = limit;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(io::Error::other)?;
        let size = io::copy(&mut part.take(left.saturating_add(1)), &mut io::sink())?;
        left = left
            .checked_sub(size)
            .ok_or_else(|| io::Error::other(format!("it unpacks to more than {limit} bytes")))?;
    }
    drop(archive);
    input.seek(SeekFrom::Start(0)).map(|_| ())
}
