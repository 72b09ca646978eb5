use std::collections::BTreeMap;

use norms::{Forum, Norms, Reception, Stand};

use super::section;
use crate::sections::count;
use crate::{Block, Cell, Column, Document, Inline, Row, Section, Table, Tone};

/// Who endorsed which text and who reserved, by forum, or in all forums for one state or group.
///
/// `name` gives the printed name of a state or group as facts write it.
pub fn stances(norms: &Norms, of: Option<&str>, name: &dyn Fn(&str) -> String) -> Document {
    let sections = match of {
        Some(of) => vec![one(norms, of, name)],
        None => norms.forums.iter().map(|forum| all(forum, name)).collect(),
    };
    Document {
        title: match of {
            Some(of) => format!("How {} received the texts", name(of)),
            None => "How states and groups received the texts".into(),
        },
        subtitle: "Votes and statements on record here; who is not listed is not known to have taken a side".into(),
        sections,
    }
}

fn all(forum: &Forum, name: &dyn Fn(&str) -> String) -> Section {
    let mut by_kind: BTreeMap<Reception, Vec<&Stand>> = BTreeMap::new();
    for stand in &forum.stands {
        by_kind.entry(stand.kind).or_default().push(stand);
    }
    let counts: Vec<String> = by_kind
        .iter()
        .map(|(kind, stands)| format!("{} {kind}", stands.len()))
        .collect();
    let doubt = if forum.head.checked {
        ""
    } else {
        " Recalled, not checked."
    };
    let mut blocks = vec![Block::Para(vec![
        format!(
            "{} {}, {}, about {}. {}.{doubt}",
            forum.head.about,
            forum.head.forum,
            forum.head.day,
            forum.head.text.get_ref(),
            counts.join(", ")
        )
        .into(),
    ])];
    let (voiced, silent): (Vec<&Stand>, Vec<&Stand>) = forum
        .stands
        .iter()
        .partition(|stand| !stand.summary.is_empty());
    let mut lists: BTreeMap<Reception, Vec<String>> = BTreeMap::new();
    for stand in silent {
        lists
            .entry(stand.kind)
            .or_default()
            .push(name(stand.of.get_ref()));
    }
    let items = lists.iter().map(|(kind, names)| {
        vec![
            Inline::Strong(format!("{kind}: ")),
            format!("{}.", names.join(", ")).into(),
        ]
    });
    let items: Vec<Vec<Inline>> = items.collect();
    if !items.is_empty() {
        blocks.push(Block::List(items));
    }
    if !voiced.is_empty() {
        let rows = voiced.iter().map(|stand| {
            Row::new(vec![
                vec![name(stand.of.get_ref()).into()],
                kind(stand),
                said(stand),
            ])
        });
        blocks.push(table("Who", rows.collect()));
    }
    section(&forum.head.id, forum.head.title.clone(), blocks)
}

fn one(norms: &Norms, of: &str, name: &dyn Fn(&str) -> String) -> Section {
    let rows: Vec<Row> = norms
        .forums
        .iter()
        .flat_map(|forum| forum.stands.iter().map(move |stand| (forum, stand)))
        .filter(|(_, stand)| stand.of.get_ref() == of)
        .map(|(forum, stand)| {
            let place = vec![
                forum.head.title.clone().into(),
                Inline::Toned(
                    Tone::Quiet,
                    format!(" {}, {}", forum.head.day, forum.head.text.get_ref()),
                ),
            ];
            Row::new(vec![place, kind(stand), said(stand)])
        })
        .collect();
    let title = format!(
        "{} on record for {}",
        count(rows.len(), "stand", "stands"),
        name(of)
    );
    section("stands", title, vec![table("Forum", rows)])
}

fn table(first: &str, rows: Vec<Row>) -> Block {
    Block::Table(Table {
        columns: vec![
            Column::words(first, 30),
            Column::words("How", 18),
            Column::words("What it said", 52),
        ],
        rows,
    })
}

fn kind(stand: &Stand) -> Cell {
    let doubt = if stand.checked { "" } else { " (not checked)" };
    vec![format!("{}{doubt}", stand.kind).into()]
}

fn said(stand: &Stand) -> Cell {
    let place = stand
        .locator
        .as_ref()
        .map(|place| format!(" [{place}]"))
        .unwrap_or_default();
    vec![
        stand.summary.clone().into(),
        Inline::Toned(Tone::Quiet, place),
    ]
}
