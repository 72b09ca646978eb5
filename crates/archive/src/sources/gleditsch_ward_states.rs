//! States of the Gleditsch-Ward list.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("gleditsch-ward-states");
