//! From publishers' files to tables of the store: checked, accounted for, and not done twice.

use std::path::Path;
use std::time::Duration;

use archive::fetch::{Patience, Place};
use archive::pull::{Outcome, Pull, PullError, Pulled, add, pull};
use archive::reading::Limits;
use archive::store::Store;
use archive::{SourceFacts, Vintage};

use crate::server::{Answer, Server, answer, ok};
use crate::{codes, sha256};

const FIRST: &str = "GWNo,year,deaths\n651,2004,10\n625,2004,many\n625,2003,20\n";
const REVISED: &str = "GWNo,year,deaths\n651,2004,11\n625,2004,5829\n625,2003,20\n";

/// A source in two vintages: as first published, and as revised a year later.
fn facts(change: impl Fn(String) -> String) -> SourceFacts {
    let text = format!(
        r#"
id = "made-up"
title = "Made up"
publisher = "Nobody"
licence = "CC BY 4.0"
vintage = "2"
released = 2025-06-01
released_reason = "made up"
address = "https://example.org/"
about = "Made up."
checked = false
[citation]
publisher = "Nobody"
title = "Made up"
date = "2025"
url = "https://example.org/"
[[other_vintage]]
id = "1"
released = 2024-06-01
released_reason = "made up"
[[file]]
path = "first.csv"
sha256 = "{first}"
table = "deaths"
vintage = "1"
[[file]]
path = "revised.csv"
sha256 = "{revised}"
table = "deaths"
[[table]]
name = "deaths"
title = "Deaths"
about = "A state in a year."
sort = ["gw", "year"]
states = [{{ column = "code", code = "gw", at = "year" }}]
columns = [
  {{ name = "code", from = "GWNo", type = "int32", required = true }},
  {{ name = "year", type = "year", required = true }},
  {{ name = "deaths", type = "int32", unit = "persons" }},
]
"#,
        first = sha256(FIRST),
        revised = sha256(REVISED),
    );
    toml::from_str(&change(text)).unwrap()
}

fn mirror(folder: &Path) -> Place {
    std::fs::write(folder.join("first.csv"), FIRST).unwrap();
    std::fs::write(folder.join("revised.csv"), REVISED).unwrap();
    Place::Folder(folder.to_owned())
}

/// A pull that waits for nobody and unpacks little.
fn pulled(store: &Store, source: &SourceFacts, places: &[Place], strict: bool, at: &str) -> Pulled {
    let patience = Patience {
        answer: Duration::from_millis(200),
        read: Duration::from_millis(200),
        tries: 1,
        proxy: false,
        ..Patience::default()
    };
    let options = Pull {
        places,
        unchecked_addresses: false,
        strict,
        again: false,
        threads: 3,
        large: 64,
        limits: Limits {
            expanded: 1 << 20,
            ..Limits::default()
        },
        retrieved: at.parse().unwrap(),
        patience: &patience,
        sleep: &|_| {},
        progress: &|_| {},
    };
    pull(&store.writer().unwrap(), source, &codes(), &options)
}

const THEN: &str = "2026-01-31T12:00:00Z";
const LATER: &str = "2026-02-28T12:00:00Z";

fn told(pulled: &Pulled) -> Vec<String> {
    let of = |outcome: &Result<Outcome, PullError>| match outcome {
        Ok(Outcome::Stored(_)) => "stored".to_owned(),
        Ok(Outcome::Unchanged(_)) => "unchanged".to_owned(),
        Err(error) => error.to_string(),
    };
    let pulled = pulled.iter();
    pulled
        .map(|(vintage, outcome)| format!("{}: {}", vintage.id, of(outcome)))
        .collect()
}

