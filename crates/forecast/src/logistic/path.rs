use super::descent::{Descent, Products};
use super::standardised::{Learned, Standardised};
use crate::{ForecastError, Matrix};

/// The elastic-net penalty and how far its path is followed; the defaults are glmnet's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Penalty {
    /// 1 is the lasso, 0 ridge.
    pub alpha: f64,
    /// How many values of lambda, if none are given.
    pub lambdas: usize,
    /// The smallest lambda as a share of the largest.
    pub smallest: f64,
    /// Coordinate descent stops when no step lowers the weighted squares by more than this share of the null deviance.
    pub tolerance: f64,
    /// Passes over all coordinates along the whole path before it is given up.
    pub passes: usize,
}

impl Default for Penalty {
    fn default() -> Penalty {
        Penalty {
            alpha: 0.5,
            lambdas: 100,
            smallest: 1e-4,
            tolerance: 1e-7,
            passes: 100_000,
        }
    }
}

/// The path ends when a step explains less than this more of the deviance.
const LEAST_GAIN: f64 = 1e-5;
/// The path ends when this share of the deviance is explained.
const MOST_EXPLAINED: f64 = 0.999;
/// The path does not end before so many steps.
const LEAST_STEPS: usize = 5;
/// Coefficients at each lambda, on the scale of the data.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// The penalties, from large to small.
    pub lambda: Vec<f64>,
    /// The intercept at each.
    pub intercept: Vec<f64>,
    /// The coefficients at each, in the order of the columns.
    pub coefficients: Vec<Vec<f64>>,
    /// The share of the null deviance that is explained at each.
    pub explained: Vec<f64>,
}

impl Path {
    /// Intercept and coefficients at any lambda: linear between neighbours on the path, its ends beyond them.
    pub fn at(&self, lambda: f64) -> (f64, Vec<f64>) {
        let right = self.lambda.partition_point(|other| *other > lambda);
        let right = right.min(self.lambda.len() - 1);
        let left = if self.lambda[right] > lambda {
            right
        } else {
            right.saturating_sub(1)
        };
        let span = self.lambda[left] - self.lambda[right];
        let share = if span > 0.0 {
            ((lambda - self.lambda[right]) / span).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let mix = |left: f64, right: f64| share * left + (1.0 - share) * right;
        let pairs = self.coefficients[left]
            .iter()
            .zip(&self.coefficients[right]);
        (
            mix(self.intercept[left], self.intercept[right]),
            pairs.map(|(left, right)| mix(*left, *right)).collect(),
        )
    }
}

/// Follows the path on complete rows; with `lambdas` given, at exactly these.
///
/// Errors: gaps or infinite values, outcomes of one class only, no convergence.
pub fn fit_path(
    x: &Matrix,
    outcome: &[bool],
    penalty: Penalty,
    lambdas: Option<&[f64]>,
) -> Result<Path, ForecastError> {
    let standardised = Standardised::new(x)?;
    let whole = Learned::whole(&standardised);
    let mut walk = Walk::new(&whole, outcome, penalty, Products::Exact)?;
    match lambdas {
        None => while walk.step()? {},
        Some(lambdas) => {
            for lambda in lambdas {
                let before = walk.path.lambda.last().copied().unwrap_or(0.0);
                if walk.step_to(*lambda, *lambda, before)? {
                    break;
                }
            }
        }
    }
    Ok(walk.path)
}

/// A path on the way: one step to the next lambda at a time.
pub(crate) struct Walk<'a> {
    descent: Descent<'a>,
    /// The lambda from which on all coefficients are 0.
    largest: f64,
    /// The lambdas of the whole path, from large to small.
    lambdas: Vec<f64>,
    /// The path so far.
    pub(crate) path: Path,
    /// Whether the path has come to its end.
    pub(crate) finished: bool,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(
        x: &'a Learned<'a>,
        outcome: &[bool],
        penalty: Penalty,
        products: Products,
    ) -> Result<Walk<'a>, ForecastError> {
        if outcome.len() != x.part.len() {
            return Err(ForecastError::Length {
                what: "outcomes and rows of a logistic regression",
                left: outcome.len(),
                right: x.part.len(),
            });
        }
        let learned = outcome.iter().zip(&x.part).filter(|(_, part)| **part > 0.0);
        let positives = learned.filter(|(event, _)| **event).count();
        if positives == 0 || positives == x.rows {
            return Err(ForecastError::OneClass {
                what: "a logistic regression",
                positives,
                rows: x.rows,
            });
        }
        let descent = Descent::new(x, outcome, penalty, products);
        let largest = descent.largest_gradient() / penalty.alpha.max(1e-3);
        let steps = penalty.lambdas.max(2);
        let ratio = penalty.smallest.powf(1.0 / (steps - 1) as f64);
        let mut lambdas = vec![largest, largest * ratio];
        while lambdas.len() < steps.max(3) {
            lambdas.push(lambdas[lambdas.len() - 1] * ratio);
        }
        lambdas[0] = (2.0 * lambdas[1].ln() - lambdas[2].ln()).exp();
        lambdas.truncate(penalty.lambdas);
        Ok(Walk {
            descent,
            largest,
            lambdas,
            path: Path {
                lambda: Vec::new(),
                intercept: Vec::new(),
                coefficients: Vec::new(),
                explained: Vec::new(),
            },
            finished: false,
        })
    }

    /// One step along the path's own lambdas; false once it has ended.
    pub(crate) fn step(&mut self) -> Result<bool, ForecastError> {
        let next = self.path.lambda.len();
        let Some(lambda) = self.lambdas.get(next).copied() else {
            self.finished = true;
            return Ok(false);
        };
        let saturated = match next {
            // The first step stands for an infinite penalty, whatever its lambda is said to be.
            0 => self.step_to(lambda, 9.9e35, 0.0)?,
            1 => self.step_to(lambda, lambda, self.largest)?,
            _ => self.step_to(lambda, lambda, self.lambdas[next - 1])?,
        };
        let explained = &self.path.explained;
        let gain = explained[next] - next.checked_sub(1).map_or(0.0, |before| explained[before]);
        let enough = explained[next] > MOST_EXPLAINED || gain < LEAST_GAIN;
        let done = next + 1;
        let at_end = done == self.lambdas.len() || (done >= LEAST_STEPS && enough);
        self.finished = saturated || at_end;
        Ok(!self.finished)
    }

    /// One step to a penalty, kept under the lambda `said`; true if all probabilities have become 0 or 1.
    fn step_to(&mut self, said: f64, penalty: f64, before: f64) -> Result<bool, ForecastError> {
        let saturated = self.descent.descend(penalty, before)?;
        let descent = &self.descent;
        let (intercept, own) = descent.unscaled();
        self.path.lambda.push(said);
        self.path.intercept.push(intercept);
        self.path.coefficients.push(own);
        self.path.explained.push(descent.explained());
        Ok(saturated)
    }
}
