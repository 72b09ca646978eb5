use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};

use encoding_rs::{CoderResult, Decoder, WINDOWS_1252};

use crate::{Compression, Encoding, SourceFile};

/// The bytes of a file, on disk or in memory.
#[derive(Debug)]
pub enum Input {
    /// On disk.
    File(File),
    /// In memory.
    Memory(Cursor<Vec<u8>>),
}

impl Input {
    /// Its length in bytes.
    pub fn length(&self) -> io::Result<u64> {
        match self {
            Input::File(file) => Ok(file.metadata()?.len()),
            Input::Memory(bytes) => Ok(bytes.get_ref().len() as u64),
        }
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Input::File(file) => file.read(buffer),
            Input::Memory(bytes) => bytes.read(buffer),
        }
    }
}

impl Seek for Input {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Input::File(file) => file.seek(to),
            Input::Memory(bytes) => bytes.seek(to),
        }
    }
}

/// What a packed file may grow to; more is refused, since a few bytes can unpack to terabytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes that one file may unpack to.
    pub expanded: u64,
    /// The most times its own size that it may unpack to, once past 64 MiB.
    pub ratio: u64,
    /// The most bytes that one text or feature may have, for shapes that hold one row in memory.
    pub row: u64,
}

impl Default for Limits {
    /// 64 GiB in all, 250 times the packed size, 64 MiB a row: far above any source of the list.
    fn default() -> Limits {
        Limits {
            expanded: 64 << 30,
            ratio: 250,
            row: 64 << 20,
        }
    }
}

impl Limits {
    /// The most bytes that a file of that packed size may unpack to.
    pub(crate) fn most(&self, packed: u64) -> u64 {
        let free = FREE.min(self.expanded);
        packed.saturating_mul(self.ratio).clamp(free, self.expanded)
    }
}

/// What is said of a file that unpacks to more.
pub(crate) fn too_much(most: u64) -> String {
    format!("it unpacks to more than {most} bytes, which no file of this size should")
}

/// The size up to which no ratio is asked for: short texts of one letter pack very well.
const FREE: u64 = 64 << 20;

/// The bytes of a file once unpacked and, for texts, turned into UTF-8 without a byte order mark.
pub(crate) fn unpack(
    input: Input,
    file: &SourceFile,
    limits: &Limits,
) -> io::Result<Box<dyn Read + Send>> {
    let most = limits.most(input.length()?);
    let plain: Box<dyn Read + Send> = match file.compression {
        Compression::None => Box::new(input),
        Compression::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(
            BufReader::with_capacity(1 << 16, input),
        )),
        // 256 MiB is more than the highest preset of xz asks for.
        Compression::Xz => Box::new(lzma_rust2::XzReader::new_mem_limit(
            BufReader::with_capacity(1 << 16, input),
            true,
            256 << 10,
        )),
        Compression::Zip => zip_member(input, file.member.as_deref())?,
    };
    let bounded: Box<dyn Read + Send> = match file.compression {
        Compression::None => plain,
        _ => Box::new(Bounded {
            inner: plain,
            left: most,
            most,
        }),
    };
    Ok(match file.encoding {
        Encoding::Utf8 => Box::new(WithoutMark::new(bounded)),
        Encoding::Windows1252 => Box::new(Transcoded::new(bounded)),
    })
}

/// Fails once more bytes come than are allowed.
struct Bounded<R> {
    inner: R,
    left: u64,
    most: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.left = self
            .left
            .checked_sub(n as u64)
            .ok_or_else(|| io::Error::other(too_much(self.most)))?;
        Ok(n)
    }
}

/// Passes over a byte order mark at the start.
struct WithoutMark<R> {
    inner: R,
    head: Vec<u8>,
    started: bool,
}

impl<R: Read> WithoutMark<R> {
    fn new(inner: R) -> WithoutMark<R> {
        WithoutMark {
            inner,
            head: Vec::new(),
            started: false,
        }
    }
}

