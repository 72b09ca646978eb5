use terms::Probability;

use super::{Calibration, checked, probability};
use crate::ForecastError;

/// The rising step function nearest to the outcomes in squared distance, linear between its steps.
///
/// Source: B. Zadrozny and C. Elkan, KDD 2002; pool-adjacent-violators, M. Ayer et al., Annals of
/// Mathematical Statistics 26(4), 1955.
#[derive(Debug, Clone, PartialEq)]
pub struct Isotonic {
    /// Forecast and calibrated value of each step, both rising.
    steps: Vec<(f64, f64)>,
}

impl Isotonic {
    /// Fits the steps. Errors: lengths that differ, outcomes of one kind only.
    pub fn fit(forecast: &[Probability], observed: &[bool]) -> Result<Isotonic, ForecastError> {
        checked(forecast, observed)?;
        let mut pairs: Vec<(f64, f64)> = forecast
            .iter()
            .zip(observed)
            .map(|(p, event)| (p.get(), f64::from(u8::from(*event))))
            .collect();
        // Of equal forecasts the events go first, so that they are pooled.
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
        // Each block: sum of forecasts, sum of outcomes, rows.
        let mut blocks: Vec<(f64, f64, f64)> = Vec::new();
        for (p, y) in pairs {
            blocks.push((p, y, 1.0));
            while let [.., before, last] = blocks[..] {
                if before.1 / before.2 < last.1 / last.2 {
                    break;
                }
                blocks.truncate(blocks.len() - 2);
                blocks.push((before.0 + last.0, before.1 + last.1, before.2 + last.2));
            }
        }
        let steps = blocks.iter().map(|(p, y, rows)| (p / rows, y / rows));
        Ok(Isotonic {
            steps: steps.collect(),
        })
    }
}

impl Calibration for Isotonic {
    fn apply(&self, forecast: Probability) -> Probability {
        let p = forecast.get();
        let right = self.steps.partition_point(|step| step.0 < p);
        let value = match (
            right.checked_sub(1).map(|at| self.steps[at]),
            self.steps.get(right),
        ) {
            (Some(left), Some(right)) => {
                left.1 + (right.1 - left.1) * (p - left.0) / (right.0 - left.0)
            }
            (Some(end), None) => end.1,
            (None, Some(end)) => end.1,
            (None, None) => p,
        };
        probability(value)
    }
}
