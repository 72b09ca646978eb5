use norms::Norms;
use terms::Day;

use super::section;
use crate::{Block, Cell, Column, Document, Inline, Row, Table, Tone};

/// The norm lattice: every text against the five propositions, with the paragraph behind each cell.
pub fn lattice(norms: &Norms) -> Document {
    Document {
        title: "The norm lattice".into(),
        subtitle: "Each text against each proposition: accepted, partly, contested or absent"
            .into(),
        sections: vec![section(
            "lattice",
            "Texts, oldest first",
            lattice_blocks(norms, None),
        )],
    }
}

/// The lattice, with the texts that are later than a day marked as such.
pub(crate) fn lattice_blocks(norms: &Norms, on: Option<Day>) -> Vec<Block> {
    let rows = norms
        .propositions
        .iter()
        .flat_map(|propositions| &propositions.rows);
    let rows: Vec<_> = rows.collect();
    let share = 72 / u16::try_from(rows.len().max(1)).unwrap_or(1);
    let mut columns = vec![Column::words("Text", 28)];
    columns.extend(
        rows.iter()
            .map(|row| Column::words(row.title.clone(), share)),
    );
    let table_rows = norms.instruments.iter().map(|instrument| {
        let head = &instrument.head;
        let mut cells: Vec<Cell> = vec![vec![
            Inline::Strong(head.short.clone()),
            Inline::Toned(
                Tone::Quiet,
                format!(
                    " {}, {}, from {}{}",
                    head.id,
                    head.legal_force,
                    head.applies_from(),
                    match on.is_some_and(|on| on < head.applies_from()) {
                        true => ", later",
                        false => "",
                    }
                ),
            ),
        ]];
        cells.extend(rows.iter().map(|row| -> Cell {
            let Some(position) = instrument.position(&row.id) else {
                return vec![Inline::Toned(Tone::Quiet, "not coded".into())];
            };
            let provision = instrument.provision(position.provision.get_ref());
            let place = provision
                .map(|provision| provision.paragraph.clone())
                .unwrap_or_default();
            let doubt = match provision.is_some_and(|provision| provision.checked) {
                true => "",
                false => ", not checked",
            };
            let note = match position.note.is_empty() {
                true => String::new(),
                false => format!(" {}", position.note),
            };
            vec![
                position.stance.to_string().into(),
                Inline::Toned(Tone::Quiet, format!(" ({place}{doubt}).{note}")),
            ]
        }));
        Row::new(cells)
    });
    let table = Block::Table(Table {
        columns,
        rows: table_rows.collect(),
    });
    let mut blocks = Vec::new();
    if let Some(propositions) = &norms.propositions {
        let checked = match propositions.head.checked {
            true => "",
            false => {
                " The wording of the propositions was recalled and not checked against the article."
            }
        };
        let source = format!(
            "{}, {}.{checked}",
            propositions.head.title, propositions.head.citation
        );
        blocks.push(Block::Para(vec![source.into()]));
        let items = propositions.rows.iter();
        let items = items.map(|row| {
            vec![
                Inline::Strong(format!("{}. ", row.title)),
                row.summary.clone().into(),
            ]
        });
        blocks.push(Block::List(items.collect()));
    }
    blocks.push(table);
    blocks
}
