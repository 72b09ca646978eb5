//! What readers see of forecasts, on small made-up results.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop where it is"
)]

mod made_up;
mod scoreboard;
mod watch;
