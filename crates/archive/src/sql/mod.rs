//! SQL over Parquet tables, on DataFusion; with the feature `cluster`, the same SQL on Ballista.

mod answer;
mod error;
mod functions;
mod session;
mod tables;
mod ties;

pub use answer::{Form, Written};
pub use error::SqlError;
#[cfg(feature = "cluster")]
pub(crate) use functions::functions;
pub use session::{Engine, Session};
pub use tables::{TableFiles, Tables, stored_tables, tables_in};
