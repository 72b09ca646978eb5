use std::collections::BTreeSet;
use std::fmt;

use ledger::{EntryId, Side};
use schemars::JsonSchema;
use serde::Serialize;
use terms::{Gap, Truth};

use crate::{Bar, Criterion, CriterionId, Evidence, Period, SetAside, SideReached, Standard};

/// The answer to a criterion's question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// Yes, at the standard asked.
    Met,
    /// No, at the standard asked.
    NotMet,
    /// The record does not say, at the standard asked. Undetermined is never no.
    Undetermined,
    /// Yes and no both reach the standard asked.
    Contested,
}

impl From<Truth> for Value {
    fn from(truth: Truth) -> Value {
        match truth {
            Truth::True => Value::Met,
            Truth::False => Value::NotMet,
            Truth::Unknown => Value::Undetermined,
            Truth::Contested => Value::Contested,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Value::Met => "met",
            Value::NotMet => "not met",
            Value::Undetermined => "undetermined",
            Value::Contested => "contested",
        })
    }
}

/// A criterion that another one rests on, and its value there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// The criterion.
    pub criterion: CriterionId,
    /// Its title.
    pub title: String,
    /// Its value in this place.
    pub value: Value,
    /// Whether the condition asks for its opposite.
    pub negated: bool,
}

/// The answer to one criterion with everything that it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The criterion or hypothesis.
    pub criterion: CriterionId,
    /// Its title.
    pub title: String,
    /// Its question.
    pub asks: String,
    /// The answer.
    pub value: Value,
    /// The standard that was asked.
    pub standard_required: Standard,
    /// The highest standard that a yes reaches.
    pub reached_for: Option<Standard>,
    /// The highest standard that a no reaches.
    pub reached_against: Option<Standard>,
    /// The entries for a yes that count; for a condition, those of all that it rests on.
    pub entries_for: Vec<EntryId>,
    /// The entries for a no that count.
    pub entries_against: Vec<EntryId>,
    /// Number of independent origins for a yes and for a no.
    pub origins: (usize, usize),
    /// Entries that bear on it and do not count, with the reason.
    pub set_aside: Vec<SetAside>,
    /// The condition, if it has one.
    pub condition: Option<String>,
    /// What the condition rests on.
    pub children: Vec<Child>,
    /// What was decided where the texts leave it open.
    pub choice: Option<String>,
    /// Which entries count by their time.
    pub period: Option<Period>,
    /// Why there is no answer, if there is none.
    pub gap: Option<Gap>,
    /// Whether the text behind the criterion was read.
    pub checked: bool,
    /// The answer's reason, in one sentence.
    pub reason: String,
}

impl Finding {
    /// The standard reached in the direction of the answer; where there is none, the higher of both sides.
    pub fn standard_reached(&self) -> Option<Standard> {
        match self.value {
            Value::Met => self.reached_for,
            Value::NotMet => self.reached_against,
            Value::Contested => self.reached_for.min(self.reached_against),
            Value::Undetermined => self.reached_for.max(self.reached_against),
        }
    }
}

