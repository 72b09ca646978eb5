//! Members of the UN Security Council by year, and its vetoes with their topics.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("unsc-members");
