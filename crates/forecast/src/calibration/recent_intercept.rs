use terms::Probability;

use super::{Calibration, checked, probability};
use crate::ForecastError;
use crate::models::{logistic, logit};

/// A shift of all logits towards the rate of events in recent years, shrunk by how few there were.
///
/// The shift makes forecasts and events of the recent years add up to the same number; it is taken by the
/// share `events / (events + doubt)`, so that few events move little. Older, bloodier decades otherwise
/// decide the intercept: the published model forecasts 1.7 times the onsets that came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RecentIntercept {
    shift: f64,
}

impl RecentIntercept {
    /// Fits the shift on recent forecasts. `doubt` is the number of events at which half of it is taken.
    /// Errors: lengths that differ, outcomes of one kind only.
    pub fn fit(
        forecast: &[Probability],
        observed: &[bool],
        doubt: f64,
    ) -> Result<RecentIntercept, ForecastError> {
        checked(forecast, observed)?;
        let events = observed.iter().filter(|event| **event).count() as f64;
        let expected = |shift: f64| -> f64 {
            forecast
                .iter()
                .map(|p| logistic(logit(p.get()) + shift))
                .sum()
        };
        // The expected number rises with the shift, so halving finds it.
        let (mut low, mut high) = (-20.0, 20.0);
        for _ in 0..100 {
            let middle = (low + high) / 2.0;
            if expected(middle) < events {
                low = middle;
            } else {
                high = middle;
            }
        }
        Ok(RecentIntercept {
            shift: (low + high) / 2.0 * events / (events + doubt),
        })
    }
}

impl Calibration for RecentIntercept {
    fn apply(&self, forecast: Probability) -> Probability {
        probability(logistic(logit(forecast.get()) + self.shift))
    }
}
