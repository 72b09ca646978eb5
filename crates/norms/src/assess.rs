use schemars::JsonSchema;
use serde::Serialize;
use terms::{Day, Truth};

use crate::{
    Bar, CriterionId, Evidence, Finding, Instrument, LegalForce, MeasureOption, Modality, Rule,
    Tree, Value,
};

/// In which sense a text is put to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reading {
    /// It applied on the day.
    InForce,
    /// It did not exist yet: shown for comparison, it decides nothing and opens no option.
    Later,
    /// It concerns the members of a body to which the state did not belong on the day: it opens no option.
    NotAMember,
    /// It is a method of asking, not a norm: it permits nothing.
    Method,
}

/// What a rule comes to on a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleOutcome {
    /// The rule.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The paragraph that it encodes.
    pub paragraph: String,
    /// Whether it demands, permits or forbids.
    pub modality: Modality,
    /// To whom it speaks, by name.
    pub addressees: Vec<String>,
    /// Whether it applies, at the standard of a finding.
    pub value: Value,
    /// The criteria that keep it from applying.
    pub blockers: Vec<CriterionId>,
    /// Its exceptions, by title, and whether each holds.
    pub exceptions: Vec<(String, Value)>,
    /// Whether its text was read; if not, it decides nothing.
    pub checked: bool,
}

/// One text put to one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// The instrument's or pack's id.
    pub instrument: String,
    /// Its title.
    pub title: String,
    /// Its short name.
    pub short: String,
    /// When it was adopted; for a method, its date.
    pub adopted: Day,
    /// Whether it is a column on the first pages of a brief.
    pub first_pages: bool,
    /// What it can demand; none for a method.
    pub legal_force: Option<LegalForce>,
    /// In which sense it is put.
    pub reading: Reading,
    /// The policy on proof, by id.
    pub policy: String,
    /// The answers: the instrument's own criteria first, then those that they rest on.
    pub findings: Vec<Finding>,
    /// What its rules come to.
    pub rules: Vec<RuleOutcome>,
    /// What can be done under it, least coercive first; empty unless it applied on the day.
    pub options: Vec<MeasureOption>,
}

impl Assessment {
    /// The finding on a criterion.
    pub fn finding(&self, id: &str) -> Option<&Finding> {
        self.findings
            .iter()
            .find(|finding| finding.criterion.0 == id)
    }
}

/// Puts every instrument and every pack of criteria to the evidence: instruments first, oldest first.
pub fn assess(evidence: &Evidence<'_>) -> Vec<Assessment> {
    let norms = evidence.norms;
    let instruments = norms
        .instruments
        .iter()
        .map(|instrument| assess_instrument(evidence, instrument));
    let packs = norms.packs.values().map(|pack| Assessment {
        instrument: pack.head.id.clone(),
        title: pack.head.title.clone(),
        short: pack.head.title.clone(),
        adopted: pack.head.dated,
        first_pages: false,
        legal_force: None,
        reading: Reading::Method,
        policy: evidence.policy.id.clone(),
        findings: pack
            .criteria
            .iter()
            .map(|id| evidence.finding(id, evidence.policy.for_finding()))
            .collect(),
        rules: Vec::new(),
        options: Vec::new(),
    });
    instruments.chain(packs).collect()
}

fn assess_instrument(evidence: &Evidence<'_>, instrument: &Instrument) -> Assessment {
    let reading = evidence.reading(instrument);
    let ids = criteria_of(evidence, instrument);
    let options = match reading {
        Reading::InForce => evidence.options(instrument),
        Reading::Later | Reading::NotAMember | Reading::Method => Vec::new(),
    };
    Assessment {
        instrument: instrument.head.id.clone(),
        title: instrument.head.title.clone(),
        short: instrument.head.short.clone(),
        adopted: instrument.head.adopted,
        first_pages: instrument.head.first_pages,
        legal_force: Some(instrument.head.legal_force),
        reading,
        policy: evidence.policy.id.clone(),
        findings: ids
            .iter()
            .map(|id| evidence.finding(id, evidence.policy.for_finding()))
            .collect(),
        rules: instrument
            .rules
            .iter()
            .map(|rule| outcome(evidence, instrument, rule))
            .collect(),
        options,
    }
}

