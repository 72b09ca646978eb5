//! Published ideal points from votes in the UN General Assembly.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("unga-ideal-points");
