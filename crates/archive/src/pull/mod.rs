//! From the publishers' files to the store: every file brought and checked, every row accounted for,
//! nothing done twice.

mod all;
mod derived;
mod tables;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use all::pull_all;
pub use derived::{Derived, derive};
use sha2::{Digest, Sha256};

use crate::computed::ComputeError;
use crate::fetch::{FetchError, Fetched, Patience, Place, Surroundings, Wanted, fetch, hex};
use crate::reading::{Limits, ReadError};
use crate::store::{Edition, InputFile, Manifest, NewVintage, Retrieved, StoreError, Writer};
use crate::{SourceFacts, SourceFile, StateCodes, Vintage};

/// Raised whenever the same file and facts would give other rows.
const READER: u32 = 1;

/// Below 32 MiB a second thread is not worth its start.
pub const LARGE: u64 = 32 << 20;

/// What a pull needs to know.
pub struct Pull<'a> {
    /// Where files are taken from, the first that has one first.
    pub places: &'a [Place],
    /// Whether addresses of publishers are used that nobody has checked.
    pub unchecked_addresses: bool,
    /// Whether the first row that cannot be taken stops a source.
    pub strict: bool,
    /// Whether to read again what is unchanged.
    pub again: bool,
    /// How many threads read one large file; rows do not depend on it.
    pub threads: usize,
    /// The size in bytes from which a file is read in parts side by side.
    pub large: u64,
    /// What packed files may unpack to.
    pub limits: Limits,
    /// The time that manifests name; the clock is not read here.
    pub retrieved: Retrieved,
    /// How patient to be with servers.
    pub patience: &'a Patience,
    /// Waits between two tries.
    pub sleep: &'a (dyn Fn(Duration) + Sync),
    /// Told what goes on.
    pub progress: &'a (dyn Fn(Progress<'_>) + Sync),
}

/// What goes on during a pull.
#[derive(Debug, Clone, Copy)]
pub enum Progress<'a> {
    /// A file is on its way.
    Fetching {
        /// Its path in a mirror.
        path: &'a str,
        /// Bytes that are here.
        bytes: u64,
        /// Bytes in all, where known.
        of: Option<u64>,
    },
    /// A table is being read.
    Reading {
        /// The table.
        table: &'a str,
        /// Rows so far.
        rows: u64,
    },
    /// A vintage is done, well or not.
    Done {
        /// The source.
        source: &'a str,
        /// The vintage.
        vintage: &'a str,
    },
}

/// What came of one vintage.
#[derive(Debug)]
pub enum Outcome {
    /// Inputs, facts and reader are those of before: nothing was done.
    Unchanged(Manifest),
    /// It was read and stored.
    Stored(Manifest),
}

impl Outcome {
    /// The manifest that now stands in the store.
    pub fn manifest(&self) -> &Manifest {
        match self {
            Outcome::Unchanged(manifest) | Outcome::Stored(manifest) => manifest,
        }
    }
}

