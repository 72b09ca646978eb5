use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type,
    UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use super::bytes::too_much;
use super::{Cell, Input, Limits, ReadError, Rows, Step};

/// Rows of an Apache Parquet file.
pub(crate) struct ParquetRows {
    path: PathBuf,
    columns: Vec<String>,
    batches: ParquetRecordBatchReader,
    batch: Option<RecordBatch>,
    at: usize,
    line: u64,
}

impl ParquetRows {
    pub(crate) fn new(
        input: Input,
        path: &Path,
        limits: &Limits,
    ) -> Result<ParquetRows, ReadError> {
        let damaged = |reason: String| ReadError::Damaged {
            path: path.to_owned(),
            line: 0,
            reason,
        };
        let packed = input.length().map_err(|error| damaged(error.to_string()))?;
        let most = limits.most(packed);
        let (columns, batches) = match input {
            Input::File(file) => build(
                ParquetRecordBatchReaderBuilder::try_new(file)
                    .map_err(|error| damaged(error.to_string()))?,
                most,
            ),
            Input::Memory(bytes) => build(
                ParquetRecordBatchReaderBuilder::try_new(::bytes::Bytes::from(bytes.into_inner()))
                    .map_err(|error| damaged(error.to_string()))?,
                most,
            ),
        }
        .map_err(damaged)?;
        Ok(ParquetRows {
            path: path.to_owned(),
            columns,
            batches,
            batch: None,
            at: 0,
            line: 0,
        })
    }
}

fn build<R: parquet::file::reader::ChunkReader + 'static>(
    builder: ParquetRecordBatchReaderBuilder<R>,
    most: u64,
) -> Result<(Vec<String>, ParquetRecordBatchReader), String> {
    let groups = builder.metadata().row_groups().iter();
    let unpacked = groups.map(|group| u64::try_from(group.total_byte_size()).unwrap_or(u64::MAX));
    if unpacked.fold(0, u64::saturating_add) > most {
        return Err(too_much(most));
    }
    let columns: Vec<String> = builder
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().clone())
        .collect();
    let batches = builder
        .with_batch_size(8192)
        .build()
        .map_err(|error| error.to_string())?;
    Ok((columns, batches))
}

impl Rows for ParquetRows {
    fn columns(&self) -> Option<Vec<String>> {
        Some(self.columns.clone())
    }

    fn advance(&mut self) -> Result<Step, ReadError> {
        self.at += 1;
        while self
            .batch
            .as_ref()
            .is_none_or(|batch| self.at >= batch.num_rows())
        {
            match self.batches.next() {
                None => return Ok(Step::End),
                Some(Ok(batch)) => {
                    self.batch = Some(batch);
                    self.at = 0;
                }
                Some(Err(error)) => {
                    return Err(ReadError::Damaged {
                        path: self.path.clone(),
                        line: self.line,
                        reason: error.to_string(),
                    });
                }
            }
        }
        self.line += 1;
        Ok(Step::Row)
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        let Some(batch) = self.batch.as_ref().filter(|b| column < b.num_columns()) else {
            return Cell::Missing;
        };
        let (array, at) = (batch.column(column), self.at);
        if array.is_null(at) {
            return Cell::Missing;
        }
        macro_rules! int {
            ($kind:ty) => {
                Cell::Int(i64::from(array.as_primitive::<$kind>().value(at)))
            };
        }
        match array.data_type() {
            DataType::Int8 => int!(Int8Type),
            DataType::Int16 => int!(Int16Type),
            DataType::Int32 => int!(Int32Type),
            DataType::Int64 => int!(Int64Type),
            DataType::UInt8 => int!(UInt8Type),
            DataType::UInt16 => int!(UInt16Type),
            DataType::UInt32 => int!(UInt32Type),
            // Beyond 2^63 there is no count; the value would be refused as too large anyway.
            DataType::UInt64 => Cell::Int(
                i64::try_from(array.as_primitive::<UInt64Type>().value(at)).unwrap_or(i64::MAX),
            ),
            DataType::Float32 => {
                Cell::Float(f64::from(array.as_primitive::<Float32Type>().value(at)))
            }
            DataType::Float64 => Cell::Float(array.as_primitive::<Float64Type>().value(at)),
            DataType::Boolean => Cell::Bool(array.as_boolean().value(at)),
            DataType::Utf8 => Cell::Text(array.as_string::<i32>().value(at)),
            DataType::LargeUtf8 => Cell::Text(array.as_string::<i64>().value(at)),
            DataType::Utf8View => Cell::Text(array.as_string_view().value(at)),
            DataType::Binary => Cell::of(array.as_binary::<i32>().value(at)),
            DataType::Date32 => Cell::Days(array.as_primitive::<Date32Type>().value(at)),
            _ => Cell::Other("a list, a structure or a time"),
        }
    }

    fn line(&self) -> u64 {
        self.line
    }
}
