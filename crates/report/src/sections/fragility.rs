use norms::{Finding, Fragility, Lever};

use super::change::{HOW_TO_READ, ways};
use super::some_entries;
use crate::{Block, Brief, Cell, Inline};

/// For each headline question, what would change the answer: the origins that it hangs on, or what is lacking.
pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    if brief.entries.is_empty() {
        return Vec::new();
    }
    let asked = brief.headlines.iter().zip(&brief.plan.headlines);
    let items = asked.enumerate().filter_map(|(at, (finding, headline))| {
        let fragility = brief.fragility.get(at).and_then(Option::as_ref);
        let change = match fragility {
            Some(fragility) => match same_set(brief, at, fragility) {
                Some(label) => vec![format!("hangs on the same as “{label}”.").into()],
                None => hangs_on(brief, fragility)?,
            },
            None => lacks(brief, finding)?,
        };
        let mut item = vec![Inline::Strong(format!("{} ", headline.label))];
        item.push(format!("({}) ", finding.value).into());
        item.extend(change);
        Some(item)
    });
    let read = vec![
        "An answer hangs on origins if it would be lost were they all wrong; no smaller set does that, and others of that size may: ".into(),
        Inline::Code("watchfire assess --flip".into()),
        format!(". {HOW_TO_READ}").into(),
    ];
    vec![Block::List(items.collect()), Block::Para(read)]
}

/// The label of an earlier headline that hangs on the same origins.
fn same_set<'a>(brief: &'a Brief<'_>, at: usize, own: &Fragility) -> Option<&'a str> {
    let earlier = brief.fragility.iter().zip(&brief.plan.headlines).take(at);
    let first = |fragility: &Fragility| fragility.origins.sets.first().cloned();
    earlier
        .filter_map(|(fragility, headline)| Some((fragility.as_ref()?, headline)))
        .find(|(fragility, _)| first(fragility) == first(own))
        .map(|(_, headline)| headline.label.as_str())
}

/// One smallest set of origins that would take the answer away.
fn hangs_on(brief: &Brief<'_>, fragility: &Fragility) -> Option<Cell> {
    let set = fragility.origins.sets.first()?;
    let mut cell: Cell = vec!["hangs on ".into()];
    for (at, id) in set.iter().enumerate() {
        let origin = brief.origins.iter().find(|origin| origin.id == *id);
        let title = origin.map_or(id.as_str(), |origin| origin.title.as_str());
        let gap = match at {
            0 => "",
            at if at + 1 == set.len() => " and ",
            _ => ", ",
        };
        cell.push(format!("{gap}“{title}” ").into());
        let entries = origin.map(|origin| origin.entries.as_slice());
        cell.extend(some_entries(entries.unwrap_or_default(), 3));
    }
    cell.push(".".into());
    Some(cell)
}

/// What a question that evidence answers lacks, or which of its parts are undetermined.
fn lacks(brief: &Brief<'_>, finding: &Finding) -> Option<Cell> {
    if finding.condition.is_some() {
        return Some(vec![
            format!("waits for {}.", undetermined_parts(finding)).into(),
        ]);
    }
    let own = |lever: &&Lever| lever.criterion == finding.criterion;
    let lever = brief.levers.iter().find(own)?;
    Some(vec![format!("{}.", ways(lever)).into()])
}

fn undetermined_parts(finding: &Finding) -> String {
    let parts = finding.children.iter();
    let parts = parts.filter(|child| child.value == norms::Value::Undetermined);
    let titles: Vec<String> = parts.map(|child| child.title.to_lowercase()).collect();
    titles.join(", ")
}
