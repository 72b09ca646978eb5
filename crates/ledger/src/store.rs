use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use futures_util::TryStreamExt;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteRow, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, Connection, Row};
use terms::Day;

use crate::chain::RecordRef;
use crate::memory::{check_append, encode};
use crate::{
    AppendError, ChainHead, Damage, Entry, EntryId, Hash, Ledger, Payload, Record, Salt, Verifier,
};

/// "WFL1" as a number: marks a SQLite file as a Watchfire ledger of format 1.
const APPLICATION_ID: i64 = 0x5746_4c31;

/// One table without an index: nothing in the file repeats what the chain protects.
const SCHEMA: &str = "CREATE TABLE record (seq INTEGER PRIMARY KEY, recorded INTEGER NOT NULL, salt BLOB, content BLOB, commitment BLOB NOT NULL, hash BLOB NOT NULL) STRICT";

/// Every record with its parts side by side, because handing over six columns a row costs more than
/// hashing them; nothing in place of a record whose parts do not have their lengths.
const RECORDS: &str = "SELECT seq, recorded, CASE \
    WHEN length(hash) <> 32 OR length(commitment) <> 32 THEN NULL \
    WHEN salt IS NULL AND content IS NULL THEN hash || commitment \
    WHEN length(salt) = 16 AND content IS NOT NULL THEN hash || commitment || salt || content \
    END FROM record ORDER BY seq";

const ROWS_PER_INSERT: usize = 100;

/// A ledger in a SQLite file.
#[derive(Debug)]
pub struct Store {
    connection: SqliteConnection,
    path: PathBuf,
    head: ChainHead,
    known: BTreeMap<EntryId, (u64, Day)>,
}

/// Why a ledger file could not be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file exists already.
    #[error("{0} exists already; a ledger is never overwritten: choose another name")]
    Exists(PathBuf),
    /// There is no such file.
    #[error("there is no ledger at {0}; create one with `watchfire ledger new`")]
    Missing(PathBuf),
    /// The file is something else.
    #[error("{0} is not a Watchfire ledger of format 1")]
    NotALedger(PathBuf),
    /// The chain is broken, so nothing may be read from it or added to it.
    #[error("{path} is damaged, so nothing was read from it or added to it: {}", list(.damages))]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        damages: Vec<Damage>,
    },
    /// The entry does not fit.
    #[error(transparent)]
    Append(#[from] AppendError),
    /// No entry of that name.
    #[error("entry {0} is not in the ledger or was already redacted")]
    NoEntry(EntryId),
    /// SQLite or the disk refused.
    #[error("{path}: {source}")]
    Disk {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: sqlx::Error,
    },
}

fn list(damages: &[Damage]) -> String {
    let shown: Vec<String> = damages.iter().take(5).map(Damage::to_string).collect();
    let more = damages.len().saturating_sub(shown.len());
    if more == 0 {
        shown.join("; ")
    } else {
        format!("{}; and {more} more", shown.join("; "))
    }
}

/// What reading a whole ledger file showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Number of records and hash of the last one.
    pub head: ChainHead,
    /// Everything that is wrong; nothing if the ledger is sound.
    pub damages: Vec<Damage>,
}

impl Store {
    /// Creates a new, empty ledger file.
    pub async fn create(path: &Path) -> Result<Store, StoreError> {
        if path.exists() {
            return Err(StoreError::Exists(path.to_owned()));
        }
        let disk = |source| StoreError::Disk {
            path: path.to_owned(),
            source,
        };
        let options = options(path).create_if_missing(true);
        let mut connection = SqliteConnection::connect_with(&options)
            .await
            .map_err(disk)?;
        for statement in [
            SCHEMA.to_owned(),
            format!("PRAGMA application_id = {APPLICATION_ID}"),
            "PRAGMA user_version = 1".to_owned(),
        ] {
            sqlx::query(AssertSqlSafe(statement))
                .execute(&mut connection)
                .await
                .map_err(disk)?;
        }
        Ok(Store {
            connection,
            path: path.to_owned(),
            head: ChainHead::EMPTY,
            known: BTreeMap::new(),
        })
    }

    /// Opens a ledger file to add to it; a damaged one is refused.
    pub async fn open(path: &Path) -> Result<Store, StoreError> {
        let ledger = Store::load(path).await?;
        let connection = connect(path, false).await?;
        let known = ledger
            .entries()
            .into_iter()
            .filter_map(|entry| {
                Some((
                    entry.id.clone(),
                    (ledger.record_of(&entry.id)?, entry.known),
                ))
            })
            .collect();
        Ok(Store {
            connection,
            path: path.to_owned(),
            head: ledger.head(),
            known,
        })
    }

    /// Number of records and hash of the last one.
    pub fn head(&self) -> ChainHead {
        self.head
    }

