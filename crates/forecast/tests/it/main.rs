//! Claims about forecasts, scores and backtests.
