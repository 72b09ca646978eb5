//! PaCE: deaths by state and month, what was held at each origin, and forecasts.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("pace");
