use std::fmt;

use terms::StateId;

/// What a row of a panel is about: a state or a cell of PRIO-GRID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// A state by its Gleditsch-Ward number.
    State(StateId),
    /// A cell of the half-degree grid.
    Cell(Gid),
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unit::State(id) => write!(f, "state {id}"),
            Unit::Cell(gid) => write!(f, "cell {gid}"),
        }
    }
}

/// The number of a PRIO-GRID cell, 1 to 259,200: half-degree cells counted eastwards from 180° W
/// and northwards from 90° S.
///
/// Source: A. F. Tollefsen, H. Strand and H. Buhaug, "PRIO-GRID: A unified spatial data
/// structure", Journal of Peace Research 49(2), 2012.
///
/// ```
/// use panel::Gid;
/// let gid = Gid::new(49_182).unwrap(); // in the south of Chile
/// assert_eq!((gid.row(), gid.column()), (69, 222));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gid(u32);

impl Gid {
    /// Columns of the grid.
    pub const COLUMNS: u32 = 720;
    /// Rows of the grid.
    pub const ROWS: u32 = 360;

    /// The cell of that number, if there is one.
    pub fn new(gid: u32) -> Option<Gid> {
        (1..=Gid::COLUMNS * Gid::ROWS)
            .contains(&gid)
            .then_some(Gid(gid))
    }

    /// The cell in that row (1 in the south) and column (1 in the west), if there is one.
    pub fn at(row: u32, column: u32) -> Option<Gid> {
        let inside = (1..=Gid::ROWS).contains(&row) && (1..=Gid::COLUMNS).contains(&column);
        inside.then(|| Gid((row - 1) * Gid::COLUMNS + column))
    }

    /// Its number.
    pub fn number(self) -> u32 {
        self.0
    }

    /// Its row: 1 is the southernmost.
    pub fn row(self) -> u32 {
        (self.0 - 1) / Gid::COLUMNS + 1
    }

    /// Its column: 1 is the westernmost.
    pub fn column(self) -> u32 {
        (self.0 - 1) % Gid::COLUMNS + 1
    }
}

impl fmt::Display for Gid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
