use rayon::prelude::*;
use terms::Probability;

use crate::protocols::rolling::{Known, asked};
use crate::{ForecastError, Labelled, Model, Onset, Replicates, StateYears, quantile};

/// How far the risks of a year depend on which states the model learned from: the percentile
/// interval over models that learned from states drawn with replacement.
///
/// It holds what another sample of states would have changed, not what nobody knows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RiskInterval {
    /// The row of the state-year.
    pub row: usize,
    /// The lower end.
    pub low: Probability,
    /// The upper end.
    pub high: Probability,
}

/// The intervals of every complete state-year of the origin, at a level such as 0.9.
///
/// # Errors
/// As fitting and predicting.
pub fn risk_intervals(
    data: &StateYears,
    model: &dyn Model<Onset>,
    origin: i32,
    samples: usize,
    level: f64,
    seed: u64,
) -> Result<Vec<RiskInterval>, ForecastError> {
    let known = Known::at(data, origin)?;
    let rows = asked(data, origin);
    let ask = data.rows.take(&rows);
    let replicates = Replicates::new(&known.rows.unit, samples, seed);
    let samples: Vec<Vec<Probability>> = (0..samples)
        .into_par_iter()
        .map(|at| {
            let weights = replicates.weights(at, known.rows.len());
            let sample: Vec<usize> = weights
                .iter()
                .enumerate()
                .flat_map(|(row, times)| std::iter::repeat_n(row, *times as usize))
                .collect();
            let outcome: Vec<bool> = sample.iter().map(|row| known.outcome[*row]).collect();
            let rows = known.rows.take(&sample);
            let training = Labelled {
                rows: &rows,
                outcome: &outcome,
                published: known.published,
                origin: known.origin,
            };
            model
                .fit(training, seed.wrapping_add(at as u64))?
                .predict(&ask)
        })
        .collect::<Result<_, _>>()?;
    let mut drawn: Vec<Vec<f64>> = vec![Vec::with_capacity(samples.len()); rows.len()];
    for sample in &samples {
        for (slot, p) in drawn.iter_mut().zip(sample) {
            slot.push(p.get());
        }
    }
    let tail = (1.0 - level) / 2.0;
    let ends = rows.iter().zip(&mut drawn).map(|(row, values)| {
        values.sort_by(f64::total_cmp);
        let end = |at: f64| quantile(values, at).unwrap_or(f64::NAN);
        Ok(RiskInterval {
            row: *row,
            low: probability(end(tail))?,
            high: probability(end(1.0 - tail))?,
        })
    });
    ends.collect()
}

fn probability(value: f64) -> Result<Probability, ForecastError> {
    let mut all = crate::models::probabilities([value])?;
    all.pop().ok_or(ForecastError::Length {
        what: "an interval's ends and its rows",
        left: 0,
        right: 1,
    })
}
