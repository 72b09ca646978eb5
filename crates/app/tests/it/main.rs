//! Watchfire as its users run it.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop where it is"
)]

mod as_of;
mod backtest;
mod bad_input;
mod briefs;
#[cfg(feature = "cluster")]
mod cluster;
mod data;
mod fitted;
#[cfg(feature = "sql")]
mod golden;
mod ledger;
mod page;
mod parity;
mod risk;
mod run;
mod scoreboard;
mod sql;
mod watch;
