//! The documents other than the brief, one file each.

mod argument;
mod flip;
mod lattice;
mod measures;
mod policies;
mod scoreboard;
mod show;
mod stances;
mod texts;
mod watch;
mod what_if;

pub use argument::{Argument, Comparison, argument};
pub use flip::{Flip, flip};
pub use lattice::lattice;
pub(crate) use lattice::lattice_blocks;
pub use measures::{Menu, Tried, menu};
pub(crate) use measures::{
    columns as measure_columns, rows as measure_rows, title as measure_heading,
};
pub(crate) use policies::policy_blocks;
pub use policies::{Policies, policies};
pub use scoreboard::scoreboard;
pub use show::{Shown, show};
pub use stances::stances;
pub(crate) use texts::separates;
pub use texts::{Texts, texts};
pub use watch::watch;
pub(crate) use watch::{before, signed, statement};
pub use what_if::{WhatIf, what_if};

use crate::{Block, Section};

/// A section of the main part.
fn section(id: &str, title: impl Into<String>, blocks: Vec<Block>) -> Section {
    Section {
        id: id.into(),
        title: title.into(),
        annex: false,
        blocks,
    }
}
