//! Shapes of countries, Natural Earth.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("natural-earth");
