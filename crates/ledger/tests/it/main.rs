//! The ledger's promises: nothing later shows early, nothing recorded can change unseen.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop where it is"
)]

mod as_of;
mod facts;
mod sample;
mod tampering;
