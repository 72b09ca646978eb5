//! UCDP External Support: who supports parties of conflicts.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("ucdp-external-support");
