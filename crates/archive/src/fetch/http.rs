use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;

use sha2::{Digest, Sha256};
use ureq::http::{Response, header};
use ureq::{Agent, Body};

use super::{FetchProblem, Fetched, Patience, Surroundings, Wanted, check, hash_file, hex};

/// More than this many redirections are a circle.
const REDIRECTIONS: u32 = 5;

/// Downloads one file; tries again when that may help, and goes on where a broken try ended.
pub(super) fn download(
    address: &str,
    wanted: &Wanted<'_>,
    patience: &Patience,
    around: &Surroundings<'_>,
) -> Result<Fetched, FetchProblem> {
    std::fs::create_dir_all(around.incoming).map_err(FetchProblem::Disk)?;
    // The name of a part says of which whole it is a part. A file that its publisher renews in
    // place has no such name that lasts from run to run, and is never continued.
    let name = match wanted.sha256 {
        Some(sha256) => sha256.to_owned(),
        None => hex(&Sha256::digest(address.as_bytes())),
    };
    let part = around.incoming.join(format!("{name}.part"));
    if wanted.sha256.is_none() {
        remove(&part)?;
    }
    let agent = agent(patience);
    let mut wait = patience.wait;
    let mut damaged_once = false;
    let mut tries = 0;
    loop {
        tries += 1;
        let problem = match body(&agent, address, &part, wanted, patience, around) {
            Ok(()) => match whole(&part, address, wanted, around) {
                Ok(fetched) => return Ok(fetched),
                Err(problem) => problem,
            },
            Err((problem, asked)) => {
                wait = wait.max(asked).min(patience.longest_wait);
                problem
            }
        };
        let again = match &problem {
            // A part of an older version may have been continued; a second whole try tells.
            FetchProblem::Checksum { .. } => !std::mem::replace(&mut damaged_once, true),
            problem => passing(problem),
        };
        if !again || tries >= patience.tries.max(1) {
            if wanted.sha256.is_none() || !passing(&problem) {
                remove(&part)?;
            }
            return Err(problem);
        }
        (around.sleep)(wait);
        wait = (wait * 2).min(patience.longest_wait);
    }
}

fn agent(patience: &Patience) -> Agent {
    let builder = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(REDIRECTIONS)
        .max_redirects_will_error(true)
        // The checksum is of the file's own bytes, so nothing may be packed on the way.
        .accept_encoding("identity")
        .user_agent(concat!("watchfire/", env!("CARGO_PKG_VERSION")))
        .timeout_connect(Some(patience.connect))
        .timeout_recv_response(Some(patience.answer))
        .timeout_per_read(Some(patience.read));
    let builder = match patience.proxy {
        true => builder,
        false => builder.proxy(None),
    };
    builder.build().new_agent()
}

/// Whether the same request may succeed a moment later.
fn passing(problem: &FetchProblem) -> bool {
    match problem {
        FetchProblem::Unreachable(_)
        | FetchProblem::Stalled(_)
        | FetchProblem::Truncated { .. } => true,
        FetchProblem::Status(status) => *status >= 500 || matches!(status, 408 | 429),
        _ => false,
    }
}

