//! Parquet files whose columns have the names of a table and types and values that the fuzzer chooses.

use std::sync::Arc;

use arrow_array::builder::{Date32Builder, Float64Builder, Int32Builder, ListBuilder};
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Float32Array, Int8Array, Int64Array, LargeStringArray,
    RecordBatch, StringArray, StringViewArray, TimestampSecondArray, UInt64Array,
};
use archive::{ColumnType, SourceFile, TableFacts};
use parquet::arrow::ArrowWriter;

/// How many kinds of column there are; the next is the one that the table asks for.
const KINDS: u8 = 12;

/// A file with every column of the table that the file should have: for each a byte that chooses its
/// type, then for each row a byte that says whether there is a value, and its bytes.
pub fn written(table: &TableFacts, file: &SourceFile, mut raw: &[u8]) -> Vec<u8> {
    let rows = usize::from(take(&mut raw, 1)[0] % 5);
    let columns = table.columns.iter().filter(|column| {
        !file.constants.contains_key(&column.name) && !file.lacks.contains(&column.name)
    });
    let arrays = columns.map(|column| {
        let kind = match take(&mut raw, 1)[0] % (KINDS * 2) {
            own if own >= KINDS => natural(column.kind),
            kind => kind,
        };
        let values: Vec<Option<[u8; 8]>> = (0..rows)
            .map(|_| (take(&mut raw, 1)[0] % 4 != 3).then(|| take(&mut raw, 8)))
            .collect();
        (column.published(), array(kind, &values), true)
    });
    let batch = RecordBatch::try_from_iter_with_nullable(arrays).expect("columns of one length");
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).expect("a plain schema");
    writer.write(&batch).expect("memory takes all");
    writer.into_inner().expect("memory takes all")
}

/// Up to `n` bytes that are left, then zeros.
fn take(raw: &mut &[u8], n: usize) -> [u8; 8] {
    let mut bytes = [0; 8];
    let (some, rest) = raw.split_at(n.min(raw.len()));
    bytes[..some.len()].copy_from_slice(some);
    *raw = rest;
    bytes
}

fn natural(kind: ColumnType) -> u8 {
    match kind {
        ColumnType::Int32 | ColumnType::Int64 | ColumnType::Year | ColumnType::MonthId => 0,
        ColumnType::Float64 => 1,
        ColumnType::Bool => 2,
        ColumnType::Text => 3,
        ColumnType::Day => 4,
    }
}

fn array(kind: u8, values: &[Option<[u8; 8]>]) -> ArrayRef {
    let int = |bytes: [u8; 8]| i64::from_le_bytes(bytes);
    let text = |bytes: [u8; 8]| String::from_utf8_lossy(&bytes).trim_matches('\0').to_owned();
    let texts = || values.iter().map(|value| value.map(text)).collect::<Vec<_>>();
    let ints = || values.iter().map(|value| value.map(int));
    match kind {
        // Small numbers, so that months and states are met.
        0 => Arc::new(Int64Array::from_iter(ints().map(|value| value.map(|n| n % 1000)))),
        1 => {
            let mut builder = Float64Builder::new();
            values.iter().for_each(|value| builder.append_option(value.map(f64::from_le_bytes)));
            Arc::new(builder.finish())
        }
        2 => Arc::new(BooleanArray::from_iter(ints().map(|value| value.map(|n| n % 2 == 0)))),
        3 => Arc::new(StringArray::from(texts())),
        4 => {
            let mut builder = Date32Builder::new();
            values.iter().for_each(|value| builder.append_option(value.map(|bytes| int(bytes) as i32)));
            Arc::new(builder.finish())
        }
        5 => Arc::new(Int64Array::from_iter(ints())),
        6 => Arc::new(UInt64Array::from_iter(ints().map(|value| value.map(|n| n as u64)))),
        7 => Arc::new(Int8Array::from_iter(ints().map(|value| value.map(|n| n as i8)))),
        8 => Arc::new(Float32Array::from_iter(ints().map(|value| value.map(|n| f32::from_bits(n as u32))))),
        9 => {
            let bytes: Vec<Option<&[u8]>> = values.iter().map(|value| value.as_ref().map(|v| &v[..])).collect();
            Arc::new(BinaryArray::from_opt_vec(bytes))
        }
        10 => match values.first() {
            Some(Some(first)) if first[0] % 2 == 0 => Arc::new(LargeStringArray::from(texts())),
            _ => Arc::new(StringViewArray::from_iter(texts())),
        },
        _ => match values.first() {
            Some(Some(first)) if first[0] % 2 == 0 => Arc::new(TimestampSecondArray::from_iter(ints())),
            _ => {
                let mut builder = ListBuilder::new(Int32Builder::new());
                for value in values {
                    builder.values().append_option(value.map(|bytes| int(bytes) as i32));
                    builder.append(value.is_some());
                }
                Arc::new(builder.finish())
            }
        },
    }
}
