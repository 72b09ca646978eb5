//! What people are told when something is wrong.

use std::io::Read;
use std::process::{Command, Stdio};

use crate::run::{complained, copy_of_facts, printed, watchfire};

#[test]
fn an_unknown_state_is_answered_with_what_was_meant() {
    insta::assert_snapshot!(complained(&["brief", "Irak", "--as-of", "2003-03-19"]), @"error: no state is called `Irak`; did you mean Iran or Iraq?; `watchfire cases` lists the cases");
    insta::assert_snapshot!(complained(&["brief", "iraq-2004"]), @"error: there is no case `iraq-2004`; did you mean iraq-2003?");
}

#[test]
fn a_state_that_did_not_exist_is_an_error_that_says_so() {
    insta::assert_snapshot!(complained(&["brief", "SSD", "--as-of", "2004-09-18"]), @"error: South Sudan (GW 626) was not a member of the state system on 2004-09-18; it is listed since 2011-07-09; on that day its territory was part of Sudan (GW 625)");
}

#[test]
fn a_date_that_is_none_an_unknown_instrument_and_an_unknown_criterion_are_refused() {
    assert!(
        complained(&["brief", "iraq-2003", "--as-of", "2003-02-30"])
            .contains("`2003-02-30` is not a day")
    );
    insta::assert_snapshot!(complained(&["brief", "iraq-2003", "--instrument", "iciss"]), @"error: there is no instrument `iciss`; did you mean `iciss-2001`?; `watchfire norms lattice` lists them");
    insta::assert_snapshot!(complained(&["assess", "iraq-2003", "--why", "harm.loss-of-lives"]), @"error: there is no criterion `harm.loss-of-lives`; did you mean `harm.loss-of-life`?");
}

#[test]
fn every_problem_of_a_broken_fact_file_is_listed_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let facts = copy_of_facts(folder.path());
    let path = facts.join("instruments/wso-2005.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let broken = text
        .replacen("modality = \"permission\"", "modality = \"licence\"", 1)
        .replacen("\"crime.any-now\"", "\"crime.any-nau\"", 1)
        .replacen("adopted = 2005-09-16", "adoptd = 2005-09-16", 1);
    std::fs::write(&path, broken).unwrap();
    let told = complained(&["facts", "check", facts.to_str().unwrap()]);
    let places: Vec<&str> = told
        .lines()
        .filter(|line| line.starts_with("instruments/wso-2005.toml:"))
        .collect();
    insta::assert_snapshot!(places.join("\n"), @"
    instruments/wso-2005.toml:1:1: the field `adopted` is missing
    instruments/wso-2005.toml:7:1: there is no field `adoptd` here
    instruments/wso-2005.toml:83:17: there is no criterion `crime.any-nau`
    instruments/wso-2005.toml:123:12: `modality` cannot be `licence`
    ");
    assert!(
        told.contains("╭─[instruments/wso-2005.toml:"),
        "the place is shown in its text: {told}"
    );
    assert!(
        printed(&["facts", "check"]).contains("without a problem"),
        "the facts in the binary are sound"
    );
}

#[test]
fn a_brief_is_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("brief.html");
    printed(&[
        "brief",
        "iraq-2003",
        "--format",
        "html",
        "--out",
        file.to_str().unwrap(),
    ]);
    let before = std::fs::read(&file).unwrap();
    assert!(before.ends_with(b"</html>"));
    let nowhere = folder.path().join("no-such-folder/brief.html");
    let told = complained(&["brief", "iraq-2003", "--out", nowhere.to_str().unwrap()]);
    assert!(told.contains("was not written"), "{told}");
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        1,
        "nothing half-written is left"
    );
}

/// A folder in which nothing can be written stands for a read-only disk; the superuser can write anywhere.
#[cfg(unix)]
#[test]
fn a_read_only_disk_is_named_and_nothing_is_lost() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("own.ledger");
    printed(&["ledger", "new", file.to_str().unwrap()]);
    let before = std::fs::read(&file).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o444)).unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o555)).unwrap();
    if std::fs::write(folder.path().join("probe"), "").is_ok() {
        std::fs::remove_file(folder.path().join("probe")).unwrap();
        eprintln!("skipped: this user can write to read-only folders");
    } else {
        let entries = folder.path().join("brief.txt");
        let told = complained(&["brief", "iraq-2003", "--out", entries.to_str().unwrap()]);
        assert!(told.contains("was not written"), "{told}");
        let told = complained(&[
            "ledger",
            "redact",
            file.to_str().unwrap(),
            "IQ-001",
            "--reason",
            "a test",
        ]);
        assert!(!told.is_empty());
    }
    assert!(
        printed(&["ledger", "verify", file.to_str().unwrap()]).contains("sound"),
        "it can still be read"
    );
    assert_eq!(std::fs::read(&file).unwrap(), before);
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// `/dev/full` refuses every byte, as a full disk does.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_watchfire"))
        .args(["brief", "iraq-2003"])
        .stdout(full)
        .stderr(Stdio::piped())
        .output();
    let output = output.unwrap();
    assert!(!output.status.success());
    assert!(
        String::from_utf8_lossy(&output.stderr)
            .contains("standard output was closed before everything was written")
    );
}

#[test]
fn a_closed_pipe_is_an_error_and_no_panic() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_watchfire"))
        .args(["brief", "iraq-2003"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut told = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut told)
        .unwrap();
    assert!(!child.wait().unwrap().success());
    insta::assert_snapshot!(told, @"error: standard output was closed before everything was written: Broken pipe (os error 32)");
}

#[test]
fn a_wrong_word_on_the_command_line_is_a_usage_error() {
    watchfire(&["brief"]).assert().code(2);
    watchfire(&["breif", "iraq-2003"]).assert().code(2);
}
