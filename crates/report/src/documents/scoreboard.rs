use super::{section, watch::made};
use crate::{
    Block, Board, Cell, Column, Document, Drawing, Entrant, Inline, NumberForm, Picture, Role, Row,
    Scoreboard, Section, Table, Tone,
};

/// The document of a scoreboard: a table and pictures for each target and protocol.
pub fn scoreboard(scoreboard: &Scoreboard) -> Document {
    let mut sections = vec![section(
        "read",
        "How to read this",
        vec![
            Block::Para(vec![
                "Every model forecast what it had not seen. Baselines are simple rules; a model \
                 that does not beat them has no skill. Where intervals overlap much, the data \
                 cannot tell two models apart."
                    .into(),
            ]),
            Block::Para(vec![
                format!(
                    "Intervals hold {} of replicates. {}",
                    scoreboard.level, scoreboard.interval
                )
                .into(),
            ]),
        ],
    )];
    sections.extend(scoreboard.boards.iter().map(|board| of(board, scoreboard)));
    sections.push(Section {
        annex: true,
        ..section("made", "Where this comes from", made(&scoreboard.made))
    });
    Document {
        title: "Scoreboard".into(),
        subtitle: "Every model, target and protocol".into(),
        sections,
    }
}

fn of(board: &Board, scoreboard: &Scoreboard) -> Section {
    let protocol = &board.protocol;
    let events = protocol.events.map_or_else(String::new, |events| {
        format!(", {events} times it happened")
    });
    let mut blocks = vec![
        Block::Para(vec![board.target.definition.clone().into()]),
        Block::Para(vec![
            format!(
                "{} {} {}{events}.",
                protocol.about, protocol.rows, protocol.rows_are
            )
            .into(),
        ]),
        Block::Table(table(board)),
    ];
    blocks.extend(intervals(board));
    if !board.differences.is_empty() {
        blocks.push(Block::Heading("Differences".into()));
        blocks.push(Block::Table(differences(board, scoreboard)));
    }
    if !board.reliability.is_empty() {
        blocks.push(Block::Picture(Picture {
            title: "How often it happened where a model forecast so much; on the dashed line a \
                    forecast is right on average"
                .into(),
            drawing: Drawing::Reliability(board.reliability.clone()),
            source: protocol.title.clone().into(),
        }));
    }
    let caveats = board.caveats.iter().map(|text| vec![text.clone().into()]);
    blocks.push(Block::List(caveats.collect()));
    section(
        &format!("{}-{}", board.target.id, protocol.id),
        format!("{}: {}", board.target.title, protocol.title),
        blocks,
    )
}

fn table(board: &Board) -> Table {
    let mut columns = vec![Column::words("Model", 28)];
    let scores = board
        .entries
        .first()
        .map(|entrant| entrant.scores.as_slice());
    for score in scores.unwrap_or_default() {
        let without = score
            .without_skill
            .map(|value| format!("without skill {}", score.shown.number(value)));
        columns
            .push(Column::numbers(score.title.clone(), 14).with_note(without.unwrap_or_default()));
    }
    let rows = board.entries.iter().map(|entrant| {
        let mut model: Cell = vec![match entrant.role {
            Role::Used => Inline::Strong(entrant.model.title.clone()),
            _ => entrant.model.title.clone().into(),
        }];
        if entrant.role != Role::Own {
            model.push(Inline::Toned(
                Tone::Quiet,
                format!(" {}", entrant.role.word()),
            ));
        }
        let scores = entrant.scores.iter().map(|score| -> Cell {
            let mut cell: Cell = vec![score.text().into()];
            if let Some(value) = &score.value {
                let range = format!(" {}", score.shown.range(value));
                cell.push(Inline::Toned(Tone::Quiet, range));
            }
            cell
        });
        Row::new(std::iter::once(model).chain(scores).collect())
    });
    Table {
        columns,
        rows: rows.collect(),
    }
}

/// One picture a score, with a line a model.
fn intervals(board: &Board) -> Vec<Block> {
    let Some(first) = board.entries.first() else {
        return Vec::new();
    };
    let pictures = first.scores.iter().enumerate().filter_map(|(n, score)| {
        let better = match score.better {
            crate::Better::Higher => "the higher, the better",
            crate::Better::Lower => "the lower, the better",
        };
        let value = |entrant: &Entrant| entrant.scores.get(n).and_then(|score| score.value);
        let lines = board
            .entries
            .iter()
            .map(|one| (one.model.title.clone(), value(one)));
        // Without a figure there is nothing to draw; the table says that there is none.
        board.entries.iter().find_map(value)?;
        Some(Block::Picture(Picture {
            title: format!("{}, {better}", score.title),
            drawing: Drawing::Intervals {
                lines: lines.collect(),
                shown: score.shown,
                mark: score.without_skill,
            },
            source: board.protocol.title.clone().into(),
        }))
    });
    pictures.collect()
}

fn differences(board: &Board, scoreboard: &Scoreboard) -> Table {
    let form = NumberForm::Places(4);
    let rows = board.differences.iter().map(|difference| {
        Row::new(vec![
            vec![difference.score.clone().into()],
            vec![format!("{} less {}", difference.model, difference.against).into()],
            vec![form.number(difference.value.value).into()],
            vec![form.range(&difference.value).into()],
            vec![difference.better_in.to_string().into()],
        ])
    });
    Table {
        columns: vec![
            Column::words("Score", 18),
            Column::words("Models", 38),
            Column::numbers("Difference", 12),
            Column::numbers(
                format!("{:.0} % interval", scoreboard.level.get() * 100.0),
                18,
            ),
            Column::numbers("Better in", 14).with_note("share of replicates"),
        ],
        rows: rows.collect(),
    }
}
