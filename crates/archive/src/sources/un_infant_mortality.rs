//! Infant mortality, UN estimates.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("un-infant-mortality");
