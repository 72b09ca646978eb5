use ledger::{Credibility, Entry, EntryId, EntryKind, Grade, Ledger, Reliability, Source};

/// An entry with everything but its name and known day fixed.
pub(crate) fn entry(id: &str, known: &str) -> Entry {
    Entry {
        id: EntryId(id.to_owned()),
        case: "test".to_owned(),
        claim: format!("What {id} claims."),
        by: "A witness".to_owned(),
        kind: EntryKind::Event,
        source: Source {
            id: "report".to_owned(),
            publisher: "ngo".to_owned(),
            publisher_name: "An organisation".to_owned(),
            title: "A report".to_owned(),
            document: None,
            date: "2000-01-01".parse().unwrap(),
            url: None,
        },
        locator: None,
        valid: "2000".parse().unwrap(),
        known: known.parse().unwrap(),
        grade: Grade {
            reliability: Reliability::B,
            credibility: Credibility::new(2).unwrap(),
        },
        grade_reason: "For tests.".to_owned(),
        origin: format!("origin-of-{id}"),
        origin_title: "An origin".to_owned(),
        supersedes: None,
        source_withheld: false,
        figure: None,
        forecast: None,
        bears: Vec::new(),
        checked: true,
        tries: Vec::new(),
        checked_against: "the report".to_owned(),
    }
}

/// An entry that corrects another.
pub(crate) fn correction(id: &str, known: &str, of: &str) -> Entry {
    Entry {
        supersedes: Some(EntryId(of.to_owned())),
        ..entry(id, known)
    }
}

/// A ledger of these entries.
pub(crate) fn ledger(entries: impl IntoIterator<Item = Entry>) -> Ledger {
    let mut ledger = Ledger::new();
    for (n, entry) in entries.into_iter().enumerate() {
        ledger.append(entry, n as i64, [n as u8; 16]).unwrap();
    }
    ledger
}

/// The names of the entries seen on a day.
pub(crate) fn seen(ledger: &Ledger, on: &str) -> Vec<String> {
    ledger
        .as_of(on.parse().unwrap())
        .iter()
        .map(|entry| entry.id.0.clone())
        .collect()
}
