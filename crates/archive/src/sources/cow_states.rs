//! States of the Correlates of War list.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("cow-states");
