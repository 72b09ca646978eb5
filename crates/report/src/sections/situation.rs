use archive::{DeathsRow, ReleaseHead};
use terms::Gap;

use super::{persons, time};
use crate::{Block, Brief, Chart, Column, Figures, Inline, Row, Series, Table, Values};

pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(case) = &brief.case {
        blocks.push(Block::Para(vec![case.background.clone().into()]));
    }
    if !brief.reported.is_empty() {
        blocks.push(reported(brief));
    }
    blocks.extend(tables(&brief.figures, brief.as_of.0.year()));
    if let Err(gap @ Gap::NotYetKnown { .. }) = &brief.figures.deaths {
        let text = format!("Tables of deaths by year are not shown here: {gap}.");
        let after = if brief.hindsight.is_some() {
            " They stand under “Known only later”."
        } else {
            ""
        };
        blocks.push(Block::Para(vec![Inline::Toned(
            crate::Tone::Quiet,
            format!("{text}{after}"),
        )]));
    }
    blocks
}

fn reported(brief: &Brief<'_>) -> Block {
    let columns = vec![
        Column::words("Reported", 19),
        Column::numbers("Number", 11),
        Column::numbers("Range", 16),
        Column::words("For the time", 20),
        Column::words("By", 24),
        Column::words("Entry", 10),
    ];
    let rows = brief.reported.iter().map(|reported| {
        let figure = reported.figure;
        let range = match (figure.low, figure.high) {
            (None, None) => "none given".to_owned(),
            (Some(low), None) => format!("{} or more", persons(low)),
            (None, Some(high)) => format!("up to {}", persons(high)),
            (Some(low), Some(high)) => format!("{} to {}", persons(low), persons(high)),
        };
        let grade = if reported.checked {
            reported.grade.clone()
        } else {
            format!("{}, not checked", reported.grade)
        };
        Row::new(vec![
            vec![figure.what.word().into()],
            vec![persons(figure.value).into()],
            vec![range.into()],
            vec![time(&reported.valid).into()],
            vec![reported.by.clone().into()],
            vec![
                Inline::Entries(vec![reported.entry.clone()]),
                format!(" {grade}").into(),
            ],
        ])
    });
    Block::Table(Table {
        columns,
        rows: rows.collect(),
    })
}

/// Charts and lists from the tables, as far as they are known.
pub(super) fn tables(figures: &Figures, year: i16) -> Vec<Block> {
    let mut blocks = Vec::new();
    match &figures.deaths {
        Ok((head, rows)) if !rows.is_empty() => {
            blocks.push(Block::Chart(chart(head, rows, year)));
            let last = &rows[rows.len() - 1];
            let known = format!(
                "The last year in the table is {}: {} deaths from fighting with a state on one side ({} to {}), {} between other groups, {} from one-sided violence ({} to {}). ",
                last.year,
                persons(last.state_based.best.into()),
                persons(last.state_based.low.into()),
                persons(last.state_based.high.into()),
                persons(last.non_state.best.into()),
                persons(last.one_sided.best.into()),
                persons(last.one_sided.low.into()),
                persons(last.one_sided.high.into()),
            );
            blocks.push(Block::Para(vec![
                known.into(),
                Inline::Table(head.id.clone()),
                format!(" from {}", source(head)).into(),
            ]));
        }
        Ok((head, _)) => {
            blocks.push(Block::Para(vec![
                "The table of deaths has no year of this state, which is not zero. ".into(),
                Inline::Table(head.id.clone()),
            ]));
        }
        Err(gap @ (Gap::NoEvidence | Gap::BelowStandard | Gap::OutsideCoverage { .. })) => {
            blocks.push(Block::Para(vec![
                format!("No figures of deaths by year: {gap}.").into(),
            ]));
        }
        Err(Gap::NotYetKnown { .. } | Gap::NothingPublished) => {}
    }
    if let Ok((head, episodes)) = &figures.episodes {
        if episodes.is_empty() {
            blocks.push(Block::Para(vec![
                "The list of mass killings has no episode in this state. ".into(),
                Inline::Table(head.id.clone()),
            ]));
        } else {
            let items = episodes.iter().map(|episode| {
                let end = episode.last.map_or_else(
                    || "listed as going on".to_owned(),
                    |last| format!("to {last}"),
                );
                let led = if episode.state_led {
                    "led by the state"
                } else {
                    "not led by a state"
                };
                vec![
                    format!("{} {end}, {led} ({}) ", episode.first, episode.code).into(),
                    Inline::Table(head.id.clone()),
                ]
            });
            blocks.push(Block::Para(vec![
                format!(
                    "Mass killings in this state, as {} lists them:",
                    source(head)
                )
                .into(),
            ]));
            blocks.push(Block::List(items.collect()));
        }
    }
    blocks
}

fn source(head: &ReleaseHead) -> String {
    let inputs: Vec<String> = head
        .input
        .iter()
        .map(|input| format!("{}, version {}", input.publisher, input.vintage))
        .collect();
    inputs.join("; ")
}

fn chart(head: &ReleaseHead, rows: &[DeathsRow], year: i16) -> Chart {
    let series = |name: &str, value: fn(&DeathsRow) -> u32| Series {
        name: name.to_owned(),
        values: rows.iter().map(|row| f64::from(value(row))).collect(),
    };
    Chart {
        title: "Deaths from organised violence by year and type, best estimates".to_owned(),
        unit: "deaths".to_owned(),
        values: Values::Counts,
        categories: rows.iter().map(|row| row.year.to_string()).collect(),
        series: vec![
            series("state-based", |row| row.state_based.best),
            series("non-state", |row| row.non_state.best),
            series("one-sided", |row| row.one_sided.best),
        ],
        marked: rows.iter().position(|row| row.year == year),
        source: Inline::Table(head.id.clone()),
    }
}
