use std::collections::BTreeMap;

use terms::{AsOf, Day};

use crate::{ChainHead, Damage, Entry, EntryId, Payload, Record, Salt, Verifier};

/// A ledger in memory: the embedded casebook, or what was read from a store.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    records: Vec<Record>,
    entries: BTreeMap<EntryId, (u64, Entry)>,
}

/// Why an entry was not appended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// The id is taken.
    #[error(
        "entry {0} is already in the ledger; entries are never edited: give the new one its own id and `supersedes = \"{0}\"`"
    )]
    Taken(EntryId),
    /// It corrects an entry that is not there.
    #[error("entry {entry} supersedes {missing}, which is not in the ledger")]
    NothingToSupersede {
        /// The new entry.
        entry: EntryId,
        /// What it names.
        missing: EntryId,
    },
    /// It was known before what it corrects.
    #[error("entry {entry} supersedes {earlier} but was known before it")]
    SupersedesTheFuture {
        /// The new entry.
        entry: EntryId,
        /// What it names.
        earlier: EntryId,
    },
}

impl Ledger {
    /// An empty ledger.
    pub fn new() -> Ledger {
        Ledger::default()
    }

    /// A ledger from the records of a store; the entries are in their content.
    pub fn from_records(records: Vec<Record>) -> Result<Ledger, serde_json::Error> {
        let mut entries = BTreeMap::new();
        for record in &records {
            if let Some((_, content)) = &record.content
                && let Payload::Entry(entry) = serde_json::from_slice(content)?
            {
                entries.insert(entry.id.clone(), (record.seq, *entry));
            }
        }
        Ok(Ledger { records, entries })
    }

    /// Appends an entry. `recorded` is in microseconds since 1970 UTC.
    pub fn append(&mut self, entry: Entry, recorded: i64, salt: Salt) -> Result<(), AppendError> {
        check_append(&entry, |id| self.get(id).map(|entry| entry.known))?;
        let content = encode(&Payload::Entry(Box::new(entry.clone())));
        let record = Record::new(self.head(), recorded, salt, content);
        self.entries.insert(entry.id.clone(), (record.seq, entry));
        self.records.push(record);
        Ok(())
    }

    /// The records in order.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Number of records and hash of the last one.
    pub fn head(&self) -> ChainHead {
        self.records
            .last()
            .map_or(ChainHead::EMPTY, |record| ChainHead {
                count: record.seq,
                hash: record.hash,
            })
    }

    /// The entry of that name.
    pub fn get(&self, id: &EntryId) -> Option<&Entry> {
        self.entries.get(id).map(|(_, entry)| entry)
    }

    /// The record that holds the entry.
    pub fn record_of(&self, id: &EntryId) -> Option<u64> {
        self.entries.get(id).map(|(seq, _)| *seq)
    }

    /// All entries, in the order in which they were appended.
    pub fn entries(&self) -> Vec<&Entry> {
        let mut entries: Vec<&(u64, Entry)> = self.entries.values().collect();
        entries.sort_by_key(|(seq, _)| *seq);
        entries.into_iter().map(|(_, entry)| entry).collect()
    }

    /// The entries that could be known on a date and that no entry known by then corrects.
    pub fn as_of(&self, as_of: AsOf) -> Vec<&Entry> {
        let known: Vec<&Entry> = self
            .entries()
            .into_iter()
            .filter(|entry| entry.is_known(as_of))
            .collect();
        let corrected: Vec<&EntryId> = known
            .iter()
            .filter_map(|entry| entry.supersedes.as_ref())
            .collect();
        known
            .iter()
            .copied()
            .filter(|entry| !corrected.contains(&&entry.id))
            .collect()
    }

    /// The entries that became known only after a date.
    pub fn after(&self, as_of: AsOf) -> Vec<&Entry> {
        self.entries()
            .into_iter()
            .filter(|entry| !entry.is_known(as_of))
            .collect()
    }

    /// Recomputes the whole chain.
    pub fn verify(&self) -> Vec<Damage> {
        let mut verifier = Verifier::default();
        for record in &self.records {
            verifier.check(record);
        }
        verifier.finish(None).1
    }
}

/// Whether the entry may follow what is already there; `known` gives the known day of an existing entry.
pub(crate) fn check_append(
    entry: &Entry,
    known: impl Fn(&EntryId) -> Option<Day>,
) -> Result<(), AppendError> {
    if known(&entry.id).is_some() {
        return Err(AppendError::Taken(entry.id.clone()));
    }
    let Some(earlier) = &entry.supersedes else {
        return Ok(());
    };
    match known(earlier) {
        None => Err(AppendError::NothingToSupersede {
            entry: entry.id.clone(),
            missing: earlier.clone(),
        }),
        Some(day) if entry.known < day => Err(AppendError::SupersedesTheFuture {
            entry: entry.id.clone(),
            earlier: earlier.clone(),
        }),
        Some(_) => Ok(()),
    }
}

/// The bytes that are hashed: compact JSON, fields in the order of their declaration.
pub(crate) fn encode(payload: &Payload) -> Vec<u8> {
    serde_json::to_vec(payload)
        .expect("an entry has only text, numbers and lists, which JSON can hold")
}
