use schemars::JsonSchema;
use serde::Serialize;
use terms::Probability;

use crate::{Made, ModelLine, ProtocolLine, Ranged, Score, TargetLine};

/// Every model on every target and protocol. All of it is computed elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Scoreboard {
    /// The share of replicates that every interval holds.
    pub level: Probability,
    /// How the intervals were made, in a sentence.
    pub interval: String,
    /// One board for each target and protocol.
    pub boards: Vec<Board>,
    /// What produced it.
    pub made: Made,
}

/// The models on one target under one protocol.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Board {
    /// What is forecast.
    pub target: TargetLine,
    /// How forecasts were made and compared.
    pub protocol: ProtocolLine,
    /// The models; each with the same scores in the same order.
    pub entries: Vec<Entrant>,
    /// Differences between two models, with their intervals.
    pub differences: Vec<Difference>,
    /// How often it happened where a model forecast so much.
    pub reliability: Vec<ReliabilityCurve>,
    /// What a reader must know to read the scores, one sentence each.
    pub caveats: Vec<String>,
}

/// What a model is doing on a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A simple rule that a model has to beat.
    Baseline,
    /// A model that others published.
    Published,
    /// A model of ours.
    Own,
    /// The model that `watchfire watch` uses.
    Used,
}

impl Role {
    /// The role in a word or two.
    pub fn word(self) -> &'static str {
        match self {
            Role::Baseline => "baseline",
            Role::Published => "published",
            Role::Own => "own",
            Role::Used => "used",
        }
    }
}

/// A model on a board.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Entrant {
    /// The model.
    pub model: ModelLine,
    /// What it is doing here.
    pub role: Role,
    /// Its scores.
    pub scores: Vec<Score>,
}

/// One score of a model less that of another.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Difference {
    /// The title of the score.
    pub score: String,
    /// The model.
    pub model: String,
    /// The other.
    pub against: String,
    /// The difference.
    pub value: Ranged,
    /// The share of replicates in which the model is better.
    pub better_in: Probability,
}

/// How often it happened where a model forecast so much.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ReliabilityCurve {
    /// The title of the model.
    pub model: String,
    /// The groups of forecasts, the lowest first.
    pub bins: Vec<ReliabilityBin>,
}

/// A group of forecasts of similar height.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct ReliabilityBin {
    /// The mean of the forecasts.
    pub forecast: Probability,
    /// How often it happened, with its interval.
    pub observed: Ranged,
    /// How many forecasts there are.
    pub count: usize,
}

/// The JSON Schema of [`Scoreboard`].
pub fn scoreboard_schema() -> schemars::Schema {
    schemars::schema_for!(Scoreboard)
}
