//! What a model sees: only what was known at the origin, with a reason for every gap.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop where it is"
)]

mod as_of;
mod features;
