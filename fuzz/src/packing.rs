//! Packing of fuzzed content, so that what lies behind an unpacker is reached. Nothing is compressed:
//! the fuzzer sees its own bytes in the packed file.

use std::io::Write;

use archive::Compression;

/// The bytes, packed as the facts say.
pub fn packed(bytes: &[u8], compression: Compression) -> Vec<u8> {
    match compression {
        Compression::None => bytes.to_vec(),
        Compression::Gzip => gzip(bytes),
        Compression::Xz => xz(bytes),
        Compression::Zip => zip(&[("a", bytes)]),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    packer.write_all(bytes).expect("memory takes all");
    packer.finish().expect("memory takes all")
}

/// A zip archive with those members.
pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut packer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in members {
        packer.start_file(*name, stored).expect("memory takes all");
        packer.write_all(bytes).expect("memory takes all");
    }
    packer.finish().expect("memory takes all").into_inner()
}

/// An xz stream of one block, its content in uncompressed chunks of LZMA2 (The .xz File Format 1.2.1).
fn xz(bytes: &[u8]) -> Vec<u8> {
    let crc = |bytes: &[u8]| {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        crc.sum().to_le_bytes()
    };
    let pad = |bytes: &mut Vec<u8>| bytes.resize(bytes.len().next_multiple_of(4), 0);
    let flags = [0, 1];
    let mut stream = vec![0xFD, b'7', b'z', b'X', b'Z', 0];
    stream.extend(flags);
    stream.extend(crc(&flags));

    let mut block = vec![2, 0, 0x21, 1, 8, 0, 0, 0];
    block.extend(crc(&block));
    for (at, chunk) in bytes.chunks(1 << 16).enumerate() {
        block.push(if at == 0 { 1 } else { 2 });
        block.extend(u16::try_from(chunk.len() - 1).unwrap_or(u16::MAX).to_be_bytes());
        block.extend(chunk);
    }
    block.push(0);
    let unpadded = block.len() + 4;
    pad(&mut block);
    block.extend(crc(bytes));
    stream.extend(block);

    let mut index = vec![0, 1];
    for mut number in [unpadded, bytes.len()] {
        while number > 0x7F {
            index.push(0x80 | (number & 0x7F) as u8);
            number >>= 7;
        }
        index.push(number as u8);
    }
    pad(&mut index);
    index.extend(crc(&index));

    let mut footer = u32::try_from(index.len() / 4 - 1).unwrap_or(0).to_le_bytes().to_vec();
    footer.extend(flags);
    stream.extend(index);
    stream.extend(crc(&footer));
    stream.extend(footer);
    stream.extend(b"YZ");
    stream
}

/// A tar archive from raw members: a letter that says what the member is, a byte for the length of
/// the name, the name, two bytes for the length of the text, the text. Headers have right checksums.
///
/// A letter in capitals takes the size field from the first twelve bytes of the text, right or wrong.
pub fn tar(mut raw: &[u8]) -> Vec<u8> {
    let mut archive = Vec::new();
    while let Some((kind, rest)) = raw.split_first() {
        let (name_length, rest) = rest.split_first().unwrap_or((&0, rest));
        let (name, rest) = rest.split_at(usize::from(*name_length).min(rest.len()));
        let (length, rest) = rest.split_at(2.min(rest.len()));
        let length = length.iter().fold(0, |all, byte| all << 8 | usize::from(*byte));
        let (text, rest) = rest.split_at(length.min(rest.len()));
        archive.extend(tar_header(*kind, name, text));
        archive.extend(text);
        archive.resize(archive.len().next_multiple_of(512), 0);
        raw = rest;
    }
    archive.resize(archive.len() + 1024, 0);
    archive
}

/// One raw member for [`tar`].
pub fn tar_member(kind: u8, name: &str, text: &str) -> Vec<u8> {
    let mut raw = vec![kind, u8::try_from(name.len()).unwrap_or(u8::MAX)];
    raw.extend(name.bytes().take(255));
    raw.extend(u16::try_from(text.len()).unwrap_or(u16::MAX).to_be_bytes());
    raw.extend(text.bytes().take(usize::from(u16::MAX)));
    raw
}

fn tar_header(kind: u8, name: &[u8], text: &[u8]) -> [u8; 512] {
    let mut header = [0; 512];
    let name = &name[..name.len().min(100)];
    header[..name.len()].copy_from_slice(name);
    if kind.is_ascii_uppercase() && kind != b'L' {
        let size = &text[..text.len().min(12)];
        header[124..124 + size.len()].copy_from_slice(size);
    } else {
        header[124..135].copy_from_slice(format!("{:011o}", text.len()).as_bytes());
    }
    header[156] = if kind.is_ascii_uppercase() && kind != b'L' { b'0' } else { kind };
    header[257..263].copy_from_slice(b"ustar\0");
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    header
}
