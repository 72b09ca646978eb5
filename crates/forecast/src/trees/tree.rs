/// One node of a tree.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Rows go left if their value is at most the threshold.
    Split {
        /// The column that is looked at.
        column: usize,
        /// The largest value that goes left.
        threshold: f64,
        /// Whether a missing value goes left.
        gap_left: bool,
        /// Place of the left node.
        left: usize,
        /// Place of the right node.
        right: usize,
        /// The weight of the training rows that came through.
        cover: f64,
    },
    /// The end: what the tree says.
    Leaf {
        /// What it says.
        value: f64,
        /// The weight of the training rows that came here.
        cover: f64,
    },
}

impl Node {
    /// The weight of the training rows that came through.
    pub fn cover(&self) -> f64 {
        match self {
            Node::Split { cover, .. } | Node::Leaf { cover, .. } => *cover,
        }
    }
}

/// A binary tree; its first node is the root.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    /// The nodes; children stand after their parent.
    pub nodes: Vec<Node>,
}

impl Tree {
    /// What the tree says about a row; `value` gives the row's value in a column, NaN if it is missing.
    pub fn predict(&self, value: impl Fn(usize) -> f64) -> f64 {
        let mut at = 0;
        loop {
            match &self.nodes[at] {
                Node::Leaf { value, .. } => return *value,
                Node::Split {
                    column,
                    threshold,
                    gap_left,
                    left,
                    right,
                    ..
                } => {
                    let value = value(*column);
                    let goes_left = if value.is_nan() {
                        *gap_left
                    } else {
                        value <= *threshold
                    };
                    at = if goes_left { *left } else { *right };
                }
            }
        }
    }
}