impl Evidence<'_> {
    /// The finding on a criterion or hypothesis.
    pub fn finding(&self, id: &CriterionId, bar: Bar) -> Finding {
        let criterion = self.norms.criterion(id);
        let hypothesis = self
            .hypotheses
            .iter()
            .find(|hypothesis| hypothesis.id == id.0);
        let title = criterion
            .map(|c| &c.title)
            .or(hypothesis.map(|h| &h.title))
            .cloned()
            .unwrap_or_else(|| id.0.clone());
        let asks = criterion
            .map(|c| &c.asks)
            .or(hypothesis.map(|h| &h.asks))
            .cloned()
            .unwrap_or_default();
        let checked = criterion.is_none_or(|criterion| criterion.checked);
        let tree = criterion.and_then(|criterion| criterion.when.as_ref());
        let period = criterion.and_then(|criterion| criterion.parts_period);
        let truth = self.truth(id, bar);
        let mut sides = Sides::default();
        self.gather(id, None, &mut BTreeSet::new(), &mut sides);
        let highest = |wanted: fn(Truth) -> bool| {
            Standard::LADDER
                .into_iter()
                .rev()
                .find(|standard| wanted(self.truth(id, Bar::both(*standard))))
        };
        let children: Vec<Child> = tree
            .map(|tree| tree.criteria())
            .unwrap_or_default()
            .into_iter()
            .map(|(child, negated)| Child {
                criterion: child.get_ref().clone(),
                title: self.title(child.get_ref()),
                value: self
                    .truth_in(
                        child.get_ref(),
                        if negated { bar.swapped() } else { bar },
                        period,
                    )
                    .into(),
                negated,
            })
            .collect();
        let mut finding = Finding {
            criterion: id.clone(),
            title,
            asks,
            value: truth.into(),
            standard_required: bar.yes,
            reached_for: highest(Truth::is_supported),
            reached_against: highest(Truth::is_opposed),
            origins: (sides.supporting.origins.len(), sides.opposing.origins.len()),
            entries_for: self.in_ledger_order(sides.supporting.entries),
            entries_against: self.in_ledger_order(sides.opposing.entries),
            set_aside: sides.set_aside,
            condition: tree.map(ToString::to_string),
            children,
            choice: criterion.and_then(|criterion| criterion.choice.clone()),
            period: criterion.and_then(|criterion| criterion.period.or(criterion.parts_period)),
            gap: None,
            checked,
            reason: String::new(),
        };
        if finding.value == Value::Undetermined {
            let nothing = finding.entries_for.is_empty() && finding.entries_against.is_empty();
            finding.gap = Some(if nothing {
                Gap::NoEvidence
            } else {
                Gap::BelowStandard
            });
        }
        finding.reason = reason(&finding);
        finding
    }

    /// The title of a criterion or hypothesis.
    pub fn title(&self, id: &CriterionId) -> String {
        self.norms
            .criterion(id)
            .map_or_else(|| id.0.clone(), |criterion| criterion.title.clone())
    }

    /// The entries on both sides of a question, for a condition those of all that it rests on.
    fn gather(
        &self,
        id: &CriterionId,
        period: Option<Period>,
        seen: &mut BTreeSet<(CriterionId, bool)>,
        sides: &mut Sides,
    ) {
        self.gather_side(id, period, false, seen, sides);
        sides.set_aside.sort();
        sides.set_aside.dedup();
    }

    fn gather_side(
        &self,
        id: &CriterionId,
        period: Option<Period>,
        negated: bool,
        seen: &mut BTreeSet<(CriterionId, bool)>,
        sides: &mut Sides,
    ) {
        if !seen.insert((id.clone(), negated)) {
            return;
        }
        let criterion = self.norms.criterion(id);
        if let Some(tree) = criterion.and_then(|criterion| criterion.when.as_ref()) {
            let period = period.or(criterion.and_then(|criterion| criterion.parts_period));
            for (child, inner) in tree.criteria() {
                self.gather_side(child.get_ref(), period, negated != inner, seen, sides);
            }
        }
        if !criterion.is_none_or(Criterion::takes_entries) {
            return;
        }
        for side in [Side::For, Side::Against] {
            let (reached, set_aside) = self.side(id, side, period);
            let supports = (side == Side::For) != negated;
            let target = if supports {
                &mut sides.supporting
            } else {
                &mut sides.opposing
            };
            target.entries.extend(reached.entries);
            for (origin, entries) in reached.origins {
                target.origins.entry(origin).or_default().extend(entries);
            }
            sides.set_aside.extend(set_aside);
        }
    }

    fn in_ledger_order(&self, ids: Vec<EntryId>) -> Vec<EntryId> {
        let ids: BTreeSet<EntryId> = ids.into_iter().collect();
        self.entries()
            .iter()
            .filter(|entry| ids.contains(&entry.id))
            .map(|entry| entry.id.clone())
            .collect()
    }
}

#[derive(Default)]
struct Sides {
    supporting: SideReached,
    opposing: SideReached,
    set_aside: Vec<SetAside>,
}

fn reason(finding: &Finding) -> String {
    if !finding.checked {
        return "the text behind this criterion was not checked, so it decides nothing".to_owned();
    }
    if finding.condition.is_some() {
        let word = |value: Value| {
            let titles: Vec<String> = finding
                .children
                .iter()
                .filter(|child| child.value == value)
                .map(|child| child.title.to_lowercase())
                .collect();
            (!titles.is_empty()).then(|| format!("{value}: {}", titles.join(", ")))
        };
        let parts = [
            Value::Met,
            Value::NotMet,
            Value::Contested,
            Value::Undetermined,
        ]
        .into_iter()
        .filter_map(word);
        let parts = parts.collect::<Vec<_>>().join("; ");
        let plain_no = finding
            .children
            .iter()
            .any(|child| child.value == Value::NotMet || child.negated);
        // Contested and undetermined parts together are opposed and not supported.
        return match finding.value == Value::NotMet && !plain_no {
            true => format!(
                "a no reaches the standard through what is contested, a yes lacks what is undetermined; {parts}"
            ),
            false => parts,
        };
    }
    let side = |origins: usize, reached: Option<Standard>| match (origins, reached) {
        (0, _) => None,
        (1, None) => Some("1 origin that reaches no standard".to_owned()),
        (n, None) => Some(format!("{n} origins that reach no standard")),
        (1, Some(standard)) => Some(format!("1 origin that reaches {standard}")),
        (n, Some(standard)) => Some(format!("{n} independent origins that reach {standard}")),
    };
    let supporting = side(finding.origins.0, finding.reached_for);
    let opposing = side(finding.origins.1, finding.reached_against);
    match (supporting, opposing) {
        (None, None) if finding.set_aside.is_empty() => {
            "no entry known on the day speaks to it".to_owned()
        }
        (None, None) => "every entry that speaks to it was set aside".to_owned(),
        (Some(yes), None) => format!("for it {yes}; nothing against it"),
        (None, Some(no)) => format!("against it {no}; nothing for it"),
        (Some(yes), Some(no)) => format!("for it {yes}; against it {no}"),
    }
}
