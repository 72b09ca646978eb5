//! The scores, one file each, with formula and literature.

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
