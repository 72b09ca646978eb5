use super::Standardised;
use super::gram::{Scratch, gram};
use super::sigmoid::sigmoid;
use super::sums::{add_columns, dot, dots};
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
/// Probabilities beyond this are taken as 0 or 1.
const LEAST_PROBABILITY: f64 = 1e-9;

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
    follow(&standardised, outcome, penalty, lambdas)
}

pub(crate) fn follow(
    x: &Standardised,
    outcome: &[bool],
    penalty: Penalty,
    lambdas: Option<&[f64]>,
) -> Result<Path, ForecastError> {
    let mut walk = Walk::new(x, outcome, penalty, Products::Exact)?;
    match lambdas {
        None => while walk.step()? {},
        Some(lambdas) => {
            for lambda in lambdas {
                let before = walk.lambda;
                if walk.step_to(*lambda, before)? {
                    break;
                }
            }
        }
    }
    Ok(walk.path)
}

/// When the weighted products of the columns are computed anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Products {
    /// Before every weighted least-squares problem, as glmnet's steps have it.
    Exact,
    /// Once the weights have changed by a few per cent: other steps to the same optimum, at a fraction of
    /// the cost. The gradient is exact in either case.
    Lasting,
}

/// Lasting products are computed anew once weights have changed by this share.
const MOST_CHANGE: f64 = 0.25;

/// Products last for so many weighted problems at one lambda. Near an optimum where old and new products
/// take turns, the steps would go back and forth between two points for ever; exact ones settle.
const MOST_LASTING: usize = 25;

/// A path on the way: one step to the next lambda at a time.
pub(crate) struct Walk<'a> {
    descent: Descent<'a>,
    penalty: Penalty,
    lambda: f64,
    /// The path so far; the first lambda is right from the third step on.
    pub(crate) path: Path,
    /// Whether the path has come to its end.
    pub(crate) finished: bool,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(
        x: &'a Standardised,
        outcome: &[bool],
        penalty: Penalty,
        products: Products,
    ) -> Result<Walk<'a>, ForecastError> {
        if outcome.len() != x.rows {
            return Err(ForecastError::Length {
                what: "outcomes and rows of a logistic regression",
                left: outcome.len(),
                right: x.rows,
            });
        }
        let positives = outcome.iter().filter(|event| **event).count();
        if positives == 0 || positives == outcome.len() {
            return Err(ForecastError::OneClass {
                what: "a logistic regression",
                positives,
                rows: outcome.len(),
            });
        }
        Ok(Walk {
            descent: Descent::new(x, outcome, penalty, products),
            penalty,
            lambda: 0.0,
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
        let steps = self.penalty.lambdas;
        let ratio = self.penalty.smallest.powf(1.0 / (steps.max(2) - 1) as f64);
        let before = self.lambda;
        let saturated = match self.path.lambda.len() {
            // The first step stands for an infinite penalty; its reported value is set later.
            0 => self.step_to(9.9e35, before)?,
            1 => {
                let largest = self.descent.largest_gradient() / self.penalty.alpha.max(1e-3);
                self.step_to(largest * ratio, largest)?
            }
            _ => self.step_to(before * ratio, before)?,
        };
        let path = &mut self.path;
        let done = path.lambda.len();
        if done == 3 {
            path.lambda[0] = (2.0 * path.lambda[1].ln() - path.lambda[2].ln()).exp();
        }
        let explained = path.explained[done - 1];
        let earlier = if done > 1 {
            path.explained[done - 2]
        } else {
            0.0
        };
        let enough = explained > MOST_EXPLAINED || explained - earlier < LEAST_GAIN;
        self.finished = saturated || done == steps || (done >= LEAST_STEPS && enough);
        Ok(!self.finished)
    }

    /// One step to a lambda; true if all probabilities have become 0 or 1.
    fn step_to(&mut self, lambda: f64, before: f64) -> Result<bool, ForecastError> {
        let saturated = self.descent.descend(lambda, before)?;
        let descent = &self.descent;
        let (intercept, own) = descent.x.unscaled(descent.intercept, &descent.coefficients);
        self.lambda = lambda;
        self.path.lambda.push(lambda);
        self.path.intercept.push(intercept);
        self.path.coefficients.push(own);
        self.path.explained.push(descent.explained());
        Ok(saturated)
    }
}

/// The state of coordinate descent, kept along the path (warm starts).
struct Descent<'a> {
    x: &'a Standardised,
    outcome: Vec<f64>,
    penalty: Penalty,
    intercept: f64,
    coefficients: Vec<f64>,
    /// Columns that the strong rule or the optimality conditions let in.
    strong: Vec<bool>,
    /// Columns that ever had a coefficient, in the order in which they got one.
    active: Vec<usize>,
    is_active: Vec<bool>,
    /// The absolute gradient of columns outside the strong set.
    gradient: Vec<f64>,
    weight: Vec<f64>,
    residual: Vec<f64>,
    weight_sum: f64,
    probability: Vec<f64>,
    null_deviance: f64,
    passes: usize,
    scratch: Scratch,
    ones: Vec<f64>,
    when: Products,
    /// The weighted products, of which columns they are, and the weights that went in.
    products: Vec<f64>,
    products_of: Vec<usize>,
    products_weight: Vec<f64>,
}

