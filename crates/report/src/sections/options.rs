use std::collections::{BTreeMap, BTreeSet};

use ledger::EntryId;
use norms::{Assessment, Blocker, MeasureKind, MeasureOption, Reading, Status};

use super::{some_entries, toned_status};
use crate::{Block, Brief, Cell, Column, Inline, Row, Table, Tone};

/// How many missing things a kind of measure shows on the first pages.
const MOST: usize = 2;

/// How many measures of each kind are open, and what the others lack; the measures one by one stand in the annex.
pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    let in_force: Vec<&Assessment> = brief
        .assessments
        .iter()
        .filter(|assessment| assessment.first_pages && assessment.reading == Reading::InForce)
        .collect();
    if in_force.is_empty() {
        return Vec::new();
    }
    let share = 46 / u16::try_from(in_force.len()).unwrap_or(1);
    let mut columns = vec![Column::words("Kind", 12)];
    columns.extend(
        in_force
            .iter()
            .map(|assessment| Column::words(assessment.short.clone(), share)),
    );
    columns.push(Column::words("Mostly missing", 26));
    columns.push(Column::words("Already tried", 16));
    let rows = MeasureKind::ALL.into_iter().filter_map(|kind| {
        let of_kind = |assessment: &&Assessment| -> Vec<MeasureOption> {
            let options = assessment.options.iter();
            options
                .filter(|option| option.kind == kind)
                .cloned()
                .collect()
        };
        let under: Vec<Vec<MeasureOption>> = in_force.iter().map(of_kind).collect();
        let measures = under.first().filter(|options| !options.is_empty())?;
        let mut cells: Vec<Cell> = vec![vec![
            kind.to_string().into(),
            Inline::Toned(Tone::Quiet, format!(" {}", measures.len())),
        ]];
        cells.extend(under.iter().map(|options| tally(options)));
        cells.push(vec![mostly_missing(&under).into()]);
        cells.push(tried(brief, measures));
        Some(Row::new(cells))
    });
    let text = "Open means that nothing which the text asks is missing, not that the measure is wise or should be taken. Kinds stand in order of coercion; those without force come first. The annex holds each measure.";
    vec![
        Block::Table(Table {
            columns,
            rows: rows.collect(),
        }),
        Block::Para(vec![text.into()]),
    ]
}

/// How many measures have each status, the best first.
fn tally(options: &[MeasureOption]) -> Cell {
    let mut counts: BTreeMap<Status, usize> = BTreeMap::new();
    for option in options {
        *counts.entry(option.status).or_default() += 1;
    }
    counts.remove(&Status::NotAddressed);
    let mut cell = Cell::new();
    for (status, count) in counts {
        if !cell.is_empty() {
            cell.push(", ".into());
        }
        cell.push(format!("{count} ").into());
        cell.push(toned_status(status));
    }
    if cell.is_empty() {
        cell.push(toned_status(Status::NotAddressed));
    }
    cell
}

/// What stands most often between the measures of a kind and their use.
fn mostly_missing(under: &[Vec<MeasureOption>]) -> String {
    let mut counts: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for option in under.iter().flatten() {
        for blocker in option.routes.iter().flat_map(|route| &route.blockers) {
            let of = counts.entry(brief_blocker(blocker)).or_default();
            of.insert(&option.measure);
        }
    }
    let mut counts: Vec<(usize, String)> = counts
        .into_iter()
        .map(|(what, of)| (of.len(), what))
        .collect();
    counts.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let most = counts.into_iter().take(MOST).map(|(_, what)| what);
    let most: Vec<String> = most.collect();
    if most.is_empty() {
        "nothing".to_owned()
    } else {
        most.join("; ")
    }
}

/// How many of the measures entries report as tried, and some of these entries.
fn tried(brief: &Brief<'_>, measures: &[MeasureOption]) -> Cell {
    let tried = measures
        .iter()
        .filter_map(|option| brief.tried.get(&option.measure));
    let tried: Vec<_> = tried.collect();
    if tried.is_empty() {
        return vec![Inline::Toned(Tone::Quiet, "none on record".into())];
    }
    let mut entries: Vec<EntryId> = Vec::new();
    for tried in tried.iter().copied().flatten() {
        if !entries.contains(&tried.entry) {
            entries.push(tried.entry.clone());
        }
    }
    let mut cell: Cell = vec![format!("{} ", tried.len()).into()];
    cell.extend(some_entries(&entries, 2));
    cell
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
