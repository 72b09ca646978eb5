//! Backtest protocols, one file each: which rows are learned from, which are forecast, and what is scored.

pub mod ewp_2025;
mod measured;
pub mod rolling;

pub use measured::{Compared, Measured, compare, measure};

/// The protocols, by id, with what each does.
pub const PROTOCOLS: &[(&str, &str)] = &[(
    ewp_2025::ID,
    "the Early Warning Project's own backtest: learn from years up to L, forecast L + 2, for L = 1991 to 2021; the higher of two years' risks against an onset in one year, and beside it the two-year risk against its own target",
)];
