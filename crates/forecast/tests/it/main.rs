//! Claims about forecasts, scores and backtests.

mod backtests;
mod elastic_net;
mod made_up;
mod models;
mod scores;
mod targets;
mod trees;