/// One request: appends to the part, or begins it again if the server sends the whole.
/// An error carries the wait that the server asks for.
fn body(
    agent: &Agent,
    address: &str,
    part: &Path,
    wanted: &Wanted<'_>,
    patience: &Patience,
    around: &Surroundings<'_>,
) -> Result<(), (FetchProblem, Duration)> {
    let now = |problem| (problem, Duration::ZERO);
    let here = match wanted.sha256 {
        Some(_) => std::fs::metadata(part).map_or(0, |part| part.len()),
        None => 0,
    };
    let mut request = agent.get(address);
    if here > 0 {
        request = request.header(header::RANGE, format!("bytes={here}-"));
    }
    let mut response = request
        .call()
        .map_err(|error| now(refused(error, patience)))?;
    let status = response.status().as_u16();
    let begins = match status {
        200 => 0,
        206 if here > 0 && range_start(&response) == Some(here) => here,
        // The part is no part of what the server has: begin again.
        206 | 416 => {
            remove(part).map_err(now)?;
            return Err(now(FetchProblem::Truncated {
                got: 0,
                expected: here,
            }));
        }
        _ => return Err((FetchProblem::Status(status), asked_wait(&response))),
    };
    if let Some(encoding) = response.headers().get(header::CONTENT_ENCODING)
        && encoding != "identity"
    {
        let encoding = String::from_utf8_lossy(encoding.as_bytes()).into_owned();
        return Err(now(FetchProblem::Encoded(encoding)));
    }
    let total = response.body().content_length().map(|rest| begins + rest);
    let too_large = |announced| FetchProblem::TooLarge {
        largest: patience.largest,
        announced,
    };
    if total.is_some_and(|total| total > patience.largest) {
        remove(part).map_err(now)?;
        return Err(now(too_large(total)));
    }
    let mut file = open(part, begins).map_err(|error| now(FetchProblem::Disk(error)))?;
    let mut reader = response.body_mut().as_reader();
    let mut block = vec![0; 1 << 16];
    let mut got = begins;
    (around.progress)(got, total);
    loop {
        let n = match reader.read(&mut block) {
            Ok(0) => break,
            Ok(n) => n,
            Err(error) => return Err(now(broken(error.into(), got, total, patience))),
        };
        got += n as u64;
        if got > patience.largest {
            drop(file);
            remove(part).map_err(now)?;
            return Err(now(too_large(None)));
        }
        let written = file.write_all(&block[..n]);
        written.map_err(|error| now(FetchProblem::Disk(error)))?;
        (around.progress)(got, total);
    }
    match total {
        Some(expected) if got < expected => Err(now(FetchProblem::Truncated { got, expected })),
        _ => file
            .sync_all()
            .map_err(|error| now(FetchProblem::Disk(error))),
    }
}

/// Checks a whole download and gives it the name of its checksum.
fn whole(
    part: &Path,
    address: &str,
    wanted: &Wanted<'_>,
    around: &Surroundings<'_>,
) -> Result<Fetched, FetchProblem> {
    let (sha256, bytes) = hash_file(part).map_err(FetchProblem::Disk)?;
    if let Err(problem) = check(&sha256, wanted) {
        remove(part)?;
        return Err(problem);
    }
    let file = around.incoming.join(&sha256);
    std::fs::rename(part, &file).map_err(FetchProblem::Disk)?;
    Ok(Fetched {
        file,
        sha256,
        bytes,
        from: Some(address.to_owned()),
    })
}

fn open(part: &Path, begins: u64) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    match begins {
        0 => options.write(true).create(true).truncate(true).open(part),
        _ => options.append(true).open(part),
    }
}

fn remove(part: &Path) -> Result<(), FetchProblem> {
    match std::fs::remove_file(part) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(FetchProblem::Disk(error))
        }
        _ => Ok(()),
    }
}

/// The first byte of a partial answer: `Content-Range: bytes 100-199/200` (RFC 9110, 14.4).
fn range_start(response: &Response<Body>) -> Option<u64> {
    let range = response
        .headers()
        .get(header::CONTENT_RANGE)?
        .to_str()
        .ok()?;
    range
        .strip_prefix("bytes ")?
        .split('-')
        .next()?
        .parse()
        .ok()
}

/// `Retry-After` in seconds (RFC 9110, 10.2.3); a date is not followed.
fn asked_wait(response: &Response<Body>) -> Duration {
    let value = response.headers().get(header::RETRY_AFTER);
    let seconds = value.and_then(|value| value.to_str().ok()?.trim().parse().ok());
    Duration::from_secs(seconds.unwrap_or(0))
}

fn refused(error: ureq::Error, patience: &Patience) -> FetchProblem {
    match error {
        ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => {
            FetchProblem::Unreachable(format!("nothing answered within {:?}", patience.connect))
        }
        ureq::Error::Timeout(ureq::Timeout::RecvResponse) => FetchProblem::Stalled(patience.answer),
        ureq::Error::Timeout(_) => FetchProblem::Stalled(patience.read),
        ureq::Error::TooManyRedirects => FetchProblem::Redirects(REDIRECTIONS),
        ureq::Error::BadUri(address) => FetchProblem::Address(address),
        ureq::Error::Http(error) => FetchProblem::Address(error.to_string()),
        error => FetchProblem::Unreachable(error.to_string()),
    }
}

fn broken(error: ureq::Error, got: u64, total: Option<u64>, patience: &Patience) -> FetchProblem {
    match (error, total) {
        (ureq::Error::Timeout(_), _) => FetchProblem::Stalled(patience.read),
        (_, Some(expected)) if got < expected => FetchProblem::Truncated { got, expected },
        (error, _) => FetchProblem::Unreachable(error.to_string()),
    }
}

/// A path as it stands in an address: all but letters, digits and `-._~/` as `%XX` (RFC 3986, 2.3).
pub(super) fn escaped(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}
