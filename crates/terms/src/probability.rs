use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

/// A probability, always within 0 and 1.
///
/// ```
/// use terms::Probability;
/// assert!(Probability::new(0.3).is_ok());
/// assert!(Probability::new(f64::NAN).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Probability(f64);

/// Why a number is not a probability.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{0} is not a probability; it must lie between 0 and 1")]
pub struct ProbabilityError(f64);

impl Probability {
    /// A probability from a number between 0 and 1; anything else, NaN included, is refused.
    pub fn new(value: f64) -> Result<Probability, ProbabilityError> {
        if (0.0..=1.0).contains(&value) {
            Ok(Probability(value))
        } else {
            Err(ProbabilityError(value))
        }
    }

    /// The number, between 0 and 1.
    pub fn get(self) -> f64 {
        self.0
    }

    /// The probability of the opposite.
    pub fn complement(self) -> Probability {
        Probability(1.0 - self.0)
    }
}

impl fmt::Display for Probability {
    /// Prints per cent with one decimal: `2.7 %`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1} %", self.0 * 100.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_outside_the_unit_interval_are_refused() {
        for bad in [-0.01, 1.01, f64::NAN, f64::INFINITY] {
            assert!(Probability::new(bad).is_err(), "{bad} was taken");
        }
        let quarter = Probability::new(0.25).unwrap();
        assert_eq!(quarter.complement().to_string(), "75.0 %");
    }
}
