use norms::Value;

use super::toned;
use crate::{Block, Brief, Column, Inline, Row, Table};

/// The pack that holds the risk factors.
pub(super) const PACK: &str = "framework-of-analysis";

pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    let Some(assessment) = brief
        .assessments
        .iter()
        .find(|assessment| assessment.instrument == PACK)
    else {
        return Vec::new();
    };
    let columns = vec![
        Column::words("Factor", 46),
        Column::words("Present", 14),
        Column::words("For", 20),
        Column::words("Against", 20),
    ];
    let rows = assessment.findings.iter().map(|finding| {
        let value = match (finding.checked, finding.value) {
            (false, _) => Inline::Toned(crate::Tone::Quiet, "number not checked".into()),
            (true, Value::Undetermined) => Inline::Toned(crate::Tone::Unknown, "unknown".into()),
            (true, value) => toned(value),
        };
        let ids = |ids: &[ledger::EntryId]| {
            if ids.is_empty() {
                vec!["none".into()]
            } else {
                vec![Inline::Entries(ids.to_vec())]
            }
        };
        Row::new(vec![
            vec![finding.title.clone().into()],
            vec![value],
            ids(&finding.entries_for),
            ids(&finding.entries_against),
        ])
    });
    let text = "The Framework is a checklist and has no score. Unknown is not absent: it means that no entry, or not enough of them, speaks to the factor.";
    vec![
        Block::Table(Table {
            columns,
            rows: rows.collect(),
        }),
        Block::Para(vec![text.into()]),
    ]
}
