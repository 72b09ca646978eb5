use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use terms::{AsOf, Gap, Probability, StateId};

use crate::{Made, ModelLine, ProtocolLine, Score, TargetLine};

/// Which states need attention now, how sure the model is, why, and how good it was before. All of
/// it is computed elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Watch {
    /// What is forecast.
    pub target: TargetLine,
    /// What forecasts it.
    pub model: ModelLine,
    /// Nothing that became known later has a part in it.
    pub as_of: AsOf,
    /// The year of the latest data.
    pub data_year: i16,
    /// The first year that the forecast is for.
    pub first_year: i16,
    /// The last year that the forecast is for.
    pub last_year: i16,
    /// The share of replicates that the interval of a risk holds.
    pub level: Probability,
    /// How the intervals of risks were made, in a sentence.
    pub interval: String,
    /// The risk that a state of no known property would have: what happened how often before.
    pub base_rate: Probability,
    /// Up to which rank states stand on the list at the top.
    pub top: u32,
    /// Every state with a risk, the highest first.
    pub risks: Vec<StateRisk>,
    /// The readings that users know: top risks, surprises, big movers, consistently medium-high.
    pub readings: Vec<Reading>,
    /// How good earlier forecasts of this model were.
    pub skill: Vec<Skill>,
    /// States without a risk, and why.
    pub left_out: Vec<LeftOut>,
    /// What produced it.
    pub made: Made,
    /// The outlines for the map, if they are there.
    #[serde(skip)]
    pub atlas: Option<Atlas>,
}

/// The risk of one state.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StateRisk {
    /// The state.
    pub gw: StateId,
    /// Its ISO 3166 code, where it has one.
    pub iso3: Option<String>,
    /// Its name.
    pub name: String,
    /// Its place; the highest risk is 1.
    pub rank: u32,
    /// The risk.
    pub risk: Probability,
    /// The lower end of its interval; none if none was made.
    pub low: Option<Probability>,
    /// The upper end of its interval; none if none was made.
    pub high: Option<Probability>,
    /// Its place and risk a year before; none if it had none.
    pub before: Option<RiskBefore>,
    /// Whether a mass killing was going on in the year of the data.
    pub ongoing: bool,
    /// What moves its risk most, the strongest first.
    pub factors: Vec<Factor>,
    /// Its risks of earlier years, in order.
    pub history: Vec<YearRisk>,
}

impl StateRisk {
    /// The interval in words, or that there is none.
    pub(crate) fn interval(&self) -> String {
        match (self.low, self.high) {
            (Some(low), Some(high)) => format!("{low} to {high}"),
            _ => "none made".to_owned(),
        }
    }
}

/// A state's place and risk a year before.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct RiskBefore {
    /// Its place.
    pub rank: u32,
    /// The risk.
    pub risk: Probability,
}

/// A state's risk in the forecast made from one year's data.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct YearRisk {
    /// The year of the data.
    pub year: i16,
    /// The risk.
    pub risk: Probability,
    /// Its place.
    pub rank: u32,
}

/// A property of a state and by how much it moves the risk.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Factor {
    /// The predictor, as its source calls it.
    pub id: String,
    /// What it is.
    pub label: String,
    /// By how much it moves the log-odds, against the mean of all states; above 0 raises the risk.
    pub contribution: f64,
    /// By how much that changed since the year before; none if it is not known.
    pub change: Option<f64>,
    /// The risk factor of the UN Framework of Analysis that it is a sign of; none if of none.
    pub framework: Option<String>,
}

/// One way to read the list.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Reading {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Which states it names, exactly.
    pub definition: String,
    /// The states in order, each with what makes it one of them; the note may be empty.
    pub states: Vec<Named>,
}

/// A state in a reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Named {
    /// The state.
    pub gw: StateId,
    /// What makes it one of them.
    pub note: String,
}

/// How good forecasts of the same model were before.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Skill {
    /// How they were made and compared.
    pub protocol: ProtocolLine,
    /// The share of replicates that the interval of a score holds.
    pub level: Probability,
    /// The mean of all forecasts.
    pub mean_forecast: Probability,
    /// How often it happened.
    pub base_rate: Probability,
    /// The scores.
    pub scores: Vec<Score>,
    /// What a reader must know to read them, one sentence each.
    pub caveats: Vec<String>,
}

/// A state without a risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeftOut {
    /// The state.
    pub gw: StateId,
    /// Its name.
    pub name: String,
    /// Why.
    pub gap: Gap,
}

/// The outlines of states for maps.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Atlas {
    /// The states; land of no state of the list has the key none.
    pub outlines: BTreeMap<Option<StateId>, Vec<Outline>>,
    /// Where the outlines come from and as of when borders are drawn.
    pub source: String,
    /// The lower ends of the shades of risk, the first 0.
    pub shades: [f64; 5],
}

/// One ring of longitudes and latitudes in degrees; a single place for a state too small to draw.
pub type Outline = Vec<(f32, f32)>;

/// The JSON Schema of [`Watch`].
pub fn watch_schema() -> schemars::Schema {
    schemars::schema_for!(Watch)
}
