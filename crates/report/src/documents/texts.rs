use norms::{
    Asked, AspectPair, AuthorityPair, Cause, Clause, MeasureKind, Modality, Reading, TextComparison,
};
use terms::AsOf;

use super::section;
use crate::sections::{count, toned, toned_status};
use crate::{Block, Cell, Column, Document, Inline, Row, Section, Table, Tone};

/// Two texts side by side.
#[derive(Debug)]
pub struct Texts<'a> {
    /// The comparison.
    pub comparison: &'a TextComparison,
    /// The case, the date and the policy on proof that the texts were put to; none without a case.
    pub case: Option<(String, AsOf, String)>,
}

/// The document of a comparison of two texts.
pub fn texts(texts: &Texts<'_>) -> Document {
    let comparison = texts.comparison;
    let (a, b) = &comparison.short;
    let mut sections = Vec::new();
    if texts.case.is_some() {
        sections.push(section(
            "separates",
            "What separates them on this case",
            separates(comparison),
        ));
    }
    sections.push(section(
        "authority",
        "Whom each lets act",
        authority(comparison),
    ));
    sections.push(section("points", "What each asks", points(comparison)));
    if !comparison.stances.is_empty() {
        sections.push(section(
            "lattice",
            "Where they stand on the five propositions",
            stances(comparison),
        ));
    }
    if texts.case.is_some() {
        sections.push(measures(comparison));
    }
    let subtitle = match &texts.case {
        Some((case, as_of, policy)) => format!("{case}, as of {as_of}, policy on proof {policy}"),
        None => "What the texts say, without a case".to_owned(),
    };
    Document {
        title: format!("{a} and {b}"),
        subtitle,
        sections,
    }
}

/// What makes two texts differ on a case: whom each lets use force, and what they ask with different answers.
pub(crate) fn separates(comparison: &TextComparison) -> Vec<Block> {
    let (a, b) = &comparison.short;
    let mut items: Vec<Vec<Inline>> = Vec::new();
    for pair in comparison
        .authority
        .iter()
        .filter(|pair| pair.kind == MeasureKind::Forcible)
    {
        items.push(authority_sentence(a, b, pair));
    }
    let differing = comparison.aspects.iter();
    let differing: Vec<&AspectPair> = differing.filter(|pair| pair.answers_differ()).collect();
    for pair in &differing {
        if let (Some(first), Some(second)) = (&pair.asked.0, &pair.asked.1) {
            let mut item = vec![Inline::Strong(format!("{}: ", pair.title))];
            item.extend(asked_inline(a, first));
            item.push("; ".into());
            item.extend(asked_inline(b, second));
            item.push(".".into());
            items.push(item);
        }
    }
    let (mut by_a, mut by_b): (Vec<&Asked>, Vec<&Asked>) = (Vec::new(), Vec::new());
    for pair in &differing {
        match &pair.asked {
            (Some(asked), None) => by_a.push(asked),
            (None, Some(asked)) => by_b.push(asked),
            _ => {}
        }
    }
    items.extend(only_one_asks(a, b, &by_a));
    items.extend(only_one_asks(b, a, &by_b));
    let mut blocks = Vec::new();
    if let Some((first, second)) = comparison.reading {
        let word = |short: &str, reading: Reading| match reading {
            Reading::InForce => None,
            Reading::Later => Some(format!(
                "{short} did not exist on the day and is a later reading"
            )),
            Reading::NotAMember => Some(format!("{short} did not concern the state on the day")),
            Reading::Method => Some(format!("{short} is a method")),
        };
        let notes: Vec<String> = [word(a, first), word(b, second)]
            .into_iter()
            .flatten()
            .collect();
        if !notes.is_empty() {
            blocks.push(Block::Notice(vec![
                format!(
                    "{}; each is put here as if it were in force, for comparison only.",
                    notes.join("; ")
                )
                .into(),
            ]));
        }
    }
    if items.is_empty() {
        blocks.push(Block::Para(vec!["Nothing that the texts ask is answered differently on this record, and on force they speak to the same bodies.".into()]));
    } else {
        blocks.push(Block::List(items));
    }
    blocks
}

fn asked_inline(short: &str, asked: &Asked) -> Vec<Inline> {
    let mut said = vec![format!("{short} {} asks ", asked.paragraph).into()];
    said.extend(question(asked));
    said
}

/// A question with its answer, or with its criterion where no record is put.
fn question(asked: &Asked) -> Vec<Inline> {
    let mut said: Vec<Inline> = vec![format!("{} ", asked.title.to_lowercase()).into()];
    match asked.value {
        Some(value) => said.extend(["(".into(), toned(value), ")".into()]),
        None => said.push(Inline::Code(asked.criterion.to_string())),
    }
    if !asked.checked {
        said.push(" (text not checked)".into());
    }
    said
}

/// What one text asks on points on which the other asks nothing.
fn only_one_asks(short: &str, other: &str, asked: &[&Asked]) -> Option<Vec<Inline>> {
    let mut item = vec![Inline::Strong(format!("Only {short} asks "))];
    for (at, asked) in asked.iter().enumerate() {
        if at > 0 {
            item.push(", ".into());
        }
        item.extend(question(asked));
    }
    item.push(format!("; {other} is silent.").into());
    (!asked.is_empty()).then_some(item)
}

fn clause(clause: &Clause) -> String {
    let doubt = if clause.checked {
        ""
    } else {
        ", text not checked"
    };
    format!(
        "{} {} ({}{doubt})",
        clause.modality,
        clause.title.to_lowercase(),
        clause.paragraph
    )
}

