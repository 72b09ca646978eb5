use std::collections::{BTreeMap, BTreeSet};

use super::count;
use crate::{Block, Brief, Inline};

pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    if brief.entries.is_empty() {
        return Vec::new();
    }
    let n = brief.entries.len();
    let checked = brief.entries.iter().filter(|entry| entry.checked).count();
    let missing = brief
        .entries
        .iter()
        .filter(|entry| entry.grade.is_missing())
        .count();
    let publishers: BTreeSet<&str> = brief
        .entries
        .iter()
        .map(|entry| entry.source.publisher.as_str())
        .collect();
    let shared: Vec<_> = brief
        .origins
        .iter()
        .filter(|origin| origin.entries.len() > 1)
        .collect();
    let mut grades: BTreeMap<String, usize> = BTreeMap::new();
    for entry in &brief.entries {
        *grades.entry(entry.grade.to_string()).or_default() += 1;
    }
    let grades: Vec<String> = grades
        .iter()
        .map(|(grade, n)| format!("{grade} {n}"))
        .collect();
    let mut items = vec![
        vec![
            Inline::Strong(count(n, "entry", "entries")),
            format!(
                " known on the day, from {} and {}; {checked} checked against a public page or data file, {} not checked, which decide nothing.",
                count(publishers.len(), "publisher", "publishers"),
                count(brief.origins.len(), "independent origin", "independent origins"),
                n - checked,
            )
            .into(),
        ],
        vec![
            "Admiralty grades (A to F for the source, 1 to 6 for the item): ".into(),
            grades.join(", ").into(),
            format!("; {} with a grade that cannot be judged, which count as missing.", count(missing, "entry", "entries")).into(),
        ],
    ];
    if let Some(largest) = shared
        .iter()
        .max_by_key(|origin| (origin.entries.len(), std::cmp::Reverse(&origin.id)))
    {
        items.push(vec![
            format!(
                "{} more than one entry and {} counted once each; the largest is “{}” with {}: ",
                count(shared.len(), "origin carries", "origins carry"),
                if shared.len() == 1 { "is" } else { "are" },
                largest.title,
                count(largest.entries.len(), "entry", "entries"),
            )
            .into(),
            Inline::Entries(largest.entries.clone()),
        ]);
    }
    vec![Block::List(items)]
}