/// The instrument's own criteria, then all that they and its rules rest on, each once, from the top down.
fn criteria_of(evidence: &Evidence<'_>, instrument: &Instrument) -> Vec<CriterionId> {
    let mut ids = instrument.criteria.clone();
    let asked = instrument.asks.iter().map(|ask| ask.criterion.get_ref());
    for id in asked {
        if !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    let trees = instrument.rules.iter().flat_map(|rule| {
        rule.when
            .iter()
            .chain(rule.exception.iter().map(|exception| &exception.when))
    });
    for tree in trees {
        for (id, _) in tree.criteria() {
            if !ids.contains(id.get_ref()) {
                ids.push(id.get_ref().clone());
            }
        }
    }
    let mut next = 0;
    while next < ids.len() {
        let tree = evidence
            .norms
            .criterion(&ids[next])
            .and_then(|criterion| criterion.when.as_ref());
        for (id, _) in tree.map(|tree| tree.criteria()).unwrap_or_default() {
            if !ids.contains(id.get_ref()) {
                ids.push(id.get_ref().clone());
            }
        }
        next += 1;
    }
    ids
}

fn outcome(evidence: &Evidence<'_>, instrument: &Instrument, rule: &Rule) -> RuleOutcome {
    let bar = evidence.policy.for_finding();
    let provision = instrument.provision(rule.provision.get_ref());
    let blockers = match &rule.when {
        Some(tree) => evidence.tree_blockers(tree, bar),
        None => Vec::new(),
    };
    RuleOutcome {
        id: rule.id.get_ref().clone(),
        title: rule.title.clone(),
        paragraph: provision
            .map(|provision| provision.paragraph.clone())
            .unwrap_or_default(),
        modality: rule.modality,
        addressees: rule
            .addressees
            .iter()
            .map(|addressee| evidence.norms.addressee(addressee.get_ref()))
            .collect(),
        value: evidence.rule_truth(instrument, rule, bar).into(),
        blockers,
        exceptions: rule
            .exception
            .iter()
            .map(|exception| {
                (
                    exception.title.clone(),
                    evidence.tree_truth(&exception.when, bar).into(),
                )
            })
            .collect(),
        checked: provision.is_some_and(|provision| provision.checked),
    }
}

impl Evidence<'_> {
    /// In which sense an instrument speaks to the question.
    pub fn reading(&self, instrument: &Instrument) -> Reading {
        let head = &instrument.head;
        let concerned = head
            .members_of
            .as_ref()
            .is_none_or(|body| self.setting.bodies.contains(body.get_ref()));
        if head.applies_from() > self.setting.on {
            Reading::Later
        } else if !concerned {
            Reading::NotAMember
        } else {
            Reading::InForce
        }
    }

    /// Whether a rule applies: its condition holds and no exception is established.
    ///
    /// Whoever invokes an exception has to show it, so an exception that is unknown defeats nothing.
    /// A rule or exception whose text was not read decides nothing.
    pub(crate) fn rule_truth(&self, instrument: &Instrument, rule: &Rule, bar: Bar) -> Truth {
        let read = |id: &str| {
            instrument
                .provision(id)
                .is_some_and(|provision| provision.checked)
        };
        if !read(rule.provision.get_ref()) {
            return Truth::Unknown;
        }
        let holds = |tree: &Tree| self.tree_truth(tree, bar);
        let condition = rule.when.as_ref().map_or(Truth::True, holds);
        let excepted = rule
            .exception
            .iter()
            .filter(|exception| read(exception.provision.get_ref()))
            .map(|exception| holds(&exception.when))
            .map(|truth| {
                if truth == Truth::Unknown {
                    Truth::False
                } else {
                    truth
                }
            });
        Truth::all([condition, !Truth::any(excepted.collect::<Vec<_>>())])
    }
}
