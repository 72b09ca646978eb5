use std::io::{self, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow::array::{Array, ArrayRef, RecordBatch};
use arrow::compute::interleave;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowWriterOptions, compute_leaves,
};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::{KeyValue, SortingColumn};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use sha2::{Digest, Sha256};

use crate::fetch::hex;

/// Rows of a row group: large enough to pack well, small enough to skip most of a table.
pub(crate) const ROW_GROUP: usize = 1 << 17;
/// zstd's own default, which other writers of Parquet use too.
const LEVEL: i32 = 3;

/// Where a row stands: which batch, and which row of it.
pub(crate) type Place = (u32, u32);

/// How a Parquet file is written.
pub(crate) struct Layout<'a> {
    /// The shape of the rows.
    pub(crate) schema: SchemaRef,
    /// The columns that the rows are sorted by.
    pub(crate) sort: &'a [String],
    /// What stands in the foot of the file: source, vintage, licence.
    pub(crate) about: Vec<(String, String)>,
    /// How many threads pack columns; the bytes do not depend on it.
    pub(crate) threads: usize,
}

/// Writes the rows at those places as one Parquet file; gives checksum and size.
pub(crate) fn write(
    out: impl Write + Send,
    layout: &Layout<'_>,
    batches: &[RecordBatch],
    places: &[Place],
) -> Result<(String, u64), ParquetError> {
    let mut out = Hashed {
        out,
        hash: Sha256::new(),
        bytes: 0,
    };
    let options = ArrowWriterOptions::new().with_properties(properties(layout)?);
    let writer = ArrowWriter::try_new_with_options(&mut out, layout.schema.clone(), options)?;
    let (mut file, factory) = writer.into_serialized_writer()?;
    for (n, rows) in places.chunks(ROW_GROUP).enumerate() {
        let writers = factory.create_column_writers(n)?;
        let chunks = pack(layout, batches, rows, writers)?;
        let mut group = file.next_row_group()?;
        for chunk in chunks {
            chunk.append_to_row_group(&mut group)?;
        }
        group.close()?;
    }
    file.close()?;
    out.flush()?;
    Ok((hex(&out.hash.finalize()), out.bytes))
}

fn properties(layout: &Layout<'_>) -> Result<WriterProperties, ParquetError> {
    let sorting = layout.sort.iter().filter_map(|name| {
        let (at, _) = layout.schema.column_with_name(name)?;
        Some(SortingColumn {
            column_idx: i32::try_from(at).ok()?,
            descending: false,
            nulls_first: true,
        })
    });
    let about = layout.about.iter().map(|(key, value)| KeyValue {
        key: format!("watchfire.{key}"),
        value: Some(value.clone()),
    });
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(LEVEL)?))
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_sorting_columns(Some(sorting.collect()))
        .set_key_value_metadata(Some(about.collect()))
        // Bounds of each page pay only where rows are sorted.
        .set_statistics_enabled(EnabledStatistics::Chunk);
    for name in layout.sort {
        let column = ColumnPath::from(name.as_str());
        properties = properties.set_column_statistics_enabled(column, EnabledStatistics::Page);
    }
    Ok(properties.build())
}

/// Packs the columns of one row group, several at a time.
fn pack(
    layout: &Layout<'_>,
    batches: &[RecordBatch],
    rows: &[Place],
    writers: Vec<ArrowColumnWriter>,
) -> Result<Vec<ArrowColumnChunk>, ParquetError> {
    if writers.len() != layout.schema.fields().len() {
        return Err(ParquetError::General(
            "a column has parts; only plain columns are stored".to_owned(),
        ));
    }
    let places: Vec<(usize, usize)> = rows
        .iter()
        .map(|(batch, row)| (*batch as usize, *row as usize))
        .collect();
    let writers: Vec<Mutex<Option<ArrowColumnWriter>>> = writers
        .into_iter()
        .map(|writer| Mutex::new(Some(writer)))
        .collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(slot) = writers.get(at) else {
                return Ok(done);
            };
            let writer = slot.lock().ok().and_then(|mut slot| slot.take());
            let Some(mut writer) = writer else {
                return Ok(done);
            };
            let column = gather(batches, at, &places)?;
            for leaf in compute_leaves(layout.schema.field(at), &column)? {
                writer.write(&leaf)?;
            }
            done.push((at, writer.close()?));
        }
    };
    let threads = layout.threads.clamp(1, writers.len().max(1));
    let parts: Vec<Result<Vec<(usize, ArrowColumnChunk)>, ParquetError>> =
        std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let mut parts = vec![work()];
            parts.extend(others.into_iter().map(|other| {
                let broken = || Err(ParquetError::General("a thread ended early".to_owned()));
                other.join().unwrap_or_else(|_| broken())
            }));
            parts
        });
    let mut chunks = Vec::with_capacity(writers.len());
    for part in parts {
        chunks.extend(part?);
    }
    chunks.sort_by_key(|(at, _)| *at);
    Ok(chunks.into_iter().map(|(_, chunk)| chunk).collect())
}

/// The values of one column at those places, in that order.
fn gather(
    batches: &[RecordBatch],
    column: usize,
    places: &[(usize, usize)],
) -> Result<ArrayRef, ParquetError> {
    let columns: Vec<&dyn Array> = batches
        .iter()
        .map(|batch| batch.column(column).as_ref())
        .collect();
    Ok(interleave(&columns, places)?)
}

/// Passes bytes on, and keeps their checksum and number.
struct Hashed<W> {
    out: W,
    hash: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, block: &[u8]) -> io::Result<usize> {
        let n = self.out.write(block)?;
        self.hash.update(&block[..n]);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
