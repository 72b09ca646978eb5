use std::collections::BTreeMap;

use archive::Outcomes;
use ledger::{Entry, EntryKind};
use norms::{Assessment, Finding, MeasureKind, MeasureOption, Norms, Reading, Status};
use serde::Serialize;
use terms::{AsOf, Day};

use super::section;
use crate::sections::{by_whom, count, reached, some_entries, time, toned};
use crate::{Block, Cell, Column, Document, Inline, MembershipLine, Row, Table, Tone};

/// A measure that entries report as tried, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tried {
    /// The entry.
    pub entry: ledger::EntryId,
    /// When: the time that the entry speaks of, or the day of a statement, which is itself the act.
    pub when: terms::ValidTime,
    /// Who reports it.
    pub by: String,
    /// Whether the entry was checked.
    pub checked: bool,
}

impl Tried {
    /// The measures that entries report as tried by a day, by id, oldest first.
    pub fn of(entries: &[&Entry], on: Day) -> BTreeMap<String, Vec<Tried>> {
        let mut tried: BTreeMap<String, Vec<Tried>> = BTreeMap::new();
        for entry in entries {
            let when = match entry.kind {
                EntryKind::Statement => entry.known.into(),
                _ => entry.valid.clone(),
            };
            if when.from() > on {
                continue;
            }
            for measure in &entry.tries {
                tried.entry(measure.clone()).or_default().push(Tried {
                    entry: entry.id.clone(),
                    when: when.clone(),
                    by: if entry.source_withheld {
                        "withheld".to_owned()
                    } else {
                        entry.by.clone()
                    },
                    checked: entry.checked,
                });
            }
        }
        for list in tried.values_mut() {
            list.sort_by_key(|tried| tried.when.from());
        }
        tried
    }
}

/// Every measure on a record, under every text in force.
#[derive(Debug)]
pub struct Menu<'a> {
    /// The case or state.
    pub title: String,
    /// The date.
    pub as_of: AsOf,
    /// The norms.
    pub norms: &'a Norms,
    /// Every text put to the record.
    pub assessments: Vec<Assessment>,
    /// What entries report as tried, by measure.
    pub tried: BTreeMap<String, Vec<Tried>>,
    /// The precautionary tests for force.
    pub precautions: Vec<Finding>,
    /// How earlier interventions ended, if the table is there.
    pub outcomes: Option<&'a Outcomes>,
    /// The bodies and how the state belongs to them.
    pub memberships: Vec<MembershipLine>,
}

/// The document of a menu.
pub fn menu(menu: &Menu<'_>) -> Document {
    let in_force: Vec<&Assessment> = menu
        .assessments
        .iter()
        .filter(|assessment| assessment.reading == Reading::InForce)
        .collect();
    let mut sections = vec![section("read", "How to read this", intro(&in_force))];
    for kind in MeasureKind::ALL {
        let rows = rows(menu.norms, &in_force, kind, &menu.tried);
        if rows.is_empty() {
            continue;
        }
        let mut blocks = Vec::new();
        if kind == MeasureKind::Forcible {
            blocks.push(Block::Heading(
                "Precautionary tests, put to the proposal of the day".into(),
            ));
            blocks.push(Block::List(menu.precautions.iter().map(test).collect()));
            blocks.extend(
                menu.outcomes
                    .into_iter()
                    .flat_map(|table| base_rates(table, menu.as_of)),
            );
            blocks.push(Block::Heading(
                "What was tried without force, oldest first".into(),
            ));
            blocks.push(log(menu));
            blocks.push(Block::Heading("The measures".into()));
        }
        blocks.push(Block::Table(Table {
            columns: columns(),
            rows,
        }));
        sections.push(section(
            &kind.to_string().replace(' ', "-"),
            title(kind),
            blocks,
        ));
    }
    sections.push(section("bodies", "Regional and other bodies", bodies(menu)));
    Document {
        title: format!("{}: measures", menu.title),
        subtitle: format!(
            "As of {}, under {}",
            menu.as_of,
            count(in_force.len(), "text in force", "texts in force")
        ),
        sections,
    }
}

fn intro(in_force: &[&Assessment]) -> Vec<Block> {
    let names: Vec<&str> = in_force
        .iter()
        .map(|assessment| assessment.short.as_str())
        .collect();
    vec![
        Block::Para(vec!["Open means that nothing which the text asks is missing, not that the measure is wise or should be taken. Measures stand in order of coercion; those without force come first.".into()]),
        Block::Para(vec![format!("Texts in force: {}.", names.join(", ")).into()]),
    ]
}

/// The kind as a heading.
pub(crate) fn title(kind: MeasureKind) -> String {
    let text = kind.to_string();
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}

/// The columns of a table of measures.
pub(crate) fn columns() -> Vec<Column> {
    vec![
        Column::words("Measure", 24),
        Column::words("Standing under the texts", 26),
        Column::words("By whom, and what is missing", 32),
        Column::words("Tried", 18),
    ]
}

/// The measures of one kind under the texts in force, a row each.
pub(crate) fn rows(
    norms: &Norms,
    in_force: &[&Assessment],
    kind: MeasureKind,
    on_record: &BTreeMap<String, Vec<Tried>>,
) -> Vec<Row> {
    let measures = norms.measures.iter().filter(|measure| measure.kind == kind);
    measures
        .map(|measure| {
            let under: Vec<(&str, &MeasureOption)> = in_force
                .iter()
                .filter_map(|assessment| {
                    let option = assessment
                        .options
                        .iter()
                        .find(|option| option.measure == measure.id)?;
                    Some((assessment.short.as_str(), option))
                })
                .collect();
            let options: Vec<&MeasureOption> = under.iter().map(|(_, option)| *option).collect();
            let doubt = if measure.checked {
                ""
            } else {
                ", legal basis not checked"
            };
            Row::new(vec![
                vec![
                    measure.title.clone().into(),
                    Inline::Toned(
                        Tone::Quiet,
                        format!(" {}, pillar {}{doubt}", measure.id, measure.pillar),
                    ),
                ],
                standing(&under),
                vec![by_whom(&options).into()],
                tried(on_record.get(&measure.id)),
            ])
        })
        .collect()
}

