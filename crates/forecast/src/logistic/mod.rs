//! Logistic regression under the elastic-net penalty, with its whole path and cross-validation.
//!
//! Written from J. Friedman, T. Hastie and R. Tibshirani, "Regularization Paths for Generalized
//! Linear Models via Coordinate Descent", Journal of Statistical Software 33(1), 2010, and from R.
//! Tibshirani et al., "Strong rules for discarding predictors in lasso-type problems", JRSS B 74(2),
//! 2012. Defaults, order of updates and stopping rules follow the observed behaviour of the R package
//! glmnet 4.1, so that coefficients agree far beyond its own tolerance.

mod cross_validation;
mod descent;
mod gram;
mod path;
mod r_folds;
mod sigmoid;
mod standardised;
mod sums;
mod sweep;

pub use cross_validation::{CrossValidation, cross_validate, seeded_folds};
pub use path::{Path, Penalty, fit_path};
pub use r_folds::r_folds;
