//! World Development Indicators, eight series.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("world-development-indicators");