impl<'a> Descent<'a> {
    fn new(
        x: &'a Standardised,
        outcome: &[bool],
        penalty: Penalty,
        products: Products,
    ) -> Descent<'a> {
        let part = 1.0 / x.rows as f64;
        let outcome: Vec<f64> = outcome
            .iter()
            .map(|event| f64::from(u8::from(*event)))
            .collect();
        let share = outcome.iter().map(|y| part * y).sum::<f64>();
        let intercept = (share / (1.0 - share)).ln();
        let residual: Vec<f64> = outcome.iter().map(|y| part * (y - share)).collect();
        let spread = share * (1.0 - share);
        let gradient = x
            .columns
            .iter()
            .map(|column| dot(&residual, column).abs())
            .collect();
        let width = x.columns.len();
        Descent {
            x,
            penalty,
            intercept,
            coefficients: vec![0.0; width],
            strong: vec![false; width],
            active: Vec::new(),
            is_active: vec![false; width],
            gradient,
            weight: vec![part * spread; x.rows],
            residual,
            weight_sum: spread,
            probability: vec![share; x.rows],
            null_deviance: -(intercept * share + (1.0 - share).ln()),
            passes: 0,
            scratch: Scratch::default(),
            ones: vec![1.0; x.rows],
            when: products,
            products: Vec::new(),
            products_of: Vec::new(),
            products_weight: Vec::new(),
            outcome,
        }
    }

    fn largest_gradient(&self) -> f64 {
        let varying = self.gradient.iter().zip(&self.x.varies);
        varying
            .filter(|(_, varies)| **varies)
            .fold(0.0, |largest, (gradient, _)| largest.max(*gradient))
    }

    /// Goes to the optimum at one lambda; true if all probabilities have become 0 or 1.
    fn descend(&mut self, lambda: f64, before: f64) -> Result<bool, ForecastError> {
        let lasso = self.penalty.alpha * lambda;
        let ridge = (1.0 - self.penalty.alpha) * lambda;
        let strong_rule = self.penalty.alpha * (2.0 * lambda - before);
        for k in 0..self.strong.len() {
            if !self.strong[k] && self.x.varies[k] && self.gradient[k] > strong_rule {
                self.strong[k] = true;
            }
        }
        let close = self.penalty.tolerance * self.null_deviance;
        let least = LEAST_PROBABILITY;
        let least_weight = (1.0 + least) * least * (1.0 - least);
        let mut problems = 0;
        loop {
            problems += 1;
            let (intercept, coefficients) = (self.intercept, self.coefficients.clone());
            let may_last = problems <= MOST_LASTING;
            let curvature = self.solve_weighted(lasso, ridge, close, may_last)?;
            self.update_probabilities();
            if self.weight_sum <= least_weight {
                return Ok(true);
            }
            let moved = |now: f64, then: f64| (now - then) * (now - then);
            if self.weight_sum * moved(self.intercept, intercept) >= close {
                continue;
            }
            let settled = self
                .active
                .iter()
                .all(|k| curvature[*k] * moved(self.coefficients[*k], coefficients[*k]) < close);
            if !settled {
                continue;
            }
            let mut all_in = true;
            for k in 0..self.strong.len() {
                if self.strong[k] || !self.x.varies[k] {
                    continue;
                }
                self.gradient[k] = dot(&self.residual, &self.x.columns[k]).abs();
                if self.gradient[k] > lasso {
                    self.strong[k] = true;
                    all_in = false;
                }
            }
            if all_in {
                return Ok(false);
            }
        }
    }

    /// Solves one weighted least-squares problem by coordinate descent; gives the curvature of each column.
    ///
    /// Gradients are updated through the weighted products of the columns instead of the residuals:
    /// the same steps in the same order, at a cost that does not grow with the rows.
    fn solve_weighted(
        &mut self,
        lasso: f64,
        ridge: f64,
        close: f64,
        may_last: bool,
    ) -> Result<Vec<f64>, ForecastError> {
        let places: Vec<usize> = (0..self.strong.len()).filter(|k| self.strong[*k]).collect();
        let mut place_of = vec![usize::MAX; self.strong.len()];
        for (place, k) in places.iter().enumerate() {
            place_of[*k] = place;
        }
        // The intercept is the last column.
        let width = places.len() + 1;
        let last = width - 1;
        let mut columns: Vec<&[f64]> = places
            .iter()
            .map(|k| self.x.columns[*k].as_slice())
            .collect();
        columns.push(&self.ones);
        let lasting = may_last
            && self.when == Products::Lasting
            && self.products_of == places
            && self.products_weight.len() == self.weight.len()
            && apart(&self.weight, &self.products_weight) < MOST_CHANGE * self.weight_sum;
        if !lasting {
            self.products.resize(width * width, 0.0);
            self.products_of.clone_from(&places);
            gram(
                &columns,
                &self.weight,
                &mut self.scratch,
                &mut self.products,
            );
            if self.when == Products::Lasting {
                self.products_weight.clone_from(&self.weight);
            }
        }
        let products = std::mem::take(&mut self.products);
        let mut slope = dots(&self.residual, &columns);
        let mut curvature = vec![0.0; self.strong.len()];
        for (place, k) in places.iter().enumerate() {
            curvature[*k] = products[place * width + place];
        }
        let total = if lasting {
            products[width * width - 1]
        } else {
            self.weight_sum
        };
        let step = |slope: &mut [f64], at: usize, by: f64| {
            let row = &products[at * width..(at + 1) * width];
            for (slope, product) in slope.iter_mut().zip(row) {
                *slope -= by * product;
            }
        };
        let shrunk = |slope: f64, curvature: f64, now: f64| {
            let pull = slope + curvature * now;
            let excess = pull.abs() - lasso;
            if excess > 0.0 {
                excess.copysign(pull) / (curvature + ridge)
            } else {
                0.0
            }
        };
        loop {
            let mut largest: f64 = 0.0;
            self.count_pass()?;
            for (place, k) in places.iter().copied().enumerate() {
                let now = self.coefficients[k];
                let next = shrunk(slope[place], curvature[k], now);
                let by = next - now;
                if by == 0.0 {
                    continue;
                }
                self.coefficients[k] = next;
                largest = largest.max(curvature[k] * by * by);
                step(&mut slope, place, by);
                if !self.is_active[k] {
                    self.is_active[k] = true;
                    self.active.push(k);
                }
            }
            let by = slope[last] / total;
            if by != 0.0 {
                self.intercept += by;
                largest = largest.max(total * by * by);
                step(&mut slope, last, by);
            }
            if largest < close {
                self.products = products;
                return Ok(curvature);
            }
            loop {
                let mut largest: f64 = 0.0;
                self.count_pass()?;
                for k in self.active.iter().copied() {
                    let now = self.coefficients[k];
                    let place = place_of[k];
                    let next = shrunk(slope[place], curvature[k], now);
                    let by = next - now;
                    if by == 0.0 {
                        continue;
                    }
                    self.coefficients[k] = next;
                    largest = largest.max(curvature[k] * by * by);
                    step(&mut slope, place, by);
                }
                let by = slope[last] / total;
                if by != 0.0 {
                    self.intercept += by;
                    largest = largest.max(total * by * by);
                    step(&mut slope, last, by);
                }
                if largest < close {
                    break;
                }
            }
        }
    }

    fn count_pass(&mut self) -> Result<(), ForecastError> {
        self.passes += 1;
        if self.passes > self.penalty.passes {
            return Err(ForecastError::NoConvergence {
                passes: self.penalty.passes,
            });
        }
        Ok(())
    }

    fn update_probabilities(&mut self) {
        let part = 1.0 / self.x.rows as f64;
        let farthest = (1.0 / LEAST_PROBABILITY - 1.0).ln();
        let moved = self.active.iter().filter(|k| self.coefficients[**k] != 0.0);
        let (coefficients, columns): (Vec<f64>, Vec<&[f64]>) = moved
            .map(|k| (self.coefficients[*k], self.x.columns[*k].as_slice()))
            .unzip();
        let mut linear = vec![self.intercept; self.x.rows];
        add_columns(&mut linear, &coefficients, &columns);
        let beyond = |linear: f64| linear.abs() > farthest;
        let extreme = linear.iter().any(|linear| beyond(*linear));
        let clipped: Vec<f64> = if extreme { linear.clone() } else { Vec::new() };
        sigmoid(&mut linear);
        for (p, linear) in linear.iter_mut().zip(&clipped) {
            if beyond(*linear) {
                *p = if *linear > 0.0 { 1.0 } else { 0.0 };
            }
        }
        self.probability = linear;
        let mut total = 0.0;
        for (row, p) in self.probability.iter().enumerate() {
            let weight = part * p * (1.0 - p);
            self.weight[row] = weight;
            total += weight;
            self.residual[row] = part * (self.outcome[row] - p);
        }
        self.weight_sum = total;
    }

    /// The share of the null deviance that the current coefficients explain.
    fn explained(&self) -> f64 {
        let part = 1.0 / self.x.rows as f64;
        let bounds = (LEAST_PROBABILITY, 1.0 - LEAST_PROBABILITY);
        // A few probabilities are multiplied before a logarithm is taken; sixteen of the least stay far from underflow.
        let likelihood = |(y, p): (&f64, &f64)| {
            let p = p.clamp(bounds.0, bounds.1);
            if *y == 1.0 { p } else { 1.0 - p }
        };
        let outcomes = self.outcome.chunks(16).zip(self.probability.chunks(16));
        let deviance: f64 = outcomes
            .map(|(y, p)| -part * y.iter().zip(p).map(likelihood).product::<f64>().ln())
            .sum();
        (self.null_deviance - deviance) / self.null_deviance
    }
}

/// The sum of absolute differences.
fn apart(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum()
}
