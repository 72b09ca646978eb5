//! Coups, Powell and Thyne.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("powell-thyne-coups");
