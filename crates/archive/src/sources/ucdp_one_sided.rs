//! UCDP One-sided Violence: deaths of civilians by actor and year.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("ucdp-one-sided");
