use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// An estimate with the interval of its bootstrap replicates.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Interval {
    /// The figure on the data as it is.
    pub estimate: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The share of replicates above zero: how often a difference is an improvement.
    pub above_zero: f64,
}

/// Resamples whole units with replacement, so that the years of one country stay together.
///
/// Source: Cameron, Gelbach and Miller, "Bootstrap-based improvements for inference with clustered
/// errors", Review of Economics and Statistics 90(3), 2008 (pairs cluster bootstrap).
#[derive(Debug, Clone)]
pub struct Replicates {
    members: Vec<Vec<usize>>,
    count: usize,
    seed: u64,
}

impl Replicates {
    /// Replicates over the clusters that the rows belong to; `cluster` has one id a row.
    pub fn new(cluster: &[u32], count: usize, seed: u64) -> Replicates {
        let mut by_id: std::collections::BTreeMap<u32, Vec<usize>> = Default::default();
        for (row, id) in cluster.iter().enumerate() {
            by_id.entry(*id).or_default().push(row);
        }
        Replicates {
            members: by_id.into_values().collect(),
            count,
            seed,
        }
    }

    /// How often each row stands in one replicate; replicate `at` is the same on any number of threads.
    pub fn weights(&self, at: usize, rows: usize) -> Vec<u32> {
        let mut drawn = Vec::new();
        self.draw(at, &mut drawn);
        let mut weights = vec![0_u32; rows];
        for (members, drawn) in self.members.iter().zip(drawn) {
            for row in members {
                weights[*row] = drawn;
            }
        }
        weights
    }

    /// The place of each row's cluster among all clusters; `rows` is the number of rows.
    pub(crate) fn cluster_of(&self, rows: usize) -> Vec<u32> {
        let mut cluster = vec![0; rows];
        for (place, members) in (0..).zip(&self.members) {
            for row in members {
                cluster[*row] = place;
            }
        }
        cluster
    }

    /// A statistic of how often each cluster stands in a replicate, on every replicate.
    pub(crate) fn each<T: Send>(&self, statistic: impl Fn(&[u32]) -> T + Sync) -> Vec<T> {
        let all = (0..self.count).into_par_iter();
        all.map_init(Vec::new, |drawn, at| {
            self.draw(at, drawn);
            statistic(drawn)
        })
        .collect()
    }

    /// How often each cluster stands in one replicate, written over what `drawn` held.
    fn draw(&self, at: usize, drawn: &mut Vec<u32>) {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        random.set_stream(at as u64);
        drawn.clear();
        drawn.resize(self.members.len(), 0);
        let clusters = self.members.len() as u64;
        for _ in 0..clusters {
            // The multiply-shift of a 32-bit draw: its bias is below 1e-7 for a few hundred clusters.
            let draw = (u64::from(random.next_u32()) * clusters) >> 32;
            drawn[draw as usize] += 1;
        }
    }

    /// A statistic of weighted rows on every replicate; replicates where it has no value are left out.
    pub fn map<T: Send>(
        &self,
        rows: usize,
        statistic: impl Fn(&[u32]) -> Option<T> + Sync,
    ) -> Vec<T> {
        let all: Vec<Option<T>> = (0..self.count)
            .into_par_iter()
            .map(|at| statistic(&self.weights(at, rows)))
            .collect();
        all.into_iter().flatten().collect()
    }

    /// The percentile interval of a statistic, at a level such as 0.95; none if it has no value on the data itself.
    pub fn interval(
        &self,
        rows: usize,
        level: f64,
        statistic: impl Fn(&[u32]) -> Option<f64> + Sync,
    ) -> Option<Interval> {
        let estimate = statistic(&vec![1; rows])?;
        let mut values = self.map(rows, statistic);
        values.sort_by(f64::total_cmp);
        Interval::of_sorted(estimate, &values, level)
    }
}

impl Interval {
    /// The percentile interval of sorted replicates (linear between neighbours); none without replicates.
    pub fn of_sorted(estimate: f64, values: &[f64], level: f64) -> Option<Interval> {
        let tail = (1.0 - level) / 2.0;
        let above = values.iter().filter(|value| **value > 0.0).count();
        Some(Interval {
            estimate,
            low: quantile(values, tail)?,
            high: quantile(values, 1.0 - tail)?,
            above_zero: above as f64 / values.len() as f64,
        })
    }
}

/// A quantile of sorted values, linear between neighbours (type 7 of Hyndman and Fan 1996); none without values.
pub fn quantile(sorted: &[f64], at: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = at.clamp(0.0, 1.0) * last as f64;
    let low = place.floor() as usize;
    let high = (low + 1).min(last);
    Some(sorted[low] + (sorted[high] - sorted[low]) * (place - low as f64))
}
