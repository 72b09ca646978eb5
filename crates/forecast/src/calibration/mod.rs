//! Maps from a model's numbers to probabilities that mean what they say, one file each.
//!
//! A map is fitted on forecasts that were made out of sample and whose outcomes are known, never on the
//! rows that the model learned from.

mod beta;
mod isotonic;
mod platt;
mod recent_intercept;

pub use beta::Beta;
pub use isotonic::Isotonic;
pub use platt::Platt;
pub use recent_intercept::RecentIntercept;

use terms::Probability;

use crate::ForecastError;

/// A fitted map from a forecast to a calibrated one; it never turns the order of two forecasts round.
pub trait Calibration: std::fmt::Debug {
    /// The calibrated probability.
    fn apply(&self, forecast: Probability) -> Probability;
}

/// Checks that forecasts and outcomes belong together and that both outcomes occur.
fn checked(forecast: &[Probability], observed: &[bool]) -> Result<(), ForecastError> {
    if forecast.len() != observed.len() {
        return Err(ForecastError::Length {
            what: "forecasts and outcomes of a calibration",
            left: forecast.len(),
            right: observed.len(),
        });
    }
    let positives = observed.iter().filter(|event| **event).count();
    if positives == 0 || positives == observed.len() {
        return Err(ForecastError::OneClass {
            what: "a calibration",
            positives,
            rows: observed.len(),
        });
    }
    Ok(())
}

/// A probability from a number that is within 0 and 1 by construction.
fn probability(value: f64) -> Probability {
    let inside = if value.is_nan() {
        0.5
    } else {
        value.clamp(0.0, 1.0)
    };
    Probability::new(inside).unwrap_or(Probability::new(0.0).expect("0 is a probability"))
}

/// Newton's method for a small logistic regression with a prior of unit variance around `prior`, which
/// keeps it finite when the outcomes are separated; slopes are held at 0 or above.
fn small_logistic<const K: usize>(
    x: &[[f64; K]],
    observed: &[bool],
    prior: [f64; K],
    spread: f64,
) -> [f64; K] {
    let precision = 1.0 / (spread * spread);
    let mut b = prior;
    for _ in 0..100 {
        let mut slope = [0.0; K];
        let mut curve = [[0.0; K]; K];
        for k in 0..K {
            slope[k] = -precision * (b[k] - prior[k]);
            curve[k][k] = precision;
        }
        for (x, event) in x.iter().zip(observed) {
            let logit: f64 = x.iter().zip(&b).map(|(x, b)| x * b).sum();
            let p = 1.0 / (1.0 + (-logit).exp());
            let miss = f64::from(u8::from(*event)) - p;
            for k in 0..K {
                slope[k] += miss * x[k];
                for j in 0..K {
                    curve[k][j] += p * (1.0 - p) * x[k] * x[j];
                }
            }
        }
        let step = solve(curve, slope);
        for k in 0..K {
            b[k] += step[k].clamp(-2.0, 2.0);
        }
        if step.iter().all(|step| step.abs() < 1e-10) {
            break;
        }
    }
    b
}

/// Solves a small positive definite system by elimination.
fn solve<const K: usize>(mut a: [[f64; K]; K], mut b: [f64; K]) -> [f64; K] {
    for k in 0..K {
        let pivot = a[k];
        for row in k + 1..K {
            let share = a[row][k] / pivot[k];
            for (value, above) in a[row].iter_mut().zip(pivot).skip(k) {
                *value -= share * above;
            }
            b[row] -= share * b[k];
        }
    }
    for k in (0..K).rev() {
        for column in k + 1..K {
            b[k] -= a[k][column] * b[column];
        }
        b[k] /= a[k][k];
    }
    b
}
