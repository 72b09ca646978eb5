//! The country-month side of the VIEWS Prediction Challenge 2023/24: known to October, January to December forecast.

use std::collections::BTreeMap;

use terms::Month;

use super::RESAMPLED;
use crate::scores::{DrawScores, score_draws};
use crate::{Counts, Draws, ForecastError, History, Interval, Model, Replicates};

/// Its id.
pub const ID: &str = "views-2023";

/// The years of the challenge that outcomes are at hand for.
pub const WINDOWS: std::ops::RangeInclusive<i32> = 2018..=2021;

/// The first and the last step that is forecast, in months after the last known one.
pub const STEPS: std::ops::RangeInclusive<u32> = 3..=14;

/// The level of the intervals of differences.
pub(super) const LEVEL: f64 = 0.95;

/// How a forecast of one window scored: each unit and month, and their mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// The year that was forecast.
    pub year: i32,
    /// The units that were scored: those with an outcome in all twelve months.
    pub units: Vec<u32>,
    /// Draws for each unit and month.
    pub draws: usize,
    /// Scores unit by unit, within it month by month.
    pub scores: Vec<DrawScores>,
    /// Their mean.
    pub mean: DrawScores,
}

/// By how much one model is better than another: mean score of the other less its own, with intervals.
///
/// Above zero is better. Units are resampled whole, so that the months of one state stay together.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Difference {
    /// In the continuous ranked probability score.
    pub crps: Interval,
    /// In the ignorance score.
    pub ign: Interval,
    /// In the interval score.
    pub mis: Interval,
}

/// The last month that a forecast of the year knows: October of the year before.
pub fn origin(year: i32) -> Month {
    Month::from_month_id((year - 1980) * 12 + 1 - *STEPS.start() as i32)
}

/// Fits a model on what was known at the origin of the year and scores its forecast of the twelve months.
///
/// `series` may go on after the origin: the outcomes are taken from there, and the model does not
/// see it. `scored` lists the units to score; units without twelve outcomes are left out. Errors:
/// an origin before the data, or what the model and the scores refuse.
pub fn backtest(
    series: &History,
    scored: &[u32],
    year: i32,
    model: &dyn Model<Counts>,
    seed: u64,
) -> Result<Window, ForecastError> {
    let known = series.until(origin(year))?;
    let steps: Vec<u32> = STEPS.collect();
    let draws = model.fit(&known, seed)?.predict(&steps)?;
    score(series, scored, year, &draws)
}

/// Scores draws that come from elsewhere, such as those that the organisers published.
pub fn score(
    series: &History,
    scored: &[u32],
    year: i32,
    draws: &Draws,
) -> Result<Window, ForecastError> {
    let width = draws.units.len() * draws.steps.len();
    let count = draws.values.len().checked_div(width).unwrap_or(0);
    if count * width != draws.values.len() {
        return Err(ForecastError::Length {
            what: "draws and the units and steps they are for",
            left: draws.values.len(),
            right: width,
        });
    }
    let mut units = Vec::new();
    let mut observed = Vec::new();
    let mut values = Vec::new();
    let start = origin(year).month_id();
    let places: BTreeMap<u32, usize> = series.units.iter().copied().zip(0..).collect();
    for (row, unit) in draws.units.iter().enumerate() {
        let Some(place) = places.get(unit).filter(|_| scored.contains(unit)) else {
            continue;
        };
        let outcomes: Option<Vec<f64>> = draws
            .steps
            .iter()
            .map(|step| series.count(*place, Month::from_month_id(start + *step as i32)))
            .collect();
        let Some(outcomes) = outcomes else { continue };
        let length = count * draws.steps.len();
        units.push(*unit);
        observed.extend(outcomes);
        values.extend_from_slice(&draws.values[row * length..(row + 1) * length]);
    }
    let scores = score_draws(&values, &observed)?;
    let mean = DrawScores::mean(&scores).ok_or_else(|| ForecastError::NoRows {
        what: "a backtest",
        help: format!("no unit has outcomes in all twelve months of {year}"),
    })?;
    Ok(Window {
        year,
        units,
        draws: count,
        scores,
        mean,
    })
}

/// Compares windows of one model with the same windows of another.
///
/// Errors: windows with other units, or none.
pub fn difference(
    ours: &[Window],
    other: &[Window],
    seed: u64,
) -> Result<Difference, ForecastError> {
    comparable(ours, other)?;
    let mut gains = Vec::new();
    for (ours, other) in ours.iter().zip(other) {
        for (ours, other) in ours.scores.iter().zip(&other.scores) {
            gains.push([
                other.crps - ours.crps,
                other.ign - ours.ign,
                other.mis - ours.mis,
            ]);
        }
    }
    let (replicates, rows) = resampled(ours, seed);
    let interval = |score: usize| {
        replicates
            .interval(rows, LEVEL, |weights| {
                let total: f64 = weights.iter().map(|weight| f64::from(*weight)).sum();
                let sum: f64 = weights
                    .iter()
                    .zip(&gains)
                    .map(|(weight, gain)| f64::from(*weight) * gain[score])
                    .sum();
                (total > 0.0).then_some(sum / total)
            })
            .ok_or_else(|| ForecastError::NoRows {
                what: "a difference of backtests",
                help: "give at least one window of each".to_owned(),
            })
    };
    Ok(Difference {
        crps: interval(0)?,
        ign: interval(1)?,
        mis: interval(2)?,
    })
}

/// Whether windows of two models are about the same units. Error: they are not.
pub(super) fn comparable(ours: &[Window], other: &[Window]) -> Result<(), ForecastError> {
    for (ours, other) in ours.iter().zip(other) {
        if ours.units != other.units || ours.scores.len() != other.scores.len() {
            return Err(ForecastError::Length {
                what: "units of two backtests",
                left: ours.units.len(),
                right: other.units.len(),
            });
        }
    }
    Ok(())
}

/// Samples of whole units, each of which is one cluster in all its windows; and the number of rows.
pub(super) fn resampled(windows: &[Window], seed: u64) -> (Replicates, usize) {
    let units: Vec<u32> = windows
        .iter()
        .flat_map(|window| {
            let months = window.scores.len() / window.units.len().max(1);
            (0..window.scores.len()).map(move |at| window.units[at / months.max(1)])
        })
        .collect();
    (Replicates::new(&units, RESAMPLED, seed), units.len())
}
