//! Backtest protocols, one file each: which rows are learned from, which are forecast, and what is scored.

/// Deaths in one-sided violence, by our own rolling protocol.
pub mod one_sided_months;
/// The country-month side of the VIEWS Prediction Challenge 2023/24.
pub mod views_2023;

/// The protocols, by id, with what each does.
pub const PROTOCOLS: &[(&str, &str)] = &[
    (
        "views-2023",
        "deaths in state-based violence per state-month, 2018-2021, as the VIEWS Prediction Challenge scores them",
    ),
    (
        "one-sided-months",
        "deaths in one-sided violence per state-month, 2011-2020, scored likewise",
    ),
];
