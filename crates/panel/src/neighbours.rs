use std::collections::{BTreeMap, BTreeSet};

use terms::StateId;

use crate::{Gid, PanelError, Unit};

/// Who adjoins whom, with a weight, for the units of one panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbours {
    units: usize,
    /// Where the neighbours of each unit begin; one more than there are units.
    starts: Vec<usize>,
    /// Places of neighbours, ascending for each unit, and their weights.
    links: Vec<(usize, f32)>,
}

/// The ring of cells around a cell that a spatial lag adds up, in the four numbers that VIEWS
/// querysets give: 1,1,0,0 is the sum over the eight cells around (the queen's moves).
///
/// Source: views_transformation_library 2.7, `get_splag4d` and `get_splag_country`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ring {
    /// Cells nearer than this, in either direction, are left out; 1 leaves out the cell itself.
    pub inner: u32,
    /// The width of the ring in cells.
    pub width: u32,
    /// Weights are distance to the power of minus this.
    pub power: f32,
    /// Whether the weights of the full ring are scaled to add up to 1.
    pub normalised: bool,
}

impl Ring {
    /// 1,1,0,0: the sum over the eight cells around.
    pub const QUEEN: Ring = Ring {
        inner: 1,
        width: 1,
        power: 0.0,
        normalised: false,
    };

    /// Offsets in rows and columns with their weights.
    fn offsets(self) -> Vec<(i64, i64, f32)> {
        let reach = i64::from(self.inner + self.width) - 1;
        let inner = i64::from(self.inner);
        let mut offsets = Vec::new();
        for rows in -reach..=reach {
            for columns in -reach..=reach {
                if rows.abs() < inner && columns.abs() < inner {
                    continue;
                }
                #[expect(
                    clippy::cast_precision_loss,
                    clippy::cast_possible_truncation,
                    reason = "a ring is a few cells wide"
                )]
                let weight = ((rows * rows + columns * columns) as f64)
                    .sqrt()
                    .powf(-f64::from(self.power)) as f32;
                offsets.push((rows, columns, weight));
            }
        }
        if self.normalised {
            let sum: f32 = offsets.iter().map(|offset| offset.2).sum();
            for offset in &mut offsets {
                offset.2 /= sum;
            }
        }
        offsets
    }
}

impl Neighbours {
    /// The cells of a ring around each cell; cells that are no units of the panel count for
    /// nothing, and the grid ends at 180° as it does in VIEWS.
    ///
    /// # Errors
    /// If a unit is a state or the ring is empty.
    pub fn ring(units: &[Unit], ring: Ring) -> Result<Neighbours, PanelError> {
        if ring.width == 0 || ring.inner == 0 && ring.power > 0.0 {
            return Err(PanelError::WrongParameter {
                feature: "spatial_lag",
                asks: "a ring at least 1 wide, and no distance weights if it holds the cell itself",
                given: format!("{ring:?}"),
            });
        }
        let offsets = ring.offsets();
        let mut places = vec![None; (Gid::ROWS * Gid::COLUMNS) as usize + 1];
        for (at, unit) in units.iter().enumerate() {
            places[cell(*unit)?.number() as usize] = Some(at);
        }
        let mut links = Links::default();
        for unit in units {
            let gid = cell(*unit)?;
            let mut near: Vec<(usize, f32)> = offsets
                .iter()
                .filter_map(|(rows, columns, weight)| {
                    let row = u32::try_from(i64::from(gid.row()) + rows).ok()?;
                    let column = u32::try_from(i64::from(gid.column()) + columns).ok()?;
                    let other = Gid::at(row, column)?;
                    places[other.number() as usize].map(|at| (at, *weight))
                })
                .collect();
            near.sort_by_key(|link| link.0);
            links.push(near);
        }
        Ok(links.done(units.len()))
    }

    /// The states that share a border with each state, each with weight 1. Pairs may be given in
    /// one direction or both; pairs with a state outside the panel count for nothing.
    ///
    /// # Errors
    /// If a unit is a cell.
    pub fn contiguity(
        units: &[Unit],
        borders: impl IntoIterator<Item = (StateId, StateId)>,
    ) -> Result<Neighbours, PanelError> {
        let mut places = BTreeMap::new();
        for (at, unit) in units.iter().enumerate() {
            match unit {
                Unit::State(id) => places.insert(*id, at),
                Unit::Cell(_) => {
                    return Err(PanelError::WrongParameter {
                        feature: "spatial_lag",
                        asks: "states for a list of borders",
                        given: unit.to_string(),
                    });
                }
            };
        }
        let mut near = vec![BTreeSet::new(); units.len()];
        for (one, other) in borders {
            if let (Some(one), Some(other)) = (places.get(&one), places.get(&other))
                && one != other
            {
                near[*one].insert(*other);
                near[*other].insert(*one);
            }
        }
        let mut links = Links::default();
        for places in near {
            links.push(places.into_iter().map(|at| (at, 1.0)).collect());
        }
        Ok(links.done(units.len()))
    }

    /// How many units it was made for.
    pub fn units(&self) -> usize {
        self.units
    }

    /// The places and weights of a unit's neighbours, in ascending order.
    pub fn of(&self, unit: usize) -> &[(usize, f32)] {
        &self.links[self.starts[unit]..self.starts[unit + 1]]
    }
}

fn cell(unit: Unit) -> Result<Gid, PanelError> {
    match unit {
        Unit::Cell(gid) => Ok(gid),
        Unit::State(_) => Err(PanelError::NoPlaces {
            feature: "spatial_lag in a ring",
        }),
    }
}

#[derive(Default)]
struct Links {
    starts: Vec<usize>,
    links: Vec<(usize, f32)>,
}

impl Links {
    fn push(&mut self, near: Vec<(usize, f32)>) {
        self.starts.push(self.links.len());
        self.links.extend(near);
    }

    fn done(mut self, units: usize) -> Neighbours {
        self.starts.push(self.links.len());
        Neighbours {
            units,
            starts: self.starts,
            links: self.links,
        }
    }
}
