use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use terms::{Citation, Code, FactTree, FileSchema, Problem};

/// What a target is counted by.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// A state in a year.
    StateYear,
    /// A state in a month.
    StateMonth,
    /// A PRIO-GRID cell in a month.
    GridMonth,
}

/// What a forecast of the target is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum ForecastKind {
    /// A probability that it happens.
    Probability,
    /// Draws of a count.
    Draws,
}

/// What is forecast: a file of `facts/targets`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Its id, also the file name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What counts as the event or the number, in our words.
    pub definition: String,
    /// What it is counted by.
    pub unit: Unit,
    /// Whether a forecast is a probability or draws.
    pub forecast: ForecastKind,
    /// The first step that is forecast, in units of time after the last that is known.
    pub first_step: u32,
    /// The last step that is forecast.
    pub last_step: u32,
    /// Whether the steps are one window (an event in any of them) or are forecast one by one.
    pub window: bool,
    /// The number of deaths from which on it is an event, where the definition has one.
    #[serde(default)]
    pub threshold: Option<u32>,
    /// The source of the outcomes, by the id of its file in `facts/sources`, where there is one yet.
    #[serde(default)]
    pub source: Option<String>,
    /// The vintage of the source that scores are computed on.
    pub vintage: String,
    /// What to beware of.
    #[serde(default)]
    pub traps: Vec<String>,
    /// Where the definition stands.
    pub citation: Citation,
    /// Whether the definition was read there.
    pub checked: bool,
    /// What it was checked against.
    #[serde(default)]
    pub checked_against: String,
}

/// Reads all targets by id; problems are added to the list.
pub fn read_targets(facts: &FactTree, problems: &mut Vec<Problem>) -> BTreeMap<String, Target> {
    let mut targets = BTreeMap::new();
    for file in facts.folder("targets", ".toml") {
        let document = file.parse(problems);
        let Some(target) = document.head::<Target>(&[], problems) else {
            continue;
        };
        if target.id != file.stem() {
            let message = format!("the id `{}` differs from the file name", target.id);
            problems.push(file.problem(Code::WrongFile, 0..0, message));
        }
        if target.first_step == 0 || target.last_step < target.first_step {
            let message = format!(
                "the horizon goes from step {} to step {}",
                target.first_step, target.last_step
            );
            let problem = file.problem(Code::DateOrder, 0..0, message);
            problems.push(problem.help("steps count from 1, and the last is not before the first"));
        }
        if target.checked == target.checked_against.is_empty() {
            let message = "`checked` and `checked_against` contradict each other";
            problems.push(file.problem(Code::Unverified, 0..0, message));
        }
        targets.insert(target.id.clone(), target);
    }
    targets
}

/// The schema of `targets/<id>.toml`.
pub fn target_schema() -> FileSchema {
    FileSchema::new::<Target>("target", "A target of forecasts: facts/targets/<id>.toml")
}
