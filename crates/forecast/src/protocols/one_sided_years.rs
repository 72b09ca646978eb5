//! Killing of civilians above a threshold in the next year: learned at the end of each year, forecast for the next.
//!
//! At the origin O, the end of a year, a model learns from the state-years whose next year lies at or
//! before O, and forecasts O + 1 for every state of O. Test years and targets are declared in
//! `facts/protocols/one-sided-years.toml`, thresholds in `facts/targets`.

use std::ops::RangeInclusive;

use super::Measured;
use super::rolling::Risk;
use crate::{ForecastError, KillingYears, Labelled, Model, Onset, Rows};

/// Its id.
pub const ID: &str = "one-sided-years";
/// The length of the list.
pub const LIST: usize = 30;

/// What was known at the end of a year, and the rows of that year.
struct Origin {
    year: i32,
    rows: Rows,
    outcome: Vec<bool>,
    asked: Vec<usize>,
}

impl Origin {
    fn new(data: &KillingYears, year: i32) -> Result<Origin, ForecastError> {
        let time = &data.rows.time;
        let known = |row: &usize| time[*row] < year && data.next[*row].is_some();
        let keep: Vec<usize> = (0..time.len()).filter(known).collect();
        if keep.is_empty() {
            let first = time.iter().min().map_or(year, |first| first + 1);
            return Err(ForecastError::OriginBeforeData {
                origin: year,
                first,
            });
        }
        let outcome = keep.iter().map(|row| data.next[*row] == Some(true));
        Ok(Origin {
            year,
            outcome: outcome.collect(),
            rows: data.rows.take(&keep),
            asked: (0..time.len()).filter(|row| time[*row] == year).collect(),
        })
    }

    fn labelled(&self) -> Labelled<'_> {
        Labelled {
            rows: &self.rows,
            outcome: &self.outcome,
            published: self.rows.x.width(),
            origin: self.year,
        }
    }
}

/// The risks of the test years, each from the end of the year before; a model is refitted each year.
///
/// Errors: a year whose origin lies before the data, or what the model refuses.
pub fn risks(
    data: &KillingYears,
    model: &dyn Model<Onset>,
    years: RangeInclusive<i32>,
    seed: u64,
) -> Result<Vec<Risk>, ForecastError> {
    let origins: Vec<Origin> = years
        .map(|year| Origin::new(data, year - 1))
        .collect::<Result<_, _>>()?;
    let trainings: Vec<Labelled<'_>> = origins.iter().map(Origin::labelled).collect();
    let mut risks = Vec::new();
    for (origin, fitted) in origins.iter().zip(model.fit_each(&trainings, seed)) {
        let probabilities = fitted?.predict(&data.rows.take(&origin.asked))?;
        let pairs = origin.asked.iter().zip(probabilities);
        risks.extend(pairs.map(|(row, probability)| Risk {
            row: *row,
            probability,
        }));
    }
    Ok(risks)
}

/// Each risk beside what happened in the year that it is about, with strict lists of 30 a year.
///
/// Risks of a state that was not counted in that year are left out. Errors: nothing happened at all,
/// or everywhere.
pub fn measured(data: &KillingYears, risks: &[Risk]) -> Result<Measured, ForecastError> {
    let scored = risks
        .iter()
        .filter_map(|risk| Some((risk, data.next[risk.row]?)));
    let (risks, observed): (Vec<&Risk>, Vec<bool>) = scored.unzip();
    let positives = observed.iter().filter(|event| **event).count();
    if positives == 0 || positives == observed.len() {
        return Err(ForecastError::OneClass {
            what: "scoring a backtest",
            positives,
            rows: observed.len(),
        });
    }
    let rows = || risks.iter().map(|risk| risk.row);
    Ok(Measured::new(
        risks.iter().map(|risk| risk.probability).collect(),
        observed,
        rows().map(|row| data.rows.unit[row]).collect(),
        rows().map(|row| data.rows.time[row] + 1).collect(),
        LIST,
    ))
}
