//! The evidence ledger: entries that say what is claimed, by whom, when it was true and when it
//! could be known, how it is graded and on which origin it rests.
//!
//! Entries are appended, never edited. Each record carries the hash of the one before it, so that
//! any later change shows; a correction supersedes, a redaction erases the content and keeps the
//! hash. The casebook under `facts/cases` becomes a ledger in memory; a desk keeps its own in SQLite.

mod casebook;
mod chain;
mod entry;
mod entry_file;
mod forecast;
mod grade;
mod memory;
mod store;

pub use casebook::{
    Case, CaseHead, Casebook, Hypothesis, NewEntries, Origin, Publisher, casebook_schemas,
    read_casebook, read_entries,
};
pub use chain::{ChainHead, Damage, Hash, Payload, Record, Salt, Verifier};
pub use entry::{Bearing, Entry, EntryId, EntryKind, Figure, FigureKind, Side, Source};
pub use entry_file::{BearingFile, EntryFile, Nameable, SourceFile};
pub use forecast::{
    Expected, Forecast, ForecastEntryError, ForecastRule, Millionths, Scored, forecast_entry,
    forecast_schema, read_forecast_rules,
};
pub use grade::{Credibility, Grade, NotAGrade, Reliability};
pub use memory::{AppendError, Ledger};
pub use store::{Store, StoreError, Verification};
