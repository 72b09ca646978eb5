use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::{Node, Tree};
use crate::Matrix;

/// How the trees of a forest choose their splits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Splits {
    /// A random threshold in each column that is tried, all rows (extremely randomised trees:
    /// P. Geurts, D. Ernst and L. Wehenkel, Machine Learning 63, 2006).
    Random,
    /// The best threshold in each column that is tried, rows drawn with replacement (random forest:
    /// L. Breiman, Machine Learning 45, 2001).
    Best,
}

/// How a forest is grown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forest {
    /// How many trees.
    pub trees: usize,
    /// How thresholds are chosen.
    pub splits: Splits,
    /// Fewest rows in a leaf.
    pub min_rows: usize,
    /// How many columns are tried at a split; 0 is the square root of all.
    pub columns: usize,
}

/// Trees that each say the share of events (weighted) in the leaf of a row; the forecast is their mean.
///
/// Every tree has a random stream of its own, so that the forest is the same on any number of threads.
pub fn grow_forest(
    x: &Matrix,
    outcome: &[bool],
    weight: &[f64],
    settings: Forest,
    seed: u64,
) -> Vec<Tree> {
    let alike = weight.iter().all(|weight| *weight == 1.0);
    (0..settings.trees)
        .into_par_iter()
        .map(|tree| {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            random.set_stream(tree as u64);
            let rows = x.rows();
            let mut sample: Vec<u32> = (0..rows as u32).collect();
            if settings.splits == Splits::Best {
                for row in &mut sample {
                    *row = below(&mut random, rows) as u32;
                }
                sample.sort_unstable();
            }
            let mut grower = Grower {
                x,
                outcome,
                weight,
                alike,
                settings,
                random,
                nodes: Vec::new(),
                order: Vec::new(),
            };
            grower.grow(&mut sample);
            Tree {
                nodes: grower.nodes,
            }
        })
        .collect()
}

fn below(random: &mut ChaCha8Rng, count: usize) -> usize {
    ((u64::from(random.next_u32()) * count as u64) >> 32) as usize
}

