use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use terms::{Citation, Code, Day, FactTree, FileSchema, Problem};

use crate::sources::SOURCES;

/// One file of a source, as its publisher ships it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// Path in a mirror.
    pub path: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// What is known of a source: who publishes it, under which licence, where, and what to beware of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceFacts {
    /// Its id, also the file name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// Its licence, as the publisher words it.
    pub licence: String,
    /// The publisher's version.
    pub vintage: String,
    /// When this version was published: what it says could not be known before.
    pub released: Day,
    /// How that day is known.
    pub released_reason: String,
    /// The publisher's address.
    pub address: String,
    /// How to cite it.
    pub citation: Citation,
    /// What it covers, and in which unit.
    pub about: String,
    /// What to beware of.
    #[serde(default)]
    pub traps: Vec<String>,
    /// Its files.
    #[serde(skip_serializing)]
    pub file: Vec<SourceFile>,
    /// Whether publisher, licence and dates were checked.
    pub checked: bool,
    /// What they were checked against.
    #[serde(default)]
    pub checked_against: String,
}

/// The schema of `sources/<id>.toml`.
pub fn source_schema() -> FileSchema {
    FileSchema::new::<SourceFacts>("source", "A public source: facts/sources/<id>.toml")
}

/// Reads `sources/*.toml`; every reader has its file and every file its reader.
pub fn read_sources(
    facts: &FactTree,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, SourceFacts> {
    let mut sources = BTreeMap::new();
    for file in facts.folder("sources", ".toml") {
        let Some(source) = file.parse(problems).head::<SourceFacts>(&[], problems) else {
            continue;
        };
        if source.id != file.stem() {
            let message = format!("the id `{}` differs from the file name", source.id);
            problems.push(file.problem(Code::WrongFile, 0..0, message));
        }
        if source.checked == source.checked_against.is_empty() {
            let at = file.text.find("\nchecked = ").map_or(0, |at| at + 1);
            let message = "`checked` and `checked_against` contradict each other";
            problems.push(file.problem(Code::Unverified, at..at + 7, message));
        }
        if !SOURCES.contains(&source.id.as_str()) {
            let help = "write one in archive/src/sources/ and list it in SOURCES";
            problems.push(
                file.problem(
                    Code::UnknownReference,
                    0..0,
                    format!("no reader reads the source `{}`", source.id),
                )
                .help(help),
            );
        }
        sources.insert(source.id.clone(), source);
    }
    for id in SOURCES.iter().filter(|id| !sources.contains_key(**id)) {
        facts.required(&format!("sources/{id}.toml"), problems);
    }
    sources
}
