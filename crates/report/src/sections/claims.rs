use super::{reached, some_entries, toned};
use crate::{Block, Brief, Column, Row, Table};

pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    if brief.claims.is_empty() {
        return Vec::new();
    }
    let columns = vec![
        Column::words("Claim of the debate", 40),
        Column::words("On the record of the day", 14),
        Column::words("Standard reached", 18),
        Column::words("For", 14),
        Column::words("Against", 14),
    ];
    let rows = brief.claims.iter().map(|finding| {
        Row::new(vec![
            vec![finding.asks.clone().into()],
            vec![toned(finding.value)],
            vec![reached(finding).into()],
            some_entries(&finding.entries_for, 3),
            some_entries(&finding.entries_against, 3),
        ])
    });
    let text = "These questions were argued, but no criterion of any instrument asks them: whatever the answer, it meets or fails no criterion of the responsibility to protect.";
    vec![
        Block::Table(Table {
            columns,
            rows: rows.collect(),
        }),
        Block::Para(vec![text.into()]),
    ]
}
