use std::fmt::Debug;

use terms::{Month, Probability};

use crate::{ForecastError, Rows};

/// How many draws a forecast of a count has (the VIEWS Prediction Challenge asks for 1,000).
pub const DRAWS: usize = 1_000;

/// A kind of forecast: what a model learns from, what it is asked about, and what it answers.
pub trait Task: Debug + Send + Sync + 'static {
    /// What was known at the origin.
    type Training<'a>: Copy;
    /// What to forecast.
    type Ask<'a>: Copy;
    /// The answer.
    type Forecast;
}

/// Does it begin? Answered by one probability a row.
#[derive(Debug, Clone, Copy)]
pub enum Onset {}

impl Task for Onset {
    type Training<'a> = Labelled<'a>;
    type Ask<'a> = &'a Rows;
    type Forecast = Vec<Probability>;
}

/// How many die? Answered by draws for each unit and step.
#[derive(Debug, Clone, Copy)]
pub enum Counts {}

impl Task for Counts {
    type Training<'a> = &'a History;
    type Ask<'a> = &'a [u32];
    type Forecast = Draws;
}

/// Rows whose outcome was known at the origin.
#[derive(Debug, Clone, Copy)]
pub struct Labelled<'a> {
    /// The rows.
    pub rows: &'a Rows,
    /// Whether the event happened, one a row.
    pub outcome: &'a [bool],
    /// The last time that was known: every row and outcome is from then or before.
    pub origin: i32,
}

/// Counts by unit and month up to the last month known at the origin.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// The units: Gleditsch-Ward numbers or grid cells, in rising order.
    pub units: Vec<u32>,
    /// The first month of every series.
    pub first: Month,
    /// Counts of each unit, one a month from `first`; a unit's months before it existed are none.
    pub counts: Vec<Vec<Option<f64>>>,
    /// The neighbours of each unit, as places in `units`.
    pub neighbours: Vec<Vec<usize>>,
}

/// Draws of a count for units and steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Draws {
    /// The units.
    pub units: Vec<u32>,
    /// Months after the last known month, for example 3 to 14.
    pub steps: Vec<u32>,
    /// As many values for each unit and step, [`DRAWS`] except for conflictology's own 12 months:
    /// unit by unit, within it step by step.
    pub values: Vec<f64>,
}

/// A model that has not learned yet: its settings are fixed, nothing is fitted.
pub trait Model<T: Task>: Debug + Send + Sync {
    /// Its id on the command line and in results.
    fn id(&self) -> &'static str;
    /// What it is, in one sentence with its source.
    fn about(&self) -> &'static str;
    /// Learns from what was known at the origin. The same seed gives the same result on any number of threads.
    fn fit(
        &self,
        training: T::Training<'_>,
        seed: u64,
    ) -> Result<Box<dyn Fitted<T>>, ForecastError>;
}

/// A model that has learned: it only answers.
pub trait Fitted<T: Task>: Debug + Send + Sync {
    /// The forecast for what is asked, in its order.
    fn predict(&self, ask: T::Ask<'_>) -> Result<T::Forecast, ForecastError>;
}
