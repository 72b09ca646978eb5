//! The one place where the world's data enters: readers, checksums, vintages, and the small tables
//! that Watchfire computes from them and embeds.
//!
//! With the feature `sql` its tables can be asked in SQL, with `cluster` on many machines.

pub mod computed;
pub mod fetch;
mod forecast_scores;
mod function;
mod geography;
mod interventions;
mod killings;
mod mirror;
pub mod pull;
pub mod reading;
mod record;
mod release;
mod risks;
mod source;
pub mod sources;
mod state_codes;
pub mod store;
mod table_facts;
mod view;

#[cfg(feature = "cluster")]
pub mod cluster;
#[cfg(feature = "sql")]
pub mod sql;

pub use forecast_scores::{
    FORECAST_RELIABILITY, FORECAST_SCORES, ForecastScores, ReliabilityRow, ScoreRow,
    read_forecast_scores, write_forecast_scores,
};
pub use function::{FUNCTIONS, Function};
pub use geography::{Border, Borders, OutlineRow, Outlines, read_borders, read_outlines};
pub use interventions::{Intervention, Outcome, Outcomes, read_outcomes};
pub use killings::{Deaths, DeathsRow, Episode, Episodes, Estimate, read_deaths, read_episodes};
pub use mirror::{Mirror, MirrorError};
pub use record::Rows;
pub use release::{Column, ReleaseError, ReleaseHead, ReleaseInput, TABLES, Table, build};
pub use risks::{
    FactorRow, RISKS, RiskRow, Risks, SKILLS, SkillRow, Skills, read_risks, read_skills,
    write_risks,
};
pub use source::{
    Compression, Encoding, Format, ROLLING, SourceFacts, SourceFile, Vintage, read_sources,
    source_schema,
};
pub use state_codes::{AliasFacts, StateCodes, When, alias_schema};
pub use table_facts::{ColumnFacts, ColumnType, DateForm, StateColumn, TableFacts};
pub use view::{View, ViewColumn, read_views, view_schema};
