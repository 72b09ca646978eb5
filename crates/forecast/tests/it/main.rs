//! Claims about forecasts, scores and backtests.

mod backtests;
mod elastic_net;
mod made_up;
mod models;
mod scores;
mod targets;
mod trees;
mod count_models;
mod draw_scores;
mod views_2023;
