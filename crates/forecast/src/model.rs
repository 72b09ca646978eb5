use std::fmt::Debug;

use rayon::prelude::*;
use terms::{Month, Probability};

use crate::{ForecastError, LinearModel, Rows};

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
    /// How many of the first columns are as published; the others are derived from them.
    pub published: usize,
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
    /// Whether it needs the predictors that [`with_deaths`](crate::with_deaths) adds.
    fn sees_deaths(&self) -> bool {
        false
    }

    /// Learns from what was known at the origin. The same seed gives the same result on any number of threads.
    fn fit(
        &self,
        training: T::Training<'_>,
        seed: u64,
    ) -> Result<Box<dyn Fitted<T>>, ForecastError>;

    /// Fits at several origins, each exactly as [`Model::fit`] would; a model whose fits share work does it once.
    fn fit_each(
        &self,
        trainings: &[T::Training<'_>],
        seed: u64,
    ) -> Vec<Result<Box<dyn Fitted<T>>, ForecastError>>
    where
        for<'a> T::Training<'a>: Sync,
    {
        trainings
            .par_iter()
            .map(|training| self.fit(*training, seed))
            .collect()
    }
}

/// A model that has learned: it only answers.
pub trait Fitted<T: Task>: Debug + Send + Sync {
    /// The forecast for what is asked, in its order.
    fn predict(&self, ask: T::Ask<'_>) -> Result<T::Forecast, ForecastError>;

    /// What moves each forecast; none if the model cannot say.
    fn explain(&self, _ask: T::Ask<'_>) -> Option<Result<Vec<Explanation>, ForecastError>> {
        None
    }

    /// Its coefficients, if it is a sum on the log-odds; none for trees and averages.
    fn linear(&self) -> Option<LinearModel> {
        None
    }
}

/// Why a probability is what it is: parts that sum to its logit.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The logit that the model gives on average over what it learned from.
    pub base: f64,
    /// What each predictor adds to the logit, in the order of the columns.
    pub parts: Vec<f64>,
}

impl Explanation {
    /// The logit that base and parts sum to.
    pub fn logit(&self) -> f64 {
        self.base + self.parts.iter().sum::<f64>()
    }
}
