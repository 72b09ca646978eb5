use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

/// The most memory that a target may take, the sanitizer's own included, in MiB.
const MEMORY: u32 = 2048;

/// What is fuzzed: a target, and the source if it is the one for readers.
struct Run {
    target: String,
    source: Option<&'static str>,
}

impl Run {
    fn name(&self) -> &str {
        self.source.unwrap_or(&self.target)
    }
}

/// What came of a run.
#[derive(Default)]
struct Told {
    executions: u64,
    edges: u64,
    features: u64,
    seconds: u64,
    /// The input that failed, and how to run it again; none if all went well.
    failed: Option<String>,
}

/// Builds the fuzz targets and runs the reader of every source, then every other target, for that many
/// seconds each; prints a line for each, and fails if one of them did.
pub(crate) fn run(root: &Path, seconds: u64, jobs: usize, only: &[String]) -> anyhow::Result<()> {
    let mut runs: Vec<Run> = archive::sources::SOURCES
        .iter()
        .map(|source| Run {
            target: "readers".to_owned(),
            source: Some(source.id),
        })
        .collect();
    runs.extend(others(root)?);
    if let Some(unknown) = only
        .iter()
        .find(|name| runs.iter().all(|run| run.name() != **name))
    {
        let names: Vec<&str> = runs.iter().map(Run::name).collect();
        bail!(
            "`{unknown}` is neither a source nor a fuzz target; there are {}",
            names.join(", ")
        );
    }
    runs.retain(|run| only.is_empty() || only.iter().any(|name| run.name() == name));
    let binaries = build(root)?;
    let folder = root.join("target/fuzz");
    println!(
        "{:<28} {:>12} {:>7} {:>9} {:>4}  result",
        "reader or target", "executions", "edges", "features", "s"
    );
    let begun = Instant::now();
    let (waiting, done) = (Mutex::new(runs.iter()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| {
                while let Some(run) = next(&waiting) {
                    let told = fuzz(&binaries, &folder.join(run.name()), run, seconds);
                    if let Ok(told) = &told {
                        print(run, told);
                    }
                    if let Ok(mut done) = done.lock() {
                        done.push(told.with_context(|| run.name().to_owned()));
                    }
                }
            });
        }
    });
    let told: Vec<Told> = done
        .into_inner()
        .unwrap_or_default()
        .into_iter()
        .collect::<anyhow::Result<_>>()?;
    let failed = told.iter().filter(|told| told.failed.is_some()).count();
    let executions: u64 = told.iter().map(|told| told.executions).sum();
    println!(
        "{} readers and {} other targets, {seconds} s each: {executions} executions in {:.0} s, {failed} failed",
        runs.iter().filter(|run| run.source.is_some()).count(),
        runs.iter().filter(|run| run.source.is_none()).count(),
        begun.elapsed().as_secs_f64()
    );
    if failed > 0 {
        bail!("{failed} of {} failed", told.len());
    }
    Ok(())
}

fn next<'r>(waiting: &Mutex<std::slice::Iter<'r, Run>>) -> Option<&'r Run> {
    waiting.lock().ok()?.next()
}

/// Every target beside the one for readers.
fn others(root: &Path) -> anyhow::Result<Vec<Run>> {
    let mut names = Vec::new();
    for item in std::fs::read_dir(root.join("fuzz/fuzz_targets"))? {
        let path = item?.path();
        if let Some(name) = path.file_stem().and_then(|name| name.to_str())
            && name != "readers"
        {
            names.push(name.to_owned());
        }
    }
    names.sort();
    let run = |target| Run {
        target,
        source: None,
    };
    Ok(names.into_iter().map(run).collect())
}

/// Builds all targets; gives the folder of the programs.
fn build(root: &Path) -> anyhow::Result<PathBuf> {
    let status = Command::new("cargo")
        .args(["+nightly", "fuzz", "build"])
        .current_dir(root)
        .status()
        .context("cargo cannot be started")?;
    if !status.success() {
        bail!(
            "the fuzz targets were not built; they need a nightly toolchain (`rustup toolchain install nightly`) and cargo-fuzz (`cargo install cargo-fuzz`)"
        );
    }
    let target = root.join("fuzz/target");
    for item in std::fs::read_dir(&target)? {
        let programs = item?.path().join("release");
        if programs.join("readers").is_file() {
            return Ok(programs);
        }
    }
    bail!("no built targets below {}", target.display())
}

