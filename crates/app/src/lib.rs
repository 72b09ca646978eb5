//! Watchfire as a library: what is known, the order of the stages, and the commands.

pub mod commands;
mod knowledge;
mod output;
pub mod pipeline;
mod problems;
mod surroundings;

pub use knowledge::{Knowledge, embedded_facts, embedded_releases, facts_in};
pub use output::{Format, Sink};
pub use problems::{ProblemsFound, render_problems};
