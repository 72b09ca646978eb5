use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{Node, Tree};
use crate::Matrix;

/// How boosted trees are grown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Boosting {
    /// How many trees.
    pub trees: usize,
    /// Most leaves of a tree.
    pub leaves: usize,
    /// How much of each tree is added.
    pub rate: f64,
    /// Fewest rows in a leaf.
    pub min_rows: usize,
    /// Least sum of second derivatives in a leaf.
    pub min_curvature: f64,
    /// Penalty on squared leaf values.
    pub ridge: f64,
    /// Share of columns that each tree may use.
    pub columns: f64,
    /// Share of rows that each tree learns from.
    pub rows: f64,
}

impl Default for Boosting {
    fn default() -> Boosting {
        Boosting {
            trees: 300,
            leaves: 7,
            rate: 0.02,
            min_rows: 20,
            min_curvature: 1e-3,
            ridge: 0.0,
            columns: 1.0,
            rows: 1.0,
        }
    }
}

/// Most bins of a column without the one for gaps.
const BINS: usize = 63;

/// Columns as bins: 0 is a gap, the others rise with the value.
struct Binned {
    bins: Vec<Vec<u8>>,
    /// The largest value of each bin, from bin 1 on.
    tops: Vec<Vec<f64>>,
}

impl Binned {
    fn new(x: &Matrix) -> Binned {
        let mut binned = Binned {
            bins: Vec::new(),
            tops: Vec::new(),
        };
        for (_, column) in x.columns() {
            let mut sorted: Vec<f64> = column.iter().copied().filter(|v| !v.is_nan()).collect();
            sorted.sort_by(f64::total_cmp);
            let mut distinct = sorted.clone();
            distinct.dedup();
            let tops = if distinct.len() <= BINS {
                distinct
            } else {
                let mut tops: Vec<f64> = (1..=BINS)
                    .map(|bin| sorted[(bin * sorted.len() / BINS).max(1) - 1])
                    .collect();
                tops.dedup();
                tops
            };
            let bins = column.iter().map(|value| {
                if value.is_nan() {
                    0
                } else {
                    (tops.partition_point(|top| top < value).min(tops.len() - 1) + 1) as u8
                }
            });
            binned.bins.push(bins.collect());
            binned.tops.push(tops);
        }
        binned
    }
}

#[derive(Clone, Copy, Default)]
struct Sums {
    slope: f64,
    curvature: f64,
    rows: f64,
}

impl Sums {
    fn add(&mut self, other: Sums) {
        self.slope += other.slope;
        self.curvature += other.curvature;
        self.rows += other.rows;
    }

    fn without(self, other: Sums) -> Sums {
        Sums {
            slope: self.slope - other.slope,
            curvature: self.curvature - other.curvature,
            rows: self.rows - other.rows,
        }
    }
}

#[derive(Clone, Copy)]
struct Split {
    gain: f64,
    column: usize,
    bin: u8,
    gap_left: bool,
    left: Sums,
}

struct Leaf {
    node: usize,
    rows: Vec<u32>,
    sums: Sums,
    histogram: Vec<[Sums; BINS + 1]>,
    best: Option<Split>,
}

/// Trees whose sum, added to the first number, is the logit of the event.
///
/// Histogram gradient boosting with leaf-wise growth, as in G. Ke et al., "LightGBM", NeurIPS 2017, and
/// second-order steps as in T. Chen and C. Guestrin, "XGBoost", KDD 2016. `weight` is one a row.
pub fn grow_boosted(
    x: &Matrix,
    outcome: &[bool],
    weight: &[f64],
    settings: Boosting,
    seed: u64,
) -> (f64, Vec<Tree>) {
    let binned = Binned::new(x);
    let rows = x.rows();
    let total: f64 = weight.iter().sum();
    let events: f64 = weight
        .iter()
        .zip(outcome)
        .filter(|(_, y)| **y)
        .map(|(w, _)| w)
        .sum();
    let start = (events / (total - events)).ln();
    let mut logit = vec![start; rows];
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut trees = Vec::with_capacity(settings.trees);
    for _ in 0..settings.trees {
        let used = draw(x.width(), settings.columns, &mut random);
        let learned = draw(rows, settings.rows, &mut random);
        let (slope, curvature): (Vec<f64>, Vec<f64>) = (0..rows)
            .map(|row| {
                let p = 1.0 / (1.0 + (-logit[row]).exp());
                let y = f64::from(u8::from(outcome[row]));
                (weight[row] * (p - y), weight[row] * p * (1.0 - p))
            })
            .unzip();
        let data = Data {
            binned: &binned,
            columns: &used,
            slope: &slope,
            curvature: &curvature,
            settings,
        };
        let (tree, leaves) = data.grow(learned.iter().map(|row| *row as u32).collect());
        if learned.len() == rows {
            for (rows, value) in leaves {
                for row in rows {
                    logit[row as usize] += value;
                }
            }
        } else {
            for (row, logit) in logit.iter_mut().enumerate() {
                *logit += tree.predict(|column| x.column(column)[row]);
            }
        }
        trees.push(tree);
    }
    (start, trees)
}

/// A share of the first `count` numbers, in rising order; all of them if the share is 1.
fn draw(count: usize, share: f64, random: &mut ChaCha8Rng) -> Vec<usize> {
    let mut all: Vec<usize> = (0..count).collect();
    if share >= 1.0 {
        return all;
    }
    let take = ((count as f64 * share).round() as usize).clamp(1, count);
    for at in 0..take {
        let rest = (count - at) as u64;
        let other = at + ((u64::from(random.next_u32()) * rest) >> 32) as usize;
        all.swap(at, other);
    }
    all.truncate(take);
    all.sort_unstable();
    all
}

