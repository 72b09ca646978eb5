//! Backtest protocols, one file each: which rows are learned from, which are forecast, and what is scored.

pub mod views_2023;

/// The protocols, by id, with what each does.
pub const PROTOCOLS: &[(&str, &str)] = &[];
