//! Maddison Project: product per head and population.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("maddison");
