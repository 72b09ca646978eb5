//! The models, one file each, and their register.

mod base_rate;
pub use base_rate::BaseRate;

mod elastic_net;
pub use elastic_net::ElasticNet;

mod boosted_trees;
pub use boosted_trees::BoostedTrees;

mod random_trees;
pub use random_trees::RandomTrees;

mod averaged;
pub use averaged::Averaged;

mod columns;
pub(crate) use columns::{Columns, logistic, logit, probabilities};

use crate::{Counts, Model, Onset};

/// Models of onsets, in the order in which they are listed.
pub const ONSET_MODELS: &[&dyn Model<Onset>] = &[
    &BaseRate,
    &ElasticNet::PUBLISHED,
    &ElasticNet::OWN_FOLDS,
    &BoostedTrees::PLAIN,
    &RandomTrees::EXTRA,
    &RandomTrees::FOREST,
    &BoostedTrees::DRAWN,
    &RandomTrees::EXTRA_DERIVED,
    &Averaged::WATCH,
];

/// Models of counts, in the order in which they are listed.
pub const COUNT_MODELS: &[&dyn Model<Counts>] = &[];