    /// Appends entries, all or none. `recorded` is in microseconds since 1970 UTC; `salt` gives fresh random bytes.
    pub async fn append(
        &mut self,
        entries: impl IntoIterator<Item = Entry>,
        recorded: i64,
        mut salt: impl FnMut() -> Salt,
    ) -> Result<(), StoreError> {
        let mut head = self.head;
        let mut added = BTreeMap::new();
        let mut records = Vec::new();
        for entry in entries {
            check_append(&entry, |id| {
                added
                    .get(id)
                    .or_else(|| self.known.get(id))
                    .map(|(_, known)| *known)
            })?;
            let (id, known) = (entry.id.clone(), entry.known);
            let record = Record::new(
                head,
                recorded,
                salt(),
                encode(&Payload::Entry(Box::new(entry))),
            );
            head = ChainHead {
                count: record.seq,
                hash: record.hash,
            };
            added.insert(id, (record.seq, known));
            records.push(record);
        }
        self.insert(&records, None).await?;
        self.head = head;
        self.known.append(&mut added);
        Ok(())
    }

    /// Erases the content of an entry and appends a record that says so.
    pub async fn redact(
        &mut self,
        id: &EntryId,
        reason: &str,
        recorded: i64,
        salt: Salt,
    ) -> Result<(), StoreError> {
        let Some((seq, _)) = self.known.get(id).copied() else {
            return Err(StoreError::NoEntry(id.clone()));
        };
        let payload = Payload::Redaction {
            record: seq,
            of: id.clone(),
            reason: reason.to_owned(),
        };
        let record = Record::new(self.head, recorded, salt, encode(&payload));
        self.insert(std::slice::from_ref(&record), Some(seq))
            .await?;
        self.head = ChainHead {
            count: record.seq,
            hash: record.hash,
        };
        self.known.remove(id);
        Ok(())
    }

    async fn insert(&mut self, records: &[Record], erase: Option<u64>) -> Result<(), StoreError> {
        let path = self.path.clone();
        let disk = |source| StoreError::Disk {
            path: path.clone(),
            source,
        };
        let mut transaction = Connection::begin(&mut self.connection)
            .await
            .map_err(disk)?;
        for batch in records.chunks(ROWS_PER_INSERT) {
            let rows = vec!["(?, ?, ?, ?, ?, ?)"; batch.len()].join(", ");
            let mut insert =
                sqlx::query(AssertSqlSafe(format!("INSERT INTO record VALUES {rows}")));
            for record in batch {
                let (salt, content) = record
                    .content
                    .as_ref()
                    .map(|(s, c)| (s.as_slice(), c.as_slice()))
                    .unzip();
                insert = insert
                    .bind(signed(record.seq))
                    .bind(record.recorded)
                    .bind(salt)
                    .bind(content);
                insert = insert
                    .bind(record.commitment.0.as_slice())
                    .bind(record.hash.0.as_slice());
            }
            insert.execute(&mut *transaction).await.map_err(disk)?;
        }
        if let Some(seq) = erase {
            let erase = sqlx::query("UPDATE record SET salt = NULL, content = NULL WHERE seq = ?")
                .bind(signed(seq));
            erase.execute(&mut *transaction).await.map_err(disk)?;
        }
        transaction.commit().await.map_err(disk)
    }

    /// Reads a whole ledger file and recomputes its chain.
    ///
    /// `expected` is a head noted earlier: with it, records cut off at the end are found too.
    pub async fn verify(
        path: &Path,
        expected: Option<ChainHead>,
    ) -> Result<Verification, StoreError> {
        let mut verifier = Verifier::default();
        let damages = read(path, &mut |row| match RecordRow::from(row) {
            Ok(record) => verifier.check_ref(record.borrow()),
            Err(error) => verifier.unreadable(error.to_string()),
        })
        .await?;
        let (head, mut found) = verifier.finish(expected);
        found.extend(damages);
        Ok(Verification {
            head,
            damages: found,
        })
    }

    /// Reads a ledger file into memory, verifying it on the way; a damaged one is refused.
    pub async fn load(path: &Path) -> Result<Ledger, StoreError> {
        let mut verifier = Verifier::default();
        let mut records = Vec::new();
        let mut damages = read(path, &mut |row| match RecordRow::from(row)
            .and_then(|row| row.into_record())
        {
            Ok(record) => {
                verifier.check(&record);
                records.push(record);
            }
            Err(error) => verifier.unreadable(error.to_string()),
        })
        .await?;
        damages.extend(verifier.finish(None).1);
        let ledger = Ledger::from_records(records);
        match ledger {
            Ok(ledger) if damages.is_empty() => Ok(ledger),
            Ok(_) => Err(StoreError::Damaged {
                path: path.to_owned(),
                damages,
            }),
            Err(error) => {
                damages.push(Damage {
                    record: None,
                    entry: None,
                    what: format!("an entry cannot be read: {error}"),
                });
                Err(StoreError::Damaged {
                    path: path.to_owned(),
                    damages,
                })
            }
        }
    }
}

