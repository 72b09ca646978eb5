use std::collections::BTreeMap;

use terms::StateId;

use super::section;
use crate::{
    Block, Cell, Column, Document, Drawing, Factor, Inline, Made, Picture, Row, Score, Section,
    Skill, StateRisk, Table, Tone, Watch,
};

/// The document of a watch: the list, how good it was before, the map, four readings, and why.
pub fn watch(watch: &Watch) -> Document {
    let by_state: BTreeMap<StateId, &StateRisk> =
        watch.risks.iter().map(|risk| (risk.gw, risk)).collect();
    let mut sections = vec![
        section("read", "How to read this", intro(watch)),
        section(
            "top",
            format!("The {} highest risks", watch.top),
            list(watch),
        ),
    ];
    if let Some(atlas) = &watch.atlas {
        let picture = Picture {
            title: format!(
                "Risk of {}, {}; the numbers are ranks",
                lower(&watch.target.title),
                years(watch)
            ),
            drawing: Drawing::Map {
                atlas: atlas.clone(),
                risks: watch.risks.clone(),
                numbered: watch.top.min(30),
            },
            source: atlas.source.clone().into(),
        };
        sections.push(section("map", "Map", vec![Block::Picture(picture)]));
    }
    sections.extend(watch.readings.iter().map(|reading| {
        let rows: Vec<Row> = reading
            .states
            .iter()
            .filter_map(|named| {
                let risk = by_state.get(&named.gw)?;
                Some(Row::new(vec![
                    vec![risk.rank.to_string().into()],
                    name(risk),
                    vec![risk.risk.to_string().into()],
                    vec![named.note.clone().into()],
                ]))
            })
            .collect();
        let mut blocks = vec![Block::Para(vec![reading.definition.clone().into()])];
        if rows.is_empty() {
            blocks.push(Block::Para(vec!["No state.".into()]));
        } else {
            let columns = vec![
                Column::numbers("Rank", 8),
                Column::words("State", 30),
                Column::numbers("Risk", 12),
                Column::words("Why it stands here", 50),
            ];
            blocks.push(Block::Table(Table { columns, rows }));
        }
        section(&reading.id, reading.title.clone(), blocks)
    }));
    sections.push(section("skill", "How good it was before", skill(watch)));
    sections.push(annex(
        "factors",
        "What moves each risk on the list",
        factors(watch),
    ));
    sections.push(annex("all", "Every state", every(watch)));
    if !watch.left_out.is_empty() {
        sections.push(annex("left-out", "States without a risk", left_out(watch)));
    }
    sections.push(annex("made", "Where this comes from", made(&watch.made)));
    Document {
        title: format!("Watch list: {}", lower(&watch.target.title)),
        subtitle: format!(
            "{}, as of {}, by {}",
            years(watch),
            watch.as_of,
            watch.model.title
        ),
        sections,
    }
}

fn annex(id: &str, title: &str, blocks: Vec<Block>) -> Section {
    Section {
        annex: true,
        ..section(id, title, blocks)
    }
}

fn years(watch: &Watch) -> String {
    if watch.first_year == watch.last_year {
        watch.first_year.to_string()
    } else {
        format!("{} to {}", watch.first_year, watch.last_year)
    }
}