#[test]
fn both_vintages_are_stored_side_by_side_with_every_row_accounted_for() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(&folder.path().join("store")).unwrap();
    let places = [mirror(folder.path())];
    let first = pulled(&store, &facts(|text| text), &places, false, THEN);
    assert_eq!(told(&first), ["1: stored", "2: stored"]);
    let early = store
        .as_of("made-up", Some("2024-12-31".parse().unwrap()))
        .unwrap();
    assert_eq!(early.edition.vintage, "1");
    let table = early.table("deaths").unwrap();
    // Three rows read, `many` is no number of deaths.
    assert_eq!((table.read, table.rows, table.rejected), (3, 2, 1));
    let head = store.head(&early, table, 10).unwrap();
    assert_eq!(head.columns, ["code", "year", "deaths", "gw", "gw_gap"]);
    let value = |text: &str| Some(text.to_owned());
    assert_eq!(
        head.rows,
        [
            [value("625"), value("2003"), value("20"), value("625"), None],
            [value("651"), value("2004"), value("10"), value("651"), None],
        ]
    );
    let rejects = store.rejects(&early, table, 10).unwrap();
    assert_eq!(
        rejects.columns,
        ["file", "row", "column", "value", "reason"]
    );
    assert_eq!(
        rejects.rows[0],
        [
            "first.csv",
            "3",
            "deaths",
            "many",
            "it is not a whole number"
        ]
        .map(value)
    );
    assert_eq!(store.verify(&|_, _| {}).unwrap().damages, []);
}

#[test]
fn a_second_pull_does_nothing_and_needs_no_mirror() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(&folder.path().join("store")).unwrap();
    let places = [mirror(folder.path())];
    pulled(&store, &facts(|text| text), &places, false, THEN);
    let nowhere = [Place::Folder(folder.path().join("gone"))];
    let again = pulled(&store, &facts(|text| text), &nowhere, false, LATER);
    assert_eq!(told(&again), ["1: unchanged", "2: unchanged"]);
    let manifest = store.manifest("made-up", "2").unwrap().unwrap();
    assert_eq!(manifest.edition.retrieved.to_string(), THEN);
    // A changed description is read anew: here the rows are sorted by year first.
    let other = facts(|text| text.replace("[\"gw\", \"year\"]", "[\"year\", \"gw\"]"));
    let again = pulled(&store, &other, &places, false, LATER);
    assert_eq!(told(&again), ["1: stored", "2: stored"]);
    // So is a table whose file is gone.
    let manifest = store.manifest("made-up", "2").unwrap().unwrap();
    std::fs::remove_file(&store.table_files(&manifest, &manifest.table[0])[0]).unwrap();
    let again = pulled(&store, &other, &places, false, LATER);
    assert_eq!(told(&again), ["1: unchanged", "2: stored"]);
    assert_eq!(store.verify(&|_, _| {}).unwrap().damages, []);
}

#[test]
fn a_strict_pull_stops_at_the_first_row_and_the_other_vintage_still_comes() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(&folder.path().join("store")).unwrap();
    let places = [mirror(folder.path())];
    let strict = pulled(&store, &facts(|text| text), &places, true, THEN);
    assert_eq!(
        told(&strict),
        [
            "1: first.csv:3: deaths `many`: it is not a whole number; reading is strict, so it stops here",
            "2: stored"
        ]
    );
    assert_eq!(store.manifest("made-up", "1").unwrap(), None);
}

#[test]
fn another_version_of_a_file_is_refused_with_both_checksums_and_the_old_table_stays() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(&folder.path().join("store")).unwrap();
    let places = [mirror(folder.path())];
    pulled(&store, &facts(|text| text), &places, false, THEN);
    let before = store.manifest("made-up", "2").unwrap();
    // The facts now ask for a file that the mirror does not have.
    let newer = facts(|text| text.replace(&sha256(REVISED), &sha256("a newer file")));
    let outcome = told(&pulled(&store, &newer, &places, false, LATER));
    assert!(outcome[1].contains(&format!("expected {}", sha256("a newer file"))));
    assert!(
        outcome[1].contains(&format!("is {}", sha256(REVISED))),
        "{outcome:?}"
    );
    assert_eq!(store.manifest("made-up", "2").unwrap(), before);
}

