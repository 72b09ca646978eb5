use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::SortOptions;
use arrow::datatypes::{DataType, SchemaRef};
use arrow::error::ArrowError;
use arrow::row::{RowConverter, Rows, SortField};

use super::parquet_file::Place;

/// The places of all rows in the order of those columns; rows that are alike keep their order, and
/// missing values come first.
pub(crate) fn sorted(
    schema: &SchemaRef,
    batches: &[RecordBatch],
    by: &[String],
) -> Result<Vec<Place>, ArrowError> {
    let mut places: Vec<Place> =
        Vec::with_capacity(batches.iter().map(RecordBatch::num_rows).sum());
    for (n, batch) in batches.iter().enumerate() {
        let n = place(n)?;
        let rows = place(batch.num_rows())?;
        places.extend((0..rows).map(|row| (n, row)));
    }
    if by.is_empty() || places.is_empty() {
        return Ok(places);
    }
    let keys = keys(schema, batches, by)?;
    let key = |(batch, row): Place| keys[batch as usize].row(row as usize);
    if places.is_sorted_by(|a, b| key(*a) <= key(*b)) {
        return Ok(places);
    }
    // The first bytes of a key tell most rows apart and lie side by side in memory.
    let mut begun: Vec<([u64; 3], Place)> = places
        .iter()
        .map(|place| (begin(key(*place).as_ref()), *place))
        .collect();
    begun.sort_unstable_by(|(a, a_place), (b, b_place)| {
        let whole = || key(*a_place).cmp(&key(*b_place));
        a.cmp(b).then_with(whole).then(a_place.cmp(b_place))
    });
    Ok(begun.into_iter().map(|(_, place)| place).collect())
}

/// The first 24 bytes of a key as numbers; a shorter key is followed by zeros, as it would be sorted.
fn begin(key: &[u8]) -> [u64; 3] {
    let mut words = [0; 3];
    for (word, bytes) in words.iter_mut().zip(key.chunks(8)) {
        let mut eight = [0; 8];
        eight[..bytes.len()].copy_from_slice(bytes);
        *word = u64::from_be_bytes(eight);
    }
    words
}

/// Cuts sorted rows into runs in which one column has one value.
pub(crate) fn runs<'a>(
    schema: &SchemaRef,
    batches: &[RecordBatch],
    column: &str,
    places: &'a [Place],
) -> Result<Vec<&'a [Place]>, ArrowError> {
    let keys = keys(schema, batches, &[column.to_owned()])?;
    let key = |(batch, row): &Place| keys[*batch as usize].row(*row as usize);
    Ok(places.chunk_by(|a, b| key(a) == key(b)).collect())
}

fn keys(
    schema: &SchemaRef,
    batches: &[RecordBatch],
    by: &[String],
) -> Result<Vec<Rows>, ArrowError> {
    let columns: Vec<usize> = by
        .iter()
        .map(|name| schema.index_of(name))
        .collect::<Result<_, _>>()?;
    let fields = columns.iter().map(|at| {
        let kind: DataType = schema.field(*at).data_type().clone();
        SortField::new_with_options(kind, SortOptions::new(false, true))
    });
    let converter = RowConverter::new(fields.collect())?;
    batches
        .iter()
        .map(|batch| {
            let values: Vec<_> = columns
                .iter()
                .map(|at| Arc::clone(batch.column(*at)))
                .collect();
            converter.convert_columns(&values)
        })
        .collect()
}

fn place(n: usize) -> Result<u32, ArrowError> {
    u32::try_from(n).map_err(|_| {
        ArrowError::InvalidArgumentError(format!("{n} rows in one batch are too many"))
    })
}
