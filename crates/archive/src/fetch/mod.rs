//! How a file of a source comes here: out of a folder, or over HTTP with retries, time-outs, a limit
//! of size, resuming, and its checksum before anyone reads it.

mod hashing;
mod http;
mod problem;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub use hashing::{hash_file, hex};
pub use problem::{FetchError, FetchProblem};

/// Where files of sources may be taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A folder with the publishers' files under the paths of `facts/sources`.
    Folder(PathBuf),
    /// The same over HTTP: the paths are put behind this address.
    Web(String),
    /// The publishers' own addresses.
    Publishers,
}

impl Place {
    /// What a user means by a folder or an address.
    pub fn parse(text: &str) -> Place {
        let lower = text.to_ascii_lowercase();
        if lower.starts_with("http://") || lower.starts_with("https://") {
            Place::Web(text.trim_end_matches('/').to_owned())
        } else {
            Place::Folder(PathBuf::from(text))
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Place::Folder(folder) => write!(f, "{}", folder.display()),
            Place::Web(address) => f.write_str(address),
            Place::Publishers => f.write_str("the publisher's address"),
        }
    }
}

/// A file that is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Its path in a mirror.
    pub path: &'a str,
    /// Its own address at the publisher, if the facts give one.
    pub address: Option<&'a str>,
    /// Whether that address may be used: it was checked, or the user takes it unchecked.
    pub address_usable: bool,
    /// SHA-256 of its bytes in hexadecimal; none for a file that its publisher renews in place.
    pub sha256: Option<&'a str>,
}

/// A file that is here, with the checksum of the bytes that are here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Where it can be read.
    pub file: PathBuf,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// The address that it was downloaded from; none if it came out of a folder.
    pub from: Option<String>,
}

/// How long to wait, how often to try and how much to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patience {
    /// For a connection.
    pub connect: Duration,
    /// For the first byte of an answer.
    pub answer: Duration,
    /// For the next bytes of a body: a server that sends nothing for so long has stalled.
    pub read: Duration,
    /// How often a file is tried at one place.
    pub tries: u32,
    /// The wait before the second try; it doubles from try to try.
    pub wait: Duration,
    /// The longest wait, also when a server asks for more.
    pub longest_wait: Duration,
    /// The largest file that is taken, in bytes.
    pub largest: u64,
    /// Whether a proxy named in the environment is used.
    pub proxy: bool,
}

impl Default for Patience {
    fn default() -> Patience {
        Patience {
            connect: Duration::from_secs(15),
            answer: Duration::from_secs(60),
            read: Duration::from_secs(60),
            tries: 5,
            wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(60),
            largest: 4 << 30,
            proxy: true,
        }
    }
}

/// What a fetch needs of the world: where to keep what is on its way, how to wait, whom to tell.
pub struct Surroundings<'a> {
    /// The folder for files that are on their way; made when it is needed.
    pub incoming: &'a Path,
    /// Waits; a test does not.
    pub sleep: &'a (dyn Fn(Duration) + Sync),
    /// Told the bytes that are here and, where known, the bytes in all.
    pub progress: &'a (dyn Fn(u64, Option<u64>) + Sync),
}

/// Brings one file from the first place that has it whole and right.
///
/// A file in a folder stays where it is; a download lies in `incoming` under its checksum. A part
/// that was left by a broken download is continued if the checksum of the whole is known.
///
/// # Errors
/// What went wrong at every place, and what to do.
pub fn fetch(
    wanted: &Wanted<'_>,
    places: &[Place],
    patience: &Patience,
    around: &Surroundings<'_>,
) -> Result<Fetched, FetchError> {
    if let Some(here) = already_here(wanted, around.incoming) {
        return Ok(here);
    }
    let mut tried = Vec::new();
    for place in places {
        let found = match place {
            Place::Folder(folder) => from_folder(&folder.join(wanted.path), wanted, patience),
            Place::Web(base) => {
                let address = format!("{base}/{}", http::escaped(wanted.path));
                http::download(&address, wanted, patience, around)
            }
            Place::Publishers => match wanted.address {
                Some(_) if !wanted.address_usable => Err(FetchProblem::Unchecked),
                Some(address) => http::download(address, wanted, patience, around),
                None => Err(FetchProblem::NoAddress),
            },
        };
        match found {
            Ok(fetched) => return Ok(fetched),
            Err(problem) => {
                let at = match (place, wanted.address) {
                    (Place::Folder(folder), _) => folder.join(wanted.path).display().to_string(),
                    (Place::Publishers, Some(address)) => address.to_owned(),
                    (Place::Publishers, None) => wanted.path.to_owned(),
                    (Place::Web(base), _) => format!("{base}/{}", http::escaped(wanted.path)),
                };
                tried.push((at, problem));
            }
        }
    }
    Err(FetchError {
        path: wanted.path.to_owned(),
        tried,
    })
}

/// A whole download that an earlier run left, if its bytes are still right.
fn already_here(wanted: &Wanted<'_>, incoming: &Path) -> Option<Fetched> {
    let file = incoming.join(wanted.sha256?);
    let (sha256, bytes) = hash_file(&file).ok()?;
    let sound = Some(sha256.as_str()) == wanted.sha256;
    sound.then_some(Fetched {
        file,
        sha256,
        bytes,
        from: wanted.address.map(str::to_owned),
    })
}

fn from_folder(
    file: &Path,
    wanted: &Wanted<'_>,
    patience: &Patience,
) -> Result<Fetched, FetchProblem> {
    let size = std::fs::metadata(file).map_err(FetchProblem::Unreadable)?;
    if size.len() > patience.largest {
        return Err(FetchProblem::TooLarge {
            largest: patience.largest,
            announced: Some(size.len()),
        });
    }
    let (sha256, bytes) = hash_file(file).map_err(FetchProblem::Unreadable)?;
    check(&sha256, wanted)?;
    Ok(Fetched {
        file: file.to_owned(),
        sha256,
        bytes,
        from: None,
    })
}

fn check(found: &str, wanted: &Wanted<'_>) -> Result<(), FetchProblem> {
    match wanted.sha256 {
        Some(expected) if expected != found => Err(FetchProblem::Checksum {
            expected: expected.to_owned(),
            found: found.to_owned(),
        }),
        _ => Ok(()),
    }
}
