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

mod simplex;

mod stacked;
pub use stacked::Stacked;

mod varying;
pub use varying::Varying;

mod columns;
pub(crate) use columns::{Columns, Used, logistic, logit, probabilities};

mod event_share;
pub use event_share::EventShare;

mod last_year;
pub use last_year::LastYear;

mod zero;
pub use zero::Zero;

mod last_value;
pub use last_value::LastValue;

mod bootstrap_pool;
pub use bootstrap_pool::BootstrapPool;

mod conflictology;
pub use conflictology::Conflictology;

mod conflictology_neighbours;
pub use conflictology_neighbours::ConflictologyNeighbours;

mod memory;
pub use memory::Memory;

mod negative_binomial;
pub use negative_binomial::{NegativeBinomial, Zeros};

mod markov;
pub use markov::ObservedMarkov;

mod quantile_forest;
pub use quantile_forest::QuantileForest;

mod mixture;
pub use mixture::Mixture;

mod past;

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
    &Stacked::NESTED,
];

/// Models of whether a threshold of killing is reached in a state-year, in the order in which they are listed.
///
/// Those that learn have the settings of their sisters among the models of onsets.
pub const KILLING_MODELS: &[&dyn Model<Onset>] = &[
    &BaseRate,
    &LastYear,
    &EventShare::FIVE,
    &EventShare::TEN,
    &ElasticNet::KILLING,
    &BoostedTrees::KILLING,
    &RandomTrees::KILLING,
    &Averaged::KILLING,
];

/// Models of counts, in the order in which they are listed.
pub const COUNT_MODELS: &[&dyn Model<Counts>] = &[
    &Zero,
    &LastValue,
    &BootstrapPool {
        id: "bootstrap-pool",
        months: 12,
    },
    &BootstrapPool {
        id: "bootstrap-pool-240",
        months: 240,
    },
    &Conflictology,
    &ConflictologyNeighbours,
    &Memory {
        id: "conflictology-shrunk",
        half_life: 12.0,
        pool: 0.02,
    },
    &NegativeBinomial {
        id: "hurdle-negative-binomial",
        zeros: Zeros::Hurdle,
        half_life: 12.0,
    },
    &NegativeBinomial {
        id: "zero-inflated-negative-binomial",
        zeros: Zeros::Inflated,
        half_life: 12.0,
    },
    &ObservedMarkov,
    &QuantileForest {
        id: "quantile-forest",
        relative: false,
        trees: 100,
        leaf: 15,
    },
    &QuantileForest {
        id: "relative-forest",
        relative: true,
        trees: 100,
        leaf: 15,
    },
    &Mixture,
];
