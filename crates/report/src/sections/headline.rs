use norms::Finding;

use super::{reached, some_entries, toned};
use crate::{Block, Brief, Cell, Column, Inline, Row, Table, Tone};

pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(case) = &brief.case {
        blocks.push(Block::Para(vec![
            Inline::Strong("The question. ".into()),
            case.question.clone().into(),
        ]));
        if (case.as_of, case.as_of) != (brief.as_of.0, brief.on) {
            let text = format!(
                "The case is put as of {}; this brief reads the record as of {}.",
                case.as_of, brief.as_of
            );
            blocks.push(Block::Notice(vec![text.into()]));
        }
    } else {
        let text = "The casebook has no case on this state, so no entry speaks to any question: every finding is undetermined for want of evidence, which is not a finding that all is well.";
        blocks.push(Block::Notice(vec![text.into()]));
    }
    let mut columns = vec![
        Column::words("Question", 28),
        Column::words("Answer", 14),
        Column::words("Standard reached", 15),
    ];
    columns.extend(
        brief
            .beside
            .as_ref()
            .map(|beside| Column::words(beside.policy.title.clone(), 14).with_note("policy")),
    );
    columns.push(Column::words("Origins to be wrong", 9));
    columns.push(Column::words("Entries", 20));
    let rows = brief
        .headlines
        .iter()
        .zip(&brief.plan.headlines)
        .enumerate()
        .map(|(at, (finding, headline))| {
            let mut cells = vec![
                vec![headline.label.clone().into()],
                vec![toned(finding.value)],
                vec![reached(finding).into()],
            ];
            let beside = brief
                .beside
                .as_ref()
                .and_then(|beside| beside.headlines.get(at));
            cells.extend(beside.map(|finding| vec![toned(finding.value)]));
            cells.push(match brief.fragility.get(at).and_then(Option::as_ref) {
                Some(fragility) => vec![fragility.origins.fewest.to_string().into()],
                None => vec![Inline::Toned(Tone::Quiet, "none to fall".into())],
            });
            cells.push(both_sides(finding));
            Row::new(cells)
        });
    blocks.push(Block::Table(Table {
        columns,
        rows: rows.collect(),
    }));
    blocks.push(Block::Para(vec![
        format!(
            "Every answer is asked for at {} under the policy “{}”, from what was known on {}. “Origins to be wrong” is the fewest independent origins whose falsity would take the answer away. ",
            brief.policy.finding, brief.policy.title, brief.as_of
        )
        .into(),
        "This brief informs; it decides nothing and recommends nothing. An answer is a reading of a record, not a verdict on any person.".into(),
    ]));
    blocks
}

/// The first entries for and against.
fn both_sides(finding: &Finding) -> Cell {
    let (yes, no) = (&finding.entries_for, &finding.entries_against);
    let mut cell = Cell::new();
    if !yes.is_empty() {
        cell.push("for ".into());
        cell.extend(some_entries(yes, 2));
    }
    if !no.is_empty() {
        cell.push(
            if cell.is_empty() {
                "against "
            } else {
                "; against "
            }
            .into(),
        );
        cell.extend(some_entries(no, 1));
    }
    if cell.is_empty() {
        cell.push("none".into());
    }
    cell
}
