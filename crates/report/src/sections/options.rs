use std::collections::BTreeSet;

use norms::{Assessment, Blocker, MeasureOption, Reading, Status};

use super::toned_status;
use crate::{Block, Brief, Cell, Column, Inline, Row, Table, Tone};

pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    let in_force: Vec<&Assessment> = brief
        .assessments
        .iter()
        .filter(|assessment| assessment.first_pages && assessment.reading == Reading::InForce)
        .collect();
    let Some(first) = in_force.first() else {
        return Vec::new();
    };
    let share = 28 / u16::try_from(in_force.len()).unwrap_or(1);
    let mut columns = vec![Column::words("Measure", 26)];
    columns.extend(
        in_force
            .iter()
            .map(|assessment| Column::words(assessment.short.clone(), share)),
    );
    columns.push(Column::words("By whom, and what is missing", 46));
    let rows = first.options.iter().enumerate().map(|(at, option)| {
        let under: Vec<&MeasureOption> = in_force
            .iter()
            .filter_map(|assessment| assessment.options.get(at))
            .collect();
        let mut cells: Vec<Cell> = vec![vec![
            option.title.clone().into(),
            Inline::Toned(Tone::Quiet, format!(" {}", option.kind)),
        ]];
        cells.extend(under.iter().map(|option| vec![toned_status(option.status)]));
        cells.push(vec![by_whom(&under).into()]);
        Row::new(cells)
    });
    let text = "Open means that nothing which the text asks is missing, not that the measure is wise or should be taken. Measures stand in order of coercion; those without force come first.";
    vec![
        Block::Table(Table {
            columns,
            rows: rows.collect(),
        }),
        Block::Para(vec![text.into()]),
    ]
}

/// The bodies that can take the measure, and what the texts find missing, each thing once.
pub(crate) fn by_whom(under: &[&MeasureOption]) -> String {
    let spoken = under
        .iter()
        .filter(|option| option.status != Status::NotAddressed);
    let routes: Vec<_> = spoken.flat_map(|option| &option.routes).collect();
    let who: BTreeSet<&str> = routes.iter().map(|route| route.name.as_str()).collect();
    let who = who.into_iter().collect::<Vec<_>>().join(", ");
    let missing: BTreeSet<String> = routes
        .iter()
        .flat_map(|route| &route.blockers)
        .map(brief_blocker)
        .collect();
    match (who.is_empty(), missing.is_empty()) {
        (true, _) => "no text in force speaks of it".to_owned(),
        (false, true) => who,
        (false, false) => format!(
            "{who}. Missing: {}",
            missing.into_iter().collect::<Vec<_>>().join("; ")
        ),
    }
}

fn brief_blocker(blocker: &Blocker) -> String {
    match blocker {
        Blocker::Criterion { title, value, .. } => format!("{} ({value})", title.to_lowercase()),
        Blocker::Decision { by, .. } => format!("decision of {by}"),
        Blocker::Forbidden { rule, .. } => format!("forbidden by {rule}"),
        Blocker::NotChecked { what } => format!("{what} not checked"),
        other => other.to_string(),
    }
}