fn lower(title: &str) -> String {
    let mut letters = title.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

fn intro(watch: &Watch) -> Vec<Block> {
    vec![
        Block::Notice(vec![
            "A risk says how often it happened in states like this one. Most states on this list \
             will see none, and a state that is not on it is not safe. The list says where to look; \
             it decides nothing."
                .into(),
        ]),
        Block::Para(vec![
            Inline::Strong("What is forecast: ".into()),
            format!(
                "{} Data of {}, forecast for {}. Whether it happened is judged by: {}.",
                watch.target.definition,
                watch.data_year,
                years(watch),
                watch.target.source
            )
            .into(),
        ]),
        Block::Para(vec![
            Inline::Strong("By what: ".into()),
            watch.model.about.clone().into(),
            format!(
                " Intervals hold {:.0} % of replicates. {}",
                watch.level.get() * 100.0,
                watch.interval
            )
            .into(),
        ]),
    ]
}

/// The list, with the skill in a sentence beside it.
fn list(watch: &Watch) -> Vec<Block> {
    let mut blocks: Vec<Block> = watch.skill.iter().take(1).map(statement).collect();
    let columns = vec![
        Column::numbers("Rank", 7),
        Column::words("State", 23),
        Column::numbers("Risk", 10),
        Column::numbers(format!("{:.0} % interval", watch.level.get() * 100.0), 17),
        Column::words("A year before", 15),
        Column::words("What raises (+) or lowers (−) it most", 28),
    ];
    let top = watch.risks.iter().filter(|risk| risk.rank <= watch.top);
    let rows = top.map(|risk| {
        let mut row = Row::new(vec![
            vec![risk.rank.to_string().into()],
            name(risk),
            vec![risk.risk.to_string().into()],
            vec![risk.interval().into()],
            vec![before(risk).into()],
            vec![shortly(&risk.factors, 3).into()],
        ]);
        row.anchor = Some(format!("gw-{}", risk.gw));
        row
    });
    blocks.push(Block::Table(Table {
        columns,
        rows: rows.collect(),
    }));
    let rate = format!(
        "Without knowing anything about a state its risk would be {}.",
        watch.base_rate
    );
    blocks.push(Block::Para(vec![Inline::Toned(Tone::Quiet, rate)]));
    blocks
}

/// The skill in one paragraph: every score with its interval, and the base rate.
pub(crate) fn statement(skill: &Skill) -> Block {
    let protocol = &skill.protocol;
    let events = protocol.events.map_or_else(String::new, |events| {
        format!(
            ", in which it happened {events} times ({})",
            skill.base_rate
        )
    });
    let mut inlines: Vec<Inline> = vec![
        Inline::Strong("How good it was: ".into()),
        format!(
            "over {} {}{events}, with {:.0} % intervals: ",
            protocol.rows,
            protocol.rows_are,
            skill.level.get() * 100.0
        )
        .into(),
    ];
    for (n, score) in skill.scores.iter().enumerate() {
        if n > 0 {
            inlines.push("; ".into());
        }
        inlines.push(scored(score).into());
    }
    inlines.push(".".into());
    Block::Para(inlines)
}

fn scored(score: &Score) -> String {
    let range = score.value.as_ref().map_or_else(String::new, |value| {
        format!(" ({})", score.shown.range(value))
    });
    let note = if score.note.is_empty() {
        String::new()
    } else {
        format!(", {}", score.note)
    };
    format!("{} {}{range}{note}", score.title, score.text())
}

fn skill(watch: &Watch) -> Vec<Block> {
    let mut blocks = Vec::new();
    for skill in &watch.skill {
        blocks.push(Block::Heading(skill.protocol.title.clone()));
        blocks.push(Block::Para(vec![skill.protocol.about.clone().into()]));
        let rows = skill.scores.iter().map(|score| {
            let range = score.value.as_ref().map(|value| score.shown.range(value));
            let without = score.without_skill.map(|value| score.shown.number(value));
            Row::new(vec![
                vec![score.title.clone().into()],
                vec![score.text().into()],
                vec![range.unwrap_or_default().into()],
                vec![without.unwrap_or_default().into()],
                vec![score.note.clone().into()],
            ])
        });
        blocks.push(Block::Table(Table {
            columns: vec![
                Column::words("Score", 30),
                Column::numbers("Value", 12),
                Column::numbers(format!("{:.0} % interval", skill.level.get() * 100.0), 20),
                Column::numbers("Without skill", 14),
                Column::words("", 24),
            ],
            rows: rows.collect(),
        }));
        blocks.push(Block::Para(vec![
            format!(
                "On average it forecast {}, and it happened in {} of {}.",
                skill.mean_forecast, skill.base_rate, skill.protocol.rows_are
            )
            .into(),
        ]));
        let caveats = skill.caveats.iter().map(|text| vec![text.clone().into()]);
        blocks.push(Block::List(caveats.collect()));
    }
    if blocks.is_empty() {
        let missing = "No earlier forecast of this model was compared with what happened.";
        blocks.push(Block::Notice(vec![missing.into()]));
    }
    blocks
}

fn factors(watch: &Watch) -> Vec<Block> {
    let mut blocks = vec![Block::Para(vec![
        "Contributions are in log-odds, against the mean of all states. They say what the model \
         goes by, not what causes what."
            .into(),
    ])];
    for risk in watch.risks.iter().filter(|risk| risk.rank <= watch.top) {
        blocks.push(Block::Heading(format!(
            "{}. {}, {}",
            risk.rank, risk.name, risk.risk
        )));
        if let (Some(first), Some(last)) = (risk.history.first(), risk.history.last()) {
            let highest = risk
                .history
                .iter()
                .max_by(|one, other| one.risk.get().total_cmp(&other.risk.get()));
            let note = highest.map_or_else(String::new, |year| {
                format!(", highest {} from data of {}", year.risk, year.year)
            });
            blocks.push(Block::Para(vec![
                format!(
                    "Risk from data of {} to {}: {}{note}",
                    first.year,
                    last.year,
                    sparks(risk)
                )
                .into(),
            ]));
        }
        let items = risk.factors.iter().map(|factor| {
            let change = factor.change.map_or_else(String::new, |change| {
                format!(", {} since the year before", signed(change))
            });
            let sign_of = factor.framework.as_ref().map(|framework| {
                Inline::Toned(
                    Tone::Quiet,
                    format!(" UN Framework of Analysis: {framework}"),
                )
            });
            let mut item: Vec<Inline> = vec![
                Inline::Strong(format!("{} ", signed(factor.contribution))),
                format!("{}{change}.", factor.label).into(),
            ];
            item.extend(sign_of);
            item
        });
        blocks.push(Block::List(items.collect()));
    }
    blocks
}

/// The history as small bars, the highest full.
fn sparks(risk: &StateRisk) -> String {
    const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let highest = risk
        .history
        .iter()
        .map(|year| year.risk.get())
        .fold(0.0, f64::max);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "one of eight levels"
    )]
    let level =
        |value: f64| LEVELS[((value / highest.max(1e-12) * 8.0).ceil() as usize).clamp(1, 8) - 1];
    risk.history
        .iter()
        .map(|year| level(year.risk.get()))
        .collect()
}

