use ledger::{Entry, Side};
use norms::{Change, Finding, Lever};
use terms::AsOf;

use crate::sections::{count, reached, toned, ways};
use crate::{Block, Column, Document, Inline, Row, Section, Table, Tone};

/// One finding with all that it rests on, told as an argument.
#[derive(Debug)]
pub struct Argument<'a> {
    /// The case or state.
    pub title: String,
    /// The date.
    pub as_of: AsOf,
    /// The finding, then all that it rests on, each with its depth in the argument.
    pub findings: Vec<(usize, Finding)>,
    /// The entries known on the day, in the order of the ledger.
    pub entries: Vec<&'a Entry>,
    /// What would change it.
    pub levers: Vec<Lever>,
    /// How it differs from another date.
    pub comparison: Option<Comparison>,
}

/// How a finding differs between two dates.
#[derive(Debug)]
pub struct Comparison {
    /// The other date.
    pub with: AsOf,
    /// What differs, going from the earlier to the later date.
    pub changes: Vec<Change>,
    /// Number of entries known on the earlier and on the later date.
    pub entries: (usize, usize),
}

/// The document of an argument.
pub fn argument(argument: &Argument<'_>) -> Document {
    let (_, top) = &argument.findings[0];
    let mut sections = vec![Section {
        id: "answer".into(),
        title: "The answer".into(),
        annex: false,
        blocks: answer(argument),
    }];
    sections.push(Section {
        id: "steps".into(),
        title: "Step by step".into(),
        annex: false,
        blocks: steps(argument),
    });
    sections.push(Section {
        id: "change".into(),
        title: "What would change it".into(),
        annex: false,
        blocks: change(argument),
    });
    if let Some(comparison) = &argument.comparison {
        let title = format!("Compared with {}", comparison.with);
        sections.push(Section {
            id: "comparison".into(),
            title,
            annex: false,
            blocks: compare(argument, comparison),
        });
    }
    Document {
        title: top.title.clone(),
        subtitle: format!(
            "{}, as of {}: {}",
            argument.title, argument.as_of, top.criterion
        ),
        sections,
    }
}

fn answer(argument: &Argument<'_>) -> Vec<Block> {
    let (_, top) = &argument.findings[0];
    let mut blocks = vec![
        Block::Para(vec![
            Inline::Strong("Asked: ".into()),
            top.asks.clone().into(),
        ]),
        Block::Para(vec![
            Inline::Strong("Answer: ".into()),
            toned(top.value),
            format!(
                ". Standard asked: {}; reached: {}.",
                top.standard_required,
                reached(top)
            )
            .into(),
        ]),
        Block::Para(vec![
            Inline::Strong("Because: ".into()),
            format!("{}.", top.reason).into(),
        ]),
    ];
    if let Some(gap) = &top.gap {
        blocks.push(Block::Para(vec![
            Inline::Strong("Why there is no answer: ".into()),
            format!("{gap}.").into(),
        ]));
    }
    if let Some(choice) = &top.choice {
        blocks.push(Block::Para(vec![
            Inline::Strong("Declared choice: ".into()),
            choice.clone().into(),
        ]));
    }
    blocks
}

fn steps(argument: &Argument<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (depth, finding) in &argument.findings {
        let indent = "  ".repeat(*depth);
        blocks.push(Block::Heading(format!(
            "{indent}{} [{}]: {}",
            finding.title, finding.criterion, finding.value
        )));
        if let Some(condition) = &finding.condition {
            blocks.push(Block::Para(vec![
                "Holds if ".into(),
                condition.clone().into(),
                ". ".into(),
                format!("{}.", finding.reason).into(),
            ]));
        }
        let rows = rows(argument, finding);
        if finding.condition.is_some() && rows.is_empty() {
            continue;
        }
        let period = finding
            .period
            .map(|period| format!(" Entries must speak of {period}."))
            .unwrap_or_default();
        let said = match finding.condition {
            Some(_) => "Shown at once, beside its parts:".to_owned(),
            None => format!("{}.{period}", finding.reason),
        };
        blocks.push(Block::Para(vec![said.into()]));
        if !rows.is_empty() {
            let columns = vec![
                Column::words("Entry", 9),
                Column::words("Side", 9),
                Column::words("Grade", 7),
                Column::words("Origin", 20),
                Column::words("Claim, and why it bears on the question", 55),
            ];
            blocks.push(Block::Table(Table { columns, rows }));
        }
    }
    blocks
}

