//! The rules put to real and made-up records.

mod cases;
mod evidence;
mod honesty;
mod made_up;
mod problems;
mod record;
mod rules;
