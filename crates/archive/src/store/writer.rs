use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use std::path::Path;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use terms::Day;

use super::manifest::{FORMAT, plain_name};
use super::parquet_file::{self, Layout, Place};
use super::{
    DerivedFrom, INCOMING, InputFile, MANIFEST, Manifest, READERS_LOCK, Retrieved, Store,
    StoreError, StoredColumn, StoredFile, StoredTable, UNFINISHED, WRITER_LOCK, disk, order,
};

/// A table of fewer rows is one file, also where a column divides it: small files only cost.
const ONE_FILE: usize = 1_000_000;

/// A table on its way into the store.
#[derive(Debug)]
pub struct NewTable {
    /// Its name.
    pub name: String,
    /// The shape of its rows.
    pub schema: SchemaRef,
    /// Its rows, in the order in which they were read.
    pub batches: Vec<RecordBatch>,
    /// How many rows were read.
    pub read: u64,
    /// How many were left out, by reason.
    pub left_out: BTreeMap<String, u64>,
    /// Those that could not be taken, in any shape; none if there are none.
    pub rejects: Option<RecordBatch>,
    /// Of a computed table: rows of its inputs that count for nothing in it, by table and reason.
    pub unused: BTreeMap<String, u64>,
    /// The columns to sort by.
    pub sort: Vec<String>,
    /// The column whose values get files of their own once the table has a million rows.
    pub partition: Option<String>,
    /// Units and meanings of columns, by name.
    pub about: BTreeMap<String, (String, String)>,
}

/// A vintage on its way into the store.
#[derive(Debug)]
pub struct NewVintage {
    /// The source, by id.
    pub source: String,
    /// The publisher's version.
    pub vintage: String,
    /// When it was published.
    pub released: Day,
    /// The title of the source.
    pub title: String,
    /// Its publisher.
    pub publisher: String,
    /// Its licence.
    pub licence: String,
    /// How to cite it.
    pub citation: String,
    /// When its files were retrieved.
    pub retrieved: Retrieved,
    /// The version of the reader and of the description that it followed.
    pub reader: String,
    /// The files that it was read from.
    pub input: Vec<InputFile>,
    /// The tables that it was computed from.
    pub derived_from: Vec<DerivedFrom>,
    /// Its tables.
    pub tables: Vec<NewTable>,
}

