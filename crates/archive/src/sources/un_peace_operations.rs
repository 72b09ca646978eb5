//! UN peace operations and their strength by month.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("un-peace-operations");