/// Runs one target from made-up seeds only, so that two runs begin alike.
fn fuzz(binaries: &Path, folder: &Path, run: &Run, seconds: u64) -> anyhow::Result<Told> {
    let (corpus, artefacts) = (folder.join("corpus"), folder.join("artefacts"));
    if corpus.exists() {
        std::fs::remove_dir_all(&corpus)?;
    }
    std::fs::create_dir_all(&corpus)?;
    std::fs::create_dir_all(&artefacts)?;
    let log = folder.join("log");
    let mut command = Command::new(binaries.join(&run.target));
    if let Some(source) = run.source {
        command
            .env("WATCHFIRE_SOURCE", source)
            .env("WATCHFIRE_SEEDS", &corpus);
    }
    let begun = Instant::now();
    let mut child = command
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-rss_limit_mb={MEMORY}"))
        .args(["-timeout=10", "-max_len=16384", "-print_final_stats=1"])
        .arg(format!("-artifact_prefix={}/", artefacts.display()))
        .arg(&corpus)
        .stdout(Stdio::null())
        .stderr(std::fs::File::create(&log)?)
        .spawn()
        .with_context(|| format!("{} cannot be started", run.target))?;
    // A target that neither ends nor is ended by libFuzzer's own clock is a failure too.
    let last = begun + Duration::from_secs(seconds + 120);
    let status = loop {
        match child.try_wait()? {
            Some(status) => break Some(status),
            None if Instant::now() > last => {
                child.kill()?;
                child.wait()?;
                break None;
            }
            None => std::thread::sleep(Duration::from_millis(200)),
        }
    };
    let text = String::from_utf8_lossy(&std::fs::read(&log)?).into_owned();
    let mut told = read(&text);
    told.seconds = begun.elapsed().as_secs();
    if status.is_none_or(|status| !status.success()) {
        told.failed = Some(replay(&text, binaries, run, &log));
    }
    Ok(told)
}

/// What libFuzzer says of itself: `#1234  DONE   cov: 56 ft: 78 corp: 9/99b`, and the final count.
fn read(log: &str) -> Told {
    let mut told = Told::default();
    for line in log.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let after = |name: &str| {
            let at = words.iter().position(|word| *word == name)?;
            words.get(at + 1)?.parse::<u64>().ok()
        };
        let count = words.first().and_then(|word| word.strip_prefix('#'));
        if let Some(count) = count.and_then(|count| count.parse().ok()) {
            told.executions = told.executions.max(count);
            told.edges = after("cov:").unwrap_or(told.edges);
            told.features = after("ft:").unwrap_or(told.features);
        }
        if let Some(count) = after("stat::number_of_executed_units:") {
            told.executions = count;
        }
    }
    told
}

/// What failed, and the command that shows it again.
fn replay(log: &str, binaries: &Path, run: &Run, file: &Path) -> String {
    let why = log
        .lines()
        .find(|line| line.contains("panicked at") || line.contains("ERROR: "))
        .unwrap_or("it did not end");
    let input = log
        .lines()
        .find_map(|line| line.split_once("Test unit written to "))
        .map_or("", |(_, path)| path);
    let source = run
        .source
        .map_or_else(String::new, |source| format!("WATCHFIRE_SOURCE={source} "));
    format!(
        "{why}\n    again: {source}{} {input}\n    log: {}",
        binaries.join(&run.target).display(),
        file.display()
    )
}

fn print(run: &Run, told: &Told) {
    println!(
        "{:<28} {:>12} {:>7} {:>9} {:>4}  {}",
        run.name(),
        told.executions,
        told.edges,
        told.features,
        told.seconds,
        told.failed.as_deref().unwrap_or("no crash")
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_and_the_final_count_of_a_log_are_told() {
        let log = "INFO: Seed: 1\n#2\tINITED cov: 10 ft: 20 corp: 1/1b\n#512\tDONE   cov: 56 ft: 78 corp: 9/99b lim: 8 exec/s: 256 rss: 40Mb\nstat::number_of_executed_units: 513\n";
        let told = read(log);
        assert_eq!((told.executions, told.edges, told.features), (513, 56, 78));
    }
}