fn every(watch: &Watch) -> Vec<Block> {
    let rows = watch.risks.iter().map(|risk| {
        Row::new(vec![
            vec![risk.rank.to_string().into()],
            name(risk),
            vec![risk.risk.to_string().into()],
            vec![risk.interval().into()],
            vec![before(risk).into()],
        ])
    });
    vec![Block::Table(Table {
        columns: vec![
            Column::numbers("Rank", 10),
            Column::words("State", 35),
            Column::numbers("Risk", 15),
            Column::numbers(format!("{:.0} % interval", watch.level.get() * 100.0), 22),
            Column::words("A year before", 18),
        ],
        rows: rows.collect(),
    })]
}

fn left_out(watch: &Watch) -> Vec<Block> {
    let items = watch.left_out.iter().map(|state| {
        vec![
            Inline::Strong(format!("{}: ", state.name)),
            format!("{}.", state.gap).into(),
        ]
    });
    vec![Block::List(items.collect())]
}

/// What produced a result, as a list.
pub(super) fn made(made: &Made) -> Vec<Block> {
    let mut items: Vec<Vec<Inline>> = vec![
        vec![
            Inline::Strong("To make it again: ".into()),
            Inline::Code(made.command.clone()),
        ],
        vec![format!("Watchfire {}", made.version).into()],
    ];
    items.extend(
        made.tables
            .iter()
            .map(|table| vec![Inline::Table(table.clone())]),
    );
    items.extend(
        made.sources
            .iter()
            .map(|source| vec![source.clone().into()]),
    );
    vec![Block::List(items)]
}

fn name(risk: &StateRisk) -> Cell {
    let mut cell: Cell = vec![Inline::Strong(risk.name.clone())];
    if risk.ongoing {
        cell.push(Inline::Toned(Tone::Quiet, ", one is going on".into()));
    }
    cell
}

pub(crate) fn before(risk: &StateRisk) -> String {
    match risk.before {
        None => "none".to_owned(),
        Some(before) => format!("rank {}, {}", before.rank, before.risk),
    }
}

fn shortly(factors: &[Factor], most: usize) -> String {
    let shown = factors.iter().take(most).map(|factor| {
        let sign = if factor.contribution < 0.0 {
            '−'
        } else {
            '+'
        };
        format!("{sign} {}", factor.label)
    });
    shown.collect::<Vec<_>>().join("; ")
}

pub(crate) fn signed(value: f64) -> String {
    // What rounds to nothing has no minus.
    let sign = if value <= -0.005 { '−' } else { '+' };
    format!("{sign}{:.2}", value.abs())
}
