//! Cells of PRIO-GRID with their states.

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("prio-grid");
