//! VIEWS Prediction Challenge: observed deaths, benchmark draws, scores, countries and months.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("views-challenge");
