//! Geo-PKO: places of UN peacekeepers.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("geo-pko");
