use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Entry, EntryId};

/// A SHA-256 hash, printed in hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// What stands before the first record.
    pub const GENESIS: Hash = Hash([0; 32]);

    /// A hash from its bytes, if there are 32 of them.
    pub fn from_slice(bytes: &[u8]) -> Option<Hash> {
        bytes.try_into().ok().map(Hash)
    }

    /// A hash from 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Hash> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        Some(Hash(bytes))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Random bytes that hide the content behind its commitment once the content is erased.
pub type Salt = [u8; 16];

/// What a record holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Payload {
    /// An entry.
    Entry(Box<Entry>),
    /// The notice that an earlier entry's content was erased.
    Redaction {
        /// The record whose content was erased.
        record: u64,
        /// The entry that it held.
        of: EntryId,
        /// Why, without saying what was in it.
        reason: String,
    },
}

/// One link of the chain, format 1.
///
/// `commitment = SHA-256(salt || content)` and
/// `hash = SHA-256("watchfire ledger 1\n" || seq || recorded || previous hash || commitment)`,
/// numbers as 8 bytes, big-endian. The content can be erased without breaking the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Position in the chain, from 1.
    pub seq: u64,
    /// When it was appended, in microseconds since 1970-01-01 UTC.
    pub recorded: i64,
    /// Salt and content (JSON of a [`Payload`]); none once redacted.
    pub content: Option<(Salt, Vec<u8>)>,
    /// What the chain knows of the content.
    pub commitment: Hash,
    /// The link to all before it.
    pub hash: Hash,
}

impl Record {
    /// The next record after `previous`.
    pub fn new(previous: ChainHead, recorded: i64, salt: Salt, content: Vec<u8>) -> Record {
        let seq = previous.count + 1;
        let commitment = commit(&salt, &content);
        let hash = link(seq, recorded, previous.hash, commitment);
        Record {
            seq,
            recorded,
            content: Some((salt, content)),
            commitment,
            hash,
        }
    }
}

/// Number of records and hash of the last one: whoever keeps it can later prove that nothing before it changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainHead {
    /// Number of records.
    pub count: u64,
    /// Hash of the last record.
    pub hash: Hash,
}

impl ChainHead {
    /// The head of an empty chain.
    pub const EMPTY: ChainHead = ChainHead {
        count: 0,
        hash: Hash::GENESIS,
    };
}

impl fmt::Display for ChainHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.count, self.hash)
    }
}

impl std::str::FromStr for ChainHead {
    type Err = String;

    fn from_str(text: &str) -> Result<ChainHead, String> {
        let parsed = text.split_once(':').and_then(|(count, hash)| {
            Some(ChainHead {
                count: count.parse().ok()?,
                hash: Hash::from_hex(hash)?,
            })
        });
        parsed.ok_or_else(|| {
            format!("`{text}` is not a head; it is a count, a colon and 64 hexadecimal digits")
        })
    }
}

pub(crate) fn commit(salt: &Salt, content: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(salt);
    hasher.update(content);
    Hash(hasher.finalize().into())
}

fn link(seq: u64, recorded: i64, previous: Hash, commitment: Hash) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(b"watchfire ledger 1\n");
    hasher.update(seq.to_be_bytes());
    hasher.update(recorded.to_be_bytes());
    hasher.update(previous.0);
    hasher.update(commitment.0);
    Hash(hasher.finalize().into())
}

/// One thing that is wrong with a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Damage {
    /// The record, from 1; none if the whole file is meant.
    pub record: Option<u64>,
    /// The entry, where its name can still be read.
    pub entry: Option<String>,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.record, &self.entry) {
            (Some(record), Some(entry)) => {
                write!(f, "record {record} (entry {entry}): {}", self.what)
            }
            (Some(record), None) => write!(f, "record {record}: {}", self.what),
            _ => f.write_str(&self.what),
        }
    }
}

/// Checks records as they come, in order, keeping only what the next one needs.
#[derive(Debug)]
pub struct Verifier {
    stored: ChainHead,
    computed: Hash,
    erased: Vec<u64>,
    redacted: Vec<u64>,
    damages: Vec<Damage>,
}

impl Default for Verifier {
    fn default() -> Verifier {
        Verifier {
            stored: ChainHead::EMPTY,
            computed: Hash::GENESIS,
            erased: Vec::new(),
            redacted: Vec::new(),
            damages: Vec::new(),
        }
    }
}

