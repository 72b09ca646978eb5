use terms::{AsOf, Day};

use crate::{Grain, Period, Periods, Unit};

/// Why no panel, column or feature can be made, and what to do about it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PanelError {
    /// Two periods are no run.
    #[error(
        "{first} to {last} is no run of years or of months; give two years or two months, the earlier first"
    )]
    NoRun {
        /// What was given as the first.
        first: Period,
        /// What was given as the last.
        last: Period,
    },
    /// Nothing was known yet on the origin day.
    #[error("on {origin} nothing was known{}; choose a later origin", or_when(.first_known))]
    OriginBeforeData {
        /// The origin.
        origin: AsOf,
        /// When the first observation became known.
        first_known: Option<Day>,
    },
    /// A source is said to be complete for a time that had not ended.
    #[error("`{variable}` is said to cover {covers}, but {} had not ended on {origin}; a month without rows would be read as a month without events: end the coverage at the last period that was published by then", .covers.last())]
    CoverageAfterOrigin {
        /// The variable.
        variable: String,
        /// The periods that it is said to cover.
        covers: Periods,
        /// The origin.
        origin: AsOf,
    },
    /// Values are infinite or no numbers.
    #[error("`{variable}` of {unit} in {period} is {value}{}; correct them at the source or leave these observations out, so that they are gaps", and_others(.others))]
    NotFinite {
        /// The variable.
        variable: String,
        /// The unit of the first such value.
        unit: Unit,
        /// The period of the first such value.
        period: Period,
        /// The first such value.
        value: f64,
        /// How many more there are.
        others: usize,
    },
    /// A value is too large for a cube.
    #[error(
        "`{variable}` has the value {value}, which a cube of f32 cannot hold; record it in a larger unit or take its logarithm first"
    )]
    TooLarge {
        /// The variable.
        variable: String,
        /// The value.
        value: f64,
    },
    /// A parameter of a feature makes no sense.
    #[error("{feature} asks for {asks}, not {given}")]
    WrongParameter {
        /// The feature.
        feature: &'static str,
        /// What it takes.
        asks: &'static str,
        /// What it was given.
        given: String,
    },
    /// A feature got more or fewer parameters than it has.
    #[error("{feature} has {} parameters ({}), not {given}", .parameters.len(), .parameters.join(", "))]
    WrongParameters {
        /// The feature.
        feature: &'static str,
        /// Its parameters.
        parameters: &'static [&'static str],
        /// How many it was given.
        given: usize,
    },
    /// No feature has that name.
    #[error("no feature is called `{name}`; there are {}", list(.features))]
    UnknownFeature {
        /// What was asked for.
        name: String,
        /// What there is.
        features: Vec<String>,
    },
    /// A feature needs places on the grid and the units are states.
    #[error(
        "{feature} measures distances between PRIO-GRID cells, and the units are states; use spatial_lag over the neighbours of states instead"
    )]
    NoPlaces {
        /// The feature.
        feature: &'static str,
    },
    /// Two cubes or a cube and its neighbours are of different units or periods.
    #[error("{feature} needs inputs of the same units and periods; build them from one panel")]
    OtherFrame {
        /// The feature.
        feature: &'static str,
    },
    /// A logarithm of a number below 0.
    #[error("log1p takes counts, and {value} is below 0; use it on counts only")]
    BelowZero {
        /// The value.
        value: f32,
    },
    /// Two different values became known on one day.
    #[error(
        "`{variable}` of {unit} in {period} has two values that became known on {known}: {one} and {other}; keep one, or date the revision"
    )]
    TwoValues {
        /// The variable.
        variable: String,
        /// The unit.
        unit: Unit,
        /// The period.
        period: Period,
        /// The day on which both became known.
        known: Day,
        /// The smaller value.
        one: f64,
        /// The greater value.
        other: f64,
    },
    /// No column of the panel has that name.
    #[error("no column is called `{name}`; the panel has {}", list(.columns))]
    UnknownColumn {
        /// What was asked for.
        name: String,
        /// What there is.
        columns: Vec<String>,
    },
    /// Two columns have one name.
    #[error("two columns are called `{name}`; give each a name of its own")]
    TwiceNamed {
        /// The name.
        name: String,
    },
    /// A unit or period is of another kind than the panel's.
    #[error(
        "{unit} in {period} is no {grain}; sort the observations into panels of one grain each"
    )]
    WrongGrain {
        /// The unit.
        unit: Unit,
        /// The period.
        period: Period,
        /// The panel's grain.
        grain: Grain,
    },
    /// The layout has no unit.
    #[error("the panel has no units; name the states or cells that it is about")]
    NoUnits,
    /// A column has one value only, so that no model can learn from it.
    #[error("`{name}` is {value} in all {rows} rows; leave it out or train on more periods")]
    Constant {
        /// The column.
        name: String,
        /// Its one value.
        value: f64,
        /// The rows looked at.
        rows: usize,
    },
    /// No row has a value in every column.
    #[error(
        "none of {rows} rows has a value in each of the {columns} columns; the emptiest is `{emptiest}` with {missing} gaps: leave it out or start later"
    )]
    NoCompleteRow {
        /// The rows looked at.
        rows: usize,
        /// How many columns were asked for.
        columns: usize,
        /// The column with most gaps.
        emptiest: String,
        /// Its gaps.
        missing: usize,
    },
}

fn or_when(first_known: &Option<Day>) -> String {
    match first_known {
        Some(day) => format!(", the first observation became known on {day}"),
        None => ", there is no observation at all".to_owned(),
    }
}

fn and_others(others: &usize) -> String {
    match others {
        0 => String::new(),
        n => format!(", and {n} more values are not finite"),
    }
}

fn list(columns: &[String]) -> String {
    match columns {
        [] => "no columns".to_owned(),
        _ => columns.join(", "),
    }
}
