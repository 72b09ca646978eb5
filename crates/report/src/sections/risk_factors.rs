use norms::{Indicator, Nature, Presence};

use super::some_entries;
use crate::{Block, Brief, Cell, Column, Inline, Row, Table, Tone};

pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    let blocks = brief
        .checklists
        .iter()
        .flat_map(|(id, lines)| checklist(brief, id, lines));
    blocks.collect()
}

fn checklist(brief: &Brief<'_>, id: &str, lines: &[Indicator]) -> Vec<Block> {
    let wholes = |line: &&Indicator| line.finding.condition.is_some() || line.nature.is_none();
    let spoken = |line: &&Indicator| {
        !line.finding.entries_for.is_empty() || !line.finding.entries_against.is_empty()
    };
    let shown: Vec<&Indicator> = lines
        .iter()
        .filter(|line| wholes(line) || spoken(line))
        .collect();
    let silent = lines.len() - shown.len();
    let unread = lines.iter().filter(|line| !line.finding.checked).count();
    let about = brief.norms.packs.get(id).map(|pack| &pack.head.about);
    let text = format!(
        "{} Unknown is not absent: no entry, or not enough of them, speaks to it. Partly means that entries speak for it below the standard asked. No entry speaks to {silent} further indicators, which are not listed; {unread} of {} lines rest on a number or wording that was not checked and decide nothing.",
        about.map(String::as_str).unwrap_or_default(),
        lines.len()
    );
    vec![
        Block::Para(vec![text.into()]),
        Block::Table(Table {
            columns: vec![
                Column::words("Factor or indicator", 38),
                Column::words("On this record", 13),
                Column::words("Since", 11),
                Column::words("Reports", 12),
                Column::words("For", 13),
                Column::words("Against", 13),
            ],
            rows: shown.into_iter().map(row).collect(),
        }),
    ]
}

fn row(line: &Indicator) -> Row {
    let finding = &line.finding;
    let nature = line.nature.map(|nature| match nature {
        Nature::Structural => " structural",
        Nature::Dynamic => " dynamic",
    });
    let mut title: Cell = vec![finding.title.clone().into()];
    title.extend(nature.map(|nature| Inline::Toned(Tone::Quiet, nature.into())));
    let mut row = Row::new(vec![
        title,
        vec![presence(line)],
        vec![
            line.since
                .map(|day| day.to_string())
                .unwrap_or_default()
                .into(),
        ],
        vec![
            line.trend
                .map(|trend| trend.to_string())
                .unwrap_or_default()
                .into(),
        ],
        some_entries(&finding.entries_for, 3),
        some_entries(&finding.entries_against, 3),
    ]);
    row.anchor = Some(finding.criterion.0.clone());
    row
}

fn presence(line: &Indicator) -> Inline {
    if !line.finding.checked {
        return Inline::Toned(Tone::Quiet, "number not checked".into());
    }
    let tone = match line.presence {
        Presence::Present => Tone::Yes,
        Presence::Absent => Tone::No,
        Presence::Contested => Tone::Contested,
        Presence::Partly | Presence::Unknown => Tone::Unknown,
    };
    Inline::Toned(tone, line.presence.to_string())
}
