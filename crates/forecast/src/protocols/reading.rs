use std::collections::BTreeMap;

use serde::Serialize;

use super::{Compared, Measured, Sampled, compare, measure};
use crate::scores::{Bin, reliability};
use crate::{Interval, Replicates};

/// How often states are resampled for an interval.
pub const RESAMPLED: usize = 2_000;
/// Bins of the reliability diagram.
pub const BINS: usize = 10;

/// Everything that is printed about one reading of a backtest: flat scores first, then their intervals.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    /// Rows that were scored.
    pub rows: usize,
    /// Rows with an onset.
    pub onsets: usize,
    /// The scores by name.
    #[serde(flatten)]
    pub scores: BTreeMap<&'static str, f64>,
    /// The mean forecast.
    pub mean_forecast: f64,
    /// The share of rows with an onset.
    pub mean_observed: f64,
    /// The 95 % interval of each score, states resampled whole.
    pub interval: BTreeMap<&'static str, Interval>,
    /// The difference to each other model, by its id.
    pub difference: BTreeMap<String, Compared>,
    /// The reliability diagram, ten bins of equal numbers of rows.
    pub reliability: Vec<Bin>,
    /// Scores of each decade and of each region, where there was an onset.
    pub parts: BTreeMap<String, BTreeMap<&'static str, f64>>,
}

impl Reading {
    /// Takes a score out wherever it stands: one that says the same as another.
    pub fn leave_out(&mut self, score: &str) {
        self.scores.remove(score);
        self.interval.remove(score);
        for compared in self.difference.values_mut() {
            compared.difference.retain(|one| one.name != score);
        }
        for part in self.parts.values_mut() {
            part.remove(score);
        }
    }
}

/// Scores a reading with intervals, beside the same reading of other models and in parts named by `part`.
pub fn read(
    measured: &Measured,
    others: &[(&str, &Measured)],
    part: impl Fn(usize) -> Vec<String>,
    seed: u64,
) -> Reading {
    let replicates = Replicates::new(&measured.unit, RESAMPLED, seed);
    let sampled = Sampled::new(measured, &replicates);
    let scored = measure(&sampled);
    let rows = measured.forecast.len();
    let onsets = measured.events();
    let mut members: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for row in 0..rows {
        for name in part(row) {
            members.entry(name).or_default().push(row);
        }
    }
    let once = |rows: &[usize]| {
        let subset = measured.take(rows);
        let mut scores: BTreeMap<&'static str, f64> = super::measured::estimates(&subset);
        scores.insert("onsets", subset.events() as f64);
        scores.insert("rows", rows.len() as f64);
        scores
    };
    Reading {
        rows,
        onsets,
        scores: scored
            .iter()
            .map(|one| (one.name, one.interval.estimate))
            .collect(),
        mean_forecast: measured.mean_forecast(),
        mean_observed: onsets as f64 / rows as f64,
        interval: scored.iter().map(|one| (one.name, one.interval)).collect(),
        difference: others
            .iter()
            .map(|(id, other)| {
                let other = Sampled::new(other, &replicates);
                ((*id).to_owned(), compare(&sampled, &other))
            })
            .collect(),
        reliability: reliability(&measured.forecast, &measured.observed, BINS),
        parts: members
            .iter()
            .map(|(name, rows)| (name.clone(), once(rows)))
            .collect(),
    }
}
