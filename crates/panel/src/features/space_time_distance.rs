use rayon::prelude::*;

use super::above_zero;
use crate::{Cube, PanelError, places::Places};

/// How wide a cell is, in degrees.
const DEGREES: f64 = 0.5;

/// The distance to the nearest event (a value above 0) in this or an earlier period, in degrees,
/// where one period counts as `nu` degrees: the root of (Δlat² + Δlon² + nu²·Δt²). A gap while
/// there has been no event anywhere.
///
/// Exact, by two passes of the distance transform over each period: P. F. Felzenszwalb and
/// D. P. Huttenlocher, "Distance transforms of sampled functions", Theory of Computing 8, 2012.
/// The quantity is that of views_transformation_library 2.7, `get_spacetime_distances` with k = 1,
/// which has 999 where there is no event.
///
/// # Errors
/// If the units are states or `nu` is not above 0.
pub fn space_time_distance(cube: &Cube, nu: f64) -> Result<Cube, PanelError> {
    above_zero("space_time_distance", "a speed above 0, such as 1", nu)?;
    let places = Places::of("space_time_distance", cube.units())?;
    let by_period = events_by_period(cube, &places);
    // Blocks of periods are independent once each knows the events before it.
    const BLOCK: usize = 32;
    let width = cube.periods().len();
    let blocks: Vec<Vec<f32>> = (0..width.div_ceil(BLOCK))
        .into_par_iter()
        .map(|block| {
            let first = block * BLOCK;
            let periods = first..(first + BLOCK).min(width);
            distances(&places, &by_period, periods, nu)
        })
        .collect();
    Ok(cube.map_series(0, |unit, series| {
        for (part, block) in series.chunks_mut(BLOCK).zip(&blocks) {
            let from = unit * part.len();
            part.copy_from_slice(&block[from..from + part.len()]);
        }
    }))
}

/// The places on the map of the events of each period.
fn events_by_period(cube: &Cube, places: &Places) -> Vec<Vec<usize>> {
    let mut by_period = vec![Vec::new(); cube.periods().len()];
    for (unit, (row, column)) in places.cells.iter().enumerate() {
        let values = cube.row(unit);
        for step in cube.marks().events(unit) {
            if values[step] > 0.0 {
                by_period[step].push(row * places.columns + column);
            }
        }
    }
    by_period
}

/// The distances of every unit in those periods, unit by unit.
fn distances(
    places: &Places,
    by_period: &[Vec<usize>],
    periods: std::ops::Range<usize>,
    nu: f64,
) -> Vec<f32> {
    let mut last = vec![None; places.rows * places.columns];
    for (step, events) in by_period[..periods.start].iter().enumerate() {
        for place in events {
            last[*place] = Some(step);
        }
    }
    let length = periods.len();
    let mut found = vec![f32::NAN; places.cells.len() * length];
    let mut map = Map::new(places);
    for (at, step) in periods.enumerate() {
        for place in &by_period[step] {
            last[*place] = Some(step);
        }
        for (square, last) in map.squares.iter_mut().zip(&last) {
            *square = last.map_or(f64::INFINITY, |last| {
                #[expect(clippy::cast_precision_loss, reason = "a few hundred periods")]
                let apart = nu * (step - last) as f64;
                apart * apart
            });
        }
        if !map.spread() {
            continue;
        }
        for (unit, (row, column)) in places.cells.iter().enumerate() {
            #[expect(clippy::cast_possible_truncation, reason = "features are f32")]
            let distance = map.squares[row * places.columns + column].sqrt() as f32;
            found[unit * length + at] = distance;
        }
    }
    found
}

/// Squared distances over the smallest rectangle that holds the cells, and working space.
struct Map {
    rows: usize,
    columns: usize,
    squares: Vec<f64>,
    line: Vec<f64>,
    envelope: Vec<(usize, f64)>,
}

impl Map {
    fn new(places: &Places) -> Map {
        Map {
            rows: places.rows,
            columns: places.columns,
            squares: vec![f64::INFINITY; places.rows * places.columns],
            line: Vec::new(),
            envelope: Vec::new(),
        }
    }

    /// Turns each cell's own square into the least over all cells of square plus squared way
    /// there; false if there is no finite one.
    fn spread(&mut self) -> bool {
        let mut any = false;
        for row in 0..self.rows {
            let from = row * self.columns;
            let line = &mut self.squares[from..from + self.columns];
            self.line.clear();
            self.line.extend_from_slice(line);
            any |= lowest(&self.line, &mut self.envelope, line.iter_mut());
        }
        if any {
            for column in 0..self.columns {
                self.line.clear();
                let down = self.squares[column..].iter().step_by(self.columns);
                self.line.extend(down);
                let down = self.squares[column..].iter_mut().step_by(self.columns);
                lowest(&self.line, &mut self.envelope, down);
            }
        }
        any
    }
}

/// Writes for each place of a line the least of `heights[q] + (distance to q)²`, by the lower
/// envelope of the parabolas that stand on the finite heights; false if there is none.
#[expect(clippy::cast_precision_loss, reason = "a line has at most 720 cells")]
fn lowest<'a>(
    heights: &[f64],
    envelope: &mut Vec<(usize, f64)>,
    line: impl Iterator<Item = &'a mut f64>,
) -> bool {
    const SQUARE: f64 = DEGREES * DEGREES;
    envelope.clear();
    for (q, height) in heights.iter().enumerate().filter(|(_, h)| h.is_finite()) {
        let lifted = |q: usize, height: f64| height + SQUARE * (q * q) as f64;
        loop {
            let Some((p, from)) = envelope.last() else {
                envelope.push((q, f64::NEG_INFINITY));
                break;
            };
            let meet =
                (lifted(q, *height) - lifted(*p, heights[*p])) / (2.0 * SQUARE * (q - p) as f64);
            if meet <= *from {
                envelope.pop();
            } else {
                envelope.push((q, meet));
                break;
            }
        }
    }
    if envelope.is_empty() {
        return false;
    }
    let mut at = 0;
    for (place, least) in line.enumerate() {
        while envelope
            .get(at + 1)
            .is_some_and(|(_, from)| *from < place as f64)
        {
            at += 1;
        }
        let q = envelope[at].0;
        let away = q.abs_diff(place);
        *least = heights[q] + SQUARE * (away * away) as f64;
    }
    true
}
