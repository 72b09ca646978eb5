use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::path::follow;
use super::{Path, Penalty, Standardised, fit_path};
use crate::{ForecastError, Matrix};

/// A path with its cross-validated deviance.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossValidation {
    /// The path on all rows.
    pub path: Path,
    /// The mean deviance of held-out rows at each lambda, folds weighted by their size.
    pub deviance: Vec<f64>,
    /// The place of the lambda with the smallest deviance, the larger lambda if two are equal.
    pub best: usize,
}

impl CrossValidation {
    /// The intercept at the best lambda.
    pub fn intercept(&self) -> f64 {
        self.path.intercept[self.best]
    }

    /// The coefficients at the best lambda, in the order of the columns.
    pub fn coefficients(&self) -> &[f64] {
        &self.path.coefficients[self.best]
    }
}

/// Held-out probabilities nearer to 0 or 1 than this are moved to it before the deviance is taken.
const CLIP: f64 = 1e-5;

/// Chooses lambda by the deviance of held-out folds; `fold` has one number a row, counted from 0.
///
/// Every fold follows a path of its own, with its own standardisation and lambdas; its coefficients are
/// read off at the lambdas of the path on all rows, linear between neighbours, as glmnet does.
/// Errors: as [`fit_path`], and a fold whose remaining rows hold one class only.
pub fn cross_validate(
    x: &Matrix,
    outcome: &[bool],
    fold: &[usize],
    penalty: Penalty,
) -> Result<CrossValidation, ForecastError> {
    if fold.len() != x.rows() {
        return Err(ForecastError::Length {
            what: "folds and rows of a cross-validation",
            left: fold.len(),
            right: x.rows(),
        });
    }
    let path = fit_path(x, outcome, penalty, None)?;
    let folds = fold.iter().max().map_or(0, |last| last + 1);
    let parts: Vec<(f64, Vec<f64>)> = (0..folds)
        .into_par_iter()
        .map(|held| held_out(x, outcome, fold, held, penalty, &path.lambda))
        .collect::<Result<_, _>>()?;
    let size: f64 = parts.iter().map(|(size, _)| size).sum();
    let steps = parts.iter().map(|(_, part)| part.len()).min().unwrap_or(0);
    let deviance: Vec<f64> = (0..steps)
        .map(|step| parts.iter().map(|(n, part)| n * part[step]).sum::<f64>() / size)
        .collect();
    let best = (0..deviance.len())
        .min_by(|a, b| deviance[*a].total_cmp(&deviance[*b]).then(a.cmp(b)))
        .unwrap_or(0);
    Ok(CrossValidation {
        path,
        deviance,
        best,
    })
}

fn held_out(
    x: &Matrix,
    outcome: &[bool],
    fold: &[usize],
    held: usize,
    penalty: Penalty,
    lambdas: &[f64],
) -> Result<(f64, Vec<f64>), ForecastError> {
    let (out, rest): (Vec<usize>, Vec<usize>) = (0..fold.len()).partition(|row| fold[*row] == held);
    let training = Standardised::new(&x.take(&rest))?;
    let learned: Vec<bool> = rest.iter().map(|row| outcome[*row]).collect();
    let path = follow(&training, &learned, penalty, None)?;
    let x = x.take(&out);
    let deviance = lambdas
        .iter()
        .map(|lambda| {
            let (intercept, coefficients) = path.at(*lambda);
            let mut linear = vec![intercept; out.len()];
            for ((_, column), b) in x.columns().zip(&coefficients) {
                if *b != 0.0 {
                    for (sum, value) in linear.iter_mut().zip(column) {
                        *sum += b * value;
                    }
                }
            }
            let total: f64 = linear
                .iter()
                .zip(&out)
                .map(|(linear, row)| {
                    let p = (1.0 / (1.0 + (-linear).exp())).clamp(CLIP, 1.0 - CLIP);
                    -2.0 * if outcome[*row] {
                        p.ln()
                    } else {
                        (1.0 - p).ln()
                    }
                })
                .sum();
            total / out.len() as f64
        })
        .collect();
    Ok((out.len() as f64, deviance))
}

/// Folds of nearly equal size in random order, the same for the same seed.
pub fn seeded_folds(rows: usize, folds: usize, seed: u64) -> Vec<usize> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut fold: Vec<usize> = (0..rows).map(|row| row % folds).collect();
    for at in (1..rows).rev() {
        let other = ((u64::from(random.next_u32()) * (at as u64 + 1)) >> 32) as usize;
        fold.swap(at, other);
    }
    fold
}
