//! Varieties of Democracy: a subset, indices and the codebook.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("v-dem");
