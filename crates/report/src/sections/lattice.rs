use crate::documents::lattice_blocks;
use crate::{Block, Brief};

pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    if brief.norms.propositions.is_none() {
        return Vec::new();
    }
    lattice_blocks(brief.norms, Some(brief.on))
}