/// The one who may write to a store; the right ends when it is dropped, or with the process.
#[derive(Debug)]
pub struct Writer<'a> {
    store: &'a Store,
    _lock: File,
    threads: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn take(store: &'a Store) -> Result<Writer<'a>, StoreError> {
        let path = store.root.join(WRITER_LOCK);
        let mut lock = disk::lock_file(&path).map_err(disk::at(&path))?;
        if let Err(error) = lock.try_lock() {
            return Err(match error {
                std::fs::TryLockError::WouldBlock => StoreError::Busy {
                    root: store.root.display().to_string(),
                    by: std::fs::read_to_string(&path)
                        .ok()
                        .and_then(|text| text.trim().parse().ok()),
                },
                std::fs::TryLockError::Error(source) => StoreError::Disk { path, source },
            });
        }
        // Only for the message to others; the lock itself is held by the open file.
        let named = lock
            .set_len(0)
            .and_then(|()| lock.rewind())
            .and_then(|()| writeln!(lock, "{}", std::process::id()));
        named.map_err(disk::at(&path))?;
        let writer = Writer {
            store,
            _lock: lock,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
        };
        writer.sweep()?;
        Ok(writer)
    }

    /// The store that it writes to.
    pub fn store(&self) -> &Store {
        self.store
    }

    /// Writes a vintage and puts it in the place of an older reading of the same vintage. Until the
    /// manifest has its name, the older one holds.
    ///
    /// # Errors
    /// If a table does not add up or the disk refuses; then the older reading still holds.
    pub fn put(&self, new: NewVintage) -> Result<Manifest, StoreError> {
        for name in [&new.source, &new.vintage]
            .into_iter()
            .chain(new.tables.iter().map(|table| &table.name))
        {
            if !plain_name(name) || name == INCOMING {
                return Err(StoreError::Name(name.clone()));
            }
        }
        let folder = self.store.folder(&new.source, &new.vintage);
        disk::make_folder(&folder)?;
        let about = [
            ("source", &new.source),
            ("vintage", &new.vintage),
            ("licence", &new.licence),
            ("citation", &new.citation),
        ];
        let about = about.map(|(key, value)| (key.to_owned(), value.clone()));
        let mut tables = Vec::new();
        for table in new.tables {
            tables.push(self.write_table(&folder, table, &about)?);
        }
        tables.sort_by(|a, b| a.name.cmp(&b.name));
        let mut manifest = Manifest {
            format: FORMAT,
            source: new.source,
            vintage: new.vintage,
            released: new.released,
            title: new.title,
            publisher: new.publisher,
            licence: new.licence,
            citation: new.citation,
            retrieved: new.retrieved,
            reader: new.reader,
            input: new.input,
            derived_from: new.derived_from,
            table: tables,
            content: String::new(),
        };
        manifest.content = Manifest::content_of(manifest.files());
        // All names of files are on the disk before the manifest speaks of them.
        disk::sync_folder(&folder)?;
        disk::write_at_once(&folder, MANIFEST, manifest.to_text().as_bytes())?;
        self.sweep_vintage(&manifest.source, &manifest.vintage)?;
        Ok(manifest)
    }

    /// Takes one vintage away.
    ///
    /// # Errors
    /// If the store does not hold it, or the disk refuses.
    pub fn remove(&self, source: &str, vintage: &str) -> Result<(), StoreError> {
        let folder = self.store.folder(source, vintage);
        let manifest = folder.join(MANIFEST);
        if !plain_name(source) || !plain_name(vintage) || !manifest.is_file() {
            let vintages = disk::folders(&self.store.root.join(source)).unwrap_or_default();
            return Err(StoreError::Missing {
                what: format!("vintage `{vintage}` of `{source}`"),
                there: vintages,
            });
        }
        disk::remove(&manifest)?;
        disk::sync_folder(&folder)?;
        self.sweep_vintage(source, vintage)
    }

    /// Takes away what no manifest names: the remains of killed runs and of older readings.
    fn sweep(&self) -> Result<(), StoreError> {
        for name in disk::names(&self.store.root)? {
            if name.starts_with(UNFINISHED) {
                disk::remove(&self.store.root.join(name))?;
            }
        }
        let mut broken = Vec::new();
        for (source, vintage) in self.store.vintage_folders(&mut broken) {
            self.sweep_vintage(&source, &vintage)?;
        }
        broken.pop().map_or(Ok(()), Err)
    }

    fn sweep_vintage(&self, source: &str, vintage: &str) -> Result<(), StoreError> {
        // A damaged manifest may name files that are needed to find out what happened.
        let Ok(manifest) = self.store.manifest(source, vintage) else {
            return Ok(());
        };
        let path = self.store.root.join(READERS_LOCK);
        let readers = disk::lock_file(&path).map_err(disk::at(&path))?;
        let alone = readers.try_lock().is_ok();
        let folder = self.store.folder(source, vintage);
        let mut left = 0;
        for name in disk::names(&folder)? {
            let named = manifest
                .as_ref()
                .is_some_and(|one| name == MANIFEST || one.files().any(|file| file.name == name));
            // Someone may be reading an older table: the next run takes it away.
            let ours = name.starts_with(UNFINISHED) || (alone && written_by_us(&name));
            if !named && ours {
                disk::remove(&folder.join(&name))?;
            } else {
                left += 1;
            }
        }
        if left == 0 {
            // Empty folders go too; that they are not empty after all is no error.
            let _ = std::fs::remove_dir(&folder);
            let _ = std::fs::remove_dir(self.store.root.join(source));
        }
        Ok(())
    }

    fn write_table(
        &self,
        folder: &Path,
        table: NewTable,
        about: &[(String, String)],
    ) -> Result<StoredTable, StoreError> {
        let wrong = |reason: String| StoreError::Table {
            table: table.name.clone(),
            reason,
        };
        if let Some(other) = table
            .batches
            .iter()
            .find(|one| one.schema() != table.schema)
        {
            let reason = format!("its rows have another shape: {}", other.schema());
            return Err(wrong(reason));
        }
        // Rows are divided first by the column of the partition, so that a value is one run.
        let mut by: Vec<String> = table.partition.iter().cloned().collect();
        by.extend(
            table
                .sort
                .iter()
                .filter(|name| table.partition.as_ref() != Some(name))
                .cloned(),
        );
        let rows: usize = table.batches.iter().map(RecordBatch::num_rows).sum();
        let divided = table.partition.as_ref().filter(|_| rows >= ONE_FILE);
        let by = if divided.is_some() {
            by
        } else {
            table.sort.clone()
        };
        let arrow = |error: arrow::error::ArrowError| wrong(error.to_string());
        let places = order::sorted(&table.schema, &table.batches, &by).map_err(arrow)?;
        let runs: Vec<&[Place]> = match divided {
            Some(column) => {
                order::runs(&table.schema, &table.batches, column, &places).map_err(arrow)?
            }
            None => vec![&places],
        };
        let layout = Layout {
            schema: table.schema.clone(),
            sort: &by,
            about: about.to_vec(),
            threads: self.threads,
        };
        let mut files = Vec::new();
        for (n, run) in runs.iter().enumerate() {
            let stem = match divided {
                Some(_) => format!("{}-{n:05}", table.name),
                None => table.name.clone(),
            };
            let write = |out: &mut BufWriter<File>| {
                let written = parquet_file::write(out, &layout, &table.batches, run);
                written.map_err(|error| wrong(error.to_string()))
            };
            files.push(write_file(folder, &stem, run.len() as u64, write)?);
        }
        let rejects = match &table.rejects {
            Some(batch) if batch.num_rows() > 0 => {
                Some(self.write_rejects(folder, &table.name, batch, about)?)
            }
            _ => None,
        };
        let stored = StoredTable {
            read: table.read,
            rows: rows as u64,
            rejected: rejects.as_ref().map_or(0, |file| file.rows),
            column: columns(&table),
            name: table.name.clone(),
            left_out: table.left_out.clone(),
            unused: table.unused.clone(),
            sort: by,
            partition: divided.cloned(),
            file: files,
            rejects,
        };
        match stored.adds_up() {
            true => Ok(stored),
            false => Err(wrong(format!(
                "{} rows were read, but {} taken, {} left out and {} rejected",
                stored.read,
                stored.rows,
                stored.left_out.values().sum::<u64>(),
                stored.rejected
            ))),
        }
    }

    fn write_rejects(
        &self,
        folder: &Path,
        table: &str,
        batch: &RecordBatch,
        about: &[(String, String)],
    ) -> Result<StoredFile, StoreError> {
        let layout = Layout {
            schema: batch.schema(),
            sort: &[],
            about: about.to_vec(),
            threads: 1,
        };
        let wrong = |reason: String| StoreError::Table {
            table: format!("{table} (rejects)"),
            reason,
        };
        let batches = std::slice::from_ref(batch);
        let places = order::sorted(&batch.schema(), batches, &[]);
        let places = places.map_err(|error| wrong(error.to_string()))?;
        let write = |out: &mut BufWriter<File>| {
            let written = parquet_file::write(out, &layout, batches, &places);
            written.map_err(|error| wrong(error.to_string()))
        };
        let stem = format!("{table}-rejects");
        write_file(folder, &stem, places.len() as u64, write)
    }
}

