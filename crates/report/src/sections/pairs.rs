use crate::documents::separates;
use crate::{Block, Brief, Inline};

pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    let blocks = brief.pairs.iter().flat_map(|pair| {
        let (first, second) = &pair.short;
        let heading = Block::Para(vec![Inline::Strong(format!("{first} and {second}"))]);
        std::iter::once(heading).chain(separates(pair))
    });
    blocks.collect()
}
