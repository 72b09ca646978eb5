use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

/// In which form a result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Plain text, 100 columns.
    Text,
    /// One self-contained page.
    Html,
    /// JSON with a schema (schemas/brief.schema.json).
    Json,
}

/// Where a result goes.
#[derive(Debug, Clone)]
pub struct Sink {
    /// The file; none for standard output.
    pub out: Option<PathBuf>,
}

impl Sink {
    /// Whether colour may be used: only on a terminal, and not if the user asked for none.
    pub fn colour(&self) -> bool {
        self.out.is_none()
            && std::io::stdout().is_terminal()
            && std::env::var_os("NO_COLOR").is_none()
    }

    /// Writes all of the text, or fails and leaves what was there before.
    pub fn write(&self, text: &str) -> anyhow::Result<()> {
        match &self.out {
            Some(path) => write_file(path, text),
            None => {
                let mut stdout = std::io::stdout().lock();
                let written = stdout
                    .write_all(text.as_bytes())
                    .and_then(|()| stdout.flush());
                written.context("standard output was closed before everything was written")
            }
        }
    }
}

/// A result as JSON, with a line end.
pub(crate) fn json(result: &impl serde::Serialize) -> anyhow::Result<String> {
    let json = serde_json::to_string_pretty(result);
    Ok(json.context("the result could not be written as JSON")? + "\n")
}

/// Writes a file at once: whoever reads it sees the old text or the new one, never half of it.
pub(crate) fn write_file(path: &Path, text: &str) -> anyhow::Result<()> {
    write_stream(path, |file| Ok(file.write_all(text.as_bytes())?))
}

/// The same for what is written piece by piece.
pub(crate) fn write_stream<T>(
    path: &Path,
    write: impl FnOnce(&mut std::fs::File) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let refused = || format!("{} was not written", path.display());
    let mut file = tempfile::NamedTempFile::new_in(folder).with_context(refused)?;
    let written = write(file.as_file_mut()).with_context(refused)?;
    file.as_file().sync_all().with_context(refused)?;
    readable_by_all(&file).with_context(refused)?;
    file.persist(path)
        .map_err(|error| error.error)
        .with_context(refused)?;
    Ok(written)
}

/// A temporary file is private; the finished file gets the usual rights.
#[cfg(unix)]
fn readable_by_all(file: &tempfile::NamedTempFile) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file()
        .set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &tempfile::NamedTempFile) -> std::io::Result<()> {
    Ok(())
}
