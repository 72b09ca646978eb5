//! Humanitarian military interventions, Peace Research Institute Frankfurt.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("prif-hmi");
