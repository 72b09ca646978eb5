use std::collections::BTreeSet;

use norms::{Assessment, Finding, PackRole, Reading};

use super::{standard, toned};
use crate::{Block, Brief, Cell, Column, Inline, Row, Table, Tone};

pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    let mut seen = BTreeSet::new();
    let mut silent: Vec<String> = Vec::new();
    let mut blocks = Vec::new();
    for assessment in brief
        .assessments
        .iter()
        .filter(|assessment| has_no_section_of_its_own(brief, assessment))
    {
        let findings: Vec<&Finding> = assessment
            .findings
            .iter()
            .filter(|finding| seen.insert(finding.criterion.clone()))
            .filter(|finding| {
                let spoken = speaks(finding);
                if !spoken {
                    silent.push(finding.title.to_lowercase());
                }
                spoken
            })
            .collect();
        if findings.is_empty() {
            continue;
        }
        let reading = match assessment.reading {
            Reading::InForce => "in force on the day",
            Reading::Later => "later reading",
            Reading::NotAMember => "the state is not a member",
            Reading::Method => "criteria that the texts draw on",
        };
        blocks.push(Block::Heading(format!("{} ({reading})", assessment.title)));
        blocks.push(Block::Table(table(&findings)));
    }
    blocks.push(Block::Para(vec![
        "A criterion that several texts use is shown once, under the first of them.".into(),
    ]));
    if !silent.is_empty() {
        blocks.push(Block::Heading(format!(
            "{} to which no entry speaks",
            super::count(silent.len(), "criterion", "criteria")
        )));
        blocks.push(Block::Para(vec![
            format!("Undetermined for want of evidence: {}.", silent.join(", ")).into(),
        ]));
    }
    blocks
}

/// Checklists and crosswalks stand in sections of their own.
fn has_no_section_of_its_own(brief: &Brief<'_>, assessment: &Assessment) -> bool {
    let pack = brief.norms.packs.get(&assessment.instrument);
    pack.is_none_or(|pack| pack.head.role == PackRole::Criteria)
}

/// Whether any entry bears on it or on what it rests on, counted or set aside.
fn speaks(finding: &Finding) -> bool {
    !finding.entries_for.is_empty()
        || !finding.entries_against.is_empty()
        || !finding.set_aside.is_empty()
}

pub(super) fn table(findings: &[&Finding]) -> Table {
    let columns = vec![
        Column::words("Criterion", 26),
        Column::words("Answer", 12),
        Column::words("Reached for / against", 16),
        Column::words("Entries", 24),
        Column::words("Reason", 22),
    ];
    let rows = findings.iter().map(|finding| {
        let mut row = Row::new(vec![
            vec![
                finding.title.clone().into(),
                Inline::Toned(Tone::Quiet, format!(" {}", finding.criterion)),
            ],
            vec![toned(finding.value)],
            vec![
                format!(
                    "{} / {}",
                    standard(finding.reached_for),
                    standard(finding.reached_against)
                )
                .into(),
            ],
            entries(finding),
            vec![finding.reason.clone().into()],
        ]);
        row.anchor = Some(finding.criterion.0.clone());
        row
    });
    Table {
        columns,
        rows: rows.collect(),
    }
}

fn entries(finding: &Finding) -> Cell {
    let mut cell: Cell = Vec::new();
    let mut add = |label: &str, ids: Vec<ledger::EntryId>| {
        if !ids.is_empty() {
            let gap = if cell.is_empty() { "" } else { "; " };
            cell.push(format!("{gap}{label} ").into());
            cell.push(Inline::Entries(ids));
        }
    };
    add("for", finding.entries_for.clone());
    add("against", finding.entries_against.clone());
    add(
        "set aside",
        finding
            .set_aside
            .iter()
            .map(|aside| aside.entry.clone())
            .collect(),
    );
    if cell.is_empty() {
        cell.push("none".into());
    }
    cell
}
