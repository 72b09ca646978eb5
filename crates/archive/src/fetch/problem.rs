use std::fmt;
use std::time::Duration;

/// A file that could not be brought from any place.
#[derive(Debug)]
pub struct FetchError {
    /// Its path in a mirror.
    pub path: String,
    /// Every place that was tried, and what was wrong there.
    pub tried: Vec<(String, FetchProblem)>,
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.tried.is_empty() {
            return write!(
                f,
                "{}: no place was named to take it from; give `--mirror`",
                self.path
            );
        }
        for (n, (place, problem)) in self.tried.iter().enumerate() {
            if n > 0 {
                f.write_str("; ")?;
            }
            write!(f, "{place}: {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for FetchError {}

/// Why a file could not be taken from one place.
#[derive(Debug, thiserror::Error)]
pub enum FetchProblem {
    /// The facts give no address of the file.
    #[error(
        "no lasting address of this file is known; fetch it by hand into a folder, under this path, and name the folder with `--mirror`"
    )]
    NoAddress,
    /// Nobody has seen yet that the file lies at the address of the facts.
    #[error(
        "nobody has checked yet that the file lies there; try it with `--unchecked-addresses` (its checksum still decides), or name a `--mirror`"
    )]
    Unchecked,
    /// It cannot be read in its folder.
    #[error("{0}; the mirror must hold the file under this path")]
    Unreadable(#[source] std::io::Error),
    /// It cannot be kept here.
    #[error("it could not be kept in the store: {0}; free some space or choose another `--store`")]
    Disk(#[source] std::io::Error),
    /// The address is none.
    #[error("this is no address: {0}")]
    Address(String),
    /// No connection came about.
    #[error("no connection: {0}; check the network, or name another mirror")]
    Unreachable(String),
    /// The server was silent for too long.
    #[error("the server was silent for {0:?}; try again, or name another mirror")]
    Stalled(Duration),
    /// The body ended early.
    #[error(
        "the connection ended after {got} of {expected} bytes; run the command again and it goes on from there"
    )]
    Truncated {
        /// Bytes that came.
        got: u64,
        /// Bytes that were announced.
        expected: u64,
    },
    /// The server refused.
    #[error("the server answers {0}{hint}", hint = status_hint(*.0))]
    Status(u16),
    /// The server sends people round in circles.
    #[error("more than {0} redirections; the address has moved or the mirror is set up wrongly")]
    Redirects(u32),
    /// The server sends another encoding than the file itself.
    #[error(
        "the server sends the file encoded as `{0}`, which was not asked for; its bytes could not be checked"
    )]
    Encoded(String),
    /// The file is too large.
    #[error("it is larger than the limit of {largest} bytes{}; nothing of it was kept", announced.map(|n| format!(" ({n} bytes)")).unwrap_or_default())]
    TooLarge {
        /// The limit in bytes.
        largest: u64,
        /// The size where it is known.
        announced: Option<u64>,
    },
    /// The bytes are not the ones that the facts name.
    #[error(
        "the SHA-256 is {found}, expected {expected}; it is another version or damaged, and nothing was read from it: fetch it again, or describe the new version in facts/sources"
    )]
    Checksum {
        /// In the facts.
        expected: String,
        /// Of the bytes that came.
        found: String,
    },
}

fn status_hint(status: u16) -> &'static str {
    match status {
        401 | 403 => ": the file asks for an account or is closed to this machine",
        404 | 410 => ": the file is not there (any longer)",
        429 => ": too many requests; wait and run the command again",
        500.. => ": the server has a fault; run the command again later",
        _ => "",
    }
}
