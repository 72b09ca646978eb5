use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, bail};

/// The version of cargo-deny that is installed where there is none.
const CARGO_DENY: &str = "0.20.2";

/// Lints and tests run on everything that releases ship; the small default build has a step of its own.
const FULL: [&str; 2] = ["--features", "app/full"];

/// One step: its name, and what it did.
type Step = (&'static str, fn(&Path) -> anyhow::Result<Outcome>);

/// What came of a step that did not fail.
enum Outcome {
    Passed,
    Skipped(String),
}

const STEPS: [Step; 9] = [
    ("format", |root| cargo(root, &["fmt", "--all", "--check"])),
    ("clippy", |root| {
        cargo(
            root,
            &[
                "clippy",
                "--workspace",
                "--all-targets",
                FULL[0],
                FULL[1],
                "--",
                "-D",
                "warnings",
            ],
        )
    }),
    ("house rules", |root| {
        crate::tidy::run(root).map(|()| Outcome::Passed)
    }),
    ("generated files", |root| {
        crate::generate::run(root, true).map(|()| Outcome::Passed)
    }),
    ("the small build, without SQL engine", small_build),
    ("browser for page tests", browser),
    ("tests", tests),
    ("examples in the documentation", |root| {
        cargo(
            root,
            &["test", "--workspace", "--doc", "--quiet", FULL[0], FULL[1]],
        )
    }),
    ("licences and versions", deny),
];

/// Runs every check and every test; stops at the first that fails.
pub(crate) fn run(root: &Path) -> anyhow::Result<()> {
    let begun = Instant::now();
    let mut skipped = Vec::new();
    for (name, step) in STEPS {
        println!("== {name}");
        let begun = Instant::now();
        match step(root).with_context(|| format!("{name} failed"))? {
            Outcome::Passed => println!(
                "== {name}: passed in {:.0} s",
                begun.elapsed().as_secs_f64()
            ),
            Outcome::Skipped(why) => {
                println!("== {name}: skipped, {why}");
                skipped.push(name);
            }
        }
    }
    let mirror = mirror(root);
    match mirror.is_dir() {
        true => println!("checks on real data ran on the mirror {}", mirror.display()),
        false => println!(
            "checks on real data were skipped: no mirror at {} (set WATCHFIRE_MIRROR)",
            mirror.display()
        ),
    }
    let skipped = if skipped.is_empty() {
        "nothing skipped".to_owned()
    } else {
        format!("skipped: {}", skipped.join(", "))
    };
    println!(
        "all {} steps done in {:.0} s, {skipped}",
        STEPS.len(),
        begun.elapsed().as_secs_f64()
    );
    Ok(())
}

fn mirror(root: &Path) -> PathBuf {
    std::env::var_os("WATCHFIRE_MIRROR").map_or_else(|| root.join("../shared/data"), PathBuf::from)
}

fn cargo(root: &Path, arguments: &[&str]) -> anyhow::Result<Outcome> {
    command(root, "cargo", arguments)
}

fn command(root: &Path, program: &str, arguments: &[&str]) -> anyhow::Result<Outcome> {
    let status = Command::new(program)
        .args(arguments)
        .current_dir(root)
        .status();
    let status = status.with_context(|| format!("{program} cannot be started"))?;
    if !status.success() {
        bail!("{program} {} ended with {status}", arguments.join(" "));
    }
    Ok(Outcome::Passed)
}

/// What `cargo build` makes: no warning, and commands that it lacks say how to get them.
fn small_build(root: &Path) -> anyhow::Result<Outcome> {
    let lint = [
        "clippy",
        "-p",
        "app",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    cargo(root, &lint)?;
    cargo(
        root,
        &["test", "-p", "app", "--test", "it", "--quiet", "sql::"],
    )
}

/// nextest where it is installed, else cargo's own runner: both run the same tests.
fn tests(root: &Path) -> anyhow::Result<Outcome> {
    let nextest = Command::new("cargo")
        .args(["nextest", "--version"])
        .current_dir(root)
        .output();
    match nextest.is_ok_and(|output| output.status.success()) {
        true => cargo(
            root,
            &[
                "nextest",
                "run",
                "--workspace",
                FULL[0],
                FULL[1],
                "--no-fail-fast",
            ],
        ),
        false => cargo(
            root,
            &[
                "test",
                "--workspace",
                "--lib",
                "--bins",
                "--tests",
                FULL[0],
                FULL[1],
                "--no-fail-fast",
            ],
        ),
    }
}

/// The page tests print briefs with Chromium. Where it is missing and can be installed, it is.
fn browser(_: &Path) -> anyhow::Result<Outcome> {
    let found = || {
        ["chromium", "chromium-browser", "google-chrome"]
            .iter()
            .any(|name| works(name, &["--version"]))
    };
    if found() {
        return Ok(Outcome::Passed);
    }
    if works("apt-get", &["--version"]) && works("id", &["-u"]) && is_root() {
        println!("installing chromium");
        let _ = Command::new("apt-get").args(["update", "-q"]).output();
        let _ = Command::new("apt-get")
            .args(["install", "-y", "-q", "chromium"])
            .env("DEBIAN_FRONTEND", "noninteractive")
            .output();
    }
    match found() {
        true => Ok(Outcome::Passed),
        false => Ok(Outcome::Skipped("no Chromium: page tests say so and pass without it; install the package `chromium` to run them".into())),
    }
}

fn works(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .output()
        .is_ok_and(|output| output.status.success())
}

fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout.starts_with(b"0"))
}

/// cargo-deny where it is installed, else installed below `target/`, which takes some minutes once.
fn deny(root: &Path) -> anyhow::Result<Outcome> {
    let arguments = ["check", "bans", "licenses", "sources"];
    if works("cargo-deny", &["--version"]) {
        return command(root, "cargo-deny", &arguments);
    }
    let tools = root.join("target/tools");
    let own = tools.join("bin/cargo-deny");
    if !own.is_file() {
        println!(
            "installing cargo-deny {CARGO_DENY} into {}",
            tools.display()
        );
        let install = [
            "install",
            "cargo-deny",
            "--version",
            CARGO_DENY,
            "--locked",
            "--quiet",
            "--root",
            &tools.to_string_lossy(),
        ];
        if cargo(root, &install).is_err() {
            return Ok(Outcome::Skipped(
                "cargo-deny could not be installed; `cargo install cargo-deny` brings it".into(),
            ));
        }
    }
    command(root, &own.to_string_lossy(), &arguments)
}