/// Writes a file under a passing name and then gives it the name of its content.
fn write_file(
    folder: &Path,
    stem: &str,
    rows: u64,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<(String, u64), StoreError>,
) -> Result<StoredFile, StoreError> {
    let unfinished = folder.join(format!("{UNFINISHED}{stem}"));
    let file = File::create(&unfinished).map_err(disk::at(&unfinished))?;
    let mut out = BufWriter::with_capacity(1 << 18, file);
    let (sha256, bytes) = write(&mut out)?;
    let file = out.into_inner().map_err(|error| error.into_error());
    let synced = file.and_then(|file| file.sync_all());
    synced.map_err(disk::at(&unfinished))?;
    let name = format!("{stem}.{}.parquet", &sha256[..16]);
    let path = folder.join(&name);
    std::fs::rename(&unfinished, &path).map_err(disk::at(&path))?;
    Ok(StoredFile {
        name,
        sha256,
        bytes,
        rows,
    })
}

/// Whether a name is one that `write_file` gives.
fn written_by_us(name: &str) -> bool {
    let parts = name
        .strip_suffix(".parquet")
        .and_then(|name| name.rsplit_once('.'));
    parts.is_some_and(|(_, hash)| hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn columns(table: &NewTable) -> Vec<StoredColumn> {
    let fields = table.schema.fields().iter();
    fields
        .map(|field| {
            let (unit, about) = table.about.get(field.name()).cloned().unwrap_or_default();
            StoredColumn {
                name: field.name().clone(),
                kind: field.data_type().to_string(),
                unit,
                about,
            }
        })
        .collect()
}