fn clauses(short: &str, of: &[Clause]) -> String {
    match of.is_empty() {
        true => format!("{short} says nothing to it"),
        false => {
            let said: Vec<String> = of.iter().map(clause).collect();
            format!("{short} {}", said.join("; "))
        }
    }
}

fn authority_sentence(a: &str, b: &str, pair: &AuthorityPair) -> Vec<Inline> {
    let (first, second) = &pair.clauses;
    vec![
        Inline::Strong(format!("Authority, {}: ", pair.addressee)),
        format!("{}; {}.", clauses(a, first), clauses(b, second)).into(),
    ]
}

fn authority(comparison: &TextComparison) -> Vec<Block> {
    let (a, b) = &comparison.short;
    if comparison.authority.is_empty() {
        return vec![Block::Para(vec![
            "They speak to the same addressees about the same kinds of measure.".into(),
        ])];
    }
    let cell = |clauses: &[Clause]| -> Cell {
        match clauses {
            [] => vec![Inline::Toned(Tone::Quiet, "nothing".into())],
            clauses => {
                let said: Vec<String> = clauses.iter().map(clause).collect();
                let tone = match clauses.iter().any(|c| c.modality == Modality::Prohibition) {
                    true => Tone::No,
                    false => Tone::Yes,
                };
                vec![Inline::Toned(tone, said.join("; "))]
            }
        }
    };
    let rows = comparison.authority.iter().map(|pair| {
        Row::new(vec![
            vec![pair.kind.to_string().into()],
            vec![pair.addressee.clone().into()],
            cell(&pair.clauses.0),
            cell(&pair.clauses.1),
        ])
    });
    vec![
        Block::Para(vec![
            "Only where the two differ: a text may be silent, permit or demand, or forbid.".into(),
        ]),
        Block::Table(Table {
            columns: vec![
                Column::words("Kind", 12),
                Column::words("To whom", 18),
                Column::words(a.clone(), 35),
                Column::words(b.clone(), 35),
            ],
            rows: rows.collect(),
        }),
    ]
}

fn points(comparison: &TextComparison) -> Vec<Block> {
    let (a, b) = &comparison.short;
    let cell = |asked: &Option<Asked>| -> Cell {
        match asked {
            None => vec![Inline::Toned(Tone::Quiet, "not asked".into())],
            Some(asked) => {
                let doubt = if asked.checked { "" } else { ", not checked" };
                let mut cell = vec![
                    asked.title.clone().into(),
                    Inline::Toned(
                        Tone::Quiet,
                        format!(" ({}{doubt}) {}", asked.paragraph, asked.criterion),
                    ),
                ];
                if let Some(value) = asked.value {
                    cell.push(" ".into());
                    cell.push(toned(value));
                }
                cell
            }
        }
    };
    let rows = comparison.aspects.iter().map(|pair| {
        let same = if pair.same_question() {
            "the same question"
        } else {
            ""
        };
        let mut row = Row::new(vec![
            vec![
                pair.title.clone().into(),
                Inline::Toned(Tone::Quiet, format!(" {same}")),
            ],
            cell(&pair.asked.0),
            cell(&pair.asked.1),
        ]);
        row.quiet = pair.same_question();
        row
    });
    vec![Block::Table(Table {
        columns: vec![
            Column::words("Point", 24),
            Column::words(a.clone(), 38),
            Column::words(b.clone(), 38),
        ],
        rows: rows.collect(),
    })]
}

fn stances(comparison: &TextComparison) -> Vec<Block> {
    let (a, b) = &comparison.short;
    let cell = |stance: &Option<(norms::Stance, String)>| -> Cell {
        match stance {
            None => vec![Inline::Toned(Tone::Quiet, "not coded".into())],
            Some((stance, paragraph)) => vec![
                stance.to_string().into(),
                Inline::Toned(Tone::Quiet, format!(" ({paragraph})")),
            ],
        }
    };
    let rows = comparison.stances.iter().map(|pair| {
        Row::new(vec![
            vec![pair.proposition.clone().into()],
            cell(&pair.stances.0),
            cell(&pair.stances.1),
        ])
    });
    vec![Block::Table(Table {
        columns: vec![
            Column::words("Proposition", 36),
            Column::words(a.clone(), 32),
            Column::words(b.clone(), 32),
        ],
        rows: rows.collect(),
    })]
}

fn measures(comparison: &TextComparison) -> Section {
    let (a, b) = &comparison.short;
    let title = format!(
        "{} under the two",
        count(
            comparison.measures.len(),
            "measure stands differently",
            "measures stand differently"
        )
    );
    let because = |cause: &Cause| match cause {
        Cause::Authority {
            addressee,
            clauses: (first, second),
        } => format!(
            "authority of {addressee}: {}; {}",
            clauses(a, first),
            clauses(b, second)
        ),
        Cause::Condition {
            criterion,
            value,
            standard,
            asked_by,
            ..
        } => {
            format!("{asked_by} asks {criterion}, {value} at {standard}")
        }
        Cause::NotChecked { what } => format!("the text behind {what} was not checked"),
    };
    let rows = comparison.measures.iter().map(|pair| {
        let causes: Vec<String> = pair.causes.iter().map(because).collect();
        Row::new(vec![
            vec![
                pair.title.clone().into(),
                Inline::Toned(Tone::Quiet, format!(" {}", pair.kind)),
            ],
            vec![toned_status(pair.status.0)],
            vec![toned_status(pair.status.1)],
            vec![causes.join(". ").into()],
        ])
    });
    let table = Block::Table(Table {
        columns: vec![
            Column::words("Measure", 24),
            Column::words(a.clone(), 14),
            Column::words(b.clone(), 14),
            Column::words("Because", 48),
        ],
        rows: rows.collect(),
    });
    section("measures", title, vec![table])
}
