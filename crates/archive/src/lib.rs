//! The one place where the world's data enters: readers, checksums, vintages, and the small tables
//! that Watchfire computes from them and embeds.

pub mod computed;
pub mod fetch;
mod mirror;
pub mod pull;
pub mod reading;
mod release;
mod source;
pub mod sources;
mod state_codes;
pub mod store;
mod table_facts;

pub use mirror::{Mirror, MirrorError};
pub use release::{
    Column, Deaths, DeathsRow, Episode, Episodes, Estimate, ReleaseError, ReleaseHead,
    ReleaseInput, TABLES, Table, build, read_deaths, read_episodes,
};
pub use source::{
    Compression, Encoding, Format, ROLLING, SourceFacts, SourceFile, Vintage, read_sources,
    source_schema,
};
pub use state_codes::{StateCodes, When};
pub use table_facts::{ColumnFacts, ColumnType, DateForm, StateColumn, TableFacts};
