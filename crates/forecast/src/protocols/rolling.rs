//! Forecasts from one origin after another, each from what was known then.

use terms::Probability;

use crate::{Fitted, ForecastError, Labelled, Model, Onset, Rows, StateYears};

/// The risk of one state-year, as forecast at its end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Risk {
    /// The row of the state-year.
    pub row: usize,
    /// The probability of the event in the time that is forecast: for onsets the next two years.
    pub probability: Probability,
}

/// The rows to learn from at an origin and their outcomes.
#[derive(Debug)]
pub struct Known {
    /// The rows: complete, and with both following years in the past.
    pub rows: Rows,
    /// Whether an onset followed within two years.
    pub outcome: Vec<bool>,
    /// How many of the first columns are as published.
    pub published: usize,
    /// The last year that is known.
    pub origin: i32,
}

impl Known {
    /// What was known at the end of a year: the outcome of a row needs the two years after it.
    /// Errors: the origin lies before the first year whose outcome could be known.
    pub fn at(data: &StateYears, origin: i32) -> Result<Known, ForecastError> {
        let keep: Vec<usize> = (0..data.rows.len())
            .filter(|row| data.rows.time[*row] + 2 <= origin)
            .filter(|row| data.is_complete(*row) && data.within_two[*row].is_some())
            .collect();
        if keep.is_empty() {
            let first = data.rows.time.iter().min().copied().unwrap_or(origin) + 2;
            return Err(ForecastError::OriginBeforeData { origin, first });
        }
        Ok(Known {
            rows: data.rows.take(&keep),
            outcome: keep
                .iter()
                .map(|row| data.within_two[*row] == Some(true))
                .collect(),
            published: data.published,
            origin,
        })
    }

    /// The same as a model takes it.
    pub fn labelled(&self) -> Labelled<'_> {
        Labelled {
            rows: &self.rows,
            outcome: &self.outcome,
            published: self.published,
            origin: self.origin,
        }
    }
}

/// The complete rows of a year.
pub fn asked(data: &StateYears, year: i32) -> Vec<usize> {
    (0..data.rows.len())
        .filter(|row| data.rows.time[*row] == year && data.is_complete(*row))
        .collect()
}

/// The risks of every complete state-year from the first to the last origin; a model is refitted each year.
pub fn rolling(
    data: &StateYears,
    model: &dyn Model<Onset>,
    origins: std::ops::RangeInclusive<i32>,
    seed: u64,
) -> Result<Vec<Risk>, ForecastError> {
    let known: Vec<Known> = origins
        .map(|origin| Known::at(data, origin))
        .collect::<Result<_, _>>()?;
    let trainings: Vec<Labelled<'_>> = known.iter().map(Known::labelled).collect();
    let mut risks = Vec::new();
    for (known, fitted) in known.iter().zip(model.fit_each(&trainings, seed)) {
        let rows = asked(data, known.origin);
        let probabilities = fitted?.predict(&data.rows.take(&rows))?;
        let pairs = rows.into_iter().zip(probabilities);
        risks.extend(pairs.map(|(row, probability)| Risk { row, probability }));
    }
    Ok(risks)
}

/// A fitted model at one origin, to forecast and explain the rows of that year.
pub fn fitted_at(
    data: &StateYears,
    model: &dyn Model<Onset>,
    origin: i32,
    seed: u64,
) -> Result<Box<dyn Fitted<Onset>>, ForecastError> {
    model.fit(Known::at(data, origin)?.labelled(), seed)
}
