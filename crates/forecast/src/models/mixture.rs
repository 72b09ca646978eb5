mod choice;

use crate::models::markov::ObservedMarkov;
use crate::models::memory::Memory;
use crate::models::quantile_forest::QuantileForest;
use crate::outcomes::{Distribution, DistributionModel, Outcomes};
use crate::{ForecastError, History};

/// A mixture of the forests, the fading own past and the Markov model, with weights chosen on earlier years.
///
/// The weights are those that would have been best, against conflictology, in years before the
/// origin: each of them is forecast as the test window is, from what its own origin knew, so that
/// nothing of the test window is looked at. Quiet, low and high units have weights of their own.
#[derive(Debug, Clone, Copy)]
pub struct Mixture;

/// Mean deaths a month over a year that divide quiet, low and high units.
const CLASSES: [f64; CLASS_COUNT - 1] = [0.0, 50.0];
const CLASS_COUNT: usize = 3;

const PARTS: [&dyn DistributionModel; PART_COUNT] = [
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
const PART_COUNT: usize = 5;

type Weights = [f64; PART_COUNT];

#[derive(Debug)]
struct Mixed {
    parts: Vec<Box<dyn Distribution>>,
    weights: [Weights; CLASS_COUNT],
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
            weights: choice::choose(history, seed)?,
            class: classes(history),
        }))
    }
}

impl Distribution for Mixed {
    fn at(&self, place: usize, step: u32) -> Outcomes {
        let weights = &self.weights[self.class[place]];
        let parts: Vec<(f64, Outcomes)> = weights
            .iter()
            .zip(&self.parts)
            .filter(|(weight, _)| **weight > 0.0)
            .map(|(weight, part)| (*weight, part.at(place, step)))
            .collect();
        Outcomes::mixed(parts.iter().map(|(weight, part)| (*weight, part)))
    }
}

fn learn_parts(history: &History, seed: u64) -> Result<Vec<Box<dyn Distribution>>, ForecastError> {
    PARTS.iter().map(|part| part.learn(history, seed)).collect()
}

/// Quiet, low or high, by the mean of the last year.
fn classes(history: &History) -> Vec<usize> {
    (0..history.units.len())
        .map(|place| {
            let year = history.recent(place, 12);
            let mean = year.iter().sum::<f64>() / year.len().max(1) as f64;
            CLASSES.iter().filter(|bound| **bound < mean).count()
        })
        .collect()
}
