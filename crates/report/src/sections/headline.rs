use super::{reached, some_entries, toned};
use crate::{Block, Brief, Column, Inline, Row, Table};

pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(case) = &brief.case {
        blocks.push(Block::Para(vec![
            Inline::Strong("The question. ".into()),
            case.question.clone().into(),
        ]));
        if (case.as_of, case.as_of) != (brief.as_of.0, brief.on) {
            let text = format!(
                "The case is put as of {}; this brief reads the record as of {}.",
                case.as_of, brief.as_of
            );
            blocks.push(Block::Notice(vec![text.into()]));
        }
    } else {
        let text = "The casebook has no case on this state, so no entry speaks to any question: every finding is undetermined for want of evidence, which is not a finding that all is well.";
        blocks.push(Block::Notice(vec![text.into()]));
    }
    let columns = vec![
        Column::words("Question", 36),
        Column::words("Answer", 13),
        Column::words("Standard reached", 19),
        Column::words("For", 16),
        Column::words("Against", 16),
    ];
    let rows = brief
        .headlines
        .iter()
        .zip(&brief.plan.headlines)
        .map(|(finding, headline)| {
            Row::new(vec![
                vec![headline.label.clone().into()],
                vec![toned(finding.value)],
                vec![reached(finding).into()],
                some_entries(&finding.entries_for, 4),
                some_entries(&finding.entries_against, 4),
            ])
        });
    blocks.push(Block::Table(Table {
        columns,
        rows: rows.collect(),
    }));
    blocks.push(Block::Para(vec![
        format!(
            "Every answer is asked for at {} under the policy “{}”, from what was known on {}. ",
            brief.policy.finding, brief.policy.title, brief.as_of
        )
        .into(),
        "This brief informs; it decides nothing and recommends nothing. An answer is a reading of a record, not a verdict on any person.".into(),
    ]));
    blocks
}
