use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// The crates that each crate may know, from ground to top. Siblings do not know one another.
const EDGES: [(&str, &[&str]); 8] = [
    ("terms", &[]),
    ("archive", &["terms"]),
    ("ledger", &["terms"]),
    ("panel", &["terms"]),
    ("norms", &["terms", "ledger"]),
    ("report", &["terms", "archive", "ledger", "norms"]),
    ("forecast", &["terms"]),
    (
        "app",
        &["terms", "archive", "ledger", "norms", "report", "forecast"],
    ),
    (
        "xtask",
        &[
            "terms", "archive", "ledger", "norms", "report", "forecast", "app",
        ],
    ),
];

/// Names that mean that the noun was not found.
const NOT_NOUNS: [&str; 7] = [
    "util", "utils", "common", "helpers", "helper", "manager", "misc",
];

const LONGEST_FILE: usize = 600;
const LONGEST_ARCHITECTURE: usize = 200;

/// Checks the house rules and lists everything that breaks one.
pub(crate) fn run(root: &Path) -> anyhow::Result<()> {
    let mut broken = Vec::new();
    let crates = check_edges(root, &mut broken)?;
    check_map(root, &crates, &mut broken)?;
    check_files(root, root, &mut broken)?;
    if broken.is_empty() {
        return Ok(());
    }
    bail!(
        "{} house rules are broken:\n  {}",
        broken.len(),
        broken.join("\n  ")
    )
}

fn check_edges(root: &Path, broken: &mut Vec<String>) -> anyhow::Result<BTreeSet<String>> {
    let allowed: BTreeMap<&str, &[&str]> = EDGES.into_iter().collect();
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root.join("crates"))?
        .map(|item| item.map(|item| item.path()))
        .collect::<Result<_, _>>()?;
    folders.push(root.join("xtask"));
    let mut crates = BTreeSet::new();
    for folder in folders {
        let name = folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml"))
            .with_context(|| format!("{name} has no Cargo.toml"))?;
        let manifest: toml::Table = manifest.parse()?;
        let package = manifest
            .get("package")
            .and_then(|package| package.get("name"))
            .and_then(toml::Value::as_str);
        if package != Some(name.as_str()) {
            broken.push(format!(
                "crates/{name}: the package is called {}",
                package.unwrap_or("nothing")
            ));
        }
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let Some(dependencies) = manifest.get(section).and_then(toml::Value::as_table) else {
                continue;
            };
            for other in dependencies
                .keys()
                .filter(|other| allowed.contains_key(other.as_str()))
            {
                match allowed.get(name.as_str()) {
                    Some(known) if known.contains(&other.as_str()) => {}
                    Some(_) => broken.push(format!("{name} -> {other} is no edge of the design; a new edge is a decision record")),
                    None => broken.push(format!("{name} is not in the list of edges in xtask/src/tidy.rs")),
                }
            }
        }
        crates.insert(name);
    }
    for (name, _) in EDGES.iter().filter(|(name, _)| !crates.contains(*name)) {
        broken.push(format!("{name} is in the list of edges and does not exist"));
    }
    Ok(crates)
}

/// ARCHITECTURE.md names exactly the crates that exist, each with exactly the edges that are allowed.
fn check_map(
    root: &Path,
    crates: &BTreeSet<String>,
    broken: &mut Vec<String>,
) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(root.join("ARCHITECTURE.md"))
        .context("ARCHITECTURE.md cannot be read")?;
    if text.lines().count() > LONGEST_ARCHITECTURE {
        broken.push(format!(
            "ARCHITECTURE.md is longer than {LONGEST_ARCHITECTURE} lines"
        ));
    }
    let mut drawn: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in text.lines() {
        let Some((name, rest)) = line
            .strip_prefix("| `")
            .and_then(|line| line.split_once("` |"))
        else {
            continue;
        };
        let Some(knows) = rest
            .split('|')
            .next_back()
            .or(Some(""))
            .and(rest.rsplit('|').nth(1))
        else {
            continue;
        };
        let knows = knows
            .split(',')
            .map(|other| other.trim().trim_matches('`').to_owned())
            .filter(|other| !other.is_empty() && other != "none");
        drawn.insert(name.to_owned(), knows.collect());
    }
    for name in crates.iter().filter(|name| !drawn.contains_key(*name)) {
        broken.push(format!("ARCHITECTURE.md does not map the crate {name}"));
    }
    for (name, knows) in &drawn {
        match EDGES.iter().find(|(edge, _)| edge == name) {
            None => broken.push(format!("ARCHITECTURE.md maps {name}, which does not exist")),
            Some((_, allowed)) => {
                let allowed: BTreeSet<String> =
                    allowed.iter().map(|other| (*other).to_owned()).collect();
                if name != "xtask" && *knows != allowed {
                    broken.push(format!("ARCHITECTURE.md draws {name} -> {knows:?}, the list of edges says {allowed:?}"));
                }
            }
        }
    }
    Ok(())
}

fn check_files(folder: &Path, root: &Path, broken: &mut Vec<String>) -> anyhow::Result<()> {
    for item in std::fs::read_dir(folder)? {
        let path = item?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name.starts_with('.') || name == "target" {
            continue;
        }
        let shown = path
            .strip_prefix(root)
            .unwrap_or(&path)
            .display()
            .to_string();
        let stem = name.split('.').next().unwrap_or_default();
        if NOT_NOUNS.contains(&stem) {
            broken.push(format!("{shown}: `{stem}` is no noun of the field"));
        }
        if path.is_dir() {
            check_files(&path, root, broken)?;
        } else if name.ends_with(".rs") {
            let text = std::fs::read_to_string(&path)?;
            let lines = text.lines().count();
            if lines > LONGEST_FILE {
                broken.push(format!(
                    "{shown}: {lines} lines, {LONGEST_FILE} are the most"
                ));
            }
            if !shown.starts_with("xtask")
                && ["todo!(", "unimplemented!(", "#[ignore"]
                    .iter()
                    .any(|word| text.contains(word))
            {
                broken.push(format!("{shown}: something is unfinished or ignored"));
            }
        }
    }
    Ok(())
}
