//! Ledger records: a chain of any contents verifies until one bit of it is changed, and any content
//! gives entries or an error.
#![no_main]

use ledger::{ChainHead, Ledger, Record, Verifier};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (Vec<Vec<u8>>, usize, u8)| {
    let (contents, at, flip) = input;
    let mut head = ChainHead::EMPTY;
    let mut records = Vec::new();
    for content in contents {
        let record = Record::new(head, 0, [0; 16], content);
        head = ChainHead { count: record.seq, hash: record.hash };
        records.push(record);
    }
    let check = |records: &[Record]| {
        let mut verifier = Verifier::default();
        records.iter().for_each(|record| verifier.check(record));
        verifier.finish(Some(head)).1
    };
    assert!(check(&records).is_empty());
    if let Ok(ledger) = Ledger::from_records(records.clone()) {
        assert_eq!(ledger.head(), head);
        for entry in ledger.entries() {
            assert!(ledger.record_of(&entry.id).is_some());
        }
    }
    let n = records.len();
    if n > 0 && flip != 0 {
        records[at % n].hash.0[usize::from(flip) % 32] ^= flip;
        assert!(!check(&records).is_empty());
    }
});
