use ledger::Side;
use norms::{Fewest, Lever, Way};

use super::toned;
use crate::{Block, Brief, Column, Row, Table};

/// What would change the answer to each question that evidence answers.
pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    if brief.entries.is_empty() {
        return Vec::new();
    }
    let columns = vec![
        Column::words("Question that evidence answers", 30),
        Column::words("Answer", 14),
        Column::words("What would change it", 56),
    ];
    let rows = brief.levers.iter().map(|lever| {
        Row::new(vec![
            vec![lever.title.clone().into()],
            vec![toned(lever.value)],
            vec![ways(lever).into()],
        ])
    });
    vec![
        Block::Table(Table {
            columns,
            rows: rows.collect(),
        }),
        Block::Para(vec![HOW_TO_READ.into()]),
    ]
}

/// How the ways to change an answer are to be read.
pub(super) const HOW_TO_READ: &str = "Origins are independent, and grades are the least that would count: “lacks 1 at B2” means one more independent origin graded B2 or better.";

/// What would change an answer, in words.
pub(crate) fn ways(lever: &Lever) -> String {
    let ways: Vec<String> = lever.ways.iter().filter_map(way).collect();
    if ways.is_empty() {
        "nothing: no entry that it takes can reach the standard".to_owned()
    } else {
        ways.join("; ")
    }
}

/// One way to change an answer, in words; nothing if a side lacks nothing that can be named.
pub(crate) fn way(way: &Way) -> Option<String> {
    let side = |side: &Side| match side {
        Side::For => "yes",
        Side::Against => "no",
    };
    match way {
        Way::Falls {
            side: on,
            origins,
            of,
        } => {
            let all = if *origins == Fewest::Exactly(*of) {
                format!("all {of}")
            } else {
                format!("{origins} of {of}")
            };
            let are = match origins {
                Fewest::Exactly(1) => "is",
                _ => "are",
            };
            Some(format!(
                "the {} falls if {all} origins {are} wrong",
                side(on)
            ))
        }
        Way::Lacks { needs, .. } if needs.is_empty() => None,
        Way::Lacks { side: on, needs } => {
            let needs = needs.iter().map(|need| {
                let grade = (need.reliability, u8::from(need.credibility));
                format!("{} at {:?}{}", need.origins, grade.0, grade.1)
            });
            let needs: Vec<String> = needs.collect();
            Some(format!("a {} lacks {}", side(on), needs.join(" and ")))
        }
    }
}
