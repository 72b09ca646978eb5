use std::collections::BTreeMap;

use serde::Deserialize;
use terms::{FactTree, Problem, StateId};

use crate::release::{Inputs, ReleaseHead, Table, read_table};
use crate::sources::natural_earth;

/// Two states that share a border on the map, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Border {
    /// The state with the smaller number.
    pub state: StateId,
    /// The other.
    pub neighbour: StateId,
    /// The length of the border as the map draws it, in kilometres.
    pub kilometres: u32,
}

/// One ring of an outline; a single place for a state too small to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineRow {
    /// The state; none for land of no state of the list.
    pub state: Option<StateId>,
    /// Which of its rings, from 1.
    pub part: u32,
    /// Longitudes and latitudes in tenths of a degree; the ring closes by itself.
    pub places: Vec<(i16, i16)>,
}

/// The embedded list of borders.
#[derive(Debug, Clone)]
pub struct Borders {
    /// Its sidecar.
    pub head: ReleaseHead,
    /// The borders, by number.
    pub rows: Vec<Border>,
}

/// The embedded outlines.
#[derive(Debug, Clone)]
pub struct Outlines {
    /// Its sidecar.
    pub head: ReleaseHead,
    /// The rings, by state.
    pub rows: Vec<OutlineRow>,
}

impl Outlines {
    /// The rings of each state as longitudes and latitudes in degrees.
    pub fn degrees(&self) -> BTreeMap<Option<StateId>, Vec<Vec<(f32, f32)>>> {
        let mut degrees: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let degree = |tenths: i16| f32::from(tenths) / 10.0;
        for row in &self.rows {
            let ring = row.places.iter().map(|(x, y)| (degree(*x), degree(*y)));
            degrees.entry(row.state).or_default().push(ring.collect());
        }
        degrees
    }
}

/// Who adjoins whom.
pub(crate) const NEIGHBOURS: Table = Table {
    id: "state-neighbours",
    title: "States that share a border",
    about: "Pairs of states whose outlines share a line on the map, each once. Borders are those that the map draws at its date; they say nothing on any claim. A state without a row has no land neighbour.",
    source: natural_earth::SOURCE.id,
    reads: &["shapes_50m"],
    columns: &[
        (
            "gw",
            "Gleditsch-Ward number",
            "the state with the smaller number",
        ),
        ("neighbour", "Gleditsch-Ward number", "the other state"),
        ("km", "kilometres", "length of the border as drawn at 1:50m"),
    ],
    compute: |inputs: &Inputs<'_>| {
        let rows = natural_earth::borders(&inputs.tables[0], inputs.codes, inputs.released);
        rows.map(|row| {
            vec![
                row.state.to_string(),
                row.neighbour.to_string(),
                row.kilometres.to_string(),
            ]
        })
    },
};

/// Outlines for small maps.
pub(crate) const SHAPES: Table = Table {
    id: "state-shapes",
    title: "Outlines of states for small maps",
    about: "Rings in tenths of a degree from the map at 1:110m; a state that it leaves out has a single place, from 1:50m. Borders are those that the map draws at its date; they say nothing on any claim.",
    source: natural_earth::SOURCE.id,
    reads: &["shapes_110m", "shapes_50m"],
    columns: &[
        (
            "gw",
            "Gleditsch-Ward number",
            "the state; empty for land of no state of the list",
        ),
        ("part", "number", "which of its rings, from 1"),
        (
            "outline",
            "tenths of a degree",
            "longitude and latitude of each point, set apart by spaces",
        ),
    ],
    compute: |inputs: &Inputs<'_>| {
        let [coarse, fine] = &inputs.tables[..] else {
            unreachable!("the table names two inputs");
        };
        let rows = natural_earth::outlines(coarse, fine, inputs.codes, inputs.released);
        rows.map(|row| {
            let places = row.places.iter().map(|(x, y)| format!("{x} {y}"));
            vec![
                row.state.map(|state| state.to_string()).unwrap_or_default(),
                row.part.to_string(),
                places.collect::<Vec<_>>().join(" "),
            ]
        })
    },
};

#[derive(Deserialize)]
struct BorderRecord {
    gw: u16,
    neighbour: u16,
    km: u32,
}

/// Reads the list of borders from the embedded releases.
pub fn read_borders(releases: &FactTree, problems: &mut Vec<Problem>) -> Option<Borders> {
    let (head, rows) = read_table(releases, NEIGHBOURS.id, problems, |row: BorderRecord| {
        Ok(Border {
            state: StateId(row.gw),
            neighbour: StateId(row.neighbour),
            kilometres: row.km,
        })
    })?;
    Some(Borders { head, rows })
}

#[derive(Deserialize)]
struct OutlineRecord {
    gw: Option<u16>,
    part: u32,
    outline: String,
}

/// Reads the outlines from the embedded releases.
pub fn read_outlines(releases: &FactTree, problems: &mut Vec<Problem>) -> Option<Outlines> {
    let (head, rows) = read_table(releases, SHAPES.id, problems, |row: OutlineRecord| {
        let numbers: Vec<i16> = row
            .outline
            .split(' ')
            .map(|number| {
                number
                    .parse()
                    .map_err(|_| format!("`{number}` is no number"))
            })
            .collect::<Result<_, _>>()?;
        if !numbers.len().is_multiple_of(2) {
            return Err("a longitude has no latitude".to_owned());
        }
        Ok(OutlineRow {
            state: row.gw.map(StateId),
            part: row.part,
            places: numbers.chunks(2).map(|pair| (pair[0], pair[1])).collect(),
        })
    })?;
    Some(Outlines { head, rows })
}
