//! Reading: bytes of a mirror become checked rows, and every row is accounted for.
//!
//! [`open_table`] gives batches with bounded memory; [`read_table`] a whole table.

mod batch_builder;
mod bytes;
mod cell;
mod column_builder;
mod csv_rows;
mod derived_rows;
mod geojson_rows;
mod long_rows;
mod parquet_rows;
mod part;
mod report;
mod rows;
mod table_reader;
mod text_rows;
mod xlsx_rows;

pub use bytes::{Input, Limits};
pub use cell::Cell;
pub use report::{Reject, Report};
pub use rows::{Fault, Rows, Step};
pub(crate) use table_reader::open_part;
pub use table_reader::{
    Batch, ReadOptions, TableReader, open_bytes, open_file, open_table, read_table,
};

pub(crate) use bytes::unpack;
pub(crate) use cell::day_of;
pub(crate) use csv_rows::CsvRows;
pub(crate) use derived_rows::DerivedRows;
pub(crate) use long_rows::{LongRows, Said};
pub(crate) use part::{Part, cut};

use std::path::PathBuf;

use crate::MirrorError;

/// Why a table could not be read to its end.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A file of the mirror could not be used.
    #[error(transparent)]
    Mirror(#[from] MirrorError),
    /// The facts do not have what was asked for.
    #[error("{0}")]
    Unknown(String),
    /// The columns of a file are not those of the fact file.
    #[error(
        "{path}: its columns are not those of facts/sources/{source_id}.toml, so no row was taken: {missing}; {unexpected}; it may be another version: write its columns into the facts"
    )]
    Columns {
        /// The file.
        path: PathBuf,
        /// The source.
        source_id: String,
        /// Columns that the facts name and the file lacks.
        missing: String,
        /// Columns that the file has and the facts do not name.
        unexpected: String,
    },
    /// The bytes could not be unpacked or read.
    #[error(
        "{path}: {reason} (after line {line}); the file is damaged or not what the facts say, and the rows before may be incomplete: fetch it again"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The last line that was read whole; 0 if none.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// A part of a file does not end at a record; the file is to be read as a whole.
    #[error("{0}: it cannot be read in parts")]
    Cut(PathBuf),
    /// In strict mode, the first row that could not be taken.
    #[error("{0}; reading is strict, so it stops here")]
    Rejected(Reject),
}
