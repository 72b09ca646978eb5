//! Claims about forecasts, scores and backtests.

mod count_models;
mod draw_scores;
mod views_2023;
