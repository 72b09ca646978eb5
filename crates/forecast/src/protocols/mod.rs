//! Backtest protocols, one file each: which rows are learned from, which are forecast, and what is scored.

/// The protocols, by id, with what each does.
pub const PROTOCOLS: &[(&str, &str)] = &[];