/// The texts under each status, the best status first.
fn standing(under: &[(&str, &MeasureOption)]) -> Cell {
    let mut by_status: BTreeMap<Status, Vec<&str>> = BTreeMap::new();
    for (short, option) in under {
        by_status.entry(option.status).or_default().push(short);
    }
    by_status.remove(&Status::NotAddressed);
    let mut cell: Cell = Vec::new();
    for (status, texts) in by_status {
        if !cell.is_empty() {
            cell.push("; ".into());
        }
        cell.push(crate::sections::toned_status(status));
        cell.push(format!(": {}", texts.join(", ")).into());
    }
    if cell.is_empty() {
        cell.push(Inline::Toned(
            Tone::Quiet,
            "no text in force speaks of it".into(),
        ));
    }
    cell
}

fn tried(tried: Option<&Vec<Tried>>) -> Cell {
    let Some(tried) = tried else {
        return vec![Inline::Toned(Tone::Quiet, "not on record".into())];
    };
    let mut cell: Cell = vec![format!("{} ", time(&tried[0].when)).into()];
    let entries: Vec<_> = tried.iter().map(|tried| tried.entry.clone()).collect();
    cell.extend(some_entries(&entries, 4));
    cell
}

fn test(finding: &Finding) -> Vec<Inline> {
    vec![
        Inline::Strong(format!("{}: ", finding.title)),
        toned(finding.value),
        format!(" ({}). ", reached(finding)).into(),
        finding.asks.clone().into(),
    ]
}

/// Base rates beside the test of prospects: they bear on no finding.
fn base_rates(outcomes: &Outcomes, as_of: AsOf) -> Vec<Block> {
    let percent = |value: terms::Probability| format!("{:.0} %", 100.0 * value.get());
    let rows = outcomes.rows.iter().map(|row| {
        let share = row.share().map_or_else(
            || "none".to_owned(),
            |(share, low, high)| {
                format!("{} ({} to {})", percent(share), percent(low), percent(high))
            },
        );
        Row::new(vec![
            vec![row.group.clone().into()],
            vec![row.interventions.to_string().into()],
            vec![row.ended_within_a_year.to_string().into()],
            vec![share.into()],
            vec![format!("{} of {}", row.again, row.again_known).into()],
        ])
    });
    let table = Table {
        columns: vec![
            Column::words("Interventions", 34),
            Column::numbers("Number", 8),
            Column::numbers("Ended in a year", 16),
            Column::numbers("Share (90 % interval)", 24),
            Column::numbers("Came again", 14),
        ],
        rows: rows.collect(),
    };
    let known = outcomes.head.known();
    let later = if known > as_of.0 {
        format!(" This was published only on {known} and is later knowledge; it decides nothing.")
    } else {
        " It decides nothing.".to_owned()
    };
    let cited = outcomes
        .head
        .input
        .iter()
        .map(|input| input.citation.as_str());
    let text = format!(
        "Table {}: in how many humanitarian military interventions the violence ended within 365 days of the first day, and came again where that is coded. Interventions are chosen, so a share is no effect and no forecast.{later} Source: {}.",
        outcomes.head.id,
        cited.collect::<Vec<_>>().join("; ")
    );
    vec![
        Block::Heading("Base rates for the test of prospects".into()),
        Block::Table(table),
        Block::Para(vec![text.into()]),
    ]
}

/// The dated log that the test of last resort asks for.
fn log(menu: &Menu<'_>) -> Block {
    let peaceful = menu
        .norms
        .measures
        .iter()
        .filter(|measure| measure.kind != MeasureKind::Forcible);
    let mut lines: Vec<(Day, Vec<Inline>)> = Vec::new();
    for measure in peaceful {
        for tried in menu.tried.get(&measure.id).into_iter().flatten() {
            let doubt = if tried.checked { "" } else { ", not checked" };
            let line = vec![
                format!(
                    "{}: {}, as reported by {}{doubt} ",
                    time(&tried.when),
                    measure.title.to_lowercase(),
                    tried.by
                )
                .into(),
                Inline::Entries(vec![tried.entry.clone()]),
            ];
            lines.push((tried.when.from(), line));
        }
    }
    if lines.is_empty() {
        return Block::Para(vec!["Nothing on record.".into()]);
    }
    lines.sort_by_key(|(day, _)| *day);
    Block::List(lines.into_iter().map(|(_, line)| line).collect())
}

fn bodies(menu: &Menu<'_>) -> Vec<Block> {
    let items = menu.memberships.iter().map(|line| {
        let how = match (line.role, line.since) {
            (Some(role), Some(since)) => format!("{} since {since}", role.word()),
            _ => "not a member".to_owned(),
        };
        let powers = match line.powers.as_slice() {
            [] => "its texts hold no power to protect that is on record here".to_owned(),
            powers => format!("its texts permit: {}", powers.join("; ")),
        };
        vec![
            Inline::Strong(format!("{}: ", line.name)),
            format!("{how}; {powers}.").into(),
        ]
    });
    vec![Block::List(items.collect())]
}
