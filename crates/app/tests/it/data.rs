//! The store of public sources, as people fill and ask it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::run::{complained, copy_of_facts, printed, watchfire};

/// Three made-up spells in the shape of the Correlates of War list; the last is no row.
const STATES: &str = "cowcode,cowc,country_name,start,end,microstate\n625,SUD,Sudan,1956-01-01,9999-12-31,False\n2,USA,United States of America,1816-01-01,9999-12-31,False\n20,CAN,Canada,some day,9999-12-31,False\n";
const FACTS: &str = "sources/cow-states.toml";

/// Facts that know the checksum of a small file, a mirror that holds it, and a store to be.
struct Desk {
    folder: tempfile::TempDir,
    facts: PathBuf,
    mirror: PathBuf,
    store: PathBuf,
}

impl Desk {
    fn new() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let facts = copy_of_facts(folder.path());
        let mirror = folder.path().join("mirror");
        std::fs::create_dir_all(mirror.join("states")).unwrap();
        std::fs::write(mirror.join("states/cowstates.csv"), STATES).unwrap();
        let sha256: String = Sha256::digest(STATES)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let path = facts.join(FACTS);
        let text = std::fs::read_to_string(&path).unwrap();
        let at = text.find("sha256 = \"").unwrap() + "sha256 = \"".len();
        let text = format!("{}{sha256}{}", &text[..at], &text[at + 64..]);
        std::fs::write(&path, text).unwrap();
        let store = folder.path().join("store");
        Desk {
            folder,
            facts,
            mirror,
            store,
        }
    }

    /// `watchfire data ...` on these facts and this store.
    fn data<'a>(&'a self, arguments: &[&'a str]) -> Vec<&'a str> {
        let mut all = vec!["data"];
        all.extend(arguments);
        all.extend(["--store", text(&self.store), "--facts", text(&self.facts)]);
        all
    }

    fn pull<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let mut arguments = vec![
            "pull",
            "--source",
            "cow-states",
            "--mirror",
            text(&self.mirror),
        ];
        arguments.extend(more);
        self.data(&arguments)
    }

    fn a_table(&self) -> PathBuf {
        let folder = self.store.join("cow-states/2025");
        let tables = std::fs::read_dir(folder)
            .unwrap()
            .map(|item| item.unwrap().path());
        let mut tables = tables.filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            name.starts_with("states_cow.")
        });
        tables.next().unwrap()
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_source_is_pulled_once_accounted_for_listed_and_shown() {
    let desk = Desk::new();
    insta::assert_snapshot!(printed(&desk.pull(&[])), @r"
    cow-states 2025: stored, 3 rows read = 2 taken + 0 left out + 1 rejected
    1 vintage of 1 source: 1 stored, 0 unchanged, 0 failed; 3 rows read = 2 taken + 0 left out + 1 rejected
    ");
    insta::assert_snapshot!(printed(&desk.pull(&[])), @r"
    cow-states 2025: unchanged, 3 rows read = 2 taken + 0 left out + 1 rejected
    1 vintage of 1 source: 0 stored, 1 unchanged, 0 failed; 3 rows read = 2 taken + 0 left out + 1 rejected
    ");
    let listed = printed(&desk.data(&["list"]));
    assert!(
        listed.contains("MIT (package)"),
        "the licence is told: {listed}"
    );
    let shown = printed(&desk.data(&["show", "states_cow"]));
    for told in [
        "licence: MIT (package)",
        "table states_cow: 2 rows, sorted by cow, first_day",
        "name: United States of America",
        "reason: it is no day written as 2004-09-18",
    ] {
        assert!(shown.contains(told), "{told}: {shown}");
    }
    let json = printed(&desk.data(&["show", "cow-states", "--format", "json"]));
    let manifest: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(manifest["table"][0]["read"], 3);
    let told = complained(&desk.data(&["show", "cow-states", "--as-of", "2025-12-30"]));
    assert!(
        told.contains("nothing of cow-states was published by 2025-12-30"),
        "{told}"
    );
}

#[test]
fn the_manifest_on_disk_fits_its_schema() {
    let desk = Desk::new();
    printed(&desk.pull(&[]));
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/manifest.schema.json");
    let read = |path: &Path| -> serde_json::Value {
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    let schema = jsonschema::validator_for(&read(&schema)).unwrap();
    let manifest = read(&desk.store.join("cow-states/2025/manifest.json"));
    let errors: Vec<String> = schema
        .iter_errors(&manifest)
        .map(|e| e.to_string())
        .collect();
    assert_eq!(errors, [""; 0]);
}

#[test]
fn a_flipped_byte_is_found_named_and_mended() {
    let desk = Desk::new();
    printed(&desk.pull(&[]));
    assert!(printed(&desk.data(&["verify"])).ends_with(": sound\n"));
    let table = desk.a_table();
    let mut bytes = std::fs::read(&table).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&table, bytes).unwrap();
    let told = complained(&desk.data(&["verify"]));
    let name = table.file_name().unwrap().to_string_lossy();
    assert!(
        told.contains(&format!("cow-states/2025/{name}: SHA-256")),
        "{told}"
    );
    assert!(told.contains("pull it again with `--again`"), "{told}");
    printed(&desk.pull(&["--again"]));
    assert!(printed(&desk.data(&["verify"])).ends_with(": sound\n"));
}

#[test]
fn a_strict_pull_and_a_wrong_file_fail_and_say_why() {
    let desk = Desk::new();
    let told = complained(&desk.pull(&["--strict"]));
    assert!(
        told.contains("states/cowstates.csv:4: first_day `some day`"),
        "{told}"
    );
    std::fs::write(
        desk.mirror.join("states/cowstates.csv"),
        STATES.replace("Sudan", "sudan"),
    )
    .unwrap();
    let told = complained(&desk.pull(&[]));
    for part in ["the SHA-256 is", "expected", "nothing was read from it"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    std::fs::remove_file(desk.mirror.join("states/cowstates.csv")).unwrap();
    assert!(complained(&desk.pull(&[])).contains("the mirror must hold the file"));
}

#[test]
fn what_is_not_there_is_said_with_what_is() {
    let desk = Desk::new();
    let told = complained(&desk.data(&["list"]));
    assert!(
        told.contains("is no store; `watchfire data pull` makes one"),
        "{told}"
    );
    let told = complained(&desk.data(&["pull", "--source", "cow-stats"]));
    assert!(
        told.contains("there is no source cow-stats; there are: "),
        "{told}"
    );
    let told = complained(&desk.data(&["pull", "--mirror", "nowhere"]));
    assert!(told.contains("nowhere is no folder"), "{told}");
    watchfire(&desk.data(&["remove", "cow-states"]))
        .assert()
        .code(2);
    printed(&desk.pull(&[]));
    assert_eq!(
        printed(&desk.data(&["remove", "cow-states", "--all"])),
        "cow-states 2025: removed\n"
    );
    assert!(printed(&desk.data(&["list"])).starts_with("source"));
}

#[test]
fn a_users_own_export_is_added_and_never_pulled() {
    let desk = Desk::new();
    let export = desk.folder.path().join("export.csv");
    std::fs::write(&export, STATES).unwrap();
    let add = [
        "add",
        text(&export),
        "--source",
        "cow-states",
        "--exported",
        "2026-01-15",
    ];
    assert!(printed(&desk.data(&add)).starts_with("cow-states 2026-01-15: stored, 3 rows read"));
    assert!(printed(&desk.data(&add)).starts_with("cow-states 2026-01-15: unchanged"));
}

/// Kills pulls of a small source at moments spread over their whole length; `cargo xtask kill-pull`
/// does the same with all sources.
#[test]
fn a_killed_pull_leaves_a_sound_store() {
    let desk = Desk::new();
    printed(&desk.pull(&[]));
    for round in 0..12 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_watchfire"))
            .args(desk.pull(&["--again"]))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(round * 25));
        // It may have ended already: then a whole pull was checked.
        let _ = child.kill();
        child.wait().unwrap();
        let verified = printed(&desk.data(&["verify"]));
        assert!(
            verified.contains("1 vintage, 1 table, 2 files"),
            "{verified}"
        );
        assert!(verified.ends_with(": sound\n"), "{verified}");
    }
    printed(&desk.pull(&["--again"]));
    assert_eq!(
        printed(&desk.data(&["verify"])).lines().count(),
        1,
        "nothing is left over"
    );
}
