use super::{risk, situation, toned};
use crate::{Block, Brief, Column, Inline, Row, Table};

pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    let Some(hindsight) = &brief.hindsight else {
        return Vec::new();
    };
    let tables = situation::tables(&hindsight.figures, brief.as_of.0.year());
    if hindsight.entries.is_empty() && tables.is_empty() && hindsight.risk.is_none() {
        return Vec::new();
    }
    let mut blocks = vec![Block::Notice(vec![
        format!("Nothing in this section could be known on {}, and nothing in it decided any finding above.", brief.as_of).into(),
    ])];
    blocks.extend(tables);
    if let Some(forecast) = &hindsight.risk {
        blocks.push(Block::Heading(
            "Risk of a new mass killing, worked out later".to_owned(),
        ));
        blocks.extend(risk::forecast(forecast));
    }
    if let (Some(until), false) = (hindsight.until, hindsight.changes.is_empty()) {
        blocks.push(Block::Heading(format!(
            "What the same rules answer once everything on record is known ({until})"
        )));
        let columns = vec![
            Column::words("Criterion", 34),
            Column::words("On the day", 14),
            Column::words("Later", 14),
            Column::words("Entries that came to count", 38),
        ];
        let rows = hindsight.changes.iter().map(|change| {
            let mut cell = vec![Inline::Entries(change.gained.clone())];
            if !change.decisive.is_empty() {
                cell.push("; decisive alone: ".into());
                cell.push(Inline::Entries(change.decisive.clone()));
            }
            Row::new(vec![
                vec![change.title.clone().into()],
                vec![toned(change.value.0)],
                vec![toned(change.value.1)],
                cell,
            ])
        });
        blocks.push(Block::Table(Table {
            columns,
            rows: rows.collect(),
        }));
    }
    if !hindsight.entries.is_empty() {
        blocks.push(Block::Heading("Entries known only later".to_owned()));
        let entries: Vec<_> = hindsight.entries.iter().collect();
        blocks.push(Block::Table(super::entries::table(&entries)));
    }
    blocks
}
