//! Backtest protocols, one file each: which rows are learned from, which are forecast, and what is scored.

pub mod ewp_2025;
mod measured;
pub mod one_sided_months;
pub mod one_sided_years;
mod reading;
pub mod rolling;
mod sampled;
pub mod views_2023;
mod window_means;

pub use measured::{Compared, Measured, Scored, compare, measure};
pub use reading::{BINS, RESAMPLED, Reading, read};
pub use sampled::Sampled;
pub use window_means::{Beside, DRAW_SCORES, window_means, windows_beside};

/// The protocols, by id, with what each does.
pub const PROTOCOLS: &[(&str, &str)] = &[
    (
        ewp_2025::ID,
        "the Early Warning Project's own backtest: learn from years up to L, forecast L + 2, for L = 1991 to 2021; the higher of two years' risks against an onset in one year, and beside it the two-year risk against its own target",
    ),
    (
        views_2023::ID,
        "deaths in state-based violence per state-month of 2018 to 2021, known to October of the year before, scored as the VIEWS Prediction Challenge does",
    ),
    (
        one_sided_months::ID,
        "deaths in one-sided violence per state-month of 2011 to 2020, forecast and scored likewise",
    ),
    (
        one_sided_years::ID,
        "whether at least 1000, and at least 25, civilians are killed in a state in the next year, for the years 2000 to 2024",
    ),
];
