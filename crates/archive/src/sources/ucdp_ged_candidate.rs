//! UCDP Candidate Events: events of the current year as first coded.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("ucdp-ged-candidate");
