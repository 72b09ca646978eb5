/// Why a model could not be fitted, a forecast not made or a score not computed, and what to do.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ForecastError {
    /// A predictor that the model or protocol needs is not in the data.
    #[error(
        "the predictor `{name}` is missing; the data has {known}; add the column or leave it out of the list of predictors"
    )]
    MissingColumn {
        /// The predictor.
        name: String,
        /// The columns that are there.
        known: String,
    },
    /// A predictor has one value in all rows that the model learns from.
    #[error(
        "the predictor `{name}` has the same value ({value}) in all {rows} rows to learn from, so nothing can be learned from it; leave it out or take more rows"
    )]
    ConstantColumn {
        /// The predictor.
        name: String,
        /// Its only value.
        value: f64,
        /// How many rows were looked at.
        rows: usize,
    },
    /// A value is infinite.
    #[error(
        "the predictor `{name}` is infinite in row {row}; correct the value or mark it as missing"
    )]
    Infinite {
        /// The predictor.
        name: String,
        /// The row, counted from 0.
        row: usize,
    },
    /// A value is missing and the model cannot do without.
    #[error(
        "the predictor `{name}` has no value in row {row}; use complete rows only, or a model that takes gaps (trees)"
    )]
    Gap {
        /// The predictor.
        name: String,
        /// The row, counted from 0.
        row: usize,
    },
    /// All outcomes are the same.
    #[error(
        "{what}: {positives} of {rows} rows have the event, so there is nothing to tell apart; begin earlier or take more units"
    )]
    OneClass {
        /// What was asked for: a fit, a fold, a score.
        what: &'static str,
        /// Rows with the event.
        positives: usize,
        /// All rows.
        rows: usize,
    },
    /// There are no rows at all.
    #[error("{what}: there are no rows; {help}")]
    NoRows {
        /// What was asked for.
        what: &'static str,
        /// What to do.
        help: String,
    },
    /// Two inputs that belong together have different lengths.
    #[error("{what}: {left} against {right} values; give one for each row")]
    Length {
        /// What was compared.
        what: &'static str,
        /// One length.
        left: usize,
        /// The other.
        right: usize,
    },
    /// Coordinate descent went on for too long.
    #[error(
        "the fit did not settle within {passes} passes over the predictors; look for predictors that are copies of one another, or take a larger tolerance"
    )]
    NoConvergence {
        /// The passes that were allowed.
        passes: usize,
    },
    /// Nothing is known yet at the origin.
    #[error(
        "at the origin {origin} nothing is known yet that could be learned from; take an origin from {first} on"
    )]
    OriginBeforeData {
        /// The origin asked for.
        origin: i32,
        /// The first origin at which something is known.
        first: i32,
    },
    /// The model cannot be written as coefficients.
    #[error(
        "the model `{model}` has no coefficients that could be written: it consists of trees or of several models; the same data and seed give the same model again, and elastic-net, elastic-net-own-folds and base-rate can be written"
    )]
    NoCoefficients {
        /// The model.
        model: String,
    },
    /// No model, protocol, score or target has this id.
    #[error("there is no {kind} `{id}`; there are: {known}")]
    Unknown {
        /// Model, protocol or target.
        kind: &'static str,
        /// What was asked for.
        id: String,
        /// What exists.
        known: String,
    },
    /// A setting is outside what it may be.
    #[error("{what} cannot be {value}; {help}")]
    Setting {
        /// The setting.
        what: &'static str,
        /// Its value.
        value: f64,
        /// What it may be.
        help: &'static str,
    },
}
