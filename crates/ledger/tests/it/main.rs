//! The ledger's promises: nothing later shows early, nothing recorded can change unseen.

mod as_of;
mod facts;
mod sample;
mod tampering;