/// Why a vintage was not pulled; what the store held before, it still holds.
#[derive(Debug, thiserror::Error)]
pub enum PullError {
    /// Files could not be brought.
    #[error("{}", list(.0))]
    Fetch(Vec<FetchError>),
    /// A file could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// It could not be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It could not be computed from the tables of the store.
    #[error(transparent)]
    Compute(#[from] ComputeError),
    /// The facts do not have what was asked for.
    #[error("{0}")]
    Unknown(String),
}

fn list(errors: &[FetchError]) -> String {
    let told: Vec<String> = errors.iter().map(ToString::to_string).collect();
    told.join("; ")
}

/// What came of every vintage of a source, the earliest first.
pub type Pulled = Vec<(Vintage, Result<Outcome, PullError>)>;

/// Brings, reads and stores every vintage of a source. One that fails does not stop the others.
pub fn pull(
    writer: &Writer<'_>,
    source: &SourceFacts,
    codes: &StateCodes,
    options: &Pull<'_>,
) -> Pulled {
    let vintages = source.vintages().into_iter();
    let vintages = vintages.filter(|one| files_of(source, &one.id).next().is_some());
    vintages
        .map(|vintage| {
            let outcome = pull_vintage(writer, source, &vintage, codes, options);
            (options.progress)(Progress::Done {
                source: &source.id,
                vintage: &vintage.id,
            });
            (vintage, outcome)
        })
        .collect()
}

/// Reads and stores a user's own file as a vintage of a source.
///
/// # Errors
/// If it cannot be read as that file of the source, or not be stored.
pub fn add(
    writer: &Writer<'_>,
    source: &SourceFacts,
    file: &SourceFile,
    path: PathBuf,
    vintage: &Vintage,
    codes: &StateCodes,
    options: &Pull<'_>,
) -> Result<Outcome, PullError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    let wanted = Wanted {
        path: &name,
        address: None,
        address_usable: false,
        sha256: None,
    };
    let here = [Place::Folder(folder)];
    let brought = || bring(writer, &wanted, &here, options).map_err(|e| PullError::Fetch(vec![e]));
    let reader = reader(source, &vintage.id, codes);
    let before = writer
        .store()
        .manifest(&source.id, &vintage.id)
        .ok()
        .flatten();
    let (fetched, tables) = if before.is_some() {
        let fetched = brought()?;
        let input = [input_of(&name, &fetched)];
        if let Some(before) = unchanged(writer, before, &reader, Some(&input), options) {
            return Ok(Outcome::Unchanged(before));
        }
        let tables = tables::read(source, &[(file, &fetched.file)], codes, options)?;
        (fetched, tables)
    } else {
        // Nothing speaks against this file: it is read while its checksum is taken.
        std::thread::scope(|scope| {
            let fetched = scope.spawn(brought);
            let tables = tables::read(source, &[(file, &path)], codes, options);
            let broken = || Err(PullError::Unknown("a thread ended early".to_owned()));
            let fetched = fetched.join().unwrap_or_else(|_| broken())?;
            Ok::<_, PullError>((fetched, tables?))
        })?
    };
    let input = vec![input_of(&name, &fetched)];
    let new = new_vintage(source, vintage, reader, input, tables, options);
    Ok(Outcome::Stored(writer.put(new)?))
}

fn pull_vintage(
    writer: &Writer<'_>,
    source: &SourceFacts,
    vintage: &Vintage,
    codes: &StateCodes,
    options: &Pull<'_>,
) -> Result<Outcome, PullError> {
    let reader = reader(source, &vintage.id, codes);
    // A damaged manifest is replaced like one that is not there.
    let before = writer
        .store()
        .manifest(&source.id, &vintage.id)
        .ok()
        .flatten();
    let fixed = files_of(source, &vintage.id).all(|file| !file.rolling());
    if fixed
        && let Some(before) = &before
        && same_inputs(source, vintage, before)
        && let Some(before) = unchanged(writer, Some(before.clone()), &reader, None, options)
    {
        return Ok(Outcome::Unchanged(before));
    }
    let (mut files, mut missing) = (Vec::new(), Vec::new());
    for file in files_of(source, &vintage.id) {
        let wanted = Wanted {
            path: &file.path,
            address: file.address.as_deref(),
            address_usable: file.address_usable(options.unchecked_addresses),
            sha256: (!file.rolling()).then_some(file.sha256.as_str()),
        };
        match bring(writer, &wanted, options.places, options) {
            Ok(fetched) => files.push((file, fetched)),
            Err(error) => missing.push(error),
        }
    }
    if !missing.is_empty() {
        return Err(PullError::Fetch(missing));
    }
    let input: Vec<InputFile> = files
        .iter()
        .map(|(file, fetched)| input_of(&file.path, fetched))
        .collect();
    if let Some(before) = unchanged(writer, before, &reader, Some(&input), options) {
        return Ok(Outcome::Unchanged(before));
    }
    let read: Vec<(&SourceFile, &Path)> = files
        .iter()
        .map(|(file, fetched)| (*file, fetched.file.as_path()))
        .collect();
    let tables = tables::read(source, &read, codes, options)?;
    let new = new_vintage(source, vintage, reader, input, tables, options);
    let manifest = writer.put(new)?;
    // What was downloaded has become tables and is not needed any longer.
    let incoming = writer.store().incoming();
    for (_, fetched) in &files {
        if fetched.file.starts_with(&incoming) {
            let _ = std::fs::remove_file(&fetched.file);
        }
    }
    Ok(Outcome::Stored(manifest))
}

