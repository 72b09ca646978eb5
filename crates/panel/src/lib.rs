//! Observations known at a date, laid out as units by periods: the only thing that a model sees.
//!
//! [`Panel`] holds named `f64` columns over state-years, state-months or PRIO-GRID-months and is
//! built as of an origin day, so that nothing known later can enter. A missing value is a gap with
//! its reason. No IO, no clock, no randomness.

mod error;
mod observation;
mod panel;
mod period;
mod rows;
mod unit;

pub use error::PanelError;
pub use observation::{Observation, Variable};
pub use panel::{Absent, Layout, Panel};
pub use period::{Grain, Period, Periods, Year};
pub use rows::{Row, Rows};
pub use unit::{Gid, Unit};
