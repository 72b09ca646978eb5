use std::collections::BTreeMap;

use crate::{Block, Brief, Inline};

pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    let provenance = &brief.provenance;
    let mut items = vec![
        vec![
            Inline::Strong("To make it again: ".into()),
            Inline::Code(provenance.command.clone()),
        ],
        vec![
            format!(
                "Watchfire {}, facts and tables {}",
                provenance.version, provenance.facts_hash
            )
            .into(),
        ],
    ];
    if let Some(head) = provenance.ledger {
        items.push(vec![
            format!("Ledger of {} records, head {}", head.count, head.hash).into(),
        ]);
    }
    items.push(vec![
        Inline::Strong("Standard of proof: ".into()),
        format!(
            "{}. {} {}",
            brief.policy.title, brief.policy.about, brief.policy.choice
        )
        .into(),
    ]);
    let hindsight = brief.hindsight.iter().map(|hindsight| &hindsight.figures);
    let mut heads = BTreeMap::new();
    for figures in std::iter::once(&brief.figures).chain(hindsight) {
        heads.extend(
            figures
                .deaths
                .iter()
                .map(|(head, _)| (head.id.clone(), head)),
        );
        heads.extend(
            figures
                .episodes
                .iter()
                .map(|(head, _)| (head.id.clone(), head)),
        );
    }
    for (id, head) in heads {
        for input in &head.input {
            items.push(vec![
                Inline::Table(id.clone()),
                format!(
                    " computed from {}, version {}, published {}. Licence: {}. Cite: {}",
                    input.title, input.vintage, input.released, input.licence, input.citation
                )
                .into(),
            ]);
        }
    }
    for note in choices(brief) {
        items.push(vec![
            Inline::Strong("Declared choice: ".into()),
            note.into(),
        ]);
    }
    vec![Block::List(items)]
}

/// What was decided where the texts leave it open, each once.
fn choices(brief: &Brief<'_>) -> Vec<String> {
    let mut choices: Vec<String> = brief
        .norms
        .criteria
        .values()
        .filter_map(|criterion| criterion.choice.clone())
        .collect();
    choices.extend(
        brief
            .norms
            .packs
            .values()
            .map(|pack| format!("{}: {}", pack.head.title, pack.head.period_reason)),
    );
    choices
}
