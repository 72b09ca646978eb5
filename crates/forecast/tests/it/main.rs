//! Claims about forecasts, scores and backtests.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop where it is"
)]

mod backtests;
mod calibrations;
mod count_models;
mod deaths;
mod draw_scores;
mod elastic_net;
mod fitted;
mod killing_years;
mod made_up;
mod models;
mod scores;
mod stacking;
mod standings;
mod targets;
mod trees;
mod views_2023;
