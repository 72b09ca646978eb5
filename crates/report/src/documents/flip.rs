use std::collections::BTreeSet;

use ledger::{Entry, EntryId};
use norms::{Fewest, Finding, Fragility, Lever, Wrong};
use serde::Serialize;
use terms::AsOf;

use super::section;
use crate::sections::{count, reached, toned, ways};
use crate::{Block, Document, Inline};

/// What would have to be wrong for one finding to lose its value.
#[derive(Debug, Serialize)]
pub struct Flip<'a> {
    /// The case or state.
    pub title: String,
    /// The date.
    pub as_of: AsOf,
    /// The policy on proof, by id.
    pub policy: String,
    /// The criterion.
    pub criterion: String,
    /// Its value.
    pub value: norms::Value,
    /// The sets; none if the finding is undetermined, because what was never shown cannot be lost.
    pub fragility: Option<Fragility>,
    /// The finding.
    #[serde(skip)]
    pub finding: Finding,
    /// What would change it.
    #[serde(skip)]
    pub levers: Vec<Lever>,
    /// The entries known on the day, in the order of the ledger.
    #[serde(skip)]
    pub entries: Vec<&'a Entry>,
    /// The case or state as it was asked for.
    #[serde(skip)]
    pub about: String,
}

/// The document of a flip.
pub fn flip(flip: &Flip<'_>) -> Document {
    let finding = &flip.finding;
    let mut answer = vec![
        Block::Para(vec![
            Inline::Strong("Asked: ".into()),
            finding.asks.clone().into(),
        ]),
        Block::Para(vec![
            Inline::Strong("Answer: ".into()),
            toned(finding.value),
            format!(
                ". Standard asked: {}; reached: {}.",
                finding.standard_required,
                reached(finding)
            )
            .into(),
        ]),
    ];
    let mut sections = Vec::new();
    match &flip.fragility {
        None => answer.push(Block::Notice(vec![
            "The record does not answer this, so nothing in it can be overturned by being wrong. What is missing stands below.".into(),
        ])),
        Some(fragility) => {
            answer.push(Block::Para(vec![fewest(fragility, &flip.entries).into()]));
            answer.push(Block::Para(vec![
                "To be wrong means to drop out of the record with nothing put in its place. No member of a set below is superfluous.".into(),
            ]));
            sections.push(section("origins", "Origins that would have to be wrong together", origins(flip, fragility)));
            sections.push(section("entries", "Entries that would have to be wrong together", entries(fragility)));
        }
    }
    sections.insert(0, section("answer", "The answer", answer));
    sections.push(section(
        "change",
        "What would change it",
        change(&flip.levers),
    ));
    Document {
        title: format!("How much it takes to overturn: {}", finding.title),
        subtitle: format!(
            "{}, as of {}: {}",
            flip.title, flip.as_of, finding.criterion
        ),
        sections,
    }
}

/// The questions that entries answer in part, one by one; those to which no entry speaks in one sentence.
fn change(levers: &[Lever]) -> Vec<Block> {
    let (spoken, silent): (Vec<&Lever>, Vec<&Lever>) =
        levers.iter().partition(|lever| lever.origins > 0);
    let mut blocks = vec![Block::List(spoken.into_iter().map(lever).collect())];
    if !silent.is_empty() {
        let titles: Vec<String> = silent.iter().map(|one| one.title.to_lowercase()).collect();
        let text = format!(
            "No entry that counts speaks to {}: {}.",
            count(silent.len(), "further question", "further questions"),
            titles.join(", ")
        );
        blocks.push(Block::Para(vec![text.into()]));
    }
    blocks
}

fn lever(lever: &Lever) -> Vec<Inline> {
    vec![
        Inline::Strong(format!("{}: ", lever.title)),
        toned(lever.value),
        format!(" at {}. {}.", lever.standard, ways(lever)).into(),
    ]
}

/// How few origins and entries it takes, in one sentence.
fn fewest(fragility: &Fragility, known: &[&Entry]) -> String {
    let origins: BTreeSet<&str> = known.iter().map(|entry| entry.origin.as_str()).collect();
    format!(
        "It falls if {} of the {} independent origins on record, or {} of the {} entries, are wrong.",
        fragility.origins.fewest,
        origins.len(),
        fragility.entries.fewest,
        known.len()
    )
}

fn origins(flip: &Flip<'_>, fragility: &Fragility) -> Vec<Block> {
    let resting = |origin: &String| -> Vec<EntryId> {
        let rest = flip.entries.iter().filter(|entry| entry.origin == *origin);
        rest.map(|entry| entry.id.clone()).collect()
    };
    let items = fragility.origins.sets.iter().map(|set| {
        let mut item = Vec::new();
        for origin in set {
            if !item.is_empty() {
                item.push(" and ".into());
            }
            item.push(Inline::Code(origin.clone()));
            item.push(" ".into());
            item.push(Inline::Entries(resting(origin)));
        }
        item
    });
    let mut blocks = vec![Block::List(items.collect()), told(&fragility.origins)];
    if let Some(first) = fragility.origins.sets.first() {
        let flags: Vec<String> = first
            .iter()
            .map(|origin| format!("--retract-origin {origin}"))
            .collect();
        blocks.push(Block::Para(vec![
            "See what follows: ".into(),
            Inline::Code(format!(
                "watchfire what-if {} {}",
                flip.about,
                flags.join(" ")
            )),
        ]));
    }
    blocks
}

fn entries(fragility: &Fragility) -> Vec<Block> {
    let items = fragility.entries.sets.iter();
    let items = items.map(|set| vec![Inline::Entries(set.iter().cloned().collect())]);
    vec![Block::List(items.collect()), told(&fragility.entries)]
}

/// Whether the list is whole and the number exact.
fn told<T>(wrong: &Wrong<T>) -> Block {
    let listed = count(wrong.sets.len(), "set", "sets");
    let text = match (wrong.complete, wrong.fewest) {
        (true, _) => format!("{listed}: these are all."),
        (false, Fewest::Exactly(fewest)) => format!(
            "The first {listed}, smallest first; there are more (--limit). That no set of fewer than {fewest} is enough is exact."
        ),
        (false, Fewest::Between(low, high)) => format!(
            "The search was stopped at its bound: the smallest set has between {low} and {high} members; {listed} shown."
        ),
    };
    Block::Para(vec![text.into()])
}
