use schemars::JsonSchema;
use serde::Serialize;
use terms::Probability;

use crate::{Better, Made, ModelLine, NumberForm, ProtocolLine, Ranged, Score, TargetLine};

/// Every model on every target and protocol. All of it is computed elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Scoreboard {
    /// The share of replicates that every interval holds.
    pub level: Probability,
    /// How the intervals were made, in a sentence.
    pub interval: String,
    /// How the scores were made.
    pub how: String,
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
    /// The version of the outcomes.
    pub vintage: String,
    /// The seeds of everything random.
    pub seeds: String,
    /// The model that differences are drawn against, by id.
    pub rival: String,
    /// The scores of which there is a picture, by id.
    pub pictured: Vec<String>,
    /// The models; each with the same scores in the same order.
    pub entries: Vec<Entrant>,
    /// Differences between two models, with their intervals.
    pub differences: Vec<Difference>,
    /// How often it happened where a model forecast so much.
    pub reliability: Vec<ReliabilityCurve>,
    /// The windows of the protocol one by one, if it has any.
    pub parts: Vec<Part>,
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
    /// The model of ours that speaks for the others.
    Chosen,
}

impl Role {
    /// The role in a word or two.
    pub fn word(self) -> &'static str {
        match self {
            Role::Baseline => "baseline",
            Role::Published => "published",
            Role::Own => "own",
            Role::Chosen => "chosen",
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
    /// The id of the score.
    pub id: String,
    /// The title of the score.
    pub score: String,
    /// The model.
    pub model: String,
    /// The other.
    pub against: String,
    /// The difference.
    pub value: Ranged,
    /// How it is printed.
    pub shown: NumberForm,
    /// Which way the score is better.
    pub better: Better,
    /// The share of replicates in which the model is better.
    pub better_in: Probability,
}

/// One window of a protocol.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Part {
    /// Its title, for example its year.
    pub title: String,
    /// How many rows were scored.
    pub rows: usize,
    /// The models with their scores.
    pub entries: Vec<Entrant>,
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
