use super::{section, watch::made};
use crate::{
    Better, Block, Board, Cell, Column, Document, Drawing, Entrant, Inline, NumberForm, Picture,
    Ranged, Role, Row, Score, Scoreboard, Section, Table, Tone,
};

/// How many scores stand side by side: more are not readable on paper or in a terminal.
const ABREAST: usize = 3;

/// The document of a scoreboard: tables and pictures for each target and protocol.
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
                    "Intervals hold {:.0} % of replicates. {}",
                    scoreboard.level.get() * 100.0,
                    scoreboard.interval
                )
                .into(),
            ]),
            Block::Para(vec![scoreboard.how.clone().into()]),
        ],
    )];
    sections.extend(scoreboard.boards.iter().map(|board| of(board, scoreboard)));
    sections.push(Section {
        annex: true,
        ..section("models", "The models", models(scoreboard))
    });
    sections.push(Section {
        annex: true,
        ..section("made", "Where this comes from", made(&scoreboard.made))
    });
    Document {
        title: "Scoreboard".into(),
        subtitle: "How good every model's forecasts were".into(),
        sections,
    }
}

fn of(board: &Board, scoreboard: &Scoreboard) -> Section {
    let protocol = &board.protocol;
    let events = protocol.events.map_or_else(String::new, |events| {
        format!("; it happened in {events} of them")
    });
    let mut blocks = vec![
        Block::Para(vec![board.target.definition.clone().into()]),
        Block::Para(vec![
            format!(
                "{} {} {}{events}. Outcomes: {}, version {}. Seed {}.",
                protocol.about,
                protocol.rows,
                protocol.rows_are,
                board.target.source,
                board.vintage,
                board.seeds
            )
            .into(),
        ]),
    ];
    blocks.extend(tables(&board.entries));
    blocks.extend(intervals(board));
    blocks.extend(against_rival(board));
    let chosen = differences(board);
    if !chosen.is_empty() {
        blocks.push(Block::Heading("Differences of the chosen model".into()));
        blocks.push(Block::Table(difference_table(chosen, scoreboard)));
    }
    blocks.extend(reliability(board));
    blocks.extend(parts(board));
    let caveats = board.caveats.iter().map(|text| vec![text.clone().into()]);
    blocks.push(Block::List(caveats.collect()));
    section(
        &format!("{}-{}", board.target.id, protocol.id.replace('/', "-")),
        protocol.title.clone(),
        blocks,
    )
}

fn name(entrant: &Entrant) -> Cell {
    let mut model: Cell = vec![match entrant.role {
        Role::Chosen => Inline::Strong(entrant.model.title.clone()),
        _ => entrant.model.title.clone().into(),
    }];
    if entrant.role != Role::Own {
        model.push(Inline::Toned(
            Tone::Quiet,
            format!(" {}", entrant.role.word()),
        ));
    }
    model
}

fn figure(score: &Score) -> Cell {
    let mut cell: Cell = vec![score.text().into()];
    if let Some(value) = &score.value {
        let note = if score.note.is_empty() {
            String::new()
        } else {
            format!(", {}", score.note)
        };
        let range = format!(" ({}){note}", score.shown.range(value));
        cell.push(Inline::Toned(Tone::Quiet, range));
    }
    cell
}

/// The scores of all models, a few side by side in each table.
fn tables(entries: &[Entrant]) -> Vec<Block> {
    let scores = entries.first().map(|entrant| entrant.scores.as_slice());
    let scores = scores.unwrap_or_default();
    let groups = scores.chunks(ABREAST).enumerate();
    groups
        .map(|(group, some)| {
            let mut columns = vec![Column::words("Model", 26)];
            columns.extend(some.iter().map(|score| {
                let without = score
                    .without_skill
                    .map(|value| format!("without skill {}", score.shown.number(value)));
                Column::numbers(score.title.clone(), 24).with_note(without.unwrap_or_default())
            }));
            let rows = entries.iter().map(|entrant| {
                let some = entrant.scores.iter().skip(group * ABREAST).take(ABREAST);
                Row::new(
                    std::iter::once(name(entrant))
                        .chain(some.map(figure))
                        .collect(),
                )
            });
            Block::Table(Table {
                columns,
                rows: rows.collect(),
            })
        })
        .collect()
}

fn way(better: Better) -> &'static str {
    match better {
        Better::Higher => "the higher, the better",
        Better::Lower => "the lower, the better",
    }
}

/// One picture a score, with a line a model.
fn intervals(board: &Board) -> Vec<Block> {
    let Some(first) = board.entries.first() else {
        return Vec::new();
    };
    let scores = first.scores.iter().enumerate();
    let pictures = scores
        .filter(|(_, score)| board.pictured.contains(&score.id))
        .filter_map(|(n, score)| {
            let value = |entrant: &Entrant| entrant.scores.get(n).and_then(|score| score.value);
            let lines = board
                .entries
                .iter()
                .map(|one| (one.model.title.clone(), value(one)));
            // Without a figure there is nothing to draw; the table says that there is none.
            board.entries.iter().find_map(value)?;
            Some(picture(
                format!("{}, {}", score.title, way(score.better)),
                lines.collect(),
                score.shown,
                score.without_skill,
                &board.protocol.title,
            ))
        });
    pictures.collect()
}

