//! Backtest protocols, one file each: which rows are learned from, which are forecast, and what is scored.

/// The country-month side of the VIEWS Prediction Challenge 2023/24.
pub mod views_2023;

/// The protocols, by id, with what each does.
pub const PROTOCOLS: &[(&str, &str)] = &[];
