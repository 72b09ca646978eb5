use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::{SourceFacts, SourceFile};

/// A folder that holds files of public sources as their publishers ship them.
#[derive(Debug, Clone)]
pub struct Mirror {
    root: PathBuf,
}

/// Why a file of a mirror could not be used.
#[derive(Debug, thiserror::Error)]
pub enum MirrorError {
    /// It cannot be read.
    #[error("{path}: {source}; the mirror must hold `{wanted}` of {title}, from {address}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
        /// The path in the mirror.
        wanted: String,
        /// The source.
        title: String,
        /// Where the publisher offers it.
        address: String,
    },
    /// Its bytes are not those that the fact file names.
    #[error(
        "{path}: its SHA-256 is {found}, not {wanted}; it is another version or damaged, and nothing was read from it: fetch it again, or write the new checksum and vintage into facts/sources/{id}.toml"
    )]
    Checksum {
        /// The file.
        path: PathBuf,
        /// The checksum of the file.
        found: String,
        /// The checksum in the facts.
        wanted: String,
        /// The source.
        id: String,
    },
}

impl Mirror {
    /// The mirror in that folder.
    pub fn new(root: &Path) -> Mirror {
        Mirror {
            root: root.to_owned(),
        }
    }

    /// Where a file of a source lies in it.
    pub fn path(&self, file: &SourceFile) -> PathBuf {
        self.root.join(&file.path)
    }

    /// Where a file of a source lies, once its checksum is right; a rolling file has none to compare.
    pub fn verified(
        &self,
        source: &SourceFacts,
        file: &SourceFile,
    ) -> Result<PathBuf, MirrorError> {
        let path = self.path(file);
        let unreadable = |error| MirrorError::Unreadable {
            path: path.clone(),
            source: error,
            wanted: file.path.clone(),
            title: source.title.clone(),
            address: source.address.clone(),
        };
        let mut opened = File::open(&path).map_err(unreadable)?;
        if file.rolling() {
            return Ok(path);
        }
        let found = sha256_of(&mut opened).map_err(unreadable)?;
        if found != file.sha256 {
            return Err(MirrorError::Checksum {
                path,
                found,
                wanted: file.sha256.clone(),
                id: source.id.clone(),
            });
        }
        Ok(path)
    }
}

/// The SHA-256 of some bytes in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// The SHA-256 in hexadecimal of all that a reader gives, in bounded memory.
pub(crate) fn sha256_of(bytes: &mut dyn Read) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match bytes.read(&mut buffer)? {
            0 => return Ok(hexadecimal(&hash.finalize())),
            n => hash.update(&buffer[..n]),
        }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
