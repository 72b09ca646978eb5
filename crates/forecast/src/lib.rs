//! Forecasts with honest skill: targets, models, scores, calibration and rolling-origin backtests.
//!
//! A [`Model`] is unfitted; fitting it on what was known at an origin gives a [`Fitted`], which is
//! another type. A forecast is either probabilities (does it begin?) or 1,000 seeded draws (how many
//! die?). The backtest knows models only through these two traits. Seeds are arguments; results do
//! not depend on the number of threads. No disk, no clock, no network.

mod target;
pub use target::{ForecastKind, Target, Unit, read_targets, target_schema};

mod protocol_facts;
pub use protocol_facts::{
    ProtocolFacts, ProtocolReading, ProtocolVintage, TestYears, protocol_schema, read_protocols,
};

mod predictor;
pub use predictor::{Predictor, Predictors, PredictorsHead, predictor_schema, read_predictors};

mod error;
pub use error::ForecastError;

mod matrix;
pub use matrix::{Matrix, Rows};

mod state_years;
pub use state_years::{Region, StateYears};

mod killing_years;
pub use killing_years::{DeathsOfYear, KillingYears};

mod derived;
pub use derived::derive;

mod death_predictors;
pub use death_predictors::{CodedDeaths, DeathsByKind, with_deaths};

mod model;
pub use model::{Counts, DRAWS, Draws, Explanation, Fitted, History, Labelled, Model, Onset, Task};

mod linear;
pub use linear::{FITTED_FORMAT, FittedFile, LinearModel, LinearTerm};

mod history;

mod outcomes;

pub mod calibration;
pub mod logistic;
pub mod models;
pub mod protocols;
pub mod scores;
pub mod trees;

mod standing;
pub use standing::{Contribution, STANDING_LEVEL, Standing, standing};

mod bootstrap;
pub use bootstrap::{Interval, Replicates, quantile};
