use crate::{PanelError, Unit};

/// Where the cells of a panel lie: rows and columns counted from the smallest that occur.
pub(crate) struct Places {
    /// Rows between the lowest and the highest cell, both included.
    pub(crate) rows: usize,
    /// Columns between the leftmost and the rightmost cell, both included.
    pub(crate) columns: usize,
    /// Row and column of each unit.
    pub(crate) cells: Vec<(usize, usize)>,
}

impl Places {
    pub(crate) fn of(feature: &'static str, units: &[Unit]) -> Result<Places, PanelError> {
        let mut cells = Vec::with_capacity(units.len());
        for unit in units {
            match unit {
                Unit::Cell(gid) => cells.push((gid.row() as usize, gid.column() as usize)),
                Unit::State(_) => return Err(PanelError::NoPlaces { feature }),
            }
        }
        let lowest = cells.iter().map(|cell| cell.0).min().unwrap_or(0);
        let leftmost = cells.iter().map(|cell| cell.1).min().unwrap_or(0);
        for cell in &mut cells {
            *cell = (cell.0 - lowest, cell.1 - leftmost);
        }
        let extent =
            |places: &mut dyn Iterator<Item = usize>| places.max().map_or(0, |most| most + 1);
        Ok(Places {
            rows: extent(&mut cells.iter().map(|cell| cell.0)),
            columns: extent(&mut cells.iter().map(|cell| cell.1)),
            cells,
        })
    }
}