fn picture(
    title: String,
    lines: Vec<(String, Option<Ranged>)>,
    shown: NumberForm,
    mark: Option<f64>,
    source: &str,
) -> Block {
    Block::Picture(Picture {
        title,
        drawing: Drawing::Intervals { lines, shown, mark },
        source: source.to_owned().into(),
    })
}

/// How each model differs from the one that it is measured by, one picture a score.
fn against_rival(board: &Board) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for id in &board.pictured {
        let of_score = board
            .differences
            .iter()
            .filter(|one| one.id == *id && one.against == board.rival);
        // A baseline far off would press all others together; its difference is in the data.
        let of_score: Vec<_> = of_score
            .filter(|one| role(board, &one.model) != Some(Role::Baseline))
            .collect();
        let Some(first) = of_score.first() else {
            continue;
        };
        let lines = of_score
            .iter()
            .map(|one| (one.model.clone(), Some(one.value)));
        let better = match first.better {
            Better::Higher => "right of the dashed line is better",
            Better::Lower => "left of the dashed line is better",
        };
        blocks.push(picture(
            format!("{} less that of {}; {better}", first.score, board.rival),
            lines.collect(),
            first.shown,
            Some(0.0),
            &board.protocol.title,
        ));
    }
    if !blocks.is_empty() {
        let title = format!("Against {} on the same states", board.rival);
        blocks.insert(0, Block::Heading(title));
    }
    blocks
}

fn role(board: &Board, model: &str) -> Option<Role> {
    let entry = board.entries.iter().find(|one| one.model.id == model);
    entry.map(|one| one.role)
}

fn differences(board: &Board) -> Vec<&crate::Difference> {
    let all = board.differences.iter();
    all.filter(|one| role(board, &one.model) == Some(Role::Chosen))
        .collect()
}

fn difference_table(differences: Vec<&crate::Difference>, scoreboard: &Scoreboard) -> Table {
    let rows = differences.into_iter().map(|difference| {
        let form = match difference.shown {
            NumberForm::Places(places) => NumberForm::Places(places + 1),
            NumberForm::Percent => NumberForm::Percent,
        };
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
            Column::words("Score", 24),
            Column::words("Models", 30),
            Column::numbers("Difference", 12),
            Column::numbers(
                format!("{:.0} % interval", scoreboard.level.get() * 100.0),
                20,
            ),
            Column::numbers("Better in", 14).with_note("share of replicates"),
        ],
        rows: rows.collect(),
    }
}

/// The curves of the chosen model and of those it is compared with; the other curves are in the JSON.
fn reliability(board: &Board) -> Option<Block> {
    let curves = board.reliability.iter();
    let shown = curves.filter(|curve| role(board, &curve.model) != Some(Role::Own));
    let curves: Vec<_> = shown.cloned().collect();
    (!curves.is_empty()).then(|| {
        Block::Picture(Picture {
            title: "How often it happened where a model forecast so much; on the dashed line a \
                    forecast is right on average"
                .into(),
            drawing: Drawing::Reliability(curves),
            source: board.protocol.title.clone().into(),
        })
    })
}

/// The chosen model beside the one it is measured by, window by window.
fn parts(board: &Board) -> Vec<Block> {
    let Some(first) = board.parts.first().and_then(|part| part.entries.first()) else {
        return Vec::new();
    };
    let mut columns = vec![Column::words("Window", 10), Column::words("Model", 18)];
    columns.extend(
        first
            .scores
            .iter()
            .map(|score| Column::numbers(score.title.clone(), 24)),
    );
    let rows = board.parts.iter().flat_map(|part| {
        let entries = part.entries.iter();
        let shown = entries.filter(|one| one.role == Role::Chosen || one.model.id == board.rival);
        shown.map(|one| {
            let mut cells: Vec<Cell> = vec![vec![part.title.clone().into()], name(one)];
            cells.extend(one.scores.iter().map(figure));
            Row::new(cells)
        })
    });
    vec![
        Block::Heading("Window by window".into()),
        Block::Table(Table {
            columns,
            rows: rows.collect(),
        }),
    ]
}

fn models(scoreboard: &Scoreboard) -> Vec<Block> {
    let mut seen = std::collections::BTreeMap::new();
    for entrant in scoreboard.boards.iter().flat_map(|board| &board.entries) {
        seen.insert(&entrant.model.id, entrant);
    }
    let items = seen.values().map(|entrant| {
        vec![
            Inline::Strong(format!("{}: ", entrant.model.title)),
            format!("{}.", entrant.model.about.trim_end_matches('.')).into(),
        ]
    });
    vec![Block::List(items.collect())]
}
