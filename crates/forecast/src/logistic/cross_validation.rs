use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::descent::Products;
use super::path::Walk;
use super::standardised::{Learned, Standardised};
use super::{Path, Penalty};
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

/// How many steps all folds take together before the deviance is looked at.
const STRIDE: usize = 4;

/// Chooses lambda by the deviance of held-out folds; `fold` has one number a row, counted from 0.
///
/// Every fold follows a path of its own, with its own standardisation and lambdas; its coefficients are
/// read off at the lambdas of the path on all rows, linear between neighbours, as glmnet does.
///
/// With `give_up`, the paths are left once the deviance has risen above its smallest value by that share:
/// what follows is the costly part, and with 0.002 the choice was the same on every window that we know.
/// Errors: as [`fit_path`](super::fit_path), and a fold whose remaining rows hold one class only.
pub fn cross_validate(
    x: &Matrix,
    outcome: &[bool],
    fold: &[usize],
    penalty: Penalty,
    give_up: Option<f64>,
) -> Result<CrossValidation, ForecastError> {
    if fold.len() != x.rows() {
        return Err(ForecastError::Length {
            what: "folds and rows of a cross-validation",
            left: fold.len(),
            right: x.rows(),
        });
    }
    let whole = Standardised::new(x)?;
    let all = Learned::whole(&whole);
    let mut main = Walk::new(&all, outcome, penalty, Products::Exact)?;
    let folds = fold.iter().max().map_or(0, |last| last + 1);
    let parts: Vec<Part<'_>> = (0..folds)
        .into_par_iter()
        .map(|held| Part::new(&whole, x, outcome, fold, held))
        .collect();
    let mut walks: Vec<Walk<'_>> = parts
        .iter()
        .map(|part| Walk::new(&part.learned, outcome, penalty, Products::Lasting))
        .collect::<Result<_, _>>()?;
    let mut deviance: Vec<f64> = Vec::new();
    let smallest = |deviance: &[f64]| deviance.iter().copied().fold(f64::INFINITY, f64::min);
    while !main.finished {
        let goal = main.path.lambda.len() + STRIDE;
        while main.path.lambda.len() < goal && main.step()? {}
        let lambdas = &main.path.lambda[deviance.len()..];
        let sums: Vec<Vec<f64>> = walks
            .par_iter_mut()
            .zip(&parts)
            .map(|(walk, part)| part.deviance(walk, lambdas))
            .collect::<Result<_, _>>()?;
        for step in 0..lambdas.len() {
            let sum: f64 = sums.iter().map(|part| part[step]).sum();
            deviance.push(sum / x.rows() as f64);
        }
        let last = deviance.last().copied().unwrap_or(0.0);
        if give_up.is_some_and(|share| last > smallest(&deviance) * (1.0 + share)) {
            break;
        }
    }
    let best = (0..deviance.len())
        .min_by(|a, b| deviance[*a].total_cmp(&deviance[*b]).then(a.cmp(b)))
        .unwrap_or(0);
    Ok(CrossValidation {
        path: main.path,
        deviance,
        best,
    })
}

/// One fold: the rows that are learned from, and those that are held out.
struct Part<'a> {
    learned: Learned<'a>,
    held: Matrix,
    observed: Vec<bool>,
}

impl<'a> Part<'a> {
    fn new(
        all: &'a Standardised,
        x: &Matrix,
        outcome: &[bool],
        fold: &[usize],
        held: usize,
    ) -> Part<'a> {
        let out: Vec<usize> = (0..fold.len()).filter(|row| fold[*row] == held).collect();
        Part {
            learned: Learned::without(all, fold, held),
            held: x.take(&out),
            observed: out.iter().map(|row| outcome[*row]).collect(),
        }
    }

    /// The sum of the deviance of the held-out rows at each lambda; the walk goes on as far as is needed.
    fn deviance(&self, walk: &mut Walk<'_>, lambdas: &[f64]) -> Result<Vec<f64>, ForecastError> {
        lambdas
            .iter()
            .map(|lambda| {
                while !walk.finished
                    && (walk.path.lambda.len() < 3
                        || walk.path.lambda.last().is_none_or(|last| last > lambda))
                {
                    walk.step()?;
                }
                let (intercept, coefficients) = walk.path.at(*lambda);
                let mut linear = vec![intercept; self.observed.len()];
                for ((_, column), b) in self.held.columns().zip(&coefficients) {
                    if *b != 0.0 {
                        for (sum, value) in linear.iter_mut().zip(column) {
                            *sum += b * value;
                        }
                    }
                }
                let each = linear.iter().zip(&self.observed).map(|(linear, event)| {
                    let p = (1.0 / (1.0 + (-linear).exp())).clamp(CLIP, 1.0 - CLIP);
                    -2.0 * if *event { p.ln() } else { (1.0 - p).ln() }
                });
                Ok(each.sum())
            })
            .collect()
    }
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
