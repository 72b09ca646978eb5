use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use parquet::arrow::arrow_reader::ArrowReaderMetadata;

use super::{FORMAT_FILE, INCOMING, MANIFEST, Manifest, Store, StoreError, StoredFile, disk};
use crate::fetch::hash_file;

/// A file of a store that is not what its manifest says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Damage {
    /// The file, below the store.
    pub file: String,
    /// What is wrong with it, and what to do.
    pub what: String,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.what)
    }
}

/// What a check of every file found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// Vintages with a manifest that could be read.
    pub vintages: usize,
    /// Tables.
    pub tables: usize,
    /// Files that were hashed.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Rows in all tables.
    pub rows: u64,
    /// Everything that is not as it was written.
    pub damages: Vec<Damage>,
    /// Files that no manifest names: what a killed run or a stranger left. They are no part of any table.
    pub unnamed: Vec<String>,
}

impl Store {
    /// Hashes every file anew and compares it with its manifest; checks that rows add up.
    ///
    /// # Errors
    /// Only if the folder itself cannot be read; all damages are in the result.
    pub fn verify(&self, progress: &(dyn Fn(usize, usize) + Sync)) -> Result<Verified, StoreError> {
        let _reading = self.reading();
        let mut found = Verified::default();
        let (manifests, broken) = self.manifests();
        for error in broken {
            let (path, what) = match error {
                StoreError::Manifest { path, problem } => (path, problem.to_string()),
                StoreError::Disk { path, source } => (path, source.to_string()),
                other => return Err(other),
            };
            let file = self.below(&path);
            found.damages.push(Damage { file, what });
        }
        found.vintages = manifests.len();
        let mut files: Vec<(PathBuf, &StoredFile)> = Vec::new();
        for manifest in &manifests {
            found.damages.extend(self.sums(manifest));
            found.tables += manifest.table.len();
            found.rows += manifest.table.iter().map(|table| table.rows).sum::<u64>();
            let folder = self.folder(&manifest.edition.source, &manifest.edition.vintage);
            files.extend(manifest.files().map(|file| (folder.join(&file.name), file)));
        }
        found.files = files.len();
        found.bytes = files.iter().map(|(_, file)| file.bytes).sum();
        found.damages.extend(self.hash_all(&files, progress));
        found.damages.sort();
        found.unnamed = self.unnamed(&files)?;
        Ok(found)
    }

    fn below(&self, path: &Path) -> String {
        path.strip_prefix(&self.root)
            .unwrap_or(path)
            .display()
            .to_string()
    }

    /// Whether the numbers of a manifest fit one another.
    fn sums(&self, manifest: &Manifest) -> Vec<Damage> {
        let path = self
            .folder(&manifest.edition.source, &manifest.edition.vintage)
            .join(MANIFEST);
        let mut damages = Vec::new();
        let mut wrong = |what: String| {
            let file = self.below(&path);
            damages.push(Damage { file, what });
        };
        for table in manifest.table.iter().filter(|table| !table.adds_up()) {
            wrong(format!("the rows of {} do not add up", table.name));
        }
        if Manifest::content_of(manifest.files()) != manifest.content {
            wrong("`content` does not fit its files".to_owned());
        }
        damages
    }

    fn hash_all(
        &self,
        files: &[(PathBuf, &StoredFile)],
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Vec<Damage> {
        let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let damages = Mutex::new(Vec::new());
        let work = || {
            while let Some((path, file)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                if let Some(what) = damage(path, file) {
                    let file = self.below(path);
                    if let Ok(mut damages) = damages.lock() {
                        damages.push(Damage { file, what });
                    }
                }
                progress(done.fetch_add(1, Ordering::Relaxed) + 1, files.len());
            }
        };
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(work);
            }
        });
        damages.into_inner().unwrap_or_default()
    }

    fn unnamed(&self, files: &[(PathBuf, &StoredFile)]) -> Result<Vec<String>, StoreError> {
        let named: BTreeSet<&Path> = files.iter().map(|(path, _)| path.as_path()).collect();
        let mut unnamed = Vec::new();
        let mut folders = vec![(self.root.clone(), 0)];
        while let Some((folder, depth)) = folders.pop() {
            for name in disk::names(&folder)? {
                let path = folder.join(&name);
                let of_the_store = match depth {
                    0 => name == FORMAT_FILE || name.ends_with(".lock") || name == INCOMING,
                    2 => name == MANIFEST,
                    _ => false,
                };
                if of_the_store || named.contains(path.as_path()) {
                    continue;
                }
                if path.is_dir() && depth < 2 {
                    folders.push((path, depth + 1));
                } else {
                    unnamed.push(self.below(&path));
                }
            }
        }
        unnamed.sort();
        Ok(unnamed)
    }
}

fn damage(path: &Path, file: &StoredFile) -> Option<String> {
    let again = "pull it again with `--again`";
    let (sha256, bytes) = match hash_file(path) {
        Ok(found) => found,
        Err(error) => return Some(format!("{error}; {again}")),
    };
    if bytes != file.bytes {
        return Some(format!("{bytes} bytes, expected {}; {again}", file.bytes));
    }
    if sha256 != file.sha256 {
        let expected = &file.sha256;
        return Some(format!("SHA-256 {sha256}, expected {expected}; {again}"));
    }
    let rows = std::fs::File::open(path)
        .map_err(|error| error.to_string())
        .and_then(|file| {
            let metadata = ArrowReaderMetadata::load(&file, Default::default());
            metadata.map_err(|error| error.to_string())
        })
        .map(|metadata| metadata.metadata().file_metadata().num_rows());
    match rows {
        Ok(rows) if u64::try_from(rows) == Ok(file.rows) => None,
        Ok(rows) => Some(format!("{rows} rows, expected {}; {again}", file.rows)),
        Err(error) => Some(format!("{error}; {again}")),
    }
}
