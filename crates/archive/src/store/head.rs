use std::fs::File;

use arrow::array::RecordBatch;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::{Manifest, Store, StoreError, StoredFile, StoredTable, disk};

/// Some rows of a stored file as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows, a value a column; none where the value is missing.
    pub rows: Vec<Vec<Option<String>>>,
}

impl Store {
    /// The first rows of a table.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn head(
        &self,
        manifest: &Manifest,
        table: &StoredTable,
        rows: usize,
    ) -> Result<Head, StoreError> {
        self.first_rows(manifest, &table.file, rows)
    }

    /// The first rows that could not be taken, with file, row, column, value and reason.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn rejects(
        &self,
        manifest: &Manifest,
        table: &StoredTable,
        rows: usize,
    ) -> Result<Head, StoreError> {
        self.first_rows(manifest, table.rejects.as_slice(), rows)
    }

    /// The rows of a table, in its order: only those columns, as far as it has them, in the order of
    /// the table.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn rows(
        &self,
        manifest: &Manifest,
        table: &StoredTable,
        columns: &[&str],
    ) -> Result<Vec<RecordBatch>, StoreError> {
        let _reading = self.reading();
        let mut batches = Vec::new();
        for path in self.table_files(manifest, table) {
            let unreadable = |error: parquet::errors::ParquetError| StoreError::Disk {
                path: path.clone(),
                source: std::io::Error::other(error),
            };
            let opened = File::open(&path).map_err(disk::at(&path))?;
            let builder = ParquetRecordBatchReaderBuilder::try_new(opened).map_err(unreadable)?;
            let only = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
            let reader = builder.with_projection(only).with_batch_size(1 << 16);
            for batch in reader.build().map_err(unreadable)? {
                batches.push(batch.map_err(|error| unreadable(error.into()))?);
            }
        }
        Ok(batches)
    }

    fn first_rows(
        &self,
        manifest: &Manifest,
        files: &[StoredFile],
        wanted: usize,
    ) -> Result<Head, StoreError> {
        let _reading = self.reading();
        let mut head = Head {
            columns: Vec::new(),
            rows: Vec::new(),
        };
        for file in files {
            let path = self
                .folder(&manifest.source, &manifest.vintage)
                .join(&file.name);
            let unreadable = |error: parquet::errors::ParquetError| StoreError::Disk {
                path: path.clone(),
                source: std::io::Error::other(error),
            };
            let opened = File::open(&path).map_err(disk::at(&path))?;
            let builder = ParquetRecordBatchReaderBuilder::try_new(opened).map_err(unreadable)?;
            let fields = builder.schema().fields().iter();
            head.columns = fields.map(|field| field.name().clone()).collect();
            let left = wanted - head.rows.len();
            let reader = builder
                .with_limit(left)
                .with_batch_size(left.clamp(1, 1024));
            for batch in reader.build().map_err(unreadable)? {
                let batch = batch.map_err(|error| unreadable(error.into()))?;
                let texts = texts(&batch).map_err(|error| unreadable(error.into()))?;
                head.rows.extend(texts);
            }
            if head.rows.len() >= wanted {
                break;
            }
        }
        Ok(head)
    }
}

fn texts(batch: &RecordBatch) -> Result<Vec<Vec<Option<String>>>, arrow::error::ArrowError> {
    let options = FormatOptions::default();
    let columns: Vec<ArrayFormatter<'_>> = batch
        .columns()
        .iter()
        .map(|column| ArrayFormatter::try_new(column.as_ref(), &options))
        .collect::<Result<_, _>>()?;
    let value = |row: usize, column: usize| {
        let there = batch.column(column).is_valid(row);
        there.then(|| columns[column].value(row).to_string())
    };
    let rows = 0..batch.num_rows();
    Ok(rows
        .map(|row| {
            (0..columns.len())
                .map(|column| value(row, column))
                .collect()
        })
        .collect())
}
