//! Features: one file each, listed in one register. Every feature looks at the same period and
//! earlier ones, so that it knows no more than its panel did.

mod at_least;
mod decay;
mod delta;
mod interaction;
mod lag;
mod log1p;
mod moving;
mod register;
mod space_time_distance;
mod spatial_lag;
mod time_since;
mod tree_lag;

pub use at_least::at_least;
pub use decay::decay;
pub use delta::delta;
pub use interaction::interaction;
pub use lag::lag;
pub use log1p::log1p;
pub use moving::{moving_max, moving_mean, moving_sum};
pub use register::{FEATURES, FeatureSpec, Inputs, feature};
pub use space_time_distance::space_time_distance;
pub use spatial_lag::spatial_lag;
pub use time_since::time_since;
pub use tree_lag::{Fall, tree_lag};

use crate::PanelError;

/// A parameter that has to be at least 1.
fn at_least_one(feature: &'static str, asks: &'static str, given: usize) -> Result<(), PanelError> {
    if given >= 1 {
        Ok(())
    } else {
        Err(PanelError::WrongParameter {
            feature,
            asks,
            given: given.to_string(),
        })
    }
}

/// A parameter that has to be a finite number above 0.
fn above_zero(feature: &'static str, asks: &'static str, given: f64) -> Result<(), PanelError> {
    if given.is_finite() && given > 0.0 {
        Ok(())
    } else {
        Err(PanelError::WrongParameter {
            feature,
            asks,
            given: given.to_string(),
        })
    }
}
