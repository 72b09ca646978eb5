use schemars::JsonSchema;
use serde::Serialize;
use terms::{Day, Probability};

use crate::{ModelLine, Skill, StateRisk, TargetLine};

/// Whether a risk could be worked out at the end of the year that its data are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WhenMade {
    /// From the edition of the predictors that has this year as its last.
    Forecast,
    /// Later, from an edition that knows more than could be known at the end of that year.
    Reconstruction,
}

/// The risk of one state, with what moves it and how good such risks were before. All of it is
/// computed elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StateForecast {
    /// The table of the risks.
    pub table: String,
    /// The table of the scores.
    pub skill_table: String,
    /// The sources of both, with their versions.
    pub source: Vec<String>,
    /// The first day on which the risks could be worked out: when the edition that they rest on was published.
    pub known: Day,
    /// What is forecast.
    pub target: TargetLine,
    /// What forecasts it.
    pub model: ModelLine,
    /// The year of the data.
    pub data_year: i16,
    /// The first year that the risk is for.
    pub first_year: i16,
    /// The last year that the risk is for.
    pub last_year: i16,
    /// The last year from which the model learned: the outcomes of the two years after it had to be there.
    pub learned_to: i16,
    /// Whether it could be worked out at the end of that year.
    pub made: WhenMade,
    /// The latest year of the table: risks from data of earlier years are reconstructions.
    pub edition_year: i16,
    /// Whether the years that it is for were over on the day of the question.
    pub over: bool,
    /// How many states have a risk from the same data.
    pub of: usize,
    /// The state's risk, rank, interval, factors, and its risks from the data of every year of the table.
    pub state: StateRisk,
    /// The share of replicates that the interval of the risk holds.
    pub level: Probability,
    /// How often it happened in the state-years that were scored.
    pub base_rate: Option<Probability>,
    /// How good risks of the same model were before; the reading that compares like with like comes first.
    pub skill: Vec<Skill>,
}
