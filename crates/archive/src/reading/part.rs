use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use crate::{Compression, Encoding, Format, SourceFile};

/// A run of whole records of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    /// Its first byte.
    pub(crate) from: u64,
    /// The byte after its last; none for the last part.
    pub(crate) to: Option<u64>,
    /// Line ends before it.
    pub(crate) lines_before: u64,
}

impl Part {
    /// The whole file.
    pub(crate) const WHOLE: Part = Part {
        from: 0,
        to: None,
        lines_before: 0,
    };
}

/// Cuts a plain CSV file of at least that many bytes into parts that should begin at records; another
/// file is one part.
///
/// A cut is made after a line end before which quotation marks are even in number. That is a guess: a
/// file may have single marks inside unquoted fields. So each part's reader checks that it ends where
/// the next begins, and whoever reads in parts reads the file anew as a whole when one does not.
///
/// # Errors
/// If the file cannot be read.
pub(crate) fn cut(
    path: &Path,
    file: &SourceFile,
    parts: usize,
    large: u64,
) -> io::Result<Vec<Part>> {
    let plain = file.format == Format::Csv
        && file.compression == Compression::None
        && file.encoding == Encoding::Utf8
        && file.header
        && file.quotes;
    let length = std::fs::metadata(path)?.len();
    if !plain || length < large || parts < 2 {
        return Ok(vec![Part::WHOLE]);
    }
    cut_after(path, length, parts as u64)
}

fn cut_after(path: &Path, length: u64, parts: u64) -> io::Result<Vec<Part>> {
    let mut file = File::open(path)?;
    let mut block = vec![0; 1 << 20];
    // Behind a byte order mark, places in the file and in its text differ.
    let begin = file.read(&mut block[..3])?;
    if block[..begin] == [0xEF, 0xBB, 0xBF] {
        return Ok(vec![Part::WHOLE]);
    }
    file.seek(SeekFrom::Start(0))?;
    let mut found = vec![Part::WHOLE];
    let (mut at, mut lines, mut even) = (0_u64, 0_u64, true);
    let mut wanted = 1;
    while wanted < parts {
        let n = file.read(&mut block)?;
        if n == 0 {
            break;
        }
        let mut rest = &block[..n];
        while wanted < parts {
            let target = length * wanted / parts;
            // Up to the place where a cut is wanted, only the numbers count.
            let skip = usize::try_from(target.saturating_sub(at)).unwrap_or(usize::MAX);
            let skip = skip.min(rest.len());
            even ^= memchr::memchr_iter(b'"', &rest[..skip]).count() % 2 == 1;
            lines += memchr::memchr_iter(b'\n', &rest[..skip]).count() as u64;
            at += skip as u64;
            rest = &rest[skip..];
            if rest.is_empty() {
                break;
            }
            let Some(next) = memchr::memchr2(b'"', b'\n', rest) else {
                at += rest.len() as u64;
                break;
            };
            at += next as u64 + 1;
            if rest[next] == b'"' {
                even = !even;
            } else {
                lines += 1;
                if even {
                    if let Some(last) = found.last_mut() {
                        last.to = Some(at);
                    }
                    found.push(Part {
                        from: at,
                        to: None,
                        lines_before: lines,
                    });
                    wanted += 1;
                }
            }
            rest = &rest[next + 1..];
        }
    }
    Ok(found)
}
