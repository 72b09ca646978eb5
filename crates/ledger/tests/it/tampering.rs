use std::path::{Path, PathBuf};

use ledger::{ChainHead, EntryId, Ledger, Store, StoreError, Verification};
use proptest::prelude::*;

use crate::sample::{entry, ledger};

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

fn verify(path: &Path) -> Verification {
    block_on(Store::verify(path, None)).unwrap()
}

/// A ledger file with `n` entries E-1 to E-n.
fn stored(folder: &Path, n: usize) -> PathBuf {
    let path = folder.join("evidence.ledger");
    let entries = (1..=n).map(|k| entry(&format!("E-{k}"), "2003-03-19"));
    block_on(async {
        let mut store = Store::create(&path).await.unwrap();
        store.append(entries, 1, || [7; 16]).await.unwrap();
    });
    path
}

#[test]
fn a_sound_ledger_verifies_and_reads_back_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = stored(folder.path(), 250);
    let found = verify(&path);
    assert_eq!(found.damages, []);
    assert_eq!(found.head.count, 250);
    let loaded = block_on(Store::load(&path)).unwrap();
    assert_eq!(loaded.entries().len(), 250);
    assert_eq!(
        loaded.get(&EntryId("E-7".into())).unwrap(),
        &entry("E-7", "2003-03-19")
    );
    assert_eq!(loaded.head(), found.head);
}

#[test]
fn an_entry_changed_in_the_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = stored(folder.path(), 30);
    let mut bytes = std::fs::read(&path).unwrap();
    let needle = b"What E-17 claims";
    let at = bytes
        .windows(needle.len())
        .position(|w| w == needle)
        .unwrap();
    bytes[at] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let damages = verify(&path).damages;
    assert_eq!(damages.len(), 1, "{damages:?}");
    assert_eq!(
        damages[0].to_string(),
        "record 17 (entry E-17): its content is not what was recorded"
    );
}

/// Every byte of a ledger file, flipped one at a time: either verification reports it, or the byte
/// holds nothing (free space, or SQLite's own counters) and every record reads as before.
#[test]
fn no_flipped_byte_changes_a_record_unseen() {
    let folder = tempfile::tempdir().unwrap();
    let path = stored(folder.path(), 3);
    let original = block_on(Store::load(&path)).unwrap();
    let sound = std::fs::read(&path).unwrap();
    let altered = folder.path().join("altered.ledger");
    let mut reported = 0;
    for at in 0..sound.len() {
        // Free space in the pages is zero; flipping all of it proves nothing new.
        if sound[at] == 0 && at % 16 != 0 {
            continue;
        }
        let mut bytes = sound.clone();
        bytes[at] ^= 0x10;
        std::fs::write(&altered, &bytes).unwrap();
        match block_on(Store::verify(&altered, None)) {
            Ok(found) if found.damages.is_empty() => {
                let read = block_on(Store::load(&altered)).unwrap();
                assert_eq!(
                    read.records(),
                    original.records(),
                    "byte {at} changed a record unseen"
                );
            }
            Ok(_) | Err(_) => reported += 1,
        }
    }
    let content: usize = original
        .records()
        .iter()
        .map(|r| r.content.as_ref().unwrap().1.len() + 80)
        .sum();
    assert!(
        reported >= content,
        "only {reported} flips were reported, the records alone have {content} bytes"
    );
}

#[test]
fn entries_cut_off_at_the_end_are_found_with_a_head_noted_earlier() {
    let folder = tempfile::tempdir().unwrap();
    let path = stored(folder.path(), 10);
    let head = verify(&path).head;
    block_on(async {
        use sqlx::Connection;
        let url = format!("sqlite://{}", path.display());
        let mut connection = sqlx::SqliteConnection::connect(&url).await.unwrap();
        sqlx::query("DELETE FROM record WHERE seq = 10")
            .execute(&mut connection)
            .await
            .unwrap();
    });
    assert_eq!(verify(&path).damages, [], "the chain alone cannot know");
    let found = block_on(Store::verify(&path, Some(head))).unwrap();
    assert_eq!(
        found.damages[0].to_string(),
        "the ledger should have 10 records and has 9"
    );
    let head: ChainHead = found.head.to_string().parse().unwrap();
    assert_eq!(head.count, 9);
}

#[test]
fn an_entry_taken_out_of_the_middle_is_missed() {
    let folder = tempfile::tempdir().unwrap();
    let path = stored(folder.path(), 10);
    block_on(async {
        use sqlx::Connection;
        let url = format!("sqlite://{}", path.display());
        let mut connection = sqlx::SqliteConnection::connect(&url).await.unwrap();
        sqlx::query("DELETE FROM record WHERE seq = 4")
            .execute(&mut connection)
            .await
            .unwrap();
    });
    let damages: Vec<String> = verify(&path)
        .damages
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        damages[0],
        "record 4: missing; record 5 stands in its place"
    );
}

