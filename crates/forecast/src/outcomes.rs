use std::fmt::Debug;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::{Counts, DRAWS, Draws, Fitted, ForecastError, History, Model};

/// A predictive distribution: values that may come true, in rising order, with weights that sum to one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Outcomes(Vec<(f64, f64)>);

impl Outcomes {
    /// Every value counts the same. Without values, zero is certain.
    pub(crate) fn even(values: impl IntoIterator<Item = f64>) -> Outcomes {
        Outcomes::weighted(values.into_iter().map(|value| (value, 1.0)))
    }

    /// Values with weights of any sum. Without weight, zero is certain.
    pub(crate) fn weighted(pairs: impl IntoIterator<Item = (f64, f64)>) -> Outcomes {
        let mut pairs: Vec<(f64, f64)> = pairs
            .into_iter()
            .filter(|(_, weight)| *weight > 0.0)
            .collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        Outcomes::gathered(pairs)
    }

    /// Adds equal neighbours up and makes the weights sum to one.
    fn gathered(sorted: Vec<(f64, f64)>) -> Outcomes {
        let total: f64 = sorted.iter().map(|(_, weight)| weight).sum();
        if total <= 0.0 {
            return Outcomes(vec![(0.0, 1.0)]);
        }
        let mut pairs: Vec<(f64, f64)> = Vec::with_capacity(sorted.len());
        for (value, weight) in sorted {
            match pairs.last_mut() {
                Some(last) if last.0 == value => last.1 += weight / total,
                _ => pairs.push((value, weight / total)),
            }
        }
        Outcomes(pairs)
    }

    /// The mixture of distributions with shares of any sum; those without share are left out.
    pub(crate) fn mixed<'a>(parts: impl IntoIterator<Item = (f64, &'a Outcomes)>) -> Outcomes {
        let mut all: Vec<(f64, f64)> = Vec::new();
        for (share, part) in parts {
            if share > 0.0 {
                all.extend(
                    part.0
                        .iter()
                        .map(|(value, weight)| (*value, share * weight)),
                );
            }
        }
        // Runs that are sorted already are merged in linear time by the stable sort.
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        Outcomes::gathered(all)
    }

    /// The same distribution of multiples of `unit`, rounded to whole numbers unless `unit` is one.
    pub(crate) fn scaled(self, unit: f64) -> Outcomes {
        if unit == 1.0 {
            return self;
        }
        let scaled = |(value, weight): (f64, f64)| ((value * unit).round(), weight);
        Outcomes::gathered(self.0.into_iter().map(scaled).collect())
    }

    /// The values with their weights.
    pub(crate) fn pairs(&self) -> &[(f64, f64)] {
        &self.0
    }

    /// Draws at evenly spaced points of the distribution function, the first at `offset` of a step (0 to 1).
    ///
    /// Systematic sampling has the least noise that a number of draws allows: each value comes up
    /// with its weight to within one draw. Draws are in rising order and say nothing about paths.
    pub(crate) fn draw(&self, offset: f64, draws: &mut [f64]) {
        let count = draws.len() as f64;
        let mut pairs = self.0.iter();
        let mut current = pairs.next().copied().unwrap_or((0.0, 1.0));
        let mut reached = current.1;
        for (at, draw) in draws.iter_mut().enumerate() {
            let point = (at as f64 + offset) / count;
            while reached < point {
                let Some(next) = pairs.next() else { break };
                current = *next;
                reached += current.1;
            }
            *draw = current.0;
        }
    }
}

/// What a model has learned, as a distribution for each unit that exists and each step.
pub(crate) trait Distribution: Debug + Send + Sync {
    /// The distribution of the unit at a place of the history, so many months ahead.
    fn at(&self, place: usize, step: u32) -> Outcomes;
}

/// A model of counts whose forecasts are distributions; draws are taken from them in one way for all.
pub(crate) trait DistributionModel: Debug + Send + Sync {
    /// Its id on the command line and in results.
    fn name(&self) -> &'static str;
    /// What it is, with its source.
    fn source(&self) -> &'static str;
    /// Learns from a checked history.
    fn learn(&self, history: &History, seed: u64) -> Result<Box<dyn Distribution>, ForecastError>;
}

impl<M: DistributionModel> Model<Counts> for M {
    fn id(&self) -> &'static str {
        self.name()
    }

    fn about(&self) -> &'static str {
        self.source()
    }

    fn fit(&self, history: &History, seed: u64) -> Result<Box<dyn Fitted<Counts>>, ForecastError> {
        history.check()?;
        let places = history.alive();
        Ok(Box::new(Sampled {
            units: places.iter().map(|place| history.units[*place]).collect(),
            distribution: self.learn(history, seed)?,
            places,
            seed,
        }))
    }
}

#[derive(Debug)]
struct Sampled {
    units: Vec<u32>,
    places: Vec<usize>,
    distribution: Box<dyn Distribution>,
    seed: u64,
}

impl Fitted<Counts> for Sampled {
    fn predict(&self, steps: &[u32]) -> Result<Draws, ForecastError> {
        let mut values = vec![0.0; self.places.len() * steps.len() * DRAWS];
        values
            .par_chunks_mut(DRAWS)
            .enumerate()
            .for_each(|(at, draws)| {
                let place = self.places[at / steps.len()];
                let outcomes = self.distribution.at(place, steps[at % steps.len()]);
                outcomes.draw(offset(self.seed, at as u64), draws);
            });
        Ok(Draws {
            units: self.units.clone(),
            steps: steps.to_vec(),
            values,
        })
    }
}

/// Where the first of the draws lies, from a stream of its own for each forecast.
pub(crate) fn offset(seed: u64, stream: u64) -> f64 {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(stream);
    random.random()
}
