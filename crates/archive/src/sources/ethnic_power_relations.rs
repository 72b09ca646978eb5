//! Ethnic Power Relations by state and year.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("ethnic-power-relations");