#[test]
fn a_redaction_erases_the_content_and_keeps_the_chain() {
    let folder = tempfile::tempdir().unwrap();
    let path = stored(folder.path(), 5);
    block_on(async {
        let mut store = Store::open(&path).await.unwrap();
        store
            .redact(&EntryId("E-3".into()), "a witness asked for it", 2, [9; 16])
            .await
            .unwrap();
    });
    assert_eq!(verify(&path).damages, []);
    let bytes = std::fs::read(&path).unwrap();
    assert!(
        !bytes.windows(16).any(|w| w == b"What E-3 claims."),
        "the content is still in the file"
    );
    let loaded = block_on(Store::load(&path)).unwrap();
    assert!(loaded.get(&EntryId("E-3".into())).is_none());
    assert_eq!(loaded.entries().len(), 4);
}

#[test]
fn a_damaged_ledger_is_neither_read_nor_added_to() {
    let folder = tempfile::tempdir().unwrap();
    let path = stored(folder.path(), 5);
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes
        .windows(15)
        .position(|w| w == b"What E-2 claims")
        .unwrap();
    bytes[at] = b'w';
    std::fs::write(&path, bytes).unwrap();
    let error = block_on(Store::open(&path)).unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    assert!(
        error.to_string().contains("record 2 (entry E-2)"),
        "{error}"
    );
}

#[test]
fn a_refused_batch_leaves_the_file_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = stored(folder.path(), 5);
    let before = verify(&path);
    let refused = block_on(async {
        let mut store = Store::open(&path).await.unwrap();
        let batch = [entry("E-6", "2003-03-20"), entry("E-2", "2003-03-20")];
        store.append(batch, 3, || [1; 16]).await.unwrap_err()
    });
    assert!(
        refused
            .to_string()
            .contains("entry E-2 is already in the ledger"),
        "{refused}"
    );
    assert_eq!(verify(&path), before);
}

#[test]
fn another_file_is_not_taken_for_a_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    std::fs::write(&path, "not a database at all, only some text in a file").unwrap();
    let error = block_on(Store::verify(&path, None)).unwrap_err();
    assert!(matches!(error, StoreError::NotALedger(_)), "{error}");
    let error = block_on(Store::verify(&folder.path().join("none"), None)).unwrap_err();
    assert!(matches!(error, StoreError::Missing(_)), "{error}");
}

/// A ledger file of format 1 is readable for ever.
#[test]
fn a_ledger_of_format_1_still_reads() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/formats/ledger-1/evidence.ledger");
    let found = verify(&path);
    assert_eq!(found.damages, []);
    assert_eq!(
        found.head.to_string(),
        "3:c9244d7aa70a3ec08779cbbb87f39b25b2432656052c953246b3328a1b7e6764"
    );
    let loaded = block_on(Store::load(&path)).unwrap();
    assert_eq!(
        loaded.get(&EntryId("E-2".into())).unwrap(),
        &entry("E-2", "2003-03-19")
    );
}

proptest! {
    /// Any change to any record of a chain in memory is found and placed.
    #[test]
    fn a_changed_record_is_found(n in 2usize..12, which in any::<prop::sample::Index>(), field in 0usize..5, bit in 0usize..8) {
        let ledger = ledger((0..n).map(|k| entry(&format!("E-{k}"), "2003-03-19")));
        let mut records = ledger.records().to_vec();
        let at = which.index(n);
        let record = &mut records[at];
        match field {
            0 => record.recorded ^= 1 << bit,
            1 => record.commitment.0[3] ^= 1 << bit,
            2 => record.hash.0[5] ^= 1 << bit,
            3 => record.content.as_mut().unwrap().0[2] ^= 1 << bit,
            _ => { let content = &mut record.content.as_mut().unwrap().1; let middle = content.len() / 2; content[middle] ^= 1 << bit; }
        }
        let seq = record.seq;
        let mut verifier = ledger::Verifier::default();
        records.iter().for_each(|record| verifier.check(record));
        let (_, damages) = verifier.finish(Some(ledger.head()));
        prop_assert_eq!(damages.first().and_then(|d| d.record), Some(seq));
        prop_assert_eq!(damages.iter().filter(|d| d.record.is_some()).count(), 1, "{:?}", damages);
    }
}

#[test]
fn the_chain_in_memory_verifies() {
    assert_eq!(Ledger::new().verify(), []);
    assert_eq!(
        ledger((0..5).map(|k| entry(&format!("E-{k}"), "2003-03-19"))).verify(),
        []
    );
}
