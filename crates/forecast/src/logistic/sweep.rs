//! One sweep over the rows at given coefficients: probabilities, weights, residuals and gradients.
//!
//! Rows are worked on in blocks that stay in the nearest cache, so that every column is fetched once a
//! sweep. What is dispatched is a type and not a closure, and its loops are plain: the call of a closure, or
//! of what an iterator takes, may be compiled apart, without the wide registers.

use pulp::NullaryFnOnce;

use super::sigmoid::logistic;
use super::sums::{product, sum};

/// Rows of a block: 32 columns of them fill 32 KiB.
const BLOCK: usize = 128;
/// Columns that are added together.
const TOGETHER: usize = 4;

/// What the sweep reads and writes; all slices of rows are of equal length.
pub(crate) struct Sweep<'a> {
    /// The intercept.
    pub(crate) intercept: f64,
    /// The coefficients that are not 0.
    pub(crate) coefficients: &'a [f64],
    /// Their columns.
    pub(crate) columns: &'a [&'a [f64]],
    /// The columns whose gradients are asked for.
    pub(crate) asked: &'a [&'a [f64]],
    /// The share of each row in what is learned from.
    pub(crate) part: &'a [f64],
    /// 0 or 1 a row.
    pub(crate) outcome: &'a [f64],
    /// Logits farther from 0 become 0 or 1.
    pub(crate) farthest: f64,
    /// The probabilities of the rows.
    pub(crate) probability: &'a mut [f64],
    /// The weights, share times p (1 - p).
    pub(crate) weight: &'a mut [f64],
    /// The residuals, share times (y - p).
    pub(crate) residual: &'a mut [f64],
}

impl Sweep<'_> {
    /// The sums of the weights and of the residuals, and that of residual times value for each column asked for.
    pub(crate) fn run(self) -> (f64, f64, Vec<f64>) {
        // Wide registers are used where there are some; lanes are fixed and products not fused, so the bits are the same.
        pulp::Arch::new().dispatch(self)
    }
}

impl NullaryFnOnce for Sweep<'_> {
    type Output = (f64, f64, Vec<f64>);

    #[inline(always)]
    fn call(self) -> (f64, f64, Vec<f64>) {
        let rows = self.outcome.len();
        let mut gradients = vec![0.0; self.asked.len()];
        let mut weights = 0.0;
        let mut residuals = 0.0;
        let mut from = 0;
        while from < rows {
            let to = (from + BLOCK).min(rows);
            let probability = &mut self.probability[from..to];
            add_block(
                self.intercept,
                self.coefficients,
                self.columns,
                from,
                probability,
            );
            let outcome = &self.outcome[from..to];
            let part = &self.part[from..to];
            let weight = &mut self.weight[from..to];
            let residual = &mut self.residual[from..to];
            for row in 0..outcome.len() {
                let linear = probability[row];
                let p = logistic(linear);
                let p = if linear > self.farthest { 1.0 } else { p };
                let p = if linear < -self.farthest { 0.0 } else { p };
                probability[row] = p;
                weight[row] = part[row] * p * (1.0 - p);
                residual[row] = part[row] * (outcome[row] - p);
            }
            weights += sum(weight);
            residuals += sum(residual);
            multiply_block(residual, self.asked, from, &mut gradients);
            from = to;
        }
        (weights, residuals, gradients)
    }
}

/// The sum of residual times value for each column.
pub(crate) fn gradients(residual: &[f64], columns: &[&[f64]]) -> Vec<f64> {
    pulp::Arch::new().dispatch(Gradients { residual, columns })
}

struct Gradients<'a> {
    residual: &'a [f64],
    columns: &'a [&'a [f64]],
}

impl NullaryFnOnce for Gradients<'_> {
    type Output = Vec<f64>;

    #[inline(always)]
    fn call(self) -> Vec<f64> {
        let mut gradients = vec![0.0; self.columns.len()];
        let mut from = 0;
        while from < self.residual.len() {
            let to = (from + BLOCK).min(self.residual.len());
            multiply_block(&self.residual[from..to], self.columns, from, &mut gradients);
            from = to;
        }
        gradients
    }
}

/// Intercept plus coefficient times value, over one block of rows.
#[inline(always)]
fn add_block(
    intercept: f64,
    coefficients: &[f64],
    columns: &[&[f64]],
    from: usize,
    sums: &mut [f64],
) {
    let rows = sums.len();
    sums.fill(intercept);
    let mut at = 0;
    while at + TOGETHER <= columns.len() {
        let b: [f64; TOGETHER] = std::array::from_fn(|k| coefficients[at + k]);
        let x: [&[f64]; TOGETHER] = std::array::from_fn(|k| &columns[at + k][from..from + rows]);
        for row in 0..rows {
            let left = b[0] * x[0][row] + b[1] * x[1][row];
            let right = b[2] * x[2][row] + b[3] * x[3][row];
            sums[row] += left + right;
        }
        at += TOGETHER;
    }
    while at < columns.len() {
        let column = &columns[at][from..from + rows];
        for row in 0..rows {
            sums[row] += coefficients[at] * column[row];
        }
        at += 1;
    }
}

/// Adds residual times value over one block of rows.
#[inline(always)]
fn multiply_block(residual: &[f64], columns: &[&[f64]], from: usize, sums: &mut [f64]) {
    for (sum, column) in sums.iter_mut().zip(columns) {
        *sum += product(residual, &column[from..from + residual.len()]);
    }
}
