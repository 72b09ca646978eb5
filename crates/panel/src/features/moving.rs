use std::collections::VecDeque;

use super::at_least_one;
use crate::{Cube, PanelError};

/// The sum of the period and the `window - 1` before it. At the start of the data the window is
/// shorter; gaps are passed over, and a window of gaps is a gap.
///
/// # Errors
/// If the window is 0.
pub fn moving_sum(cube: &Cube, window: usize) -> Result<Cube, PanelError> {
    at_least_one("moving_sum", "a window of at least 1 period", window)?;
    Ok(sums(cube, window, |sum, _| sum))
}

/// The mean over the same windows as [`moving_sum`], of the values that are there.
///
/// # Errors
/// If the window is 0.
pub fn moving_mean(cube: &Cube, window: usize) -> Result<Cube, PanelError> {
    at_least_one("moving_mean", "a window of at least 1 period", window)?;
    #[expect(clippy::cast_precision_loss, reason = "windows are a few periods long")]
    Ok(sums(cube, window, |sum, count| sum / count as f64))
}

/// The greatest value over the same windows as [`moving_sum`].
///
/// # Errors
/// If the window is 0.
pub fn moving_max(cube: &Cube, window: usize) -> Result<Cube, PanelError> {
    at_least_one("moving_max", "a window of at least 1 period", window)?;
    Ok(cube.map_series(0, |unit, series| {
        // Nothing that a later and greater value covers can become the greatest again.
        let mut candidates: VecDeque<(usize, f32)> = VecDeque::new();
        for (step, value) in cube.row(unit).iter().enumerate() {
            while candidates
                .front()
                .is_some_and(|(at, _)| at + window <= step)
            {
                candidates.pop_front();
            }
            if !value.is_nan() {
                while candidates.back().is_some_and(|(_, other)| other <= value) {
                    candidates.pop_back();
                }
                candidates.push_back((step, *value));
            }
            series[step] = candidates.front().map_or(f32::NAN, |(_, value)| *value);
        }
    }))
}

/// Adds up events into the windows that they lie in. Nothing is ever subtracted, so that a window
/// without events is exactly zero.
#[expect(clippy::cast_possible_truncation, reason = "features are f32")]
fn sums(cube: &Cube, window: usize, say: impl Fn(f64, usize) -> f64 + Sync) -> Cube {
    let marks = cube.marks();
    let width = cube.periods().len();
    cube.map_series(0, |unit, series| {
        let values = cube.row(unit);
        let gaps = marks.gaps && values.iter().any(|value| value.is_nan());
        if marks.events(unit).next().is_none() && !gaps {
            return;
        }
        let mut sums = vec![0.0_f64; width];
        for step in marks.events(unit) {
            let last = (step + window).min(width);
            for sum in &mut sums[step..last] {
                *sum += f64::from(values[step]);
            }
        }
        let mut there = 0;
        for (step, sum) in sums.iter().enumerate() {
            there += usize::from(!values[step].is_nan());
            if step >= window {
                there -= usize::from(!values[step - window].is_nan());
            }
            series[step] = if there == 0 {
                f32::NAN
            } else {
                say(*sum, there) as f32
            };
        }
    })
}
