use crate::{Block, Brief, Cell, Column, Inline, Row, Table, Tone};

pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    let Some(propositions) = &brief.norms.propositions else {
        return Vec::new();
    };
    let instruments = &brief.norms.instruments;
    let share = 72 / u16::try_from(instruments.len().max(1)).unwrap_or(1);
    let mut columns = vec![Column::words("Proposition", 28)];
    columns.extend(instruments.iter().map(|instrument| {
        let later = brief.on < instrument.head.applies_from();
        Column::words(instrument.head.short.clone(), share).with_note(if later {
            "later"
        } else {
            ""
        })
    }));
    let rows = propositions.rows.iter().map(|row| {
        let cells = instruments.iter().map(|instrument| -> Cell {
            let Some(position) = instrument
                .positions
                .iter()
                .find(|position| *position.proposition.get_ref() == row.id)
            else {
                return vec![Inline::Toned(Tone::Quiet, "not coded".into())];
            };
            let provision = instrument.provision(position.provision.get_ref());
            let place = provision
                .map(|provision| provision.paragraph.clone())
                .unwrap_or_default();
            let doubt = if provision.is_some_and(|provision| provision.checked) {
                ""
            } else {
                ", not checked"
            };
            let note = if position.note.is_empty() {
                String::new()
            } else {
                format!(" {}", position.note)
            };
            vec![
                position.stance.to_string().into(),
                Inline::Toned(Tone::Quiet, format!(" ({place}{doubt}).{note}")),
            ]
        });
        let title = vec![
            Inline::Strong(row.title.clone()),
            format!(". {}", row.summary).into(),
        ];
        Row::new(std::iter::once(title).chain(cells).collect())
    });
    let checked = if propositions.head.checked {
        ""
    } else {
        " The wording of the propositions was recalled and not checked against the article."
    };
    vec![
        Block::Para(vec![
            format!(
                "Rows: {}, {}.{checked}",
                propositions.head.title, propositions.head.citation
            )
            .into(),
        ]),
        Block::Table(Table {
            columns,
            rows: rows.collect(),
        }),
    ]
}
