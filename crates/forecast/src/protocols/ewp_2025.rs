//! The Early Warning Project's backtest of its Statistical Risk Assessment 2025-26, and ours beside it.
//!
//! Theirs: for L = 1991 to 2021 learn from the years up to L, whose outcomes reach to L + 2, and forecast
//! the year L + 2. For each year Y from 1994 on, the forecast is the higher of the risks of Y - 1 and Y - 2,
//! the list holds who had a rank of 30 or better in either, and the outcome is an onset in Y itself.
//! Ours: the same risks against what they forecast, an onset within two years, with a strict list of 30;
//! and the risk of one year back, halved, against an onset in one year.
//!
//! Source: Early Warning Project, replication files of the 2025-26 assessment (`model_3Sep2025.R`).

use std::collections::BTreeMap;

use terms::Probability;

use super::Measured;
use super::rolling::{Risk, rolling};
use crate::{ForecastError, Model, Onset, StateYears};

/// Its id.
pub const ID: &str = "ewp-2025";
/// The first and the last year whose predictors are forecast from: L + 2.
pub const ORIGINS: std::ops::RangeInclusive<i32> = 1993..=2023;
/// The length of the list.
pub const LIST: usize = 30;

/// How risks are compared with what happened.
pub type Take = fn(&StateYears, &[Risk]) -> Result<Measured, ForecastError>;

/// The readings of the protocol, by id.
pub const READINGS: [(&str, Take); 3] = [
    ("native", native),
    ("one-year", one_year),
    ("published", published),
];

/// The risks of the protocol's origins.
pub fn risks(
    data: &StateYears,
    model: &dyn Model<Onset>,
    seed: u64,
) -> Result<Vec<Risk>, ForecastError> {
    rolling(data, model, ORIGINS, seed)
}

/// The published reading: the higher of two years' risks against an onset in the year itself.
pub fn published(data: &StateYears, risks: &[Risk]) -> Result<Measured, ForecastError> {
    let by_key = keyed(data, risks);
    let rank = least_ranks(data, risks);
    let mut forecast = Vec::new();
    let mut rows = Vec::new();
    let mut on_list = Vec::new();
    for row in scored_rows(data) {
        let (unit, year) = (data.rows.unit[row], data.rows.time[row]);
        let before = [1, 2].map(|ago| (unit, year - ago));
        let risk = before.iter().filter_map(|key| by_key.get(key)).copied();
        let Some(highest) = risk.reduce(|a, b| if b > a { b } else { a }) else {
            continue;
        };
        let best = before.iter().filter_map(|key| rank.get(key)).min();
        rows.push(row);
        forecast.push(highest);
        on_list.push(best.is_some_and(|rank| *rank <= LIST));
    }
    let mut measured = measured(data, forecast, &rows, |row| data.onset[row])?;
    measured.published = on_list;
    Ok(measured)
}

/// The native reading: each risk against an onset within the two years that it is about.
pub fn native(data: &StateYears, risks: &[Risk]) -> Result<Measured, ForecastError> {
    let known = risks
        .iter()
        .filter(|risk| data.within_two[risk.row].is_some());
    let (rows, forecast): (Vec<usize>, Vec<Probability>) =
        known.map(|risk| (risk.row, risk.probability)).unzip();
    measured(data, forecast, &rows, |row| {
        data.within_two[row] == Some(true)
    })
}

/// The one-year reading: last year's two-year risk, spread evenly over both years, against an onset in the year itself.
///
/// A constant hazard h a year gives a two-year risk p = 1 - (1 - h)^2, so h = 1 - sqrt(1 - p).
pub fn one_year(data: &StateYears, risks: &[Risk]) -> Result<Measured, ForecastError> {
    let by_key = keyed(data, risks);
    let mut rows = Vec::new();
    let mut forecast = Vec::new();
    for row in scored_rows(data) {
        let key = (data.rows.unit[row], data.rows.time[row] - 1);
        if let Some(risk) = by_key.get(&key) {
            rows.push(row);
            forecast.push(1.0 - risk.complement().get().sqrt());
        }
    }
    let forecast = crate::models::probabilities(forecast)?;
    measured(data, forecast, &rows, |row| data.onset[row])
}

fn scored_rows(data: &StateYears) -> impl Iterator<Item = usize> + '_ {
    let scored = ORIGINS.start() + 1..=ORIGINS.end() + 1;
    (0..data.rows.len()).filter(move |row| scored.contains(&data.rows.time[*row]))
}

fn keyed(data: &StateYears, risks: &[Risk]) -> BTreeMap<(u32, i32), Probability> {
    let key = |row: usize| (data.rows.unit[row], data.rows.time[row]);
    risks
        .iter()
        .map(|risk| (key(risk.row), risk.probability))
        .collect()
}

/// The rank of each state-year in its year, 1 the highest; equal risks share the better rank.
fn least_ranks(data: &StateYears, risks: &[Risk]) -> BTreeMap<(u32, i32), usize> {
    let mut by_year: BTreeMap<i32, Vec<Risk>> = BTreeMap::new();
    for risk in risks {
        let year = data.rows.time[risk.row];
        by_year.entry(year).or_default().push(*risk);
    }
    let mut ranks = BTreeMap::new();
    for (year, mut risks) in by_year {
        risks.sort_by(|a, b| b.probability.get().total_cmp(&a.probability.get()));
        let mut rank = 0;
        for (place, risk) in risks.iter().enumerate() {
            if place == 0 || risks[place - 1].probability != risk.probability {
                rank = place + 1;
            }
            ranks.insert((data.rows.unit[risk.row], year), rank);
        }
    }
    ranks
}

fn measured(
    data: &StateYears,
    forecast: Vec<Probability>,
    rows: &[usize],
    happened: impl Fn(usize) -> bool,
) -> Result<Measured, ForecastError> {
    let observed: Vec<bool> = rows.iter().map(|row| happened(*row)).collect();
    let positives = observed.iter().filter(|event| **event).count();
    if positives == 0 || positives == observed.len() {
        return Err(ForecastError::OneClass {
            what: "scoring a backtest",
            positives,
            rows: observed.len(),
        });
    }
    let unit = rows.iter().map(|row| data.rows.unit[*row]).collect();
    let year = rows.iter().map(|row| data.rows.time[*row]).collect();
    Ok(Measured::new(forecast, observed, unit, year, LIST))
}
