use super::views_2023::{LEVEL, Window, comparable, resampled};
use crate::scores::skill;
use crate::{ForecastError, Interval};

/// The names of the scores of draws, in the order in which this file gives them.
pub const DRAW_SCORES: [&str; 3] = ["crps", "ign", "mis"];

/// One score of draws of a model beside that of another, over the same windows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beside {
    /// The model's score less the other's; below zero is better.
    pub difference: Interval,
    /// The share of the other's score that the model does away with; above zero is better.
    pub skill: Option<Interval>,
}

/// The mean of each score over the windows, every window counting alike, with 95 % intervals.
///
/// States are resampled whole: their months in all windows stay together. Errors: no window, or one
/// without a scored state.
pub fn window_means(windows: &[Window], seed: u64) -> Result<[Interval; 3], ForecastError> {
    let (replicates, rows) = resampled(windows, seed);
    let one = |score: usize| {
        let interval = replicates.interval(rows, LEVEL, |weights| mean(windows, weights, score));
        interval.ok_or_else(nothing)
    };
    Ok([one(0)?, one(1)?, one(2)?])
}

/// The same means of two models side by side; each replicate draws the same states for both.
///
/// Errors: windows with other units, or none.
pub fn windows_beside(
    ours: &[Window],
    other: &[Window],
    seed: u64,
) -> Result<[Beside; 3], ForecastError> {
    comparable(ours, other)?;
    let (replicates, rows) = resampled(ours, seed);
    let one = |score: usize| {
        let both =
            |weights: &[u32]| Some((mean(ours, weights, score)?, mean(other, weights, score)?));
        let difference = replicates.interval(rows, LEVEL, |weights| {
            both(weights).map(|(ours, other)| ours - other)
        });
        let skill = replicates.interval(rows, LEVEL, |weights| {
            both(weights).and_then(|(ours, other)| skill(ours, other))
        });
        Ok(Beside {
            difference: difference.ok_or_else(nothing)?,
            skill,
        })
    };
    Ok([one(0)?, one(1)?, one(2)?])
}

fn nothing() -> ForecastError {
    ForecastError::NoRows {
        what: "scores of windows",
        help: "give at least one window with a scored state".to_owned(),
    }
}

fn mean(windows: &[Window], weights: &[u32], score: usize) -> Option<f64> {
    let mut start = 0;
    let mut sum = 0.0;
    for window in windows {
        let weights = &weights[start..start + window.scores.len()];
        start += window.scores.len();
        let total: f64 = weights.iter().copied().map(f64::from).sum();
        let scored = weights.iter().zip(&window.scores);
        let of_window: f64 = scored
            .map(|(weight, scores)| {
                f64::from(*weight) * [scores.crps, scores.ign, scores.mis][score]
            })
            .sum();
        if total == 0.0 {
            return None;
        }
        sum += of_window / total;
    }
    (!windows.is_empty()).then(|| sum / windows.len() as f64)
}