/// A record as a store reads it, borrowed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RecordRef<'a> {
    pub(crate) seq: u64,
    pub(crate) recorded: i64,
    pub(crate) content: Option<(&'a [u8], &'a [u8])>,
    pub(crate) commitment: &'a [u8],
    pub(crate) hash: &'a [u8],
}

impl Verifier {
    /// Checks the next record.
    pub fn check(&mut self, record: &Record) {
        self.check_ref(RecordRef {
            seq: record.seq,
            recorded: record.recorded,
            content: record
                .content
                .as_ref()
                .map(|(salt, bytes)| (salt.as_slice(), bytes.as_slice())),
            commitment: &record.commitment.0,
            hash: &record.hash.0,
        });
    }

    pub(crate) fn check_ref(&mut self, record: RecordRef<'_>) {
        let expected = self.stored.count + 1;
        if record.seq != expected {
            self.report(
                Some(expected),
                None,
                format!("missing; record {} stands in its place", record.seq),
            );
        }
        let name = || record.content.and_then(|(_, content)| entry_name(content));
        match (
            Hash::from_slice(record.commitment),
            Hash::from_slice(record.hash),
        ) {
            (Some(commitment), Some(hash)) => {
                match record.content {
                    Some((salt, content)) => {
                        if Salt::try_from(salt)
                            .is_ok_and(|salt| commit(&salt, content) == commitment)
                        {
                            self.note_redaction(content);
                        } else {
                            self.report(
                                Some(record.seq),
                                name(),
                                "its content is not what was recorded".into(),
                            );
                        }
                    }
                    None => self.erased.push(record.seq),
                }
                let computed = link(record.seq, record.recorded, self.stored.hash, commitment);
                // If only the stored hash before was altered, the damage is there and not here.
                let fits = computed == hash
                    || link(record.seq, record.recorded, self.computed, commitment) == hash;
                if !fits {
                    self.report(
                        Some(record.seq),
                        name(),
                        "it does not fit into the chain: its hash, number or time was altered"
                            .into(),
                    );
                }
                self.computed = if fits { hash } else { computed };
                self.stored = ChainHead {
                    count: record.seq,
                    hash,
                };
            }
            _ => {
                self.report(
                    Some(record.seq),
                    name(),
                    "its hash is not 32 bytes long".into(),
                );
                self.stored.count = record.seq;
            }
        }
    }

    /// A record that could not be read at all.
    pub(crate) fn unreadable(&mut self, why: String) {
        self.report(Some(self.stored.count + 1), None, why);
    }

    /// The head that was read and what was found, once the chain has been read to its end and
    /// compared with the head that it should have.
    pub fn finish(mut self, expected: Option<ChainHead>) -> (ChainHead, Vec<Damage>) {
        for seq in std::mem::take(&mut self.erased) {
            if !self.redacted.contains(&seq) {
                self.report(
                    Some(seq),
                    None,
                    "its content is gone and no redaction accounts for it".into(),
                );
            }
        }
        if let Some(expected) = expected {
            if expected.count != self.stored.count {
                let what = format!(
                    "the ledger should have {} records and has {}",
                    expected.count, self.stored.count
                );
                self.report(None, None, what);
            } else if expected.hash != self.stored.hash && self.damages.is_empty() {
                self.report(
                    None,
                    None,
                    "the ledger does not end in the hash that was expected".into(),
                );
            }
        }
        self.damages.sort_by_key(|damage| damage.record);
        self.damages
            .dedup_by_key(|damage| damage.record.unwrap_or(0));
        (self.stored, self.damages)
    }

    fn note_redaction(&mut self, content: &[u8]) {
        if content.starts_with(br#"{"redaction""#)
            && let Ok(Payload::Redaction { record, .. }) = serde_json::from_slice(content)
        {
            self.redacted.push(record);
        }
    }

    fn report(&mut self, record: Option<u64>, entry: Option<String>, what: String) {
        self.damages.push(Damage {
            record,
            entry,
            what,
        });
    }
}

/// The entry's name, read from damaged content as far as it goes.
fn entry_name(content: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(content);
    let after = text.split_once(r#""id":""#)?.1;
    let name: String = after.chars().take_while(|c| *c != '"').take(40).collect();
    (!name.is_empty()).then_some(name)
}
