use crate::documents::policy_blocks;
use crate::{Block, Brief};

pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    let Some(beside) = &brief.beside else {
        return Vec::new();
    };
    let mut blocks = vec![Block::Para(vec![
        format!(
            "The whole brief is read under “{}”. Beside it stands “{}”: {} {}",
            brief.policy.title, beside.policy.title, beside.policy.about, beside.policy.choice
        )
        .into(),
    ])];
    blocks.extend(policy_blocks(&beside.policies));
    blocks
}
