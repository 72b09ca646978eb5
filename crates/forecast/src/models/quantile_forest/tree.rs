use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::models::past::FEATURES;
use crate::outcomes::Outcomes;

/// The step ahead is one more predictor.
pub(crate) const WIDTH: usize = FEATURES + 1;

/// Predictors are cut into at most so many classes by their quantiles.
const CLASSES: usize = 64;
/// How many predictors are tried at a split.
const TRIED: usize = 5;

/// What followed on what: predictors and outcomes.
#[derive(Debug, Default)]
pub(crate) struct Sample {
    pub(crate) rows: Vec<[f32; WIDTH]>,
    /// What splits tell apart: the logarithm of the outcome.
    pub(crate) targets: Vec<f32>,
    /// What leaves hold.
    pub(crate) outcomes: Vec<f64>,
}

/// The predictors with the step beside them.
pub(crate) fn with_step(features: &[f32; FEATURES], step: usize) -> [f32; WIDTH] {
    let mut row = [step as f32; WIDTH];
    row[..FEATURES].copy_from_slice(features);
    row
}

/// A sample made ready for growing trees.
pub(crate) struct Growth<'a> {
    sample: &'a Sample,
    classes: Vec<[u8; WIDTH]>,
    cuts: Vec<Vec<f32>>,
    leaf: usize,
}

/// A regression tree whose leaves hold all outcomes of the rows that fell into them.
#[derive(Debug)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    leaves: Vec<Outcomes>,
}

#[derive(Debug, Clone, Copy)]
enum Node {
    /// Rows with a predictor up to `cut` go to the next node, the others to `above`.
    Split {
        by: usize,
        cut: f32,
        above: usize,
    },
    Leaf(usize),
}

impl Tree {
    /// The outcomes in the leaf that a row falls into.
    pub(crate) fn leaf(&self, row: &[f32; WIDTH]) -> &Outcomes {
        let mut at = 0;
        loop {
            match self.nodes[at] {
                Node::Split { by, cut, above } => {
                    at = if row[by] <= cut { at + 1 } else { above };
                }
                Node::Leaf(leaf) => return &self.leaves[leaf],
            }
        }
    }
}

impl<'a> Growth<'a> {
    /// Cuts the predictors into classes; `leaf` is the fewest rows in a leaf.
    pub(crate) fn new(sample: &'a Sample, leaf: usize) -> Growth<'a> {
        let cuts: Vec<Vec<f32>> = (0..WIDTH).map(|by| cuts(&sample.rows, by)).collect();
        let class = |by: usize, value: f32| cuts[by].partition_point(|cut| *cut < value) as u8;
        Growth {
            classes: sample
                .rows
                .iter()
                .map(|row| std::array::from_fn(|by| class(by, row[by])))
                .collect(),
            sample,
            cuts,
            leaf,
        }
    }

    /// Grows one tree on a random half of the rows; the same number and seed give the same tree.
    pub(crate) fn tree(&self, seed: u64, number: u64) -> Tree {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(number);
        let mut rows: Vec<u32> = (0..self.sample.targets.len() as u32)
            .filter(|_| random.next_u32() & 1 == 1)
            .collect();
        let mut tree = Tree {
            nodes: Vec::new(),
            leaves: Vec::new(),
        };
        self.grow(&mut tree, &mut rows, &mut random);
        tree
    }

    fn grow(&self, tree: &mut Tree, rows: &mut [u32], random: &mut ChaCha8Rng) {
        let split = (rows.len() >= 2 * self.leaf)
            .then(|| self.best_split(rows, random))
            .flatten();
        let Some((by, class)) = split else {
            tree.nodes.push(Node::Leaf(tree.leaves.len()));
            let outcomes = rows.iter().map(|row| self.sample.outcomes[*row as usize]);
            tree.leaves.push(Outcomes::even(outcomes));
            return;
        };
        let middle = partition(rows, |row| self.classes[row as usize][by] <= class);
        let (below, above) = rows.split_at_mut(middle);
        let node = tree.nodes.len();
        let cut = self.cuts[by][usize::from(class)];
        tree.nodes.push(Node::Split { by, cut, above: 0 });
        self.grow(tree, below, random);
        let next = tree.nodes.len();
        tree.nodes[node] = Node::Split {
            by,
            cut,
            above: next,
        };
        self.grow(tree, above, random);
    }

    /// The cut, among those of some random predictors, that leaves the least squared error of the logarithm.
    fn best_split(&self, rows: &[u32], random: &mut ChaCha8Rng) -> Option<(usize, u8)> {
        let all: f64 = rows
            .iter()
            .map(|row| f64::from(self.sample.targets[*row as usize]))
            .sum();
        let first = self.sample.targets[*rows.first()? as usize];
        if rows
            .iter()
            .all(|row| self.sample.targets[*row as usize] == first)
        {
            return None;
        }
        let count = rows.len() as f64;
        let mut best = (all * all / count + 1e-9, None);
        let mut predictors: [usize; WIDTH] = std::array::from_fn(|by| by);
        for tried in 0..TRIED {
            let left = (WIDTH - tried) as u64;
            let pick = tried + ((u64::from(random.next_u32()) * left) >> 32) as usize;
            predictors.swap(tried, pick);
            let by = predictors[tried];
            let mut sums = [(0_u32, 0.0_f64); CLASSES];
            for row in rows {
                let class = &mut sums[usize::from(self.classes[*row as usize][by])];
                class.0 += 1;
                class.1 += f64::from(self.sample.targets[*row as usize]);
            }
            let (mut below, mut sum) = (0_usize, 0.0);
            for (class, (number, logs)) in sums.iter().enumerate().take(self.cuts[by].len()) {
                below += *number as usize;
                sum += logs;
                let above = rows.len() - below;
                if *number == 0 || below < self.leaf || above < self.leaf {
                    continue;
                }
                let rest = all - sum;
                let gain = sum * sum / below as f64 + rest * rest / above as f64;
                if gain > best.0 {
                    best = (gain, Some((by, class as u8)));
                }
            }
        }
        best.1
    }
}

/// Moves the rows that satisfy the condition to the front and counts them.
fn partition(rows: &mut [u32], condition: impl Fn(u32) -> bool) -> usize {
    let mut front = 0;
    for at in 0..rows.len() {
        if condition(rows[at]) {
            rows.swap(at, front);
            front += 1;
        }
    }
    front
}

/// Cuts between distinct values at about equal numbers of rows above the lowest value, which most rows share.
fn cuts(rows: &[[f32; WIDTH]], by: usize) -> Vec<f32> {
    let mut values: Vec<f32> = rows.iter().map(|row| row[by]).collect();
    values.sort_unstable_by(f32::total_cmp);
    let Some(lowest) = values.first().copied() else {
        return Vec::new();
    };
    let rest = &values[values.partition_point(|value| *value <= lowest)..];
    let mut cuts = vec![lowest];
    for class in 1..CLASSES - 1 {
        if let Some(cut) = rest.get(class * rest.len() / (CLASSES - 1)) {
            cuts.push(*cut);
        }
    }
    cuts.dedup();
    cuts
}
