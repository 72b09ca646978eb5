use terms::Probability;

use super::{Calibration, checked, probability, small_logistic};
use crate::ForecastError;
use crate::models::logistic;

/// Beta calibration: `logit q = c + a ln p - b ln(1 - p)`, which may bend at either end.
///
/// Source: M. Kull, T. Silva Filho and P. Flach, "Beta calibration", AISTATS 2017. A normal prior of
/// standard deviation 2 around the identity keeps it finite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beta {
    a: f64,
    b: f64,
    c: f64,
}

/// Forecasts nearer to 0 or 1 than this are moved to it.
const LEAST: f64 = 1e-9;

fn logs(p: f64) -> [f64; 3] {
    let p = p.clamp(LEAST, 1.0 - LEAST);
    [p.ln(), -(1.0 - p).ln(), 1.0]
}

impl Beta {
    /// Fits the map. Errors: lengths that differ, outcomes of one kind only.
    pub fn fit(forecast: &[Probability], observed: &[bool]) -> Result<Beta, ForecastError> {
        checked(forecast, observed)?;
        let x: Vec<[f64; 3]> = forecast.iter().map(|p| logs(p.get())).collect();
        let [a, b, c] = small_logistic(&x, observed, [1.0, 1.0, 0.0], 2.0);
        // A negative slope would turn the order round.
        Ok(Beta {
            a: a.max(0.0),
            b: b.max(0.0),
            c,
        })
    }
}

impl Calibration for Beta {
    fn apply(&self, forecast: Probability) -> Probability {
        let [low, high, one] = logs(forecast.get());
        probability(logistic(self.a * low + self.b * high + self.c * one))
    }
}
