//! ACLED, from a user's own export: read under the user's licence, never stored in releases.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("acled");
