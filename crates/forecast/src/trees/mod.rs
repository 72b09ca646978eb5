//! Decision trees: grown at random (forests) or one on the errors of those before (boosting).

mod boosting;
mod forest;
mod shap;
mod tree;

pub use boosting::{Boosting, grow_boosted};
pub use forest::{Forest, Splits, grow_forest};
pub use shap::contributions;
pub use tree::{Node, Tree};