#[test]
fn a_mirror_over_http_gives_the_same_tables_as_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let places = [mirror(folder.path())];
    let contents = |places: &[Place], name: &str| {
        let store = Store::open_or_create(&folder.path().join(name)).unwrap();
        pulled(&store, &facts(|text| text), places, false, THEN);
        let incoming = std::fs::read_dir(store.incoming());
        assert_eq!(
            incoming.map_or(0, |left| left.count()),
            0,
            "downloads are not kept"
        );
        let manifests = store.manifests().0.into_iter();
        manifests
            .map(|one| (one.edition.vintage, one.content))
            .collect::<Vec<_>>()
    };
    let server = Server::by(|head, _| {
        let first = head.starts_with("GET /first.csv ");
        let file = if first { FIRST } else { REVISED };
        Answer::Raw(ok(file.len(), file.as_bytes()))
    });
    let over_http = contents(&[Place::parse(&server.address)], "over-http");
    assert_eq!(over_http.len(), 2);
    assert_eq!(over_http, contents(&places, "from-folder"));
}

/// Members of a gzip file may be put one after another (RFC 1952, 2.2): a small bomb is soon made.
fn bomb(members: usize) -> Vec<u8> {
    use std::io::Write;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&vec![b'0'; 1 << 16]).unwrap();
    packed.finish().unwrap().repeat(members)
}

#[test]
fn a_bomb_from_a_server_is_not_unpacked_beyond_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(&folder.path().join("store")).unwrap();
    // 1,000 times 64 KiB are 64 MiB in some 100 KiB; the limit is one MiB.
    let packed = bomb(1_000);
    assert!(packed.len() < 200_000, "{} bytes", packed.len());
    let served = packed.clone();
    let server = Server::by(move |_, _| Answer::Raw(ok(served.len(), &served)));
    let source = facts(|text| {
        let rolling = text.replace(&sha256(REVISED), "rolling\"\ncompression = \"gzip");
        rolling.replace(&sha256(FIRST), "rolling\"\ncompression = \"gzip")
    });
    let places = [Place::parse(&server.address)];
    for outcome in told(&pulled(&store, &source, &places, false, THEN)) {
        assert!(outcome.contains("it unpacks to more than"), "{outcome}");
    }
    assert_eq!(store.manifests().0, []);
}

#[test]
fn an_address_that_nobody_checked_is_not_used_unless_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(&folder.path().join("store")).unwrap();
    let server = Server::by(|_, _| Answer::Raw(ok(REVISED.len(), REVISED.as_bytes())));
    let with = |more: &str| {
        let revised = sha256(REVISED);
        let told = format!(
            "{revised}\"\naddress = \"{}/made-up.csv\"{more}",
            server.address
        );
        facts(|text| text.replace(&format!("{revised}\""), &told))
    };
    let places = [Place::Publishers];
    let outcome = told(&pulled(&store, &with(""), &places, false, THEN));
    assert!(outcome[0].starts_with("1: first.csv: no lasting address of this file is known"));
    assert!(
        outcome[1].contains("/made-up.csv: nobody has checked yet"),
        "{outcome:?}"
    );
    assert!(
        server.requests().is_empty(),
        "nothing was asked of the server"
    );
    let checked = with("\naddress_checked = \"made up\"");
    let outcome = told(&pulled(&store, &checked, &places, false, THEN));
    assert_eq!(outcome[1], "2: stored");
}

#[test]
fn every_file_that_cannot_be_brought_is_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(&folder.path().join("store")).unwrap();
    let gone = answer("404 Not Found", &["Content-Length: 0".into()], b"");
    let server = Server::answering(vec![Answer::Raw(gone)]);
    let source = facts(|text| text.replace("vintage = \"1\"\n[[file]]", "[[file]]"));
    let places = [Place::parse(&server.address)];
    let outcome = told(&pulled(&store, &source, &places, false, THEN));
    assert_eq!(outcome.len(), 1, "both files are of one vintage now");
    for file in ["first.csv", "revised.csv"] {
        assert!(outcome[0].contains(&format!("{file}: the server answers 404")));
    }
}

