//! Deaths in one-sided violence per state-month: ten years, forecast as the challenge forecasts its own target.
//!
//! Origins, steps and scores are those of [`super::views_2023`]; only the series and the years differ.

/// Its id.
pub const ID: &str = "one-sided-months";

/// The years that are forecast: the last ten that UCDP's country-months cover whole.
pub const WINDOWS: std::ops::RangeInclusive<i32> = 2011..=2020;
