use super::above_zero;
use crate::{Cube, PanelError, cube::Marks, places::Places};

/// How fast the weight of a cell falls with its distance d in cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fall {
    /// 1/d.
    Inverse,
    /// 1/d².
    InverseSquare,
}

/// The sum over all other cells, weighted by distance, where cells far away are taken together: a
/// square of side h is opened while h/d is above `opening_angle` (Barnes and Hut 1986). Gaps are
/// passed over; a period in which every cell has one is a gap.
///
/// Sources: J. Barnes and P. Hut, Nature 324, 1986; views_transformation_library 2.7,
/// `get_tree_lag`, whose square of cells and whose distance (both coordinates shifted by 0.01) are
/// kept so that values compare.
///
/// # Errors
/// If the units are states or the angle is not above 0 and at most 1.
pub fn tree_lag(cube: &Cube, opening_angle: f64, fall: Fall) -> Result<Cube, PanelError> {
    const ASKS: &str = "an opening angle above 0 and at most 1, such as 0.7";
    above_zero("tree_lag", ASKS, opening_angle)?;
    if opening_angle > 1.0 {
        return Err(PanelError::WrongParameter {
            feature: "tree_lag",
            asks: ASKS,
            given: opening_angle.to_string(),
        });
    }
    let places = Places::of("tree_lag", cube.units())?;
    let tree = Tree::of(cube, &places);
    let marks = cube.marks();
    let empty: Vec<usize> = if marks.gaps {
        let all_gaps =
            |step: &usize| (0..cube.units().len()).all(|unit| cube.row(unit)[*step].is_nan());
        (0..cube.periods().len()).filter(all_gaps).collect()
    } else {
        Vec::new()
    };
    Ok(cube.map_series(0, |unit, series| {
        tree.add_up(unit, opening_angle, fall, series);
        for step in &empty {
            series[*step] = f32::NAN;
        }
    }))
}

/// A square of cells and the sums over it.
struct Node {
    centre: (f64, f64),
    side: f64,
    children: Vec<Node>,
    /// The one cell, if the node is one.
    unit: Option<usize>,
    sums: Sums,
}

/// Sums by period: few cells together see few events.
enum Sums {
    Few(Vec<(u32, f32)>),
    Many(Vec<f32>),
}

struct Tree {
    root: Node,
    cells: Vec<(f64, f64)>,
}

impl Tree {
    fn of(cube: &Cube, places: &Places) -> Tree {
        // The smallest square of side 2^n that holds the cells, which stand in its middle.
        let greatest = (places.rows.max(places.columns) - 1).max(1);
        let side = 2_usize << greatest.ilog2();
        let nudge = |extent: usize| (side - (extent - 1)) / 2;
        let (up, right) = (nudge(places.rows), nudge(places.columns));
        let cells: Vec<(usize, usize, usize)> = places
            .cells
            .iter()
            .enumerate()
            .map(|(unit, (row, column))| (column + right, row + up, unit))
            .collect();
        let corners = cells
            .iter()
            .map(|(x, y, _)| (centre(*x), centre(*y)))
            .collect();
        let mut sums = vec![0.0; cube.periods().len()];
        Tree {
            root: node(cube, cube.marks(), cells, (0, 0), side, &mut sums),
            cells: corners,
        }
    }

    fn add_up(&self, target: usize, opening_angle: f64, fall: Fall, series: &mut [f32]) {
        let at = self.cells[target];
        let mut open = vec![&self.root];
        while let Some(node) = open.pop() {
            let across = at.0 - node.centre.0 + 0.01;
            let up = at.1 - node.centre.1 + 0.01;
            let square = across * across + up * up;
            if node.side > opening_angle * square.sqrt() && !node.children.is_empty() {
                open.extend(&node.children);
                continue;
            }
            if node.unit == Some(target) {
                continue;
            }
            #[expect(clippy::cast_possible_truncation, reason = "features are f32")]
            let weight = match fall {
                Fall::Inverse => square.sqrt().recip(),
                Fall::InverseSquare => square.recip(),
            } as f32;
            match &node.sums {
                Sums::Few(few) => {
                    for (step, sum) in few {
                        series[*step as usize] += weight * sum;
                    }
                }
                Sums::Many(many) => {
                    for (value, sum) in series.iter_mut().zip(many) {
                        *value += weight * sum;
                    }
                }
            }
        }
    }
}

/// The middle of the cell whose lower corner is that.
#[expect(clippy::cast_precision_loss, reason = "the grid has 720 columns")]
fn centre(corner: usize) -> f64 {
    corner as f64 + 0.5
}

/// The node over those cells; its sums by period are added to `sums`.
#[expect(clippy::cast_precision_loss, reason = "the grid has 720 columns")]
fn node(
    cube: &Cube,
    marks: &Marks,
    cells: Vec<(usize, usize, usize)>,
    corner: (usize, usize),
    side: usize,
    sums: &mut [f64],
) -> Node {
    let mut own = vec![0.0; sums.len()];
    let mut children = Vec::new();
    let unit = match cells.as_slice() {
        [(_, _, unit)] if side == 1 => {
            let values = cube.row(*unit);
            for step in marks.events(*unit) {
                own[step] += f64::from(values[step]);
            }
            Some(*unit)
        }
        _ => {
            let half = side / 2;
            for (right, upper) in [(0, 0), (half, 0), (0, half), (half, half)] {
                let from = (corner.0 + right, corner.1 + upper);
                let within = |(x, y, _): &(usize, usize, usize)| {
                    (from.0..from.0 + half).contains(x) && (from.1..from.1 + half).contains(y)
                };
                let part: Vec<_> = cells.iter().copied().filter(within).collect();
                if !part.is_empty() {
                    children.push(node(cube, marks, part, from, half, &mut own));
                }
            }
            None
        }
    };
    for (sum, own) in sums.iter_mut().zip(&own) {
        *sum += own;
    }
    let half = side as f64 / 2.0;
    Node {
        centre: (corner.0 as f64 + half, corner.1 as f64 + half),
        side: side as f64,
        children,
        unit,
        sums: Sums::of(&own),
    }
}

impl Sums {
    #[expect(clippy::cast_possible_truncation, reason = "features are f32")]
    fn of(sums: &[f64]) -> Sums {
        // Adding one event costs about as much as eight periods side by side.
        const DENSE: usize = 8;
        let few: Vec<(u32, f32)> = (0..)
            .zip(sums)
            .filter(|(_, sum)| **sum != 0.0)
            .map(|(step, sum)| (step, *sum as f32))
            .collect();
        if few.len() * DENSE < sums.len() {
            Sums::Few(few)
        } else {
            Sums::Many(sums.iter().map(|sum| *sum as f32).collect())
        }
    }
}
