//! The scores, one file each, with formula and literature.
//!
//! Scores of yes-or-no forecasts take a weight for every row, so that a bootstrap replicate is the same
//! rows with other weights: 1 everywhere is the data as it is. A score that has no value on the rows
//! (no event, no row) is none.

mod auc;
mod average_precision;
mod brier;
mod log_loss;
mod order;
mod recall;
mod reliability;
mod skill;

pub use auc::auc;
pub use average_precision::average_precision;
pub use brier::brier;
pub use log_loss::{CLIP, log_loss};
pub use order::Order;
pub use recall::{listed, recall, recall_by_year};
pub use reliability::{Bin, reliability, reliability_intervals};
pub use skill::skill;

mod crps;
pub use crps::crps;

mod ignorance;
pub use ignorance::{IGNORANCE_EDGES, ignorance};
pub(crate) use ignorance::{category, ignorance_of_share};

mod interval_score;
pub use interval_score::{INTERVAL_LEVEL, interval_score};

mod draws;
pub use draws::{DrawScores, score_draws, score_stream};

mod resampling;
pub use resampling::fourier_resampled;
