//! Memberships of regional organisations, Correlates of War.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("cow-igo");
