use std::collections::BTreeSet;
use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;
use terms::Truth;

use crate::{
    Authority, Bar, CriterionId, Evidence, Instrument, Measure, MeasureKind, Modality, Rule,
    Standard, Tree, Value,
};

/// Where a measure stands under an instrument on a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Nothing that the instrument asks is missing.
    Open,
    /// Everything holds except the decision of the body named.
    NeedsDecision,
    /// A precondition is contested.
    Contested,
    /// A precondition is undetermined, or the text was not checked.
    Undetermined,
    /// A precondition is not met, or a rule forbids it.
    Blocked,
    /// The instrument does not speak of it.
    NotAddressed,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Status::Open => "open",
            Status::NeedsDecision => "needs a decision",
            Status::Contested => "contested",
            Status::Undetermined => "undetermined",
            Status::Blocked => "blocked",
            Status::NotAddressed => "not addressed",
        })
    }
}

/// What stands between a measure and its use.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Blocker {
    /// A criterion that does not hold at the standard that the measure asks.
    Criterion {
        /// The criterion.
        id: CriterionId,
        /// Its title.
        title: String,
        /// Its value at that standard.
        value: Value,
        /// The standard.
        standard: Standard,
    },
    /// A rule that forbids it.
    Forbidden {
        /// The rule.
        rule: String,
        /// Its title.
        title: String,
    },
    /// A decision that was not taken.
    Decision {
        /// Who would take it.
        by: String,
        /// By what route.
        route: String,
    },
    /// A rule or a measure's legal basis that was not read, so that it decides nothing.
    NotChecked {
        /// The rule or measure.
        what: String,
    },
    /// The measure did not exist yet.
    NotYet {
        /// Since when it exists.
        since: terms::Day,
    },
}

impl fmt::Display for Blocker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Blocker::Criterion {
                id,
                title,
                value,
                standard,
            } => {
                write!(f, "{} ({id}) {value} at {standard}", title.to_lowercase())
            }
            Blocker::Forbidden { rule, title } => {
                write!(f, "forbidden by {rule}: {}", title.to_lowercase())
            }
            Blocker::Decision { by, route } => write!(f, "no decision of: {by} ({route})"),
            Blocker::NotChecked { what } => write!(f, "the text behind {what} was not checked"),
            Blocker::NotYet { since } => write!(f, "exists only since {since}"),
        }
    }
}

/// One way to authority for a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The addressee's id.
    pub by: String,
    /// The addressee's name.
    pub name: String,
    /// The route.
    pub route: String,
    /// Where it stands.
    pub status: Status,
    /// What is missing.
    pub blockers: Vec<Blocker>,
}

/// A measure under an instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureOption {
    /// The measure's id.
    pub measure: String,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: MeasureKind,
    /// Its place on the ladder of coercion.
    pub rung: u8,
    /// The best status over its routes.
    pub status: Status,
    /// The routes that have that status.
    pub routes: Vec<Route>,
    /// The standard of proof that it asks.
    pub standard: Standard,
    /// Whether its legal basis was read.
    pub checked: bool,
}

