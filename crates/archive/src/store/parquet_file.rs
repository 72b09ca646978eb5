use std::collections::{BTreeMap, VecDeque};
use std::io::{self, Write};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex};

use arrow::array::{Array, ArrayRef, RecordBatch};
use arrow::compute::interleave;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, ArrowWriterOptions,
    compute_leaves,
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
    let columns = layout.schema.fields().len();
    let queue = Queue::new(factory, columns, places);
    std::thread::scope(|scope| {
        // Threads run ahead of the disk by one row group at most, which bounds memory.
        let (done, packed) = sync_channel(columns.max(1));
        for _ in 0..layout.threads.max(1) {
            let (queue, done) = (&queue, done.clone());
            scope.spawn(move || pack(layout, batches, queue, &done));
        }
        drop(done);
        let mut waiting: BTreeMap<(usize, usize), ArrowColumnChunk> = BTreeMap::new();
        let mut group = Vec::with_capacity(columns);
        let mut n = 0;
        for one in packed {
            let (place, chunk) = one?;
            waiting.insert(place, chunk);
            while let Some(chunk) = waiting.remove(&(n, group.len())) {
                group.push(chunk);
                if group.len() == columns {
                    let mut out = file.next_row_group()?;
                    for chunk in group.drain(..) {
                        chunk.append_to_row_group(&mut out)?;
                    }
                    out.close()?;
                    n += 1;
                }
            }
        }
        Ok::<(), ParquetError>(())
    })?;
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

/// Columns of row groups that no thread has taken yet, in the order of the file.
struct Queue<'a> {
    factory: ArrowRowGroupWriterFactory,
    columns: usize,
    rest: Mutex<Rest<'a>>,
}

struct Rest<'a> {
    groups: std::iter::Enumerate<std::slice::Chunks<'a, Place>>,
    ready: VecDeque<Task>,
}

/// One column of one row group, its rows, and the one who packs it.
struct Task {
    place: (usize, usize),
    rows: Arc<Vec<(usize, usize)>>,
    writer: ArrowColumnWriter,
}

impl<'a> Queue<'a> {
    fn new(factory: ArrowRowGroupWriterFactory, columns: usize, places: &'a [Place]) -> Queue<'a> {
        let groups = places.chunks(ROW_GROUP).enumerate();
        let ready = VecDeque::new();
        Queue {
            factory,
            columns,
            rest: Mutex::new(Rest { groups, ready }),
        }
    }

    fn take(&self) -> Result<Option<Task>, ParquetError> {
        let broken = |_| ParquetError::General("a thread ended early".to_owned());
        let mut rest = self.rest.lock().map_err(broken)?;
        if rest.ready.is_empty()
            && let Some((group, places)) = rest.groups.next()
        {
            let writers = self.factory.create_column_writers(group)?;
            if writers.len() != self.columns {
                return Err(ParquetError::General(
                    "a column has parts; only plain columns are stored".to_owned(),
                ));
            }
            let rows = places
                .iter()
                .map(|(batch, row)| (*batch as usize, *row as usize));
            let rows = Arc::new(rows.collect::<Vec<_>>());
            let tasks = writers
                .into_iter()
                .enumerate()
                .map(|(column, writer)| Task {
                    place: (group, column),
                    rows: Arc::clone(&rows),
                    writer,
                });
            rest.ready.extend(tasks);
        }
        Ok(rest.ready.pop_front())
    }
}

type Packed = Result<((usize, usize), ArrowColumnChunk), ParquetError>;

/// Packs one column after the other until none is left, or no one waits for them any longer.
fn pack(
    layout: &Layout<'_>,
    batches: &[RecordBatch],
    queue: &Queue<'_>,
    done: &SyncSender<Packed>,
) {
    loop {
        let one = match queue.take() {
            Ok(Some(task)) => pack_one(layout, batches, task),
            Ok(None) => return,
            Err(error) => Err(error),
        };
        let failed = one.is_err();
        if done.send(one).is_err() || failed {
            return;
        }
    }
}

fn pack_one(layout: &Layout<'_>, batches: &[RecordBatch], task: Task) -> Packed {
    let Task {
        place,
        rows,
        mut writer,
    } = task;
    let column = gather(batches, place.1, &rows)?;
    for leaf in compute_leaves(layout.schema.field(place.1), &column)? {
        writer.write(&leaf)?;
    }
    Ok((place, writer.close()?))
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
