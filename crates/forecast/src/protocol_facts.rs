use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use terms::{Citation, Code, Day, FactTree, FileSchema, Problem};

use crate::Target;

/// One way in which forecasts of a protocol are compared with what happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProtocolReading {
    /// Its id, as in the table of scores.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Which forecasts are compared with what.
    pub about: String,
    /// What is forecast, where it is not the target of the whole protocol.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
}

/// The years that are forecast, both ends among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestYears {
    /// The first.
    pub from: i32,
    /// The last.
    pub to: i32,
}

/// A version of the outcomes on which forecasts of a protocol are scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProtocolVintage {
    /// Its id, as in the table of scores.
    pub id: String,
    /// Its title.
    pub title: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Head {
    /// Its id, also the file name.
    id: String,
    /// Its title.
    title: String,
    /// What is forecast, a file of facts/targets.
    target: String,
    /// What each forecast was allowed to see.
    about: String,
    /// What a row is, in the plural.
    rows_are: String,
    /// When this was written.
    dated: Day,
    /// The years that are forecast, where the protocol leaves them to this file.
    #[serde(default)]
    years: Option<TestYears>,
    /// The simple model that skill is measured against.
    reference: String,
    /// The model that differences are shown against.
    rival: String,
    /// The model of ours that speaks for the others.
    chosen: String,
    /// Simple rules that a model has to beat.
    baselines: Vec<String>,
    /// Models that others published.
    published: Vec<String>,
    /// The scores of which there is a picture.
    pictured: Vec<String>,
    /// What a reader must know to read the scores.
    caveats: Vec<String>,
    /// Where the protocol is described.
    citation: Citation,
    /// Whether the description was read there.
    checked: bool,
    /// What it was checked against.
    #[serde(default)]
    checked_against: String,
}

/// How a protocol is told to readers: a file of `facts/protocols`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtocolFacts {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What is forecast, a file of facts/targets.
    pub target: String,
    /// What each forecast was allowed to see.
    pub about: String,
    /// What a row is, in the plural.
    pub rows_are: String,
    /// The years that are forecast, where the protocol leaves them to its file.
    pub years: Option<TestYears>,
    /// The simple model that skill is measured against.
    pub reference: String,
    /// The model that differences are shown against.
    pub rival: String,
    /// The model of ours that speaks for the others.
    pub chosen: String,
    /// Simple rules that a model has to beat.
    pub baselines: Vec<String>,
    /// Models that others published.
    pub published: Vec<String>,
    /// The scores of which there is a picture.
    pub pictured: Vec<String>,
    /// What a reader must know to read the scores.
    pub caveats: Vec<String>,
    /// Where the protocol is described.
    pub citation: Citation,
    /// Its comparisons, in the order in which they are shown.
    pub readings: Vec<ProtocolReading>,
    /// The versions of the outcomes; empty if there is one that needs no name.
    pub vintages: Vec<ProtocolVintage>,
}

impl ProtocolFacts {
    /// What a reading of it is about.
    pub fn target_of<'a>(&'a self, reading: &'a ProtocolReading) -> &'a str {
        reading.target.as_deref().unwrap_or(&self.target)
    }

    /// What its readings are about, in their order.
    pub fn targets(&self) -> impl Iterator<Item = &str> {
        self.readings.iter().map(|reading| self.target_of(reading))
    }
}

/// Reads all protocols by id; problems are added to the list.
pub fn read_protocols(
    facts: &FactTree,
    targets: &BTreeMap<String, Target>,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, ProtocolFacts> {
    let mut protocols = BTreeMap::new();
    for file in facts.folder("protocols", ".toml") {
        let document = file.parse(problems);
        let readings = document.list::<ProtocolReading>("reading", problems);
        let vintages = document.list::<ProtocolVintage>("vintage", problems);
        let Some(head) = document.head::<Head>(&["reading", "vintage"], problems) else {
            continue;
        };
        if head.id != file.stem() {
            let message = format!("the id `{}` differs from the file name", head.id);
            problems.push(file.problem(Code::WrongFile, 0..0, message));
        }
        let readings: Vec<ProtocolReading> =
            readings.into_iter().map(|one| one.into_inner()).collect();
        let named = readings.iter().filter_map(|one| one.target.as_ref());
        for target in named.chain([&head.target]) {
            if !targets.contains_key(target) {
                let message = format!("there is no target `{target}`");
                problems.push(file.problem(Code::UnknownReference, 0..0, message));
            }
        }
        if let Some(years) = head.years
            && years.to < years.from
        {
            let message = format!("the years go from {} to {}", years.from, years.to);
            let problem = file.problem(Code::DateOrder, 0..0, message);
            problems.push(problem.help("the last year is not before the first"));
        }
        if head.checked == head.checked_against.is_empty() {
            let message = "`checked` and `checked_against` contradict each other";
            problems.push(file.problem(Code::Unverified, 0..0, message));
        }
        let protocol = ProtocolFacts {
            id: head.id,
            title: head.title,
            target: head.target,
            about: head.about,
            rows_are: head.rows_are,
            years: head.years,
            reference: head.reference,
            rival: head.rival,
            chosen: head.chosen,
            baselines: head.baselines,
            published: head.published,
            pictured: head.pictured,
            caveats: head.caveats,
            citation: head.citation,
            readings,
            vintages: vintages.into_iter().map(|one| one.into_inner()).collect(),
        };
        protocols.insert(protocol.id.clone(), protocol);
    }
    protocols
}

/// The schema of `protocols/<id>.toml`.
pub fn protocol_schema() -> FileSchema {
    FileSchema::new::<Head>(
        "protocol",
        "How a protocol of backtests is told to readers: facts/protocols/<id>.toml",
    )
    .list::<ProtocolReading>("reading")
    .list::<ProtocolVintage>("vintage")
}
