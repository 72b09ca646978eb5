//! UCDP Battle-Related Deaths: deaths in battle by dyad and year.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("ucdp-battle-deaths");
