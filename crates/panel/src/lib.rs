//! Observations known at a date, laid out as units by periods: the only thing that a model sees.
//!
//! [`Panel`] holds named `f64` columns over state-years, state-months or PRIO-GRID-months and is
//! built as of an origin day, so that nothing known later can enter. A missing value is a gap with
//! its reason. A [`Cube`] is one of its columns as dense `f32` for big grids, and [`features`] are
//! made from cubes. No IO, no clock, no randomness.

mod cube;
mod error;
pub mod features;
mod made_up;
mod neighbours;
mod observation;
mod panel;
mod period;
mod places;
mod rows;
mod unit;

pub use cube::Cube;
pub use error::PanelError;
pub use made_up::{made_up_disc, made_up_grid};
pub use neighbours::{Neighbours, Ring};
pub use observation::{Observation, Variable};
pub use panel::{Absent, Layout, Panel};
pub use period::{Grain, Period, Periods, Year};
pub use rows::{Row, Rows};
pub use unit::{Gid, Unit};
