//! EUSANCT: cases of EU, UN and US sanctions.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("eusanct");