fn unit(random: &mut ChaCha8Rng) -> f64 {
    (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

struct Grower<'a> {
    x: &'a Matrix,
    outcome: &'a [bool],
    weight: &'a [f64],
    /// Whether every weight is 1, so that sums of weights are counts.
    alike: bool,
    settings: Forest,
    random: ChaCha8Rng,
    nodes: Vec<Node>,
    order: Vec<(f64, f64, f64)>,
}

struct Choice {
    gain: f64,
    column: usize,
    threshold: f64,
    gap_left: bool,
}

impl Grower<'_> {
    /// Grows the tree below a set of rows and gives the place of its root.
    fn grow(&mut self, rows: &mut [u32]) -> usize {
        let (mut events, mut total) = (0.0, 0.0);
        for row in rows.iter() {
            let weight = self.weight[*row as usize];
            total += weight;
            if self.outcome[*row as usize] {
                events += weight;
            }
        }
        let place = self.nodes.len();
        self.nodes.push(Node::Leaf {
            value: events / total,
            cover: total,
        });
        if rows.len() < 2 * self.settings.min_rows || events <= 0.0 || events >= total {
            return place;
        }
        let Some(choice) = self.choose(rows, events, total) else {
            return place;
        };
        let column = self.x.column(choice.column);
        let goes_left = |row: u32| {
            let value = column[row as usize];
            if value.is_nan() {
                choice.gap_left
            } else {
                value <= choice.threshold
            }
        };
        // A stable partition keeps the rows in rising order, which the cache likes.
        let (left, right): (Vec<u32>, Vec<u32>) = rows.iter().partition(|row| goes_left(**row));
        rows[..left.len()].copy_from_slice(&left);
        rows[left.len()..].copy_from_slice(&right);
        let (left, right) = rows.split_at_mut(left.len());
        let left = self.grow(left);
        let right = self.grow(right);
        self.nodes[place] = Node::Split {
            column: choice.column,
            threshold: choice.threshold,
            gap_left: choice.gap_left,
            left,
            right,
            cover: total,
        };
        place
    }

    fn choose(&mut self, rows: &[u32], events: f64, total: f64) -> Option<Choice> {
        let width = self.x.width();
        let tries = match self.settings.columns {
            0 => (width as f64).sqrt().round().max(1.0) as usize,
            some => some.min(width),
        };
        let mut columns: Vec<usize> = (0..width).collect();
        let mut tried = 0;
        let mut best: Option<Choice> = None;
        for at in 0..width {
            if tried == tries {
                break;
            }
            let other = at + below(&mut self.random, width - at);
            columns.swap(at, other);
            let column = columns[at];
            let choice = match self.settings.splits {
                Splits::Random => self.random_split(column, rows, events, total),
                Splits::Best => self.best_split(column, rows, events, total),
            };
            // A column that is constant here costs no try, as in the papers' implementations.
            let Some(choice) = choice else { continue };
            tried += 1;
            if choice.gain > best.as_ref().map_or(1e-12, |best| best.gain) {
                best = Some(choice);
            }
        }
        best
    }

    fn random_split(
        &mut self,
        column: usize,
        rows: &[u32],
        events: f64,
        total: f64,
    ) -> Option<Choice> {
        let values = self.x.column(column);
        let (low, high) = ends(values, rows);
        if low >= high {
            return None;
        }
        let mut threshold = low + unit(&mut self.random) * (high - low);
        if threshold >= high {
            threshold = low;
        }
        let gap_left = self.random.next_u32() & 1 == 0;
        let (mut left, mut left_events, mut count) = (0.0, 0.0, 0_usize);
        if self.alike {
            // Half of the rows lie on either side: counting without a branch is several times as fast.
            let mut events = 0_usize;
            for row in rows {
                let row = *row as usize;
                let value = values[row];
                let here = (value <= threshold) | (gap_left & value.is_nan());
                count += usize::from(here);
                events += usize::from(here & self.outcome[row]);
            }
            (left, left_events) = (count as f64, events as f64);
        } else {
            for row in rows {
                let row = *row as usize;
                let value = values[row];
                if value <= threshold || (gap_left && value.is_nan()) {
                    left += self.weight[row];
                    count += 1;
                    if self.outcome[row] {
                        left_events += self.weight[row];
                    }
                }
            }
        }
        let least = self.settings.min_rows;
        let gain = if count < least || rows.len() - count < least {
            0.0
        } else {
            gini_gain(left_events, left, events, total)
        };
        Some(Choice {
            gain,
            column,
            threshold,
            gap_left,
        })
    }

    fn best_split(
        &mut self,
        column: usize,
        rows: &[u32],
        events: f64,
        total: f64,
    ) -> Option<Choice> {
        let values = self.x.column(column);
        self.order.clear();
        let (mut gap_weight, mut gap_events, mut gaps) = (0.0, 0.0, 0_usize);
        for row in rows {
            let row = *row as usize;
            let event = if self.outcome[row] {
                self.weight[row]
            } else {
                0.0
            };
            if values[row].is_nan() {
                gap_weight += self.weight[row];
                gap_events += event;
                gaps += 1;
            } else {
                self.order.push((values[row], self.weight[row], event));
            }
        }
        self.order.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (low, high) = (self.order.first()?.0, self.order.last()?.0);
        if low >= high {
            return None;
        }
        let least = self.settings.min_rows;
        let mut best = Choice {
            gain: 0.0,
            column,
            threshold: low,
            gap_left: false,
        };
        for gap_left in [false, true] {
            if gap_left && gaps == 0 {
                continue;
            }
            let (mut left, mut left_events, mut count) = if gap_left {
                (gap_weight, gap_events, gaps)
            } else {
                (0.0, 0.0, 0)
            };
            for at in 0..self.order.len() - 1 {
                let (value, weight, event) = self.order[at];
                left += weight;
                left_events += event;
                count += 1;
                let next = self.order[at + 1].0;
                if value == next || count < least || rows.len() - count < least {
                    continue;
                }
                let gain = gini_gain(left_events, left, events, total);
                if gain > best.gain {
                    best.gain = gain;
                    best.threshold = value + (next - value) / 2.0;
                    best.gap_left = gap_left;
                }
            }
        }
        Some(best)
    }
}

/// The least and the greatest value of the rows, gaps left out; infinite and the wrong way round if all are gaps.
fn ends(values: &[f64], rows: &[u32]) -> (f64, f64) {
    const LANES: usize = 4;
    let (mut low, mut high) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
    let mut take = |lane: usize, row: u32| {
        let value = values[row as usize];
        // A gap is neither below nor above anything.
        if value < low[lane] {
            low[lane] = value;
        }
        if value > high[lane] {
            high[lane] = value;
        }
    };
    let (whole, rest) = rows.as_chunks::<LANES>();
    for four in whole {
        for (lane, row) in four.iter().enumerate() {
            take(lane, *row);
        }
    }
    for row in rest {
        take(0, *row);
    }
    (
        low.into_iter().fold(f64::INFINITY, f64::min),
        high.into_iter().fold(f64::NEG_INFINITY, f64::max),
    )
}

/// How much the split lowers the weighted Gini impurity.
fn gini_gain(left_events: f64, left: f64, events: f64, total: f64) -> f64 {
    let impurity = |events: f64, all: f64| 2.0 * events * (all - events) / all;
    if left <= 0.0 || left >= total {
        return 0.0;
    }
    impurity(events, total)
        - impurity(left_events, left)
        - impurity(events - left_events, total - left)
}