impl Evidence<'_> {
    /// Every measure under one instrument, least coercive first.
    pub(crate) fn options(&self, instrument: &Instrument) -> Vec<MeasureOption> {
        self.norms
            .measures
            .iter()
            .map(|measure| self.option(instrument, measure))
            .collect()
    }

    fn option(&self, instrument: &Instrument, measure: &Measure) -> MeasureOption {
        let bar = self.policy.for_measure(measure.kind);
        let routes = self.routes(instrument, measure);
        let status = routes
            .iter()
            .map(|route| route.status)
            .min()
            .unwrap_or(Status::NotAddressed);
        MeasureOption {
            measure: measure.id.clone(),
            title: measure.title.clone(),
            kind: measure.kind,
            rung: measure.rung,
            status,
            routes: routes
                .into_iter()
                .filter(|route| route.status == status)
                .collect(),
            standard: bar.yes,
            checked: measure.checked,
        }
    }

    /// Every way to authority for a measure under an instrument, in the order of the measure's file.
    pub(crate) fn routes(&self, instrument: &Instrument, measure: &Measure) -> Vec<Route> {
        let bar = self.policy.for_measure(measure.kind);
        let ways = measure.authority.iter();
        ways.map(|authority| self.route(instrument, measure, authority, bar))
            .collect()
    }

    fn route(
        &self,
        instrument: &Instrument,
        measure: &Measure,
        authority: &Authority,
        bar: Bar,
    ) -> Route {
        let (status, blockers) = self.stand(instrument, measure, authority, bar);
        Route {
            by: authority.by.get_ref().clone(),
            name: self.norms.addressee(authority.by.get_ref()),
            route: authority.route.clone(),
            status,
            blockers: blockers
                .into_iter()
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
        }
    }

    fn stand(
        &self,
        instrument: &Instrument,
        measure: &Measure,
        authority: &Authority,
        bar: Bar,
    ) -> (Status, Vec<Blocker>) {
        if let Some(since) = measure.since.filter(|since| self.setting.on < *since) {
            return (Status::Blocked, vec![Blocker::NotYet { since }]);
        }
        let speaking = |prohibits: bool| {
            instrument.rules.iter().filter(move |rule| {
                rule.covers(measure)
                    && rule.speaks_to(authority.by.get_ref())
                    && (rule.modality == Modality::Prohibition) == prohibits
            })
        };
        for rule in speaking(true) {
            let forbidden = Blocker::Forbidden {
                rule: rule.id.get_ref().clone(),
                title: rule.title.clone(),
            };
            match self.rule_truth(instrument, rule, bar) {
                Truth::True => return (Status::Blocked, vec![forbidden]),
                Truth::Contested => return (Status::Contested, vec![forbidden]),
                Truth::Unknown => return (Status::Undetermined, vec![forbidden]),
                Truth::False => {}
            }
        }
        let permitting: Vec<&Rule> = speaking(false).collect();
        if permitting.is_empty() {
            return (Status::NotAddressed, Vec::new());
        }
        let truths: Vec<Truth> = permitting
            .iter()
            .map(|rule| self.rule_truth(instrument, rule, bar))
            .collect();
        let permitted = Truth::any(truths);
        let conditions: Vec<&Tree> = measure.when.iter().chain(&authority.when).collect();
        let own = Truth::all(conditions.iter().map(|tree| self.tree_truth(tree, bar)));
        let mut blockers = Vec::new();
        if permitted != Truth::True {
            permitting
                .iter()
                .for_each(|rule| blockers.extend(self.rule_blockers(instrument, rule, bar)));
        }
        for tree in conditions {
            let missing = self.tree_blockers(tree, bar);
            blockers.extend(missing.into_iter().map(|id| self.blocker(id, bar)));
        }
        if !measure.checked {
            blockers.push(Blocker::NotChecked {
                what: measure.id.clone(),
            });
        }
        let decision = authority.decision.as_ref();
        let decided = decision
            .is_none_or(|id| self.truth(id.get_ref(), self.policy.for_finding()) == Truth::True);
        if !decided {
            let by = self.norms.addressee(authority.by.get_ref());
            blockers.push(Blocker::Decision {
                by,
                route: authority.route.clone(),
            });
        }
        let basis = if measure.checked {
            Truth::True
        } else {
            Truth::Unknown
        };
        let status = match Truth::all([permitted, own, basis]) {
            Truth::False => Status::Blocked,
            Truth::Unknown => Status::Undetermined,
            Truth::Contested => Status::Contested,
            Truth::True if decided => Status::Open,
            Truth::True => Status::NeedsDecision,
        };
        (status, blockers)
    }

    fn rule_blockers(&self, instrument: &Instrument, rule: &Rule, bar: Bar) -> Vec<Blocker> {
        if !instrument
            .provision(rule.provision.get_ref())
            .is_some_and(|provision| provision.checked)
        {
            return vec![Blocker::NotChecked {
                what: rule.id.get_ref().clone(),
            }];
        }
        let Some(tree) = &rule.when else {
            return Vec::new();
        };
        self.tree_blockers(tree, bar)
            .into_iter()
            .map(|id| self.blocker(id, bar))
            .collect()
    }

    fn blocker(&self, id: CriterionId, bar: Bar) -> Blocker {
        let value = Value::from(self.truth(&id, bar));
        let standard = if value == Value::NotMet {
            bar.no
        } else {
            bar.yes
        };
        Blocker::Criterion {
            title: self.title(&id),
            value,
            id,
            standard,
        }
    }
}