#[test]
fn a_users_own_export_is_a_vintage_of_the_day_on_which_it_was_made() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(&folder.path().join("store")).unwrap();
    let source = facts(|text| text);
    let path = folder.path().join("my export.csv");
    std::fs::write(&path, REVISED).unwrap();
    let vintage = Vintage {
        id: "2026-01-15".to_owned(),
        released: "2026-01-15".parse().unwrap(),
        released_reason: "The day of the export.".to_owned(),
    };
    let patience = Patience::default();
    let options = Pull {
        places: &[],
        unchecked_addresses: false,
        strict: false,
        again: false,
        threads: 3,
        large: 64,
        limits: Limits::default(),
        retrieved: THEN.parse().unwrap(),
        patience: &patience,
        sleep: &|_| {},
        progress: &|_| {},
    };
    let writer = store.writer().unwrap();
    let once = || {
        let (file, path) = (&source.file[1], path.clone());
        add(&writer, &source, file, path, &vintage, &codes(), &options).unwrap()
    };
    assert!(matches!(once(), Outcome::Stored(_)));
    assert!(matches!(once(), Outcome::Unchanged(_)));
    let manifest = store.as_of("made-up", None).unwrap();
    assert_eq!(manifest.edition.input[0].path, "my export.csv");
    assert_eq!(manifest.edition.input[0].sha256, sha256(REVISED));
    assert_eq!(manifest.table("deaths").unwrap().rows, 3);
}

/// Rows with quoted line ends, doubled quotes and single quotes inside unquoted fields: the last make
/// counting quotes a wrong guide to where records begin.
fn awkward(single_quotes: bool) -> String {
    let mut text = "GWNo,year,deaths,about\n".to_owned();
    for n in 0..400 {
        let about = match n % 4 {
            0 => "plain".to_owned(),
            1 => "\"two\nlines, with \"\"quotes\"\"\"".to_owned(),
            2 if single_quotes => "a 5\" gun".to_owned(),
            _ => format!("\"{}\"", "line\n".repeat(n % 7)),
        };
        let deaths = if n % 50 == 49 {
            "many".to_owned()
        } else {
            n.to_string()
        };
        text.push_str(&format!("625,{},{deaths},{about}\n", 1990 + n % 30));
    }
    text
}

#[test]
fn a_file_read_in_parts_gives_the_rows_lines_and_bytes_of_one_read_whole() {
    for text in [
        awkward(false),
        awkward(true),
        awkward(false).replace('\n', "\r\n"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("first.csv"), FIRST).unwrap();
        std::fs::write(folder.path().join("revised.csv"), &text).unwrap();
        let source = facts(|facts| {
            let facts = facts.replace(&sha256(REVISED), &sha256(&text));
            let about = "  { name = \"about\", type = \"text\" },\n]";
            let facts = facts.replace(
                "vintage = \"1\"\n[[file]]",
                "vintage = \"1\"\nlacks = [\"about\"]\n[[file]]",
            );
            format!("{}{about}\n", facts.trim_end().trim_end_matches(']'))
        });
        let contents: Vec<_> = [1, 2, 3, 7]
            .map(|threads| {
                let store = folder.path().join(format!("store-{threads}"));
                let store = Store::open_or_create(&store).unwrap();
                let patience = Patience::default();
                let options = Pull {
                    places: &[Place::Folder(folder.path().to_owned())],
                    unchecked_addresses: false,
                    strict: false,
                    again: false,
                    threads,
                    large: 64,
                    limits: Limits::default(),
                    retrieved: THEN.parse().unwrap(),
                    patience: &patience,
                    sleep: &|_| {},
                    progress: &|_| {},
                };
                let writer = store.writer().unwrap();
                let outcomes = pull(&writer, &source, &codes(), &options);
                assert_eq!(told(&outcomes), ["1: stored", "2: stored"]);
                let manifest = store.as_of("made-up", None).unwrap();
                let table = manifest.table("deaths").unwrap();
                // Every fiftieth of 400 rows has no number of deaths.
                assert_eq!((table.read, table.rows, table.rejected), (400, 392, 8));
                manifest.content
            })
            .to_vec();
        assert!(
            contents.iter().all(|one| *one == contents[0]),
            "{contents:?}"
        );
    }
}
