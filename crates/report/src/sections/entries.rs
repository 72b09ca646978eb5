use std::collections::BTreeMap;

use ledger::Entry;

use crate::{Block, Brief, Cell, Chart, Column, Inline, Row, Series, Table, Tone, Values};

pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    if brief.entries.is_empty() {
        return Vec::new();
    }
    vec![
        Block::Chart(chart(brief)),
        Block::Table(table(&brief.entries)),
    ]
}

pub(super) fn table(entries: &[&Entry]) -> Table {
    let columns = vec![
        Column::words("Entry", 9),
        Column::words("Claim and source", 55),
        Column::words("True for", 13),
        Column::words("Known", 11),
        Column::words("Grade and origin", 12),
    ];
    let rows = entries.iter().map(|entry| {
        let mut row = Row::new(vec![
            vec![Inline::Strong(entry.id.0.clone())],
            claim(entry),
            vec![super::time(&entry.valid).into()],
            vec![entry.known.to_string().into()],
            grade(entry),
        ]);
        row.anchor = Some(entry.id.0.clone());
        row
    });
    Table {
        columns,
        rows: rows.collect(),
    }
}

fn claim(entry: &Entry) -> Cell {
    let mut cell: Cell = vec![format!("{} ", entry.claim).into()];
    if entry.source_withheld {
        cell.push(Inline::Toned(
            Tone::Quiet,
            "Source withheld to protect people.".into(),
        ));
        return cell;
    }
    let source = &entry.source;
    let symbol = source
        .document
        .as_ref()
        .map(|symbol| format!(", {symbol}"))
        .unwrap_or_default();
    let place = entry
        .locator
        .as_ref()
        .map(|place| format!(", {place}"))
        .unwrap_or_default();
    let words = format!(
        "{}: {}{symbol}{place} ({})",
        source.publisher_name, source.title, source.date
    );
    cell.push(match &source.url {
        Some(url) => Inline::Link {
            text: words,
            url: url.clone(),
        },
        None => Inline::Toned(Tone::Quiet, words),
    });
    cell
}

fn grade(entry: &Entry) -> Cell {
    let checked = if entry.checked { "" } else { ", not checked" };
    vec![
        Inline::Strong(entry.grade.to_string()),
        format!("{checked} ").into(),
        Inline::Toned(Tone::Quiet, entry.origin.clone()),
    ]
}

fn chart(brief: &Brief<'_>) -> Chart {
    let years: BTreeMap<i16, (usize, usize)> =
        brief
            .entries
            .iter()
            .fold(BTreeMap::new(), |mut years, entry| {
                let (checked, unchecked) = years.entry(entry.known.year()).or_default();
                if entry.checked {
                    *checked += 1
                } else {
                    *unchecked += 1
                }
                years
            });
    let (first, last) = (
        years.keys().min().copied().unwrap_or(0),
        years.keys().max().copied().unwrap_or(0),
    );
    let span: Vec<i16> = (first..=last).collect();
    let of = |pick: fn(&(usize, usize)) -> usize| {
        span.iter()
            .map(|year| years.get(year).map_or(0, pick))
            .map(|n| f64::from(u32::try_from(n).unwrap_or(u32::MAX)))
            .collect()
    };
    Chart {
        title: "Entries by the year in which they became known".to_owned(),
        unit: "entries".to_owned(),
        values: Values::Counts,
        categories: span.iter().map(ToString::to_string).collect(),
        series: vec![
            Series {
                name: "checked".to_owned(),
                values: of(|(checked, _)| *checked),
            },
            Series {
                name: "not checked".to_owned(),
                values: of(|(_, unchecked)| *unchecked),
            },
        ],
        marked: None,
        source: "the entries below".into(),
    }
}
