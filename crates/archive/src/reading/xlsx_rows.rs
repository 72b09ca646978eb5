use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use calamine::{Data, Range, Reader, Xlsx};

use super::{Cell, Input, ReadError, Rows, Step};

/// Rows of a sheet of an Excel workbook; the first names the columns. A sheet is held in memory.
pub(crate) struct XlsxRows {
    columns: Vec<String>,
    sheet: Range<Data>,
    at: usize,
}

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
        let sheet = book
            .worksheet_range(&name)
            .map_err(|error| damaged(error.to_string()))?;
        let columns = sheet
            .rows()
            .next()
            .unwrap_or_default()
            .iter()
            .map(|cell| cell.to_string().trim().to_owned())
            .collect();
        Ok(XlsxRows {
            columns,
            sheet,
            at: 0,
        })
    }
}

impl Rows for XlsxRows {
    fn columns(&self) -> Option<Vec<String>> {
        Some(self.columns.clone())
    }

    fn advance(&mut self) -> Result<Step, ReadError> {
        loop {
            self.at += 1;
            if self.at >= self.sheet.height() {
                return Ok(Step::End);
            }
            // Sheets often end in rows that were formatted and never filled.
            let filled =
                (0..self.sheet.width()).any(|column| self.sheet[(self.at, column)] != Data::Empty);
            if filled {
                return Ok(Step::Row);
            }
        }
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        match self.sheet.get((self.at, column)) {
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
        let first = self.sheet.start().map_or(0, |(row, _)| u64::from(row));
        first + self.at as u64 + 1
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