impl<R: Read> Read for WithoutMark<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.started {
            self.started = true;
            (&mut self.inner).take(3).read_to_end(&mut self.head)?;
            if self.head == [0xEF, 0xBB, 0xBF] {
                self.head.clear();
            }
        }
        if self.head.is_empty() {
            return self.inner.read(buffer);
        }
        let n = self.head.len().min(buffer.len());
        buffer[..n].copy_from_slice(&self.head[..n]);
        self.head.drain(..n);
        Ok(n)
    }
}

/// Turns cp1252 into UTF-8; every byte of cp1252 is a letter, so nothing is lost.
struct Transcoded<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    from: usize,
    to: usize,
    last: bool,
    /// Bytes of UTF-8 that did not fit into the caller's buffer.
    out: Vec<u8>,
    given: usize,
    done: bool,
}

impl<R: Read> Transcoded<R> {
    fn new(inner: R) -> Transcoded<R> {
        Transcoded {
            inner,
            decoder: WINDOWS_1252.new_decoder_without_bom_handling(),
            raw: vec![0; 1 << 16],
            from: 0,
            to: 0,
            last: false,
            out: Vec::new(),
            given: 0,
            done: false,
        }
    }
}

impl<R: Read> Read for Transcoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.out.len() && !self.done {
            if self.from == self.to && !self.last {
                self.from = 0;
                self.to = self.inner.read(&mut self.raw)?;
                self.last = self.to == 0;
            }
            // Three bytes of UTF-8 are the most that one byte of cp1252 becomes.
            self.out.resize((self.to - self.from) * 3 + 16, 0);
            let (result, read, written, _) = self.decoder.decode_to_utf8(
                &self.raw[self.from..self.to],
                &mut self.out,
                self.last,
            );
            self.from += read;
            self.out.truncate(written);
            self.given = 0;
            self.done = self.last && result == CoderResult::InputEmpty;
        }
        let n = (self.out.len() - self.given).min(buffer.len());
        buffer[..n].copy_from_slice(&self.out[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}

/// The unpacked bytes of one member of a zip archive, checked against its CRC at the end.
fn zip_member(mut input: Input, member: Option<&str>) -> io::Result<Box<dyn Read + Send>> {
    let mut archive = zip::ZipArchive::new(&mut input).map_err(io::Error::other)?;
    let at = match member {
        Some(name) => archive
            .index_for_name(name)
            .ok_or_else(|| io::Error::other(format!("the archive has no member `{name}`")))?,
        None if archive.len() == 1 => 0,
        None => {
            return Err(io::Error::other(format!(
                "the archive has {} members and the facts do not say which is meant",
                archive.len()
            )));
        }
    };
    let entry = archive.by_index(at).map_err(io::Error::other)?;
    let (start, packed, crc, method) = (
        entry
            .data_start()
            .ok_or_else(|| io::Error::other("the member has no data"))?,
        entry.compressed_size(),
        entry.crc32(),
        entry.compression(),
    );
    if entry.encrypted() {
        return Err(io::Error::other("the member is encrypted"));
    }
    drop(entry);
    drop(archive);
    input.seek(SeekFrom::Start(start))?;
    let raw = BufReader::with_capacity(1 << 16, input.take(packed));
    let plain: Box<dyn Read + Send> = match method {
        zip::CompressionMethod::Stored => Box::new(raw),
        zip::CompressionMethod::Deflated => Box::new(flate2::bufread::DeflateDecoder::new(raw)),
        other => return Err(io::Error::other(format!("{other} is not unpacked here"))),
    };
    Ok(Box::new(Checked {
        inner: plain,
        crc: flate2::Crc::new(),
        wanted: crc,
    }))
}

/// Compares the CRC at the end.
struct Checked<R> {
    inner: R,
    crc: flate2::Crc,
    wanted: u32,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        if n == 0 && !buffer.is_empty() && self.crc.sum() != self.wanted {
            return Err(io::Error::other("its CRC is wrong"));
        }
        self.crc.update(&buffer[..n]);
        Ok(n)
    }
}
