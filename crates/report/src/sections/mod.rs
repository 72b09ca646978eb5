//! One file a section: what it shows of a brief, in blocks.

mod actors;
mod change;
pub(crate) use change::{way, ways};
mod claims;
mod crosswalks;
mod entries;
mod evidence;
mod findings;
mod fragility;
mod headline;
mod hindsight;
mod lattice;
mod matrix;
mod measures;
mod options;
pub(crate) use options::by_whom;
mod pairs;
mod policies;
mod provenance;
mod risk;
mod risk_factors;
mod rules;
mod situation;

use ledger::EntryId;
use norms::{Finding, Standard, Status, Value};
use terms::ValidTime;

use crate::{Block, Brief, Document, Inline, Section, Tone};

/// A section of the register.
#[derive(Debug, Clone, Copy)]
pub struct SectionSpec {
    /// Its id, an anchor in the page.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Whether it belongs to the annex.
    pub annex: bool,
    /// What it shows; nothing if the brief has nothing for it.
    pub build: fn(&Brief<'_>) -> Vec<Block>,
}

const fn page(
    id: &'static str,
    title: &'static str,
    build: fn(&Brief<'_>) -> Vec<Block>,
) -> SectionSpec {
    SectionSpec {
        id,
        title,
        annex: false,
        build,
    }
}

const fn annex(
    id: &'static str,
    title: &'static str,
    build: fn(&Brief<'_>) -> Vec<Block>,
) -> SectionSpec {
    SectionSpec {
        id,
        title,
        annex: true,
        build,
    }
}

/// The sections of a brief, in reading order.
pub const SECTIONS: [SectionSpec; 21] = [
    page("finding", "The finding in brief", headline::build),
    page("situation", "What is reported", situation::build),
    page("evidence", "How good the evidence is", evidence::build),
    page("risk", "Risk of a new mass killing", risk::build),
    page(
        "matrix",
        "What each text asks, and the answers",
        matrix::build,
    ),
    page(
        "claims",
        "Claims that no criterion of the norm asks for",
        claims::build,
    ),
    page("pairs", "What makes two versions differ here", pairs::build),
    page(
        "options",
        "Options, the least coercive first",
        options::build,
    ),
    page("actors", "Who may act", actors::build),
    page(
        "fragility",
        "What would change the answers",
        fragility::build,
    ),
    annex(
        "rules",
        "What the texts permit, demand or forbid",
        rules::build,
    ),
    annex("change", "What would change each answer", change::build),
    annex("measures", "Every measure", measures::build),
    annex("lattice", "Where the texts stand", lattice::build),
    annex(
        "findings",
        "Every finding with its entries",
        findings::build,
    ),
    annex(
        "risk-factors",
        "Risk factors of the UN Framework of Analysis",
        risk_factors::build,
    ),
    annex(
        "crosswalks",
        "Levels and stages of others, by rules of ours",
        crosswalks::build,
    ),
    annex(
        "policies",
        "Under the other policy on proof",
        policies::build,
    ),
    annex("entries", "The evidence known on the day", entries::build),
    annex("hindsight", "Known only later", hindsight::build),
    annex("provenance", "How this brief was made", provenance::build),
];

/// The document of a brief.
pub fn document(brief: &Brief<'_>) -> Document {
    let title = match &brief.case {
        Some(case) if case.as_of == brief.on => {
            format!("{}: responsibility to protect", case.title)
        }
        _ => format!("{}: responsibility to protect", brief.state.name),
    };
    let iso3 = brief.state.iso3.as_deref().unwrap_or("no ISO code");
    let about = if brief.on == brief.as_of.0 {
        String::new()
    } else {
        format!(", looking back on {}", brief.on)
    };
    let subtitle = format!(
        "{} (GW {}, {iso3}), as of {}{about}",
        brief.state.name, brief.state.id, brief.as_of
    );
    let sections = SECTIONS
        .iter()
        .map(|spec| Section {
            id: spec.id.into(),
            title: spec.title.into(),
            annex: spec.annex,
            blocks: (spec.build)(brief),
        })
        .filter(|section| !section.blocks.is_empty())
        .collect();
    Document {
        title,
        subtitle,
        sections,
    }
}

/// How a value looks.
pub(crate) fn toned(value: Value) -> Inline {
    let tone = match value {
        Value::Met => Tone::Yes,
        Value::NotMet => Tone::No,
        Value::Contested => Tone::Contested,
        Value::Undetermined => Tone::Unknown,
    };
    Inline::Toned(tone, value.to_string())
}

/// How a status looks.
pub(crate) fn toned_status(status: Status) -> Inline {
    let tone = match status {
        Status::Open => Tone::Yes,
        Status::NeedsDecision | Status::Undetermined => Tone::Unknown,
        Status::Contested => Tone::Contested,
        Status::Blocked => Tone::No,
        Status::NotAddressed => Tone::Quiet,
    };
    Inline::Toned(tone, status.to_string())
}

/// The name of a standard, or that none is reached.
pub(crate) fn standard(reached: Option<Standard>) -> String {
    reached.map_or_else(|| "none".to_owned(), |standard| standard.to_string())
}

/// The first entries of a list, with the number of the others.
pub(crate) fn some_entries(ids: &[EntryId], at_most: usize) -> Vec<Inline> {
    if ids.is_empty() {
        return vec!["none".into()];
    }
    let mut cell = vec![Inline::Entries(ids.iter().take(at_most).cloned().collect())];
    if ids.len() > at_most {
        cell.push(format!(" and {} more", ids.len() - at_most).into());
    }
    cell
}

/// The standard that a finding reaches, where it stands against the one that was asked.
pub(crate) fn reached(finding: &Finding) -> String {
    match finding.value {
        Value::Undetermined => match finding.standard_reached() {
            None => "no evidence that counts".to_owned(),
            Some(reached) => format!("only {reached}"),
        },
        _ => standard(finding.standard_reached()),
    }
}

/// A valid time in words: `1988-02 to 1988-09`, `2003-02 onwards`.
pub(crate) fn time(valid: &ValidTime) -> String {
    let text = valid.to_string();
    match text.split_once('/') {
        Some((from, "..")) => format!("{from} onwards"),
        Some((from, to)) => format!("{from} to {to}"),
        None => text,
    }
}

/// A count with its noun.
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// A number of persons with thousands apart.
pub(crate) fn persons(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(persons(7), "7");
        assert_eq!(persons(1_234_567), "1,234,567");
        assert_eq!(persons(100_000), "100,000");
    }

    #[test]
    fn every_section_has_its_own_id() {
        let ids: std::collections::BTreeSet<&str> = SECTIONS.iter().map(|spec| spec.id).collect();
        assert_eq!(ids.len(), SECTIONS.len());
    }
}
