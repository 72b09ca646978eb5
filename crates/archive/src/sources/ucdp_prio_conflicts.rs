//! UCDP/PRIO Armed Conflicts by year.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("ucdp-prio-conflicts");
