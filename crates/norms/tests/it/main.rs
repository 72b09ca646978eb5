//! The rules put to real and made-up records.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop where it is"
)]

mod cases;
mod evidence;
mod forecasts;
mod fragility;
mod honesty;
mod made_up;
mod problems;
mod record;
mod rules;
mod versions;
