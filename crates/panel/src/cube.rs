use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use terms::{AsOf, Gap};

use crate::{Panel, PanelError, Period, Periods, Unit};

/// One variable or feature over every unit and period as dense `f32`, small enough for a whole
/// PRIO-GRID: 64,818 cells by 432 months are 112 MB.
///
/// A cube comes from a [`Panel`], so that it holds nothing that its origin did not know. Features
/// look at the same period and earlier ones only.
#[derive(Debug, Clone)]
pub struct Cube {
    units: Arc<[Unit]>,
    origin: AsOf,
    periods: Periods,
    /// Where values can be; outside it a gap says so.
    covers: Periods,
    /// Unit by unit, the periods of a unit side by side. NaN marks a gap and never leaves the crate.
    values: Vec<f32>,
    marks: OnceLock<Marks>,
}

/// Where a cube has something to look at: most cells of a grid never see an event.
#[derive(Debug, Clone)]
pub(crate) struct Marks {
    /// Where in `events` each unit begins; one more than there are units.
    starts: Vec<u32>,
    /// Where in all values there is one that is neither a gap nor zero.
    events: Vec<u32>,
    width: usize,
    /// Whether any value is a gap.
    pub(crate) gaps: bool,
}

impl Marks {
    /// The periods in which that unit's value is neither a gap nor zero.
    pub(crate) fn events(&self, unit: usize) -> impl Iterator<Item = usize> {
        let first = unit * self.width;
        let own = self.starts[unit] as usize..self.starts[unit + 1] as usize;
        self.events[own].iter().map(move |at| *at as usize - first)
    }

    fn of(values: &[f32], width: usize) -> Marks {
        let mut marks = Marks {
            starts: Vec::with_capacity(values.len() / width + 1),
            events: Vec::new(),
            width,
            gaps: false,
        };
        for (unit, series) in values.chunks_exact(width).enumerate() {
            marks.starts.push(length(marks.events.len()));
            for (at, value) in (unit * width..).zip(series) {
                // A NaN differs from zero, too.
                if *value != 0.0 {
                    if value.is_nan() {
                        marks.gaps = true;
                    } else {
                        marks.events.push(length(at));
                    }
                }
            }
        }
        marks.starts.push(length(marks.events.len()));
        marks
    }
}

/// All 259,200 cells by 16,000 months are still fewer values than a `u32` counts.
fn length(values: usize) -> u32 {
    u32::try_from(values).unwrap_or(u32::MAX)
}

impl Cube {
    /// The units in ascending order.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// The day as of which it was built.
    pub fn origin(&self) -> AsOf {
        self.origin
    }

    /// The periods.
    pub fn periods(&self) -> Periods {
        self.periods
    }

    /// The value of a unit in a period, or why there is none.
    pub fn get(&self, unit: Unit, period: Period) -> Result<f32, Gap> {
        let place = self.units.binary_search(&unit).ok();
        let outside = || Gap::OutsideCoverage {
            covers: self.covers.to_string(),
        };
        let (at, step) = place.zip(self.periods.place(period)).ok_or_else(outside)?;
        let value = self.values[at * self.periods.len() + step];
        match (value.is_nan(), self.covers.place(period)) {
            (false, _) => Ok(value),
            (true, None) => Err(outside()),
            (true, Some(_)) => Err(Gap::NoEvidence),
        }
    }

    /// The values of a unit in order of the periods, none for a gap; empty for a unknown unit.
    pub fn series(&self, unit: Unit) -> Vec<Option<f32>> {
        let Ok(at) = self.units.binary_search(&unit) else {
            return Vec::new();
        };
        self.row(at)
            .iter()
            .map(|value| (!value.is_nan()).then_some(*value))
            .collect()
    }

    /// How many values there are, gaps included.
    #[expect(
        clippy::len_without_is_empty,
        reason = "a cube has a unit and a period"
    )]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    pub(crate) fn row(&self, unit: usize) -> &[f32] {
        let width = self.periods.len();
        &self.values[unit * width..(unit + 1) * width]
    }

    pub(crate) fn marks(&self) -> &Marks {
        self.marks
            .get_or_init(|| Marks::of(&self.values, self.periods.len()))
    }

    /// A cube of the same frame with other values; the first `lost` periods have none.
    pub(crate) fn like(&self, values: Vec<f32>, lost: usize) -> Cube {
        let lost = i32::try_from(lost).unwrap_or(i32::MAX);
        let first = self.covers.first().after(lost).min(self.covers.last());
        Cube {
            units: Arc::clone(&self.units),
            origin: self.origin,
            periods: self.periods,
            covers: Periods::new(first, self.covers.last()).unwrap_or(self.covers),
            values,
            marks: OnceLock::new(),
        }
    }

    /// A cube of the same frame, made series by series: `fill` gets the place of a unit and its
    /// new series, all zero. Units are independent, so that threads cannot change the result.
    pub(crate) fn map_series(&self, lost: usize, fill: impl Fn(usize, &mut [f32]) + Sync) -> Cube {
        let width = self.periods.len();
        let mut values = vec![0.0; self.values.len()];
        values
            .par_chunks_exact_mut(width)
            .enumerate()
            .with_min_len(64)
            .for_each(|(unit, series)| fill(unit, series));
        self.like(values, lost)
    }

    /// Changes every value that is neither a gap nor zero, in place.
    pub(crate) fn map_events(mut self, mut change: impl FnMut(f32) -> f32) -> Cube {
        let width = self.periods.len();
        let marks = self
            .marks
            .take()
            .unwrap_or_else(|| Marks::of(&self.values, width));
        for at in &marks.events {
            let value = &mut self.values[*at as usize];
            *value = change(*value);
        }
        self.marks = OnceLock::new();
        self
    }

    /// Whether both have the same units and periods.
    pub(crate) fn same_frame(&self, other: &Cube) -> bool {
        self.periods == other.periods && self.units == other.units
    }
}

/// Two cubes are the same if they are so to the last bit: a gap equals a gap.
impl PartialEq for Cube {
    fn eq(&self, other: &Cube) -> bool {
        self.same_frame(other)
            && self.origin == other.origin
            && self.covers == other.covers
            && self
                .values
                .iter()
                .zip(&other.values)
                .all(|(one, other)| one.to_bits() == other.to_bits())
    }
}

impl Panel {
    /// One column as a cube of `f32`.
    ///
    /// # Errors
    /// If no column has that name or a value is too large for an `f32`.
    pub fn cube(&self, column: &str) -> Result<Cube, PanelError> {
        let place = self.column_place(column)?;
        let raw = self.raw(place);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "24 bits are enough for features; too large values are refused below"
        )]
        let values: Vec<f32> = raw.iter().map(|value| *value as f32).collect();
        if let Some(at) = values.iter().position(|value| value.is_infinite()) {
            return Err(PanelError::TooLarge {
                variable: column.to_owned(),
                value: raw[at],
            });
        }
        let cube = Cube {
            units: self.units().into(),
            origin: self.origin(),
            periods: self.periods(),
            covers: self.variables()[place].covers.unwrap_or(self.periods()),
            values,
            marks: OnceLock::new(),
        };
        // Every feature of events asks for these.
        cube.marks();
        Ok(cube)
    }
}
