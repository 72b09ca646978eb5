use super::{Node, Tree};

/// What each column adds to what a tree says about a row, and what it says on average; they sum to what
/// it says about the row. `out` has one place a column and is added to; the average is given back.
///
/// Path-dependent TreeSHAP: S. Lundberg, G. Erion and S.-I. Lee, "Consistent Individualized Feature
/// Attribution for Tree Ensembles", 2018, algorithm 2. Where a column is not known, rows go both ways in
/// the proportion of the training rows.
pub fn contributions(tree: &Tree, value: &impl Fn(usize) -> f64, out: &mut [f64]) -> f64 {
    let mut walk = Walk { tree, value, out };
    walk.visit(0, Vec::new(), 1.0, 1.0, None);
    mean(tree, 0)
}

fn mean(tree: &Tree, at: usize) -> f64 {
    match &tree.nodes[at] {
        Node::Leaf { value, .. } => *value,
        Node::Split {
            left, right, cover, ..
        } => {
            let part = |child: usize| tree.nodes[child].cover() / cover * mean(tree, child);
            part(*left) + part(*right)
        }
    }
}

/// One column on the way down: the share of rows that pass if it is unknown, whether the row passes,
/// and the weight of all subsets of so many columns.
#[derive(Clone, Copy)]
struct Step {
    column: Option<usize>,
    zero: f64,
    one: f64,
    weight: f64,
}

struct Walk<'a, F> {
    tree: &'a Tree,
    value: &'a F,
    out: &'a mut [f64],
}

impl<F: Fn(usize) -> f64> Walk<'_, F> {
    fn visit(&mut self, at: usize, path: Vec<Step>, zero: f64, one: f64, column: Option<usize>) {
        let path = extended(path, zero, one, column);
        match &self.tree.nodes[at] {
            Node::Leaf { value, .. } => {
                for place in 1..path.len() {
                    let weight: f64 = unwound(&path, place).iter().map(|step| step.weight).sum();
                    let step = path[place];
                    if let Some(column) = step.column {
                        self.out[column] += weight * (step.one - step.zero) * value;
                    }
                }
            }
            Node::Split {
                column,
                threshold,
                gap_left,
                left,
                right,
                cover,
            } => {
                let value = (self.value)(*column);
                let goes_left = if value.is_nan() {
                    *gap_left
                } else {
                    value <= *threshold
                };
                let (hot, cold) = if goes_left {
                    (*left, *right)
                } else {
                    (*right, *left)
                };
                let (mut zero, mut one, mut path) = (1.0, 1.0, path);
                // A column that was met before is taken out, so that it counts once.
                if let Some(place) = path.iter().position(|step| step.column == Some(*column)) {
                    zero = path[place].zero;
                    one = path[place].one;
                    path = unwound(&path, place);
                }
                let share = |child: usize| self.tree.nodes[child].cover() / cover;
                let (hot_share, cold_share) = (share(hot), share(cold));
                self.visit(hot, path.clone(), zero * hot_share, one, Some(*column));
                self.visit(cold, path, zero * cold_share, 0.0, Some(*column));
            }
        }
    }
}

fn extended(mut path: Vec<Step>, zero: f64, one: f64, column: Option<usize>) -> Vec<Step> {
    let depth = path.len();
    path.push(Step {
        column,
        zero,
        one,
        weight: if depth == 0 { 1.0 } else { 0.0 },
    });
    let length = (depth + 1) as f64;
    for at in (0..depth).rev() {
        path[at + 1].weight += one * path[at].weight * (at + 1) as f64 / length;
        path[at].weight = zero * path[at].weight * (depth - at) as f64 / length;
    }
    path
}

fn unwound(path: &[Step], place: usize) -> Vec<Step> {
    let mut path = path.to_vec();
    let depth = path.len() - 1;
    let length = path.len() as f64;
    let Step { zero, one, .. } = path[place];
    let mut next = path[depth].weight;
    for at in (0..depth).rev() {
        if one != 0.0 {
            let before = path[at].weight;
            path[at].weight = next * length / ((at + 1) as f64 * one);
            next = before - path[at].weight * zero * (depth - at) as f64 / length;
        } else {
            path[at].weight = path[at].weight * length / (zero * (depth - at) as f64);
        }
    }
    for at in place..depth {
        path[at].column = path[at + 1].column;
        path[at].zero = path[at + 1].zero;
        path[at].one = path[at + 1].one;
    }
    path.truncate(depth);
    path
}
