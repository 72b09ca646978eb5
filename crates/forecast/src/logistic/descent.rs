use super::Penalty;
use super::gram::{Scratch, gram};
use super::standardised::{Learned, Standardised};
use super::sweep::{Sweep, gradients};
use crate::ForecastError;

/// Probabilities beyond this are taken as 0 or 1.
const LEAST_PROBABILITY: f64 = 1e-9;

/// When the weighted products of the columns are computed anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Products {
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

/// The state of coordinate descent, kept along the path (warm starts).
pub(super) struct Descent<'a> {
    x: &'a Learned<'a>,
    outcome: Vec<f64>,
    penalty: Penalty,
    intercept: f64,
    coefficients: Vec<f64>,
    /// Columns that the strong rule or the optimality conditions let in, in the order in which they came.
    strong: Vec<usize>,
    /// Where they stand among the products; the intercept stands at 0, which no column does.
    place_of: Vec<usize>,
    /// Columns that ever had a coefficient, in the order in which they got one.
    active: Vec<usize>,
    is_active: Vec<bool>,
    /// Residual times value, summed, of every column; those of columns that are not strong are of the
    /// optimum at the last lambda.
    gradient: Vec<f64>,
    /// The sum of the residuals, the gradient of the intercept.
    residual_sum: f64,
    weight: Vec<f64>,
    residual: Vec<f64>,
    weight_sum: f64,
    probability: Vec<f64>,
    null_deviance: f64,
    passes: usize,
    scratch: Scratch,
    ones: Vec<f64>,
    when: Products,
    /// The weighted products by place, and the weights that went in.
    products: Vec<f64>,
    products_weight: Vec<f64>,
}

