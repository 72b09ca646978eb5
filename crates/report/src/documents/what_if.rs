use norms::{Difference, Value};
use serde::Serialize;
use terms::AsOf;

use super::section;
use crate::sections::{count, toned, toned_status};
use crate::{Block, Column, Document, Inline, Row, Table};

/// A record as it would be if some of it were otherwise, and what that changes.
#[derive(Debug, Serialize)]
pub struct WhatIf {
    /// The case or state.
    pub title: String,
    /// The date.
    pub as_of: AsOf,
    /// The policy on proof, by id.
    pub policy: String,
    /// What is supposed, in words.
    pub supposed: Vec<String>,
    /// What differs.
    pub difference: Difference,
    /// How many criteria and claims were compared.
    pub of: usize,
}

/// The document of a supposition.
pub fn what_if(what_if: &WhatIf) -> Document {
    let changed = |value: &(Value, Value)| value.0 != value.1;
    let findings: Vec<_> = what_if
        .difference
        .findings
        .iter()
        .filter(|change| changed(&change.value))
        .collect();
    let supposed = what_if
        .supposed
        .iter()
        .map(|text| vec![text.clone().into()]);
    let mut answer = vec![
        Block::List(supposed.collect()),
        Block::Para(vec![
            format!(
                "{} of {} differ; {} under a text in force.",
                count(findings.len(), "answer", "answers"),
                what_if.of,
                count(
                    what_if.difference.standings.len(),
                    "measure stands differently",
                    "measures stand differently"
                ),
            )
            .into(),
        ]),
    ];
    let rows = findings.iter().map(|change| {
        let mut entries: Vec<Inline> = Vec::new();
        for (label, ids) in [
            ("no longer count: ", &change.lost),
            ("come to count: ", &change.gained),
        ] {
            if !ids.is_empty() {
                if !entries.is_empty() {
                    entries.push("; ".into());
                }
                entries.push(label.into());
                entries.push(Inline::Entries(ids.clone()));
            }
        }
        Row::new(vec![
            vec![
                change.title.clone().into(),
                Inline::Toned(crate::Tone::Quiet, format!(" {}", change.criterion)),
            ],
            vec![toned(change.value.0)],
            vec![toned(change.value.1)],
            entries,
        ])
    });
    let rows: Vec<Row> = rows.collect();
    if !rows.is_empty() {
        answer.push(Block::Table(Table {
            columns: vec![
                Column::words("Criterion", 42),
                Column::words("On record", 13),
                Column::words("As supposed", 13),
                Column::words("Entries", 32),
            ],
            rows,
        }));
    }
    let mut sections = vec![section("findings", "What if", answer)];
    let rows: Vec<Row> = what_if
        .difference
        .standings
        .iter()
        .map(|change| {
            Row::new(vec![
                vec![change.title.clone().into()],
                vec![change.instrument.clone().into()],
                vec![toned_status(change.status.0)],
                vec![toned_status(change.status.1)],
            ])
        })
        .collect();
    if !rows.is_empty() {
        let columns = vec![
            Column::words("Measure", 40),
            Column::words("Under", 24),
            Column::words("On record", 18),
            Column::words("As supposed", 18),
        ];
        sections.push(section(
            "measures",
            "Measures that stand differently",
            vec![Block::Table(Table { columns, rows })],
        ));
    }
    Document {
        title: format!("What if: {}", what_if.title),
        subtitle: format!(
            "As of {}. Nothing on record is changed by this.",
            what_if.as_of
        ),
        sections,
    }
}