fn rows(argument: &Argument<'_>, finding: &Finding) -> Vec<Row> {
    let bearing = argument.entries.iter().flat_map(|entry| {
        entry
            .bears
            .iter()
            .filter(|bears| bears.on == finding.criterion.0)
            .map(move |bears| (*entry, bears))
    });
    let mut rows: Vec<(Side, Row)> = bearing
        .map(|(entry, bears)| {
            let aside = finding
                .set_aside
                .iter()
                .find(|aside| aside.entry == entry.id);
            let side = match bears.side {
                Side::For => "for",
                Side::Against => "against",
            };
            let mut claim: Vec<Inline> = vec![entry.claim.clone().into()];
            claim.push(Inline::Toned(Tone::Quiet, format!(" {}", bears.why)));
            if let Some(aside) = aside {
                claim.push(Inline::Strong(format!(" Set aside: {}.", aside.why.word())));
            }
            let mut row = Row::new(vec![
                vec![Inline::Entries(vec![entry.id.clone()])],
                vec![if aside.is_some() { "aside" } else { side }.into()],
                vec![entry.grade.to_string().into()],
                vec![entry.origin.clone().into()],
                claim,
            ]);
            row.quiet = aside.is_some();
            (bears.side, row)
        })
        .collect();
    rows.sort_by_key(|(side, row)| (row.quiet, *side));
    rows.into_iter().map(|(_, row)| row).collect()
}

fn change(argument: &Argument<'_>) -> Vec<Block> {
    let items = argument.levers.iter().map(|lever| {
        vec![
            Inline::Strong(format!("{}: ", lever.title)),
            toned(lever.value),
            format!(" at {}. {}.", lever.standard, ways(lever)).into(),
        ]
    });
    vec![Block::List(items.collect())]
}

fn compare(argument: &Argument<'_>, comparison: &Comparison) -> Vec<Block> {
    let (earlier, later) = if comparison.with <= argument.as_of {
        (comparison.with, argument.as_of)
    } else {
        (argument.as_of, comparison.with)
    };
    let mut blocks = vec![Block::Para(vec![
        format!(
            "{} known on {earlier}, {} on {later}.",
            count(comparison.entries.0, "entry", "entries"),
            comparison.entries.1
        )
        .into(),
    ])];
    if comparison.changes.is_empty() {
        blocks.push(Block::Para(vec!["No entry that bears on this finding, or on anything it rests on, differs between the two dates.".into()]));
        return blocks;
    }
    let items = comparison.changes.iter().map(|change| {
        let mut item = vec![Inline::Strong(format!(
            "{} [{}]: ",
            change.title, change.criterion
        ))];
        if change.value.0 == change.value.1 {
            item.push(format!("{} on both dates", change.value.0).into());
        } else {
            item.push(
                format!(
                    "{} on {earlier}, {} on {later}",
                    change.value.0, change.value.1
                )
                .into(),
            );
        }
        let mut list = |label: &str, ids: &[ledger::EntryId]| {
            if !ids.is_empty() {
                item.push(format!("; {label} ").into());
                item.push(Inline::Entries(ids.to_vec()));
            }
        };
        list("came to count:", &change.gained);
        list("no longer count:", &change.lost);
        list(
            "each of these alone makes the difference:",
            &change.decisive,
        );
        item
    });
    blocks.push(Block::List(items.collect()));
    blocks
}