impl<'a> Descent<'a> {
    pub(super) fn new(
        x: &'a Learned<'a>,
        outcome: &[bool],
        penalty: Penalty,
        products: Products,
    ) -> Descent<'a> {
        let outcome: Vec<f64> = outcome
            .iter()
            .map(|event| f64::from(u8::from(*event)))
            .collect();
        let rows = outcome.iter().zip(&x.part);
        let share = rows.clone().map(|(y, part)| part * y).sum::<f64>();
        let intercept = (share / (1.0 - share)).ln();
        let residual: Vec<f64> = rows.map(|(y, part)| part * (y - share)).collect();
        let spread = share * (1.0 - share);
        let width = x.all.columns.len();
        let mut descent = Descent {
            x,
            penalty,
            intercept,
            coefficients: vec![0.0; width],
            strong: Vec::new(),
            place_of: vec![0; width],
            active: Vec::new(),
            is_active: vec![false; width],
            gradient: vec![0.0; width],
            residual_sum: residual.iter().sum(),
            weight: x.part.iter().map(|part| part * spread).collect(),
            residual,
            weight_sum: spread,
            probability: vec![share; x.part.len()],
            null_deviance: -(intercept * share + (1.0 - share).ln()),
            passes: 0,
            scratch: Scratch::default(),
            ones: vec![1.0; x.part.len()],
            when: products,
            products: Vec::new(),
            products_weight: Vec::new(),
            outcome,
        };
        descent.update_gradients();
        descent
    }

    /// The intercept and the coefficients on the scale of the data.
    pub(super) fn unscaled(&self) -> (f64, Vec<f64>) {
        self.x.unscaled(self.intercept, &self.coefficients)
    }

    pub(super) fn largest_gradient(&self) -> f64 {
        let varying = self.gradient.iter().zip(&self.x.varies);
        varying
            .filter(|(_, varies)| **varies)
            .fold(0.0, |largest, (gradient, _)| largest.max(gradient.abs()))
    }

    /// Goes to the optimum at one lambda; true if all probabilities have become 0 or 1.
    pub(super) fn descend(&mut self, lambda: f64, before: f64) -> Result<bool, ForecastError> {
        let lasso = self.penalty.alpha * lambda;
        let ridge = (1.0 - self.penalty.alpha) * lambda;
        let strong_rule = self.penalty.alpha * (2.0 * lambda - before);
        self.let_in(strong_rule);
        let close = self.penalty.tolerance * self.null_deviance;
        let least = LEAST_PROBABILITY;
        let least_weight = (1.0 + least) * least * (1.0 - least);
        let mut problems = 0;
        loop {
            problems += 1;
            let (intercept, coefficients) = (self.intercept, self.coefficients.clone());
            let may_last = problems <= MOST_LASTING;
            let curvature = self.solve_weighted(lasso, ridge, close, may_last)?;
            self.sweep();
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
            self.update_gradients();
            if !self.let_in(lasso) {
                return Ok(false);
            }
        }
    }

    /// Lets in columns whose gradient is beyond a bound; whether there were any.
    fn let_in(&mut self, bound: f64) -> bool {
        let before = self.strong.len();
        for k in 0..self.gradient.len() {
            if self.place_of[k] == 0 && self.x.varies[k] && self.gradient[k].abs() > bound {
                self.strong.push(k);
                self.place_of[k] = self.strong.len();
            }
        }
        self.strong.len() > before
    }

    /// Gradients of the columns that are not strong.
    fn update_gradients(&mut self) {
        let waiting = |k: &usize| self.place_of[*k] == 0 && self.x.varies[*k];
        let waiting: Vec<usize> = (0..self.gradient.len()).filter(waiting).collect();
        let columns = self.columns(&waiting);
        let gradients = gradients(&self.residual, &columns);
        self.keep_gradients(&waiting, &gradients);
    }

    /// The shared columns of these places.
    fn columns(&self, which: &[usize]) -> Vec<&'a [f64]> {
        let all: &'a Standardised = self.x.all;
        which.iter().map(|k| all.columns[*k].as_slice()).collect()
    }

    /// Keeps gradients of shared columns as those of standardised ones.
    fn keep_gradients(&mut self, which: &[usize], shared: &[f64]) {
        for (k, gradient) in which.iter().zip(shared) {
            self.gradient[*k] = self.x.factor[*k] * gradient + self.x.shift[*k] * self.residual_sum;
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
        let width = self.strong.len() + 1;
        let mut columns = self.columns(&self.strong);
        columns.insert(0, &self.ones);
        // Columns only ever come in, so as many columns are the same ones.
        let lasting = may_last
            && self.when == Products::Lasting
            && self.products.len() == width * width
            && apart(&self.weight, &self.products_weight) < MOST_CHANGE * self.weight_sum;
        if !lasting {
            self.products.resize(width * width, 0.0);
            gram(
                &columns,
                &self.weight,
                &mut self.scratch,
                &mut self.products,
            );
            self.standardise_products(width);
            if self.when == Products::Lasting {
                self.products_weight.clone_from(&self.weight);
            }
        }
        let mut slope = vec![self.residual_sum];
        slope.extend(self.strong.iter().map(|k| self.gradient[*k]));
        let mut curvature = vec![0.0; self.gradient.len()];
        for k in &self.strong {
            let place = self.place_of[*k];
            curvature[*k] = self.products[place * width + place];
        }
        let total = if lasting {
            self.products[0]
        } else {
            self.weight_sum
        };
        let mut problem = Weighted {
            lasso,
            ridge,
            slope,
            curvature,
            total,
        };
        // From the first column to the last, as glmnet goes.
        let mut ordered = self.strong.clone();
        ordered.sort_unstable();
        while self.pass(&ordered, &mut problem)? >= close {
            let active = self.active.clone();
            while self.pass(&active, &mut problem)? >= close {}
        }
        Ok(problem.curvature)
    }

    /// One step along each of these columns and the intercept; by how much the largest lowers the weighted squares.
    fn pass(&mut self, which: &[usize], problem: &mut Weighted) -> Result<f64, ForecastError> {
        self.passes += 1;
        if self.passes > self.penalty.passes {
            return Err(ForecastError::NoConvergence {
                passes: self.penalty.passes,
            });
        }
        let mut largest: f64 = 0.0;
        for k in which.iter().copied() {
            let now = self.coefficients[k];
            let place = self.place_of[k];
            let curvature = problem.curvature[k];
            let next = problem.shrunk(problem.slope[place], curvature, now);
            let by = next - now;
            if by == 0.0 {
                continue;
            }
            self.coefficients[k] = next;
            largest = largest.max(curvature * by * by);
            problem.step(&self.products, place, by);
            if !self.is_active[k] {
                self.is_active[k] = true;
                self.active.push(k);
            }
        }
        let by = problem.slope[0] / problem.total;
        if by != 0.0 {
            self.intercept += by;
            largest = largest.max(problem.total * by * by);
            problem.step(&self.products, 0, by);
        }
        Ok(largest)
    }

    /// Makes products of standardised columns out of those of shared ones.
    fn standardise_products(&mut self, width: usize) {
        let scales = self
            .strong
            .iter()
            .map(|k| (self.x.factor[*k], self.x.shift[*k]));
        let scales: Vec<(f64, f64)> = std::iter::once((1.0, 0.0)).chain(scales).collect();
        // The products with the intercept come last, since all others need them.
        for a in (0..width).rev() {
            for b in (0..=a).rev() {
                let ((a_factor, a_shift), (b_factor, b_shift)) = (scales[a], scales[b]);
                let of = |row: usize, column: usize| self.products[row * width + column];
                let product = a_factor * (b_factor * of(a, b) + b_shift * of(a, 0))
                    + a_shift * (b_factor * of(0, b) + b_shift * of(0, 0));
                self.products[a * width + b] = product;
            }
        }
        for a in 0..width {
            for b in 0..a {
                self.products[b * width + a] = self.products[a * width + b];
            }
        }
    }

    /// Probabilities, weights, residuals and gradients at the coefficients as they are.
    fn sweep(&mut self) {
        let moved = self.active.iter().copied();
        let moved: Vec<usize> = moved.filter(|k| self.coefficients[*k] != 0.0).collect();
        let of_shared = |k: &usize| self.coefficients[*k] * self.x.factor[*k];
        let coefficients: Vec<f64> = moved.iter().map(of_shared).collect();
        let shifts = moved
            .iter()
            .map(|k| self.coefficients[*k] * self.x.shift[*k]);
        let (weight_sum, residual_sum, gradients) = Sweep {
            intercept: self.intercept + shifts.sum::<f64>(),
            coefficients: &coefficients,
            columns: &self.columns(&moved),
            asked: &self.columns(&self.strong),
            part: &self.x.part,
            outcome: &self.outcome,
            farthest: (1.0 / LEAST_PROBABILITY - 1.0).ln(),
            probability: &mut self.probability,
            weight: &mut self.weight,
            residual: &mut self.residual,
        }
        .run();
        self.weight_sum = weight_sum;
        self.residual_sum = residual_sum;
        let strong = std::mem::take(&mut self.strong);
        self.keep_gradients(&strong, &gradients);
        self.strong = strong;
    }

    /// The share of the null deviance that the current coefficients explain.
    pub(super) fn explained(&self) -> f64 {
        let share = 1.0 / self.x.rows as f64;
        let bounds = (LEAST_PROBABILITY, 1.0 - LEAST_PROBABILITY);
        // A few probabilities are multiplied before a logarithm is taken; sixteen of the least stay far from underflow.
        let mut deviance = 0.0;
        let rows = self.outcome.chunks(16).zip(self.probability.chunks(16));
        for ((y, p), part) in rows.zip(self.x.part.chunks(16)) {
            let mut likelihood = 1.0;
            for row in 0..y.len() {
                let p = p[row].clamp(bounds.0, bounds.1);
                let of_row = if y[row] == 1.0 { p } else { 1.0 - p };
                likelihood *= if part[row] > 0.0 { of_row } else { 1.0 };
            }
            deviance -= share * likelihood.ln();
        }
        (self.null_deviance - deviance) / self.null_deviance
    }
}

/// A weighted least-squares problem on the way to its solution.
struct Weighted {
    lasso: f64,
    ridge: f64,
    /// The gradients at the coefficients as they are, by place.
    slope: Vec<f64>,
    /// The curvature of each column.
    curvature: Vec<f64>,
    /// The curvature of the intercept.
    total: f64,
}

impl Weighted {
    /// The coefficient that is best by itself.
    fn shrunk(&self, slope: f64, curvature: f64, now: f64) -> f64 {
        let pull = slope + curvature * now;
        let excess = pull.abs() - self.lasso;
        if excess > 0.0 {
            excess.copysign(pull) / (curvature + self.ridge)
        } else {
            0.0
        }
    }

    /// Moves the gradients after a step at one place.
    fn step(&mut self, products: &[f64], at: usize, by: f64) {
        let width = self.slope.len();
        let row = &products[at * width..(at + 1) * width];
        for (slope, product) in self.slope.iter_mut().zip(row) {
            *slope -= by * product;
        }
    }
}

/// The sum of absolute differences.
fn apart(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum()
}
