use terms::Probability;

use super::{Calibration, checked, probability, small_logistic};
use crate::ForecastError;
use crate::models::{logistic, logit};

/// A straight line on the logits: `logit q = a + b logit p`.
///
/// Source: J. Platt, "Probabilistic Outputs for Support Vector Machines", 1999; on logits as D. R. Cox,
/// Biometrika 45, 1958. A normal prior of standard deviation 2 around a = 0 and b = 1 keeps it finite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Platt {
    a: f64,
    b: f64,
}

impl Platt {
    /// Fits the line. Errors: lengths that differ, outcomes of one kind only.
    pub fn fit(forecast: &[Probability], observed: &[bool]) -> Result<Platt, ForecastError> {
        checked(forecast, observed)?;
        let x: Vec<[f64; 2]> = forecast.iter().map(|p| [1.0, logit(p.get())]).collect();
        let [a, b] = small_logistic(&x, observed, [0.0, 1.0], 2.0);
        Ok(Platt { a, b: b.max(0.0) })
    }
}

impl Calibration for Platt {
    fn apply(&self, forecast: Probability) -> Probability {
        probability(logistic(self.a + self.b * logit(forecast.get())))
    }
}
