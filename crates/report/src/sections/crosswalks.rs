use norms::PackRole;

use super::toned;
use crate::{Block, Brief, Column, Inline, Row, Table, Tone};

pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    let packs = brief.norms.packs.values();
    let packs = packs.filter(|pack| pack.head.role == PackRole::Crosswalk);
    let blocks = packs.flat_map(|pack| {
        let assessment = brief
            .assessments
            .iter()
            .find(|assessment| assessment.instrument == pack.head.id);
        let findings = assessment.map(|assessment| &assessment.findings);
        let rows = findings.into_iter().flatten().map(|finding| {
            let criterion = brief.norms.criterion(&finding.criterion);
            let rule = criterion.and_then(|criterion| criterion.choice.clone());
            let mut row = Row::new(vec![
                vec![
                    finding.title.clone().into(),
                    Inline::Toned(Tone::Quiet, format!(" {}", finding.criterion)),
                ],
                vec![toned(finding.value)],
                vec![rule.unwrap_or_else(|| finding.asks.clone()).into()],
                vec![finding.reason.clone().into()],
            ]);
            row.anchor = Some(finding.criterion.0.clone());
            row
        });
        [
            Block::Heading(pack.head.title.clone()),
            Block::Para(vec![pack.head.about.clone().into()]),
            Block::Table(Table {
                columns: vec![
                    Column::words("Level or stage", 24),
                    Column::words("On this record", 14),
                    Column::words("By the rule", 36),
                    Column::words("Reason", 26),
                ],
                rows: rows.collect(),
            }),
        ]
    });
    blocks.collect()
}