fn files_of<'a>(source: &'a SourceFacts, vintage: &'a str) -> impl Iterator<Item = &'a SourceFile> {
    let files = source.file.iter();
    files.filter(move |file| source.vintage_of(file) == vintage)
}

fn bring(
    writer: &Writer<'_>,
    wanted: &Wanted<'_>,
    places: &[Place],
    options: &Pull<'_>,
) -> Result<Fetched, FetchError> {
    let around = Surroundings {
        incoming: &writer.store().incoming(),
        sleep: options.sleep,
        progress: &|bytes, of| {
            let path = wanted.path;
            (options.progress)(Progress::Fetching { path, bytes, of });
        },
    };
    fetch(wanted, places, options.patience, &around)
}

/// Whether the checksums in the facts are those that the stored tables were read from.
fn same_inputs(source: &SourceFacts, vintage: &Vintage, before: &Manifest) -> bool {
    let wanted: BTreeMap<&str, &str> = files_of(source, &vintage.id)
        .map(|file| (file.path.as_str(), file.sha256.as_str()))
        .collect();
    let found: BTreeMap<&str, &str> = before
        .edition
        .input
        .iter()
        .map(|file| (file.path.as_str(), file.sha256.as_str()))
        .collect();
    wanted == found
}

/// The manifest of before, if there is nothing to do: inputs and reader are the same, and its files
/// are there with their sizes. (That no byte is flipped is for `verify` to say.)
fn unchanged(
    writer: &Writer<'_>,
    before: Option<Manifest>,
    reader: &str,
    input: Option<&[InputFile]>,
    options: &Pull<'_>,
) -> Option<Manifest> {
    let before = before.filter(|_| !options.again)?;
    let folder = writer
        .store()
        .folder(&before.edition.source, &before.edition.vintage);
    let key = |files: &[InputFile]| -> Vec<(String, String)> {
        let files = files.iter();
        files
            .map(|one| (one.path.clone(), one.sha256.clone()))
            .collect()
    };
    let same = before.edition.reader == reader
        && input.is_none_or(|input| key(input) == key(&before.edition.input))
        && before.files().all(|file| {
            let there = std::fs::metadata(folder.join(&file.name));
            there.is_ok_and(|there| there.len() == file.bytes)
        });
    same.then_some(before)
}

/// The version of the reader with a checksum of all that it is told about a vintage. Where a file is
/// taken from changes no row.
fn reader(source: &SourceFacts, vintage: &str, codes: &StateCodes) -> String {
    let files: Vec<SourceFile> = files_of(source, vintage)
        .map(|file| SourceFile {
            address: None,
            address_checked: String::new(),
            ..file.clone()
        })
        .collect();
    let mut told = serde_json::to_string(source).unwrap_or_default();
    told.push_str(&format!("{files:?}{}", codes.checksum()));
    let checksum = hex(&Sha256::digest(told.as_bytes()));
    format!("{READER}:{}", &checksum[..16])
}

fn input_of(path: &str, fetched: &Fetched) -> InputFile {
    InputFile {
        path: path.to_owned(),
        sha256: fetched.sha256.clone(),
        bytes: fetched.bytes,
        from: fetched.from.clone(),
    }
}

fn new_vintage(
    source: &SourceFacts,
    vintage: &Vintage,
    reader: String,
    input: Vec<InputFile>,
    tables: Vec<crate::store::NewTable>,
    options: &Pull<'_>,
) -> NewVintage {
    NewVintage {
        edition: Edition {
            source: source.id.clone(),
            vintage: vintage.id.clone(),
            released: vintage.released,
            title: source.title.clone(),
            publisher: source.publisher.clone(),
            licence: source.licence.clone(),
            citation: source.citation.to_string(),
            retrieved: options.retrieved.clone(),
            reader,
            input,
            derived_from: Vec::new(),
        },
        tables,
    }
}