/// Feeds every row to `take`; what keeps rows from being read at all is returned as damage.
async fn read(path: &Path, take: &mut dyn FnMut(&SqliteRow)) -> Result<Vec<Damage>, StoreError> {
    let mut connection = connect(path, true).await?;
    let mut damages = Vec::new();
    match sqlx::query("SELECT sql FROM sqlite_schema")
        .fetch_all(&mut connection)
        .await
    {
        Ok(rows)
            if rows.len() == 1
                && rows[0]
                    .try_get::<String, _>(0)
                    .is_ok_and(|sql| sql == SCHEMA) => {}
        Ok(_) => damages.push(file_damage(
            "the table definitions in the file were altered",
        )),
        Err(error) => damages.push(file_damage(&format!("the file cannot be read: {error}"))),
    }
    let mut rows = sqlx::query(RECORDS).fetch(&mut connection);
    let mut last = 0;
    loop {
        match rows.try_next().await {
            Ok(Some(row)) => {
                last = row.try_get::<i64, _>(0).unwrap_or(last);
                take(&row);
            }
            Ok(None) => break,
            Err(error) => {
                let what = format!("the file cannot be read after record {last}: {error}");
                damages.push(Damage {
                    record: Some(u64::try_from(last + 1).unwrap_or(0)),
                    entry: None,
                    what,
                });
                break;
            }
        }
    }
    Ok(damages)
}

fn file_damage(what: &str) -> Damage {
    Damage {
        record: None,
        entry: None,
        what: what.to_owned(),
    }
}

fn options(path: &Path) -> SqliteConnectOptions {
    // A rollback journal keeps the ledger one file that can be read from a read-only disk.
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Delete)
        .synchronous(SqliteSynchronous::Full)
        // Records of one or two kilobytes; larger pages need fewer overflow pages.
        .page_size(16_384)
        // What a redaction erases is overwritten with zeros, not only unlinked.
        .pragma("secure_delete", "ON")
}

async fn connect(path: &Path, read_only: bool) -> Result<SqliteConnection, StoreError> {
    if !path.is_file() {
        return Err(StoreError::Missing(path.to_owned()));
    }
    let options = if read_only {
        // Reading straight from the page cache saves a copy of every page.
        SqliteConnectOptions::new()
            .filename(path)
            .read_only(true)
            .pragma("mmap_size", "1099511627776")
    } else {
        options(path)
    };
    let foreign = |_| StoreError::NotALedger(path.to_owned());
    let mut connection = SqliteConnection::connect_with(&options)
        .await
        .map_err(foreign)?;
    for (pragma, wanted) in [
        ("PRAGMA application_id", APPLICATION_ID),
        ("PRAGMA user_version", 1),
    ] {
        let row = sqlx::query(pragma)
            .fetch_one(&mut connection)
            .await
            .map_err(foreign)?;
        if row.try_get::<i64, _>(0).map_err(foreign)? != wanted {
            return Err(StoreError::NotALedger(path.to_owned()));
        }
    }
    Ok(connection)
}

fn signed(seq: u64) -> i64 {
    i64::try_from(seq).expect("a ledger of 2^63 records does not fit on any disk")
}

/// A row of [`RECORDS`], borrowed from SQLite.
struct RecordRow<'a> {
    seq: u64,
    recorded: i64,
    hash: &'a [u8],
    commitment: &'a [u8],
    content: Option<(&'a [u8], &'a [u8])>,
}

impl<'a> RecordRow<'a> {
    fn from(row: &'a SqliteRow) -> Result<RecordRow<'a>, sqlx::Error> {
        let number = row.try_get::<i64, _>(0)?;
        let malformed =
            || sqlx::Error::Protocol(format!("record {number} has a part of the wrong length"));
        // SQLite calls joined bytes text; they are taken as the bytes they are.
        let parts: Option<&[u8]> = row.try_get_unchecked(2)?;
        let (hash, rest) = parts
            .ok_or_else(malformed)?
            .split_at_checked(32)
            .ok_or_else(malformed)?;
        let (commitment, rest) = rest.split_at_checked(32).ok_or_else(malformed)?;
        Ok(RecordRow {
            seq: u64::try_from(number).map_err(|_| malformed())?,
            recorded: row.try_get(1)?,
            hash,
            commitment,
            content: if rest.is_empty() {
                None
            } else {
                Some(rest.split_at_checked(16).ok_or_else(malformed)?)
            },
        })
    }

    fn borrow(&self) -> RecordRef<'a> {
        RecordRef {
            seq: self.seq,
            recorded: self.recorded,
            content: self.content,
            commitment: self.commitment,
            hash: self.hash,
        }
    }

    fn into_record(self) -> Result<Record, sqlx::Error> {
        let malformed = || {
            sqlx::Error::Protocol(format!(
                "record {} has a part of the wrong length",
                self.seq
            ))
        };
        let content = match self.content {
            None => None,
            Some((salt, content)) => Some((
                Salt::try_from(salt).map_err(|_| malformed())?,
                content.to_vec(),
            )),
        };
        Ok(Record {
            seq: self.seq,
            recorded: self.recorded,
            content,
            commitment: Hash::from_slice(self.commitment).ok_or_else(malformed)?,
            hash: Hash::from_slice(self.hash).ok_or_else(malformed)?,
        })
    }
}
