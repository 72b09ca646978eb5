use norms::{Modality, Reading, Value};

use super::toned;
use crate::{Block, Brief, Column, Inline, Row, Table};

pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    let columns = vec![
        Column::words("Text", 15),
        Column::words("Rule", 29),
        Column::words("Of whom", 22),
        Column::words("Applies", 12),
        Column::words("Because of", 22),
    ];
    let instruments = brief
        .assessments
        .iter()
        .filter(|assessment| assessment.reading != Reading::Method);
    let rows = instruments.flat_map(|assessment| {
        assessment.rules.iter().map(move |rule| {
            let because = match (
                rule.checked,
                rule.blockers.is_empty(),
                rule.exceptions
                    .iter()
                    .find(|(_, value)| *value == Value::Met),
            ) {
                (false, _, _) => "its text was not checked, so it decides nothing".to_owned(),
                (true, _, Some((exception, _))) => format!("exception: {exception}"),
                (true, true, None) => String::new(),
                (true, false, None) => rule
                    .blockers
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(", "),
            };
            let mut row = Row::new(vec![
                vec![format!("{} {}", assessment.short, rule.paragraph).into()],
                vec![
                    Inline::Strong(format!("{} ", rule.modality)),
                    rule.title.clone().into(),
                ],
                vec![rule.addressees.join(", ").into()],
                vec![toned(rule.value)],
                vec![because.into()],
            ]);
            row.quiet = assessment.reading == Reading::Later;
            row
        })
    });
    let mut blocks = vec![Block::Table(Table {
        columns,
        rows: rows.collect(),
    })];
    blocks.push(Block::Para(vec!["Rows set back are later readings. An exception counts only once it is established, because whoever invokes it has to show it.".into()]));
    blocks.push(Block::Heading(
        "Rules that contradict each other".to_owned(),
    ));
    if brief.conflicts.is_empty() {
        let text = format!(
            "None on this record: no rule that {} what another {} applies together with it.",
            Modality::Permission,
            Modality::Prohibition
        );
        blocks.push(Block::Para(vec![text.into()]));
    } else {
        let items = brief.conflicts.iter().map(|conflict| {
            vec![
                format!(
                    "{} measures by {}: {} permits ({}), {} forbids ({}).",
                    conflict.kind,
                    conflict.addressee,
                    conflict.permits.0,
                    conflict.permits.1,
                    conflict.forbids.0,
                    conflict.forbids.1
                )
                .into(),
            ]
        });
        blocks.push(Block::List(items.collect()));
    }
    blocks
}
