//! The nouns that every other crate of Watchfire speaks: states, days and months, truth values,
//! probabilities, citations, gaps, bodies and problems. No IO, no clock, no randomness.

mod body;
mod citation;
mod day;
mod facts;
mod file_schema;
mod gap;
mod month;
mod probability;
mod problem;
mod shape;
mod state;
mod truth;
mod valid_time;

pub use body::{
    Body, BodyHead, BodyKind, Membership, MembershipRole, MembershipSource, Power, body_schema,
    read_bodies,
};
pub use citation::Citation;
pub use day::{AsOf, Day, DayError};
pub use facts::{Document, FactFile, FactTree};
pub use file_schema::{FileSchema, pretty};
pub use gap::Gap;
pub use month::{Month, MonthError};
pub use probability::{Probability, ProbabilityError};
pub use problem::{Code, Location, Problem, did_you_mean, nearest};
pub use state::{Spell, State, StateError, StateId, StateTable};
pub use truth::Truth;
pub use valid_time::{ValidTime, ValidTimeError};
