use serde::Serialize;
use terms::Probability;

use super::Sampled;
use crate::Interval;
use crate::scores::{Order, auc, average_precision, brier, listed, log_loss, recall, skill};

/// Yes-or-no forecasts beside what happened, ready to be scored.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The forecasts.
    pub forecast: Vec<Probability>,
    /// What happened.
    pub observed: Vec<bool>,
    /// The state of each row: states are resampled whole.
    pub unit: Vec<u32>,
    /// The year that a list of the highest risks is made for.
    pub year: Vec<i32>,
    /// Who stands on the list that is published: by the protocol's own rule, or the strict one.
    pub published: Vec<bool>,
    /// Who is among the `k` highest of the year.
    pub strict: Vec<bool>,
}

impl Measured {
    /// Forecasts with the strict list of `k` a year, which is also taken as the published one.
    pub fn new(
        forecast: Vec<Probability>,
        observed: Vec<bool>,
        unit: Vec<u32>,
        year: Vec<i32>,
        k: usize,
    ) -> Measured {
        let strict = listed(&forecast, &year, k);
        Measured {
            published: strict.clone(),
            forecast,
            observed,
            unit,
            year,
            strict,
        }
    }

    /// In how many rows it happened.
    pub fn events(&self) -> usize {
        self.observed.iter().filter(|event| **event).count()
    }

    /// The mean of the forecasts.
    pub fn mean_forecast(&self) -> f64 {
        let sum: f64 = self.forecast.iter().map(|p| p.get()).sum();
        sum / self.forecast.len() as f64
    }

    /// These rows only; who is on a list stays as it was.
    pub(crate) fn take(&self, rows: &[usize]) -> Measured {
        Measured {
            forecast: rows.iter().map(|row| self.forecast[*row]).collect(),
            observed: rows.iter().map(|row| self.observed[*row]).collect(),
            unit: rows.iter().map(|row| self.unit[*row]).collect(),
            year: rows.iter().map(|row| self.year[*row]).collect(),
            published: rows.iter().map(|row| self.published[*row]).collect(),
            strict: rows.iter().map(|row| self.strict[*row]).collect(),
        }
    }
}

/// The scores that have a value, without intervals.
pub(crate) fn estimates(measured: &Measured) -> std::collections::BTreeMap<&'static str, f64> {
    let names = SCORES.iter().map(|score| score.name);
    let scores = names.zip(scores_of(measured));
    scores
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

/// Every score on the rows as they are, in the order of the register; none where it has no value.
pub(super) fn scores_of(measured: &Measured) -> [Option<f64>; SCORE_COUNT] {
    let order = Order::new(&measured.forecast);
    let ones = vec![1; measured.forecast.len()];
    SCORES
        .each_ref()
        .map(|score| (score.compute)(measured, &order, &ones))
}

/// One score: its name, whether higher is better, and how it is computed on weighted rows.
struct Score {
    name: &'static str,
    compute: fn(&Measured, &Order, &[u32]) -> Option<f64>,
}

/// How many scores there are.
pub(super) const SCORE_COUNT: usize = 6;

/// The places of two of them, of which there is a skill.
const BRIER: usize = 2;
const LOG_LOSS: usize = 3;

const SCORES: [Score; SCORE_COUNT] = [
    Score {
        name: "auc",
        compute: |m, order, weight| auc(order, &m.observed, weight),
    },
    Score {
        name: "average_precision",
        compute: |m, order, weight| average_precision(order, &m.observed, weight),
    },
    Score {
        name: "brier",
        compute: |m, _, weight| brier(&m.forecast, &m.observed, weight),
    },
    Score {
        name: "log_loss",
        compute: |m, _, weight| log_loss(&m.forecast, &m.observed, weight),
    },
    Score {
        name: "recall_at_30",
        compute: |m, _, weight| recall(&m.strict, &m.observed, weight),
    },
    Score {
        name: "recall_at_30_published",
        compute: |m, _, weight| recall(&m.published, &m.observed, weight),
    },
];

/// A score with its interval over resampled states.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scored {
    /// The score.
    pub name: &'static str,
    /// Its value and 95 % interval.
    #[serde(flatten)]
    pub interval: Interval,
}

/// How one model differs from another on the same rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// Of each score the value minus the other model's, with its interval over resampled states.
    pub difference: Vec<Scored>,
    /// Brier skill against the other model: above 0 is better.
    pub brier_skill: Option<Interval>,
    /// Skill in logarithmic loss against the other model.
    pub log_skill: Option<Interval>,
}

/// The level of every interval.
const LEVEL: f64 = 0.95;

/// Every score with its interval; a score without a value on these rows is left out.
pub fn measure(sampled: &Sampled) -> Vec<Scored> {
    let scores = SCORES.iter().enumerate();
    scores
        .filter_map(|(at, score)| {
            let values = sampled.samples.iter().filter_map(|sample| sample[at]);
            Some(Scored {
                name: score.name,
                interval: interval(sampled.here[at]?, values.collect())?,
            })
        })
        .collect()
}

/// Every score's difference between two models on the same rows and the same samples of them.
pub fn compare(one: &Sampled, other: &Sampled) -> Compared {
    let figure = |at: usize, of: fn(f64, f64) -> Option<f64>| {
        let estimate = of(one.here[at]?, other.here[at]?)?;
        let both = one.samples.iter().zip(&other.samples);
        let values = both.filter_map(|(left, right)| of(left[at]?, right[at]?));
        interval(estimate, values.collect())
    };
    let difference = SCORES.iter().enumerate().filter_map(|(at, score)| {
        Some(Scored {
            name: score.name,
            interval: figure(at, |left, right| Some(left - right))?,
        })
    });
    Compared {
        difference: difference.collect(),
        brier_skill: figure(BRIER, skill),
        log_skill: figure(LOG_LOSS, skill),
    }
}

fn interval(estimate: f64, mut values: Vec<f64>) -> Option<Interval> {
    values.sort_by(f64::total_cmp);
    Interval::of_sorted(estimate, &values, LEVEL)
}
