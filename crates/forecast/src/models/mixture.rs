use rayon::prelude::*;

use crate::models::conflictology::Conflictology;
use crate::models::markov::ObservedMarkov;
use crate::models::memory::Memory;
use crate::models::quantile_forest::QuantileForest;
use crate::outcomes::{Distribution, DistributionModel, Outcomes, offset};
use crate::scores::{DrawScores, score_draws, score_stream};
use crate::{DRAWS, ForecastError, History, Model};
use terms::Month;

/// A mixture of the forests, the fading own past and the Markov model, with weights chosen on earlier years.
///
/// The weights are those that would have been best, against conflictology, in the years before the
/// origin: each of them is forecast as the test window is, from what its own origin knew, so that
/// nothing of the test window is looked at. Quiet, low and high units have weights of their own.
#[derive(Debug, Clone, Copy)]
pub struct Mixture;

/// How many years weights are chosen on, every other year back from the last whole one.
const VALIDATION_WINDOWS: i32 = 6;
/// Weights are multiples of one over this.
const GRAIN: usize = 5;
/// The fewest months of history before the origin of a year that weights are chosen on.
const LEAST_HISTORY: i32 = 84;
/// Mean deaths a month over a year that divide quiet, low and high units.
const CLASSES: [f64; 2] = [0.0, 50.0];

const PARTS: [&dyn DistributionModel; 5] = [
    &QuantileForest {
        id: "quantile-forest",
        relative: false,
        trees: 100,
        leaf: 15,
    },
    &QuantileForest {
        id: "relative-forest",
        relative: true,
        trees: 100,
        leaf: 15,
    },
    &Memory {
        id: "memory-6",
        half_life: 6.0,
        pool: 0.01,
    },
    &Memory {
        id: "memory-24",
        half_life: 24.0,
        pool: 0.01,
    },
    &ObservedMarkov,
];

type Weights = [f64; PARTS.len()];

#[derive(Debug)]
struct Mixed {
    parts: Vec<Box<dyn Distribution>>,
    weights: [Weights; CLASSES.len() + 1],
    class: Vec<usize>,
}

impl DistributionModel for Mixture {
    fn name(&self) -> &'static str {
        "mixture"
    }

    fn source(&self) -> &'static str {
        "quantile forests, fading own past and observed Markov model, with weights chosen on years before the origin"
    }

    fn learn(&self, history: &History, seed: u64) -> Result<Box<dyn Distribution>, ForecastError> {
        Ok(Box::new(Mixed {
            parts: learn_parts(history, seed)?,
            weights: choose(history, seed)?,
            class: classes(history),
        }))
    }
}

impl Distribution for Mixed {
    fn at(&self, place: usize, step: u32) -> Outcomes {
        let weights = &self.weights[self.class[place]];
        let parts: Vec<Outcomes> = weights
            .iter()
            .zip(&self.parts)
            .map(|(weight, part)| match weight {
                0.0 => Outcomes::even([]),
                _ => part.at(place, step),
            })
            .collect();
        Outcomes::mixed(weights.iter().copied().zip(&parts))
    }
}

fn learn_parts(history: &History, seed: u64) -> Result<Vec<Box<dyn Distribution>>, ForecastError> {
    PARTS.iter().map(|part| part.learn(history, seed)).collect()
}

fn classes(history: &History) -> Vec<usize> {
    (0..history.units.len())
        .map(|place| {
            let year = history.recent(place, 12);
            let mean = year.iter().sum::<f64>() / year.len().max(1) as f64;
            CLASSES.iter().filter(|bound| **bound < mean).count()
        })
        .collect()
}

