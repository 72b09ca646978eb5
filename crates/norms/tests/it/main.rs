//! The rules put to real and made-up records.

mod cases;
mod record;
