//! Writing so that a power cut or `kill -9` leaves the old file or the new one.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use super::{StoreError, UNFINISHED};

/// The error of the disk at a path.
pub(super) fn at(path: &Path) -> impl FnOnce(std::io::Error) -> StoreError {
    let path = path.to_owned();
    |source| StoreError::Disk { path, source }
}

/// Makes a folder and those above it; each new name reaches the disk before this returns.
pub(super) fn make_folder(folder: &Path) -> Result<(), StoreError> {
    if folder.is_dir() {
        return Ok(());
    }
    let above = folder
        .parent()
        .filter(|above| !above.as_os_str().is_empty());
    if let Some(above) = above {
        make_folder(above)?;
    }
    match std::fs::create_dir(folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(at(folder)(error)),
        _ => {}
    }
    above.map_or(Ok(()), sync_folder)
}

/// Makes sure that the names in a folder are on the disk.
pub(super) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    // Only Unix can sync a folder; elsewhere the system orders renames itself.
    if cfg!(unix) {
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(at(folder))?;
    }
    Ok(())
}

/// Writes a small file under its name at once.
pub(super) fn write_at_once(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
    let unfinished = folder.join(format!("{UNFINISHED}{name}"));
    let written = File::create(&unfinished).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(at(&unfinished))?;
    let path = folder.join(name);
    std::fs::rename(&unfinished, &path).map_err(at(&path))?;
    sync_folder(folder)
}

/// The names in a folder, in order; those that are no UTF-8 are shown with marks.
pub(super) fn names(folder: &Path) -> Result<Vec<String>, StoreError> {
    let mut names = Vec::new();
    for item in std::fs::read_dir(folder).map_err(at(folder))? {
        let item = item.map_err(at(folder))?;
        names.push(item.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// The folders in a folder, in order.
pub(super) fn folders(folder: &Path) -> Result<Vec<String>, StoreError> {
    let mut names = names(folder)?;
    names.retain(|name| folder.join(name).is_dir());
    Ok(names)
}

/// Removes a file; one that is not there is fine.
pub(super) fn remove(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(at(path)(error)),
        _ => Ok(()),
    }
}

/// A file to lock; its content does not matter to the lock.
pub(super) fn lock_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    options.open(path)
}
