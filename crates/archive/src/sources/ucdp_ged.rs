//! UCDP Georeferenced Event Dataset: events of organised violence, yearly versions.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("ucdp-ged");