struct Data<'a> {
    binned: &'a Binned,
    columns: &'a [usize],
    slope: &'a [f64],
    curvature: &'a [f64],
    settings: Boosting,
}

impl Data<'_> {
    fn grow(&self, rows: Vec<u32>) -> (Tree, Vec<(Vec<u32>, f64)>) {
        let histogram = self.histogram(&rows);
        let sums = self.sums(&rows);
        let mut leaves = vec![self.leaf(0, rows, sums, histogram)];
        let mut nodes = vec![self.end(sums)];
        while leaves.len() < self.settings.leaves {
            // Of equal gains the leaf that was there first is split, so that the tree is the same everywhere.
            let Some((at, split)) = leaves
                .iter()
                .enumerate()
                .filter_map(|(at, leaf)| leaf.best.map(|split| (at, split)))
                .max_by(|a, b| a.1.gain.total_cmp(&b.1.gain).then(b.0.cmp(&a.0)))
            else {
                break;
            };
            let parent = leaves.swap_remove(at);
            let bins = &self.binned.bins[split.column];
            let (left, right): (Vec<u32>, Vec<u32>) = parent.rows.iter().partition(|row| {
                let bin = bins[**row as usize];
                if bin == 0 {
                    split.gap_left
                } else {
                    bin <= split.bin
                }
            });
            let right_sums = parent.sums.without(split.left);
            let smaller = self.histogram(if left.len() <= right.len() {
                &left
            } else {
                &right
            });
            let mut larger = parent.histogram;
            for (large, small) in larger.iter_mut().zip(&smaller) {
                for (large, small) in large.iter_mut().zip(small) {
                    *large = large.without(*small);
                }
            }
            let (left_histogram, right_histogram) = if left.len() <= right.len() {
                (smaller, larger)
            } else {
                (larger, smaller)
            };
            let place = nodes.len();
            nodes.push(self.end(split.left));
            nodes.push(self.end(right_sums));
            nodes[parent.node] = Node::Split {
                column: split.column,
                threshold: self.binned.tops[split.column][usize::from(split.bin) - 1],
                gap_left: split.gap_left,
                left: place,
                right: place + 1,
                cover: parent.sums.rows,
            };
            leaves.push(self.leaf(place, left, split.left, left_histogram));
            leaves.push(self.leaf(place + 1, right, right_sums, right_histogram));
        }
        let ends = leaves
            .into_iter()
            .map(|leaf| (leaf.rows, self.value(leaf.sums)))
            .collect();
        (Tree { nodes }, ends)
    }

    fn end(&self, sums: Sums) -> Node {
        Node::Leaf {
            value: self.value(sums),
            cover: sums.rows,
        }
    }

    fn value(&self, sums: Sums) -> f64 {
        -self.settings.rate * sums.slope / (sums.curvature + self.settings.ridge)
    }

    fn sums(&self, rows: &[u32]) -> Sums {
        let mut sums = Sums::default();
        for row in rows {
            sums.add(Sums {
                slope: self.slope[*row as usize],
                curvature: self.curvature[*row as usize],
                rows: 1.0,
            });
        }
        sums
    }

    fn histogram(&self, rows: &[u32]) -> Vec<[Sums; BINS + 1]> {
        let mut all = vec![[Sums::default(); BINS + 1]; self.columns.len()];
        for (column, histogram) in self.columns.iter().zip(&mut all) {
            let bins = &self.binned.bins[*column];
            for row in rows {
                let row = *row as usize;
                let slot = &mut histogram[usize::from(bins[row] & 63)];
                slot.slope += self.slope[row];
                slot.curvature += self.curvature[row];
                slot.rows += 1.0;
            }
        }
        all
    }

    fn leaf(
        &self,
        node: usize,
        rows: Vec<u32>,
        sums: Sums,
        histogram: Vec<[Sums; BINS + 1]>,
    ) -> Leaf {
        let best = self.best_split(sums, &histogram);
        Leaf {
            node,
            rows,
            sums,
            histogram,
            best,
        }
    }

    fn best_split(&self, sums: Sums, histogram: &[[Sums; BINS + 1]]) -> Option<Split> {
        let settings = self.settings;
        let worth = |part: Sums| part.slope * part.slope / (part.curvature + settings.ridge);
        let enough = |part: Sums| {
            part.rows >= settings.min_rows as f64 && part.curvature >= settings.min_curvature
        };
        let whole = worth(sums);
        let mut best: Option<Split> = None;
        for (column, bins) in self.columns.iter().zip(histogram) {
            let many = self.binned.tops[*column].len();
            let gaps = bins[0];
            for gap_left in [true, false] {
                if !gap_left && gaps.rows == 0.0 {
                    continue;
                }
                let mut left = if gap_left { gaps } else { Sums::default() };
                for (bin, sums_of_bin) in bins.iter().enumerate().take(many).skip(1) {
                    left.add(*sums_of_bin);
                    let right = sums.without(left);
                    if !enough(left) || !enough(right) {
                        continue;
                    }
                    let gain = worth(left) + worth(right) - whole;
                    if gain > 1e-10 && best.is_none_or(|best| gain > best.gain) {
                        best = Some(Split {
                            gain,
                            column: *column,
                            bin: bin as u8,
                            gap_left,
                            left,
                        });
                    }
                }
            }
        }
        best
    }
}
