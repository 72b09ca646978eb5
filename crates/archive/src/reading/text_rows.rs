use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{Cell, Fault, ReadError, Rows, Step};

/// One row a text, with the columns `path` (its name in the archive or mirror) and `text`.
pub(crate) struct TextRows {
    path: PathBuf,
    bytes: Box<dyn Read + Send>,
    /// Whether the bytes are a tar archive; otherwise they are one text.
    tar: bool,
    limit: u64,
    name: String,
    text: Vec<u8>,
    line: u64,
}

/// The block size of the tar format.
const BLOCK: usize = 512;

impl TextRows {
    /// The bytes as one text with that name.
    pub(crate) fn one(
        bytes: Box<dyn Read + Send>,
        path: &Path,
        name: &str,
        limit: u64,
    ) -> TextRows {
        TextRows {
            path: path.to_owned(),
            bytes,
            tar: false,
            limit,
            name: name.to_owned(),
            text: Vec::new(),
            line: 0,
        }
    }

    /// The members of a tar archive, folders passed over.
    pub(crate) fn tar(bytes: Box<dyn Read + Send>, path: &Path, limit: u64) -> TextRows {
        TextRows {
            tar: true,
            ..TextRows::one(bytes, path, "", limit)
        }
    }

    /// Reads the next text; false if there is none.
    fn next_text(&mut self) -> io::Result<bool> {
        if !self.tar {
            if self.line > 0 {
                return Ok(false);
            }
            self.text = take(&mut self.bytes, u64::MAX, self.limit)?;
            return Ok(true);
        }
        let mut long_name = None;
        loop {
            let mut header = tar::Header::new_old();
            if !read_block(&mut self.bytes, header.as_mut_bytes())? {
                return Ok(false);
            }
            if header.as_bytes().iter().all(|byte| *byte == 0) {
                // Blocks of zeros end an archive.
                return Ok(false);
            }
            let sum: u32 = header
                .as_bytes()
                .iter()
                .enumerate()
                .map(|(at, byte)| {
                    // The sum counts its own field as blanks.
                    if (148..156).contains(&at) {
                        32
                    } else {
                        u32::from(*byte)
                    }
                })
                .sum();
            if header.cksum()? != sum {
                return Err(io::Error::other(
                    "a header of the archive has a wrong checksum",
                ));
            }
            let size = header.entry_size()?;
            let kind = header.entry_type();
            let content = take(&mut self.bytes, size, self.limit)?;
            if content.len() as u64 != size {
                return Err(io::Error::other("the archive ends within a member"));
            }
            let padding = (BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64;
            take(&mut self.bytes, padding, self.limit)?;
            if kind.is_gnu_longname() {
                let name = content.split(|byte| *byte == 0).next().unwrap_or_default();
                long_name = Some(String::from_utf8_lossy(name).into_owned());
            } else if kind.is_pax_local_extensions() {
                long_name = pax_path(&content).or(long_name);
            } else if kind.is_file() {
                self.name = long_name
                    .unwrap_or_else(|| String::from_utf8_lossy(&header.path_bytes()).into_owned());
                self.text = content;
                return Ok(true);
            } else {
                long_name = None;
            }
        }
    }
}

impl Rows for TextRows {
    fn columns(&self) -> Option<Vec<String>> {
        Some(vec!["path".to_owned(), "text".to_owned()])
    }

    fn advance(&mut self) -> Result<Step, ReadError> {
        match self.next_text() {
            Ok(false) => Ok(Step::End),
            Ok(true) => {
                self.line += 1;
                match std::str::from_utf8(&self.text) {
                    Ok(_) => Ok(Step::Row),
                    Err(error) => Ok(Step::Rejected(Fault {
                        column: "text".to_owned(),
                        value: self.name.clone(),
                        reason: format!(
                            "byte {} of the text is not in the encoding of the file",
                            error.valid_up_to()
                        ),
                    })),
                }
            }
            Err(error) => Err(ReadError::Damaged {
                path: self.path.clone(),
                line: self.line,
                reason: error.to_string(),
            }),
        }
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        match column {
            0 => Cell::Text(&self.name),
            1 => Cell::of(&self.text),
            _ => Cell::Missing,
        }
    }

    fn line(&self) -> u64 {
        self.line
    }
}

/// Fills a block; false at the end of the bytes.
fn read_block(bytes: &mut dyn Read, block: &mut [u8]) -> io::Result<bool> {
    let mut filled = 0;
    while filled < block.len() {
        match bytes.read(&mut block[filled..])? {
            0 if filled == 0 => return Ok(false),
            0 => return Err(io::Error::other("the archive ends within a header")),
            n => filled += n,
        }
    }
    Ok(true)
}

/// At most `size` bytes, refused if they are more than `limit`.
fn take(bytes: &mut dyn Read, size: u64, limit: u64) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    bytes
        .take(size.min(limit.saturating_add(1)))
        .read_to_end(&mut content)?;
    if content.len() as u64 > limit {
        return Err(io::Error::other(format!(
            "one text has more than {limit} bytes"
        )));
    }
    Ok(content)
}

/// The `path` of a pax header: lines of `<length> <key>=<value>`.
fn pax_path(content: &[u8]) -> Option<String> {
    String::from_utf8_lossy(content)
        .lines()
        .filter_map(|line| line.split_once(' '))
        .find_map(|(_, pair)| pair.strip_prefix("path="))
        .map(str::to_owned)
}
