//! Deaths by state and month that others computed from UCDP's events.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("ucdp-country-months");
