//! The one place where the world's data enters: readers, checksums, vintages, and the small tables
//! that Watchfire computes from them and embeds.

mod geography;
mod mirror;
pub mod reading;
mod release;
mod risks;
mod source;
pub mod sources;
mod state_codes;
mod table_facts;

pub use geography::{Border, Borders, OutlineRow, Outlines, read_borders, read_outlines};
pub use mirror::{Mirror, MirrorError};
pub use release::{
    Column, Deaths, DeathsRow, Episode, Episodes, Estimate, ReleaseError, ReleaseHead,
    ReleaseInput, TABLES, Table, build, read_deaths, read_episodes,
};
pub use risks::{
    FactorRow, RISKS, RiskRow, Risks, SKILLS, SkillRow, Skills, read_risks, read_skills,
    write_risks,
};
pub use source::{
    Compression, Encoding, Format, ROLLING, SourceFacts, SourceFile, Vintage, read_sources,
    source_schema,
};
pub use state_codes::{StateCodes, When};
pub use table_facts::{ColumnFacts, ColumnType, DateForm, StateColumn, TableFacts};
