//! The store: every table of every source and vintage as sorted zstd Parquet, with a manifest that
//! says where it came from. What it promises is told in docs/design/store.md.

mod disk;
mod head;
mod manifest;
mod order;
mod parquet_file;
mod verify;
mod writer;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use terms::{AsOf, Day};

pub use head::Head;
pub(crate) use manifest::plain_name;
pub use manifest::{
    DerivedFrom, Edition, InputFile, Manifest, ManifestError, Retrieved, StoredColumn, StoredFile,
    StoredTable, manifest_schema,
};
pub use verify::{Damage, Verified};
pub use writer::{NewTable, NewVintage, Writer};

/// The file that says that a folder is a store, and of which form.
const FORMAT_FILE: &str = "watchfire-store";
const FORMAT_TEXT: &str = "watchfire store, form 1\n";
/// Held by whoever writes.
const WRITER_LOCK: &str = "writer.lock";
/// Held together by all who read, so that nobody takes files away under them.
const READERS_LOCK: &str = "readers.lock";
/// The manifest of a vintage: until it is there, nothing is.
const MANIFEST: &str = "manifest.json";
/// What is on its way has this at the beginning of its name.
const UNFINISHED: &str = ".unfinished-";
/// Downloads on their way.
const INCOMING: &str = "incoming";

/// A folder with the tables of the world.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
}

/// Why something could not be done with a store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is none.
    #[error(
        "{0} is no store; `watchfire data pull` makes one, `--store` or WATCHFIRE_STORE names another"
    )]
    None(PathBuf),
    /// The folder holds something else.
    #[error("{0} holds other files and is no store; name an empty or new folder with `--store`")]
    Foreign(PathBuf),
    /// The store is of another form.
    #[error("{path} says `{found}`, not `{}`; use the version that wrote it", FORMAT_TEXT.trim_end())]
    Form {
        /// The file that says so.
        path: PathBuf,
        /// What it says.
        found: String,
    },
    /// Another process writes.
    #[error("another process{} writes to {root}; wait until it has ended", by.map(|id| format!(" (id {id})")).unwrap_or_default())]
    Busy {
        /// The store.
        root: String,
        /// The id of the process, if it could be read.
        by: Option<u32>,
    },
    /// The disk refused.
    #[error("{path}: {source}")]
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A manifest is damaged or foreign.
    #[error("{path}: {problem}")]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: ManifestError,
    },
    /// The store does not hold it.
    #[error("the store has no {what}{}; `watchfire data list` shows what there is", known(.there))]
    Missing {
        /// What was asked for.
        what: String,
        /// What there is of that kind.
        there: Vec<String>,
    },
    /// Nothing of a source was published by then.
    #[error(
        "nothing of {source_id} was published by {as_of}; its earliest vintage here is of {earliest}"
    )]
    NotYetPublished {
        /// The source.
        source_id: String,
        /// The day asked for.
        as_of: AsOf,
        /// When the earliest vintage in the store was published.
        earliest: Day,
    },
    /// A name cannot be that of a folder.
    #[error("`{0}` cannot name a folder: use letters, digits, `-`, `_` and `.`")]
    Name(String),
    /// A table does not add up or fit its schema.
    #[error("table {table}: {reason}; nothing of it was written")]
    Table {
        /// The table.
        table: String,
        /// What is wrong.
        reason: String,
    },
}

fn known(there: &[String]) -> String {
    match there {
        [] => String::new(),
        there => format!(" (there are: {})", there.join(", ")),
    }
}

/// Keeps files from being taken away while it lives.
#[derive(Debug)]
pub struct Reading {
    _lock: Option<File>,
}

