use norms::Reading;

use super::toned;
use crate::{Block, Brief, Cell, Column, Inline, Row, Table, Tone};

pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    let instruments: Vec<_> = brief
        .assessments
        .iter()
        .filter(|assessment| assessment.first_pages)
        .collect();
    let share = 76 / u16::try_from(instruments.len().max(1)).unwrap_or(1);
    let mut columns = vec![Column::words("Asked", 24)];
    columns.extend(instruments.iter().map(|assessment| {
        let note = match assessment.reading {
            Reading::Later => "later reading".to_owned(),
            _ => assessment
                .legal_force
                .map(|force| force.to_string())
                .unwrap_or_default(),
        };
        Column::words(assessment.short.clone(), share).with_note(note)
    }));
    let rows = brief.norms.aspects.iter().map(|aspect| {
        let cells = instruments.iter().map(|assessment| -> Cell {
            let asked = brief
                .norms
                .instrument(&assessment.instrument)
                .and_then(|instrument| instrument.asks(&aspect.id))
                .map(|ask| ask.criterion.get_ref().0.as_str());
            match asked.and_then(|id| assessment.finding(id)) {
                Some(finding) => vec![toned(finding.value)],
                None => vec![Inline::Toned(Tone::Quiet, "not asked".into())],
            }
        });
        Row::new(
            std::iter::once(vec![aspect.title.clone().into()])
                .chain(cells)
                .collect(),
        )
    });
    let later: Vec<&str> = instruments
        .iter()
        .filter(|a| a.reading == Reading::Later)
        .map(|a| a.short.as_str())
        .collect();
    let mut blocks = vec![Block::Table(Table {
        columns,
        rows: rows.collect(),
    })];
    if !later.is_empty() {
        blocks.push(Block::Para(vec![
            format!("{} did not exist on {}. Each is shown as a later reading of the same record; it decides nothing and opens no option.", later.join(", "), brief.on).into(),
        ]));
    }
    blocks
}
