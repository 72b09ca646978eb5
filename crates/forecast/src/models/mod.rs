//! The models, one file each, and their register.

use crate::{Counts, Model, Onset};

/// Models of onsets, in the order in which they are listed.
pub const ONSET_MODELS: &[&dyn Model<Onset>] = &[];

/// Models of counts, in the order in which they are listed.
pub const COUNT_MODELS: &[&dyn Model<Counts>] = &[];
