//! The one place where the world's data enters: readers, checksums, vintages, and the small tables
//! that Watchfire computes from them and embeds.

pub mod fetch;
mod mirror;
mod release;
mod source;
pub mod sources;
pub mod store;

pub use mirror::{Mirror, MirrorError};
pub use release::{
    Column, Deaths, DeathsRow, Episode, Episodes, Estimate, ReleaseError, ReleaseHead,
    ReleaseInput, TABLES, Table, build, read_deaths, read_episodes,
};
pub use source::{SourceFacts, SourceFile, read_sources, source_schema};
