//! Leaders and elections, REIGN.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("reign");
