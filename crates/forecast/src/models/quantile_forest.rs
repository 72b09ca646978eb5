mod tree;

use rayon::prelude::*;

use crate::models::past::{FEATURES, Past};
use crate::outcomes::{Distribution, DistributionModel, Outcomes};
use crate::{ForecastError, History};
use tree::{Growth, Sample, Tree};

/// A quantile regression forest: what followed on months like this one, in all states and years.
///
/// Trees split (state, month, step) by recent, older and long-past levels of deaths so that what
/// followed is alike on a logarithmic scale; a forecast is all outcomes that lie in the same leaves,
/// each tree counting the same. Unlike the own past, it knows of wars that begin, flare up and end
/// elsewhere.
///
/// Source: N. Meinshausen, "Quantile Regression Forests", Journal of Machine Learning Research 7, 2006.
#[derive(Debug, Clone, Copy)]
pub struct QuantileForest {
    /// Its id.
    pub id: &'static str,
    /// Whether outcomes are taken as multiples of the latest level, after active years only.
    ///
    /// The absolute forest has little to say about a war worse than those it has seen; the relative
    /// one says how wars go on, whatever their size.
    pub relative: bool,
    /// How many trees.
    pub trees: usize,
    /// The fewest rows in a leaf.
    pub leaf: usize,
}

/// The first and the last step that rows to learn from are made for.
const STEPS: std::ops::RangeInclusive<usize> = 1..=14;
/// Every so many steps a row is made from a month; which ones changes from month to month.
const STRIDE: usize = 6;
/// A unit's first two years only serve as the past of later months.
const LEAD: usize = 24;

#[derive(Debug)]
struct Grown {
    trees: Vec<Tree>,
    /// Predictors, and what outcomes are multiples of; none for a quiet unit of the relative forest.
    now: Vec<([f32; FEATURES], Option<f64>)>,
}

impl DistributionModel for QuantileForest {
    fn name(&self) -> &'static str {
        self.id
    }

    fn source(&self) -> &'static str {
        "quantile regression forest on levels, recency and persistence of deaths (Meinshausen 2006)"
    }

    fn learn(&self, history: &History, seed: u64) -> Result<Box<dyn Distribution>, ForecastError> {
        let sample = rows(history, self.relative);
        if sample.outcomes.is_empty() {
            return Err(ForecastError::NoRows {
                what: "a forest of counts",
                help: format!(
                    "it needs more than {} months of history",
                    LEAD + STEPS.end()
                ),
            });
        }
        let growth = Growth::new(&sample, self.leaf);
        Ok(Box::new(Grown {
            trees: (0..self.trees as u64)
                .into_par_iter()
                .map(|number| growth.tree(seed, number))
                .collect(),
            now: history
                .counts
                .iter()
                .map(|counts| {
                    let (past, last) = (Past::of(counts), counts.len() - 1);
                    let unit = if self.relative {
                        scale(&past, last)
                    } else {
                        Some(1.0)
                    };
                    (past.features(last), unit)
                })
                .collect(),
        }))
    }
}

impl Distribution for Grown {
    fn at(&self, place: usize, step: u32) -> Outcomes {
        let (features, scale) = &self.now[place];
        let Some(scale) = scale else {
            return Outcomes::even([0.0]);
        };
        let row = tree::with_step(features, step as usize);
        let outcomes = Outcomes::mixed(self.trees.iter().map(|tree| (1.0, tree.leaf(&row))));
        outcomes.scaled(*scale)
    }
}

/// What outcomes are multiples of: mean deaths a month over three months, and one; none after a quiet year.
fn scale(past: &Past<'_>, month: usize) -> Option<f64> {
    (past.mean_deaths(month, 12) > 0.0).then(|| past.mean_deaths(month, 3) + 1.0)
}

/// A row for each unit, month and some of the steps, as far as what followed is known.
fn rows(history: &History, relative: bool) -> Sample {
    let mut sample = Sample::default();
    for counts in &history.counts {
        let past = Past::of(counts);
        for month in LEAD..counts.len() {
            // A month without the year before it has no level to go by.
            if counts[month + 1 - 12..=month].iter().any(Option::is_none) {
                continue;
            }
            let unit = if relative {
                scale(&past, month)
            } else {
                Some(1.0)
            };
            let Some(unit) = unit else { continue };
            let features = past.features(month);
            for step in STEPS.filter(|step| (step + month) % STRIDE == 0) {
                if let Some(outcome) = counts.get(month + step).copied().flatten() {
                    sample.rows.push(tree::with_step(&features, step));
                    sample.targets.push(((outcome + 1.0) / unit).ln() as f32);
                    sample.outcomes.push(outcome / unit);
                }
            }
        }
    }
    sample
}
