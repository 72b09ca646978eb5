use norms::{Finding, PolicyComparison, Way};
use terms::AsOf;

use super::section;
use crate::sections::{count, standard, toned};
use crate::{Block, Column, Document, Inline, Row, Table, Tone};

/// Two policies on proof put to one record.
#[derive(Debug)]
pub struct Policies {
    /// The case or state.
    pub title: String,
    /// The date.
    pub as_of: AsOf,
    /// What differs.
    pub comparison: PolicyComparison,
    /// What each differing finding lacks under the policy that does not answer it, by criterion.
    pub lacks: Vec<(String, Vec<Way>)>,
}

/// The document of two policies.
pub fn policies(policies: &Policies) -> Document {
    let (a, b) = &policies.comparison.policies;
    let pairs = &policies.comparison.findings;
    let title = format!("{} that differ", count(pairs.len(), "finding", "findings"));
    let mut sections = vec![section("findings", title, policy_blocks(policies))];
    let items = lacks(policies);
    if !items.is_empty() {
        sections.push(section(
            "clause",
            "What makes the difference at the questions that evidence answers",
            vec![Block::List(items)],
        ));
    }
    Document {
        title: format!("Two policies on proof: {a} and {b}"),
        subtitle: format!("{}, as of {}", policies.title, policies.as_of),
        sections,
    }
}

/// The findings that differ, side by side.
pub(crate) fn policy_blocks(policies: &Policies) -> Vec<Block> {
    let (a, b) = &policies.comparison.policies;
    let pairs = &policies.comparison.findings;
    let of = policies.comparison.of;
    let mut blocks = vec![Block::Para(vec![
        format!("{} of {of} findings differ.", pairs.len()).into(),
    ])];
    let cell = |finding: &Finding| -> Vec<Inline> {
        vec![
            toned(finding.value),
            Inline::Toned(
                Tone::Quiet,
                format!(
                    " asked {}; for {}, against {}",
                    finding.standard_required,
                    standard(finding.reached_for),
                    standard(finding.reached_against)
                ),
            ),
        ]
    };
    let rows = pairs.iter().map(|pair| {
        let (first, second) = &pair.findings;
        Row::new(vec![
            vec![
                first.title.clone().into(),
                Inline::Toned(Tone::Quiet, format!(" {}", first.criterion)),
            ],
            cell(first),
            cell(second),
        ])
    });
    let rows: Vec<Row> = rows.collect();
    if !rows.is_empty() {
        blocks.push(Block::Table(Table {
            columns: vec![
                Column::words("Criterion", 32),
                Column::words(a.clone(), 34),
                Column::words(b.clone(), 34),
            ],
            rows,
        }));
    }
    blocks
}

fn lacks(policies: &Policies) -> Vec<Vec<Inline>> {
    let items = policies.lacks.iter().map(|(title, ways)| {
        let ways = ways.iter().filter_map(crate::sections::way);
        vec![
            Inline::Strong(format!("{title}: ")),
            format!("{}.", ways.collect::<Vec<_>>().join("; ")).into(),
        ]
    });
    items.collect()
}