impl Store {
    /// The store in that folder.
    ///
    /// # Errors
    /// If there is none, or one of another form.
    pub fn open(root: &Path) -> Result<Store, StoreError> {
        let path = root.join(FORMAT_FILE);
        match std::fs::read_to_string(&path) {
            Ok(text) if text == FORMAT_TEXT => Ok(Store {
                root: root.to_owned(),
            }),
            Ok(text) => Err(StoreError::Form {
                path,
                found: text.chars().take(60).collect::<String>().trim().to_owned(),
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(StoreError::None(root.to_owned()))
            }
            Err(source) => Err(StoreError::Disk { path, source }),
        }
    }

    /// The store in that folder; an empty or missing folder becomes one.
    ///
    /// # Errors
    /// If the folder holds other files, or the disk refuses.
    pub fn open_or_create(root: &Path) -> Result<Store, StoreError> {
        match Store::open(root) {
            Err(StoreError::None(_)) => {}
            other => return other,
        }
        disk::make_folder(root)?;
        // Locks and an unfinished format file are what a killed first run leaves.
        let foreign = disk::names(root)?.into_iter().any(|name| {
            name != WRITER_LOCK && name != READERS_LOCK && !name.starts_with(UNFINISHED)
        });
        if foreign {
            return Err(StoreError::Foreign(root.to_owned()));
        }
        disk::write_at_once(root, FORMAT_FILE, FORMAT_TEXT.as_bytes())?;
        Store::open(root)
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where downloads are kept while they are on their way.
    pub fn incoming(&self) -> PathBuf {
        self.root.join(INCOMING)
    }

    /// The folder of one vintage.
    pub fn folder(&self, source: &str, vintage: &str) -> PathBuf {
        self.root.join(source).join(vintage)
    }

    /// Says that files are being read: nothing is taken away until the result is dropped. Reading
    /// never waits for writing. On a disk that cannot be written to there is nothing to lock.
    pub fn reading(&self) -> Reading {
        let file = disk::lock_file(&self.root.join(READERS_LOCK)).ok();
        let lock = file.filter(|file| file.try_lock_shared().is_ok());
        Reading { _lock: lock }
    }

    /// Takes the store for writing and sweeps away what a killed run left.
    ///
    /// # Errors
    /// If another process writes.
    pub fn writer(&self) -> Result<Writer<'_>, StoreError> {
        Writer::take(self)
    }

    /// The manifest of one vintage; none if the store does not hold it.
    ///
    /// # Errors
    /// If it is damaged or cannot be read.
    pub fn manifest(&self, source: &str, vintage: &str) -> Result<Option<Manifest>, StoreError> {
        let path = self.folder(source, vintage).join(MANIFEST);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                let problem = ManifestError::Seal;
                return Err(StoreError::Manifest { path, problem });
            }
            Err(source) => return Err(StoreError::Disk { path, source }),
        };
        match Manifest::read(&text) {
            Ok(manifest)
                if manifest.edition.source == source && manifest.edition.vintage == vintage =>
            {
                Ok(Some(manifest))
            }
            Ok(manifest) => {
                let found = format!(
                    "it is of {} {}",
                    manifest.edition.source, manifest.edition.vintage
                );
                let problem = ManifestError::Shape(found);
                Err(StoreError::Manifest { path, problem })
            }
            Err(problem) => Err(StoreError::Manifest { path, problem }),
        }
    }

    /// Every manifest, by source and vintage, and every one that cannot be read.
    pub fn manifests(&self) -> (Vec<Manifest>, Vec<StoreError>) {
        let (mut found, mut broken) = (Vec::new(), Vec::new());
        for (source, vintage) in self.vintage_folders(&mut broken) {
            match self.manifest(&source, &vintage) {
                Ok(manifest) => found.extend(manifest),
                Err(error) => broken.push(error),
            }
        }
        (found, broken)
    }

    /// Folders of two levels, by name.
    fn vintage_folders(&self, broken: &mut Vec<StoreError>) -> Vec<(String, String)> {
        let mut folders = Vec::new();
        let mut below = |folder: &Path| match disk::folders(folder) {
            Ok(names) => names,
            Err(error) => {
                broken.push(error);
                Vec::new()
            }
        };
        for source in below(&self.root) {
            if source == INCOMING || !manifest::plain_name(&source) {
                continue;
            }
            let vintages = below(&self.root.join(&source)).into_iter();
            let vintages = vintages.filter(|vintage| manifest::plain_name(vintage));
            folders.extend(vintages.map(|vintage| (source.clone(), vintage)));
        }
        folders
    }

    /// All vintages of a source, the earliest publication first.
    ///
    /// # Errors
    /// If a manifest of the source cannot be read: then it is not known which vintage is the latest.
    pub fn vintages(&self, source: &str) -> Result<Vec<Manifest>, StoreError> {
        let mut vintages = Vec::new();
        if manifest::plain_name(source) && self.root.join(source).is_dir() {
            for vintage in disk::folders(&self.root.join(source))? {
                vintages.extend(self.manifest(source, &vintage)?);
            }
        }
        vintages.sort_by(|a, b| {
            (a.edition.released, &a.edition.vintage).cmp(&(b.edition.released, &b.edition.vintage))
        });
        Ok(vintages)
    }

    /// The vintage of a source that was the latest on a day; without a day, the latest of all.
    ///
    /// # Errors
    /// If the store has no vintage, or none was published by then.
    pub fn as_of(&self, source: &str, as_of: Option<AsOf>) -> Result<Manifest, StoreError> {
        let mut vintages = self.vintages(source)?;
        let Some(earliest) = vintages.first().map(|first| first.edition.released) else {
            let (all, _) = self.manifests();
            let mut there: Vec<String> = all.into_iter().map(|one| one.edition.source).collect();
            there.dedup();
            return Err(StoreError::Missing {
                what: format!("source `{source}`"),
                there,
            });
        };
        vintages.retain(|one| as_of.is_none_or(|day| day.knows(one.edition.released)));
        match (vintages.pop(), as_of) {
            (Some(latest), _) => Ok(latest),
            (None, Some(as_of)) => Err(StoreError::NotYetPublished {
                source_id: source.to_owned(),
                as_of,
                earliest,
            }),
            (None, None) => Err(StoreError::Missing {
                what: format!("source `{source}`"),
                there: Vec::new(),
            }),
        }
    }

    /// For every table the vintage that was the latest on a day and holds it, with its files in the
    /// order of the rows. A table that another vintage of its source lacks is taken from the one
    /// that has it.
    ///
    /// # Errors
    /// If a manifest cannot be read.
    pub fn tables(
        &self,
        as_of: Option<AsOf>,
    ) -> Result<BTreeMap<String, (Manifest, Vec<PathBuf>)>, StoreError> {
        let (mut manifests, mut broken) = self.manifests();
        if !broken.is_empty() {
            return Err(broken.swap_remove(0));
        }
        manifests.retain(|one| as_of.is_none_or(|day| day.knows(one.edition.released)));
        manifests.sort_by(|a, b| {
            (a.edition.released, &a.edition.vintage).cmp(&(b.edition.released, &b.edition.vintage))
        });
        let mut tables = BTreeMap::new();
        for manifest in manifests {
            for table in &manifest.table {
                let files = self.table_files(&manifest, table);
                tables.insert(table.name.clone(), (manifest.clone(), files));
            }
        }
        Ok(tables)
    }

    /// Where the files of a table lie.
    pub fn table_files(&self, manifest: &Manifest, table: &StoredTable) -> Vec<PathBuf> {
        let folder = self.folder(&manifest.edition.source, &manifest.edition.vintage);
        let files = table.file.iter();
        files.map(|file| folder.join(&file.name)).collect()
    }
}
