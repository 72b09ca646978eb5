use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Kills pulls at random moments and checks the store after each: it must always be sound, and a
/// last undisturbed pull must give what an undisturbed one gave at the beginning.
pub(crate) fn run(binary: &Path, mirror: &Path, rounds: u64, seed: u64) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let calm = folder.path().join("calm");
    let begun = Instant::now();
    finish(start(binary, mirror, &calm, false)?, "the undisturbed pull")?;
    let whole = begun.elapsed();
    let expected = tables(&calm)?;
    println!(
        "undisturbed: {} files in {:.2} s",
        expected.len(),
        whole.as_secs_f64()
    );
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut seen = Seen::default();
    // Odd rounds begin with nothing, even ones read a whole store again over itself.
    let (fresh, old) = (folder.path().join("fresh"), folder.path().join("old"));
    finish(
        start(binary, mirror, &old, false)?,
        "the pull to be repeated",
    )?;
    for round in 1..=rounds {
        let again = round % 2 == 0;
        let store = if again { &old } else { &fresh };
        // Fresh rounds go on where the last was killed, and begin anew when they were finished.
        if !again && tables(store).is_ok_and(|found| found == expected) {
            std::fs::remove_dir_all(store)?;
            seen.finished += 1;
        }
        let mut child = start(binary, mirror, store, again)?;
        let micros = u64::try_from(whole.as_micros())?.max(1);
        std::thread::sleep(Duration::from_micros(random.next_u64() % micros));
        let killed = kill(&mut child, round % 3 == 0)?;
        seen.killed += u64::from(killed);
        if !store.join("watchfire-store").exists() {
            seen.before_the_store += 1;
            continue;
        }
        let manifests = verify(binary, store, round)?;
        if again && manifests < tables_of_manifests(&calm)? {
            bail!("round {round}: a vintage that was whole before is gone");
        }
        let unfinished = left_over(store, &expected)?;
        seen.with_remains += u64::from(unfinished > 0);
    }
    for store in [&fresh, &old] {
        finish(start(binary, mirror, store, false)?, "the last pull")?;
        verify(binary, store, rounds + 1)?;
        if tables(store)? != expected || left_over(store, &expected)? > 0 {
            bail!("{}: the last pull gives other files", store.display());
        }
    }
    println!(
        "{rounds} rounds: {} killed in time, {} of them before there was a store, {} left remains, {} fresh stores were finished; every store verified, and the last pulls gave the same {} files",
        seen.killed,
        seen.before_the_store,
        seen.with_remains,
        seen.finished,
        expected.len()
    );
    Ok(())
}

#[derive(Default)]
struct Seen {
    killed: u64,
    before_the_store: u64,
    with_remains: u64,
    finished: u64,
}

fn start(binary: &Path, mirror: &Path, store: &Path, again: bool) -> anyhow::Result<Child> {
    let mut command = Command::new(binary);
    command.args(["data", "pull", "--mirror"]).arg(mirror);
    command.arg("--store").arg(store);
    if again {
        command.arg("--again");
    }
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    child.with_context(|| format!("{} cannot be started", binary.display()))
}

fn finish(child: Child, what: &str) -> anyhow::Result<()> {
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("{what} failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}

/// Ends the process by SIGINT, as Ctrl-C does, or by SIGKILL; whether it was still running.
fn kill(child: &mut Child, gently: bool) -> anyhow::Result<bool> {
    if child.try_wait()?.is_some() {
        return Ok(false);
    }
    if gently && cfg!(unix) {
        let id = child.id().to_string();
        Command::new("kill").args(["-INT", &id]).status()?;
    } else {
        child.kill()?;
    }
    Ok(!child.wait()?.success())
}

/// Checks a store; gives the number of its vintages.
fn verify(binary: &Path, store: &Path, round: u64) -> anyhow::Result<usize> {
    let output = Command::new(binary)
        .args(["data", "verify", "--store"])
        .arg(store)
        .output()?;
    if !output.status.success() {
        bail!(
            "round {round}: the store is not sound: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    tables_of_manifests(store)
}

fn tables_of_manifests(store: &Path) -> anyhow::Result<usize> {
    let manifests = files(store)?.into_iter();
    let manifests = manifests.filter(|path| path.ends_with("manifest.json"));
    Ok(manifests.count())
}

/// The tables' files, which are named after their content.
fn tables(store: &Path) -> anyhow::Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    for path in files(store)? {
        if path.extension().is_some_and(|ending| ending == "parquet") {
            found.insert(path.strip_prefix(store)?.to_owned());
        }
    }
    Ok(found)
}

/// Files that are neither of the store's own nor expected.
fn left_over(store: &Path, expected: &BTreeSet<PathBuf>) -> anyhow::Result<usize> {
    let own = [
        "manifest.json",
        "watchfire-store",
        "writer.lock",
        "readers.lock",
    ];
    let mut left = 0;
    for path in files(store)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !own.contains(&&*name) && !expected.contains(path.strip_prefix(store)?) {
            left += 1;
        }
    }
    Ok(left)
}

fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for item in std::fs::read_dir(folder)? {
        let path = item?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}