/// For each class, the weights with the least sum of scores, each as a share of conflictology's over all units.
fn choose(history: &History, seed: u64) -> Result<[Weights; CLASSES.len() + 1], ForecastError> {
    let candidates = candidates();
    let mut losses = vec![[0.0; CLASSES.len() + 1]; candidates.len()];
    for year in validation_years(history) {
        let window = losses_of_year(history, year, &candidates, seed)?;
        for (sum, loss) in losses.iter_mut().zip(window) {
            for (sum, loss) in sum.iter_mut().zip(loss) {
                *sum += loss;
            }
        }
    }
    Ok(std::array::from_fn(|class| {
        let best = (0..candidates.len())
            .min_by(|a, b| losses[*a][class].total_cmp(&losses[*b][class]))
            .unwrap_or(0);
        candidates[best]
    }))
}

/// Every other year whose months are all known, back from the last one.
fn validation_years(history: &History) -> Vec<i32> {
    let last = Month::from_month_id(history.last().month_id() + 1).year() - 1;
    (0..VALIDATION_WINDOWS)
        .map(|back| last - 2 * back)
        .filter(|year| origin(*year).month_id() - history.first.month_id() >= LEAST_HISTORY)
        .collect()
}

/// The last month known for a year's forecast: October of the year before.
fn origin(year: i32) -> Month {
    Month::from_month_id((year - 1980) * 12 + 1 - 3)
}

fn losses_of_year(
    history: &History,
    year: i32,
    candidates: &[Weights],
    seed: u64,
) -> Result<Vec<[f64; CLASSES.len() + 1]>, ForecastError> {
    let known = history.until(origin(year))?;
    let last = known.last().month_id();
    let steps: Vec<u32> = (3..=14).collect();
    let class = classes(&known);
    let mut asked = Vec::new();
    let mut observed = Vec::new();
    let mut rows = Vec::new();
    for (row, place) in known.alive().into_iter().enumerate() {
        let month = |step: &u32| Month::from_month_id(last + *step as i32);
        let outcomes: Option<Vec<f64>> = steps
            .iter()
            .map(|step| history.count(place, month(step)))
            .collect();
        if let Some(outcomes) = outcomes {
            observed.extend(outcomes);
            asked.extend(steps.iter().map(|step| (place, *step)));
            rows.push(row);
        }
    }
    let parts = learn_parts(&known, seed)?;
    let outcomes: Vec<Vec<Outcomes>> = asked
        .par_iter()
        .map(|(place, step)| parts.iter().map(|part| part.at(*place, *step)).collect())
        .collect();
    let draws = Conflictology.fit(&known, seed)?.predict(&steps)?;
    let width = draws.values.len() / draws.units.len();
    let values: Vec<f64> = rows
        .iter()
        .flat_map(|row| &draws.values[row * width..(row + 1) * width])
        .copied()
        .collect();
    let bar = DrawScores::mean(&score_draws(&values, &observed)?).unwrap_or_default();
    let count = observed.len() as f64;
    let share = |score: f64, bar: f64| if bar > 0.0 { score / bar / count } else { 0.0 };
    candidates
        .iter()
        .map(|weights| {
            let scores = score_stream(&observed, DRAWS, |at, buffer| {
                let mixed = Outcomes::mixed(weights.iter().copied().zip(&outcomes[at]));
                mixed.draw(offset(seed, at as u64), buffer);
            })?;
            let mut loss = [0.0; CLASSES.len() + 1];
            for ((place, _), score) in asked.iter().zip(scores) {
                loss[class[*place]] += share(score.crps, bar.crps)
                    + share(score.ign, bar.ign)
                    + share(score.mis, bar.mis);
            }
            Ok(loss)
        })
        .collect()
}

/// All weights that are multiples of the grain and sum to one.
fn candidates() -> Vec<Weights> {
    let mut all = Vec::new();
    let mut shares = [0; PARTS.len()];
    spread(GRAIN, 0, &mut shares, &mut all);
    all
}

fn spread(left: usize, at: usize, shares: &mut [usize; PARTS.len()], all: &mut Vec<Weights>) {
    if at + 1 == shares.len() {
        shares[at] = left;
        all.push(shares.map(|share| share as f64 / GRAIN as f64));
        return;
    }
    for share in 0..=left {
        shares[at] = share;
        spread(left - share, at + 1, shares, all);
    }
}
