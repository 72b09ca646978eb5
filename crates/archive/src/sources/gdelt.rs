//! GDELT 2.0 events: tab-separated exports without a header.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("gdelt");
