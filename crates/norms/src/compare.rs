use std::collections::BTreeSet;

use serde::Serialize;

use crate::{
    Blocker, CriterionId, Evidence, Finding, Instrument, Measure, MeasureKind, Modality, Norms,
    Reading, Route, Rule, Stance, Standard, Status, Value,
};

/// What a text asks on one point, and what a record answers if one is put.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// The criterion.
    pub criterion: CriterionId,
    /// Its title.
    pub title: String,
    /// The paragraph that asks it.
    pub paragraph: String,
    /// Whether that paragraph was read.
    pub checked: bool,
    /// The answer; none if no record is put.
    pub value: Option<Value>,
}

/// A point on which two texts are compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AspectPair {
    /// The point.
    pub aspect: String,
    /// Its title.
    pub title: String,
    /// What each text asks; none if it does not speak to the point.
    pub asked: (Option<Asked>, Option<Asked>),
}

impl AspectPair {
    /// Whether the two ask the same question, or neither asks one.
    pub fn same_question(&self) -> bool {
        let id = |asked: &Option<Asked>| asked.as_ref().map(|asked| asked.criterion.clone());
        id(&self.asked.0) == id(&self.asked.1)
    }

    /// Whether the record answers the two differently.
    pub fn answers_differ(&self) -> bool {
        let value = |asked: &Option<Asked>| asked.as_ref().and_then(|asked| asked.value);
        value(&self.asked.0) != value(&self.asked.1)
    }
}

/// How far a text accepts a proposition, and the paragraph that says so.
pub type Placed = (Stance, String);

/// A row of the norm lattice on which two texts stand differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StancePair {
    /// The proposition, by title.
    pub proposition: String,
    /// How far each accepts it; none if it was not coded.
    pub stances: (Option<Placed>, Option<Placed>),
}

/// Whom a text lets act or forbids to act on a kind of measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuthorityPair {
    /// The kind of measure.
    pub kind: MeasureKind,
    /// The addressee, by name.
    pub addressee: String,
    /// What each text says to it: the clauses that permit, demand or forbid.
    pub clauses: (Vec<Clause>, Vec<Clause>),
}

/// A rule, by its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Clause {
    /// The rule.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// The paragraph that it encodes.
    pub paragraph: String,
    /// Whether it demands, permits or forbids.
    pub modality: Modality,
    /// Whether that paragraph was read.
    pub checked: bool,
}

/// What makes two texts differ on a case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Cause {
    /// One of them names who may act, or forbids it, and the other does not.
    Authority {
        /// To whom, by name.
        addressee: String,
        /// What each says to it.
        clauses: (Vec<Clause>, Vec<Clause>),
    },
    /// A condition that one of them asks and that does not hold.
    Condition {
        /// The criterion.
        criterion: CriterionId,
        /// Its title.
        title: String,
        /// Its value at the standard that the measure asks.
        value: Value,
        /// That standard.
        standard: Standard,
        /// Which of the two asks it, by id.
        asked_by: String,
    },
    /// A text that was not read, so that it decides nothing.
    NotChecked {
        /// The rule or measure that rests on it.
        what: String,
    },
}

/// A measure that stands differently under two texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MeasurePair {
    /// The measure.
    pub measure: String,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: MeasureKind,
    /// Where it stands under each.
    pub status: (Status, Status),
    /// Why.
    pub causes: Vec<Cause>,
}

/// Two texts side by side: what each asks, whom each lets act, and on a case what follows and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextComparison {
    /// The two texts, by id.
    pub texts: (String, String),
    /// Their short names.
    pub short: (String, String),
    /// In which sense each is put to the case; none without a case.
    pub reading: Option<(Reading, Reading)>,
    /// Every point on which at least one of them asks something.
    pub aspects: Vec<AspectPair>,
    /// The rows of the lattice on which they differ.
    pub stances: Vec<StancePair>,
    /// Kinds of measure and addressees to which they speak differently.
    pub authority: Vec<AuthorityPair>,
    /// Measures that stand differently on the case, each text put as if it were in force.
    pub measures: Vec<MeasurePair>,
}

/// Compares what two texts say, without a case.
pub fn compare_texts(norms: &Norms, a: &Instrument, b: &Instrument) -> TextComparison {
    compare(norms, a, b, &|_| None)
}

/// Compares two texts on a case, each as if it were in force.
pub fn compare_on(evidence: &Evidence<'_>, a: &Instrument, b: &Instrument) -> TextComparison {
    let bar = evidence.policy.for_finding();
    let value = |id: &CriterionId| Some(evidence.truth(id, bar).into());
    let measures = evidence.norms.measures.iter();
    TextComparison {
        reading: Some((evidence.reading(a), evidence.reading(b))),
        measures: measures
            .filter_map(|measure| measure_pair(evidence, measure, a, b))
            .collect(),
        ..compare(evidence.norms, a, b, &value)
    }
}

fn compare(
    norms: &Norms,
    a: &Instrument,
    b: &Instrument,
    value: &dyn Fn(&CriterionId) -> Option<Value>,
) -> TextComparison {
    let asked = |instrument: &Instrument, aspect: &str| {
        let ask = instrument.asks(aspect)?;
        let provision = instrument.provision(ask.provision.get_ref());
        let criterion = ask.criterion.get_ref();
        Some(Asked {
            criterion: criterion.clone(),
            title: norms
                .criterion(criterion)
                .map(|c| c.title.clone())
                .unwrap_or_default(),
            paragraph: provision.map(|p| p.paragraph.clone()).unwrap_or_default(),
            checked: provision.is_some_and(|provision| provision.checked),
            value: value(criterion),
        })
    };
    let aspects = norms.aspects.iter().map(|aspect| AspectPair {
        aspect: aspect.id.clone(),
        title: aspect.title.clone(),
        asked: (asked(a, &aspect.id), asked(b, &aspect.id)),
    });
    TextComparison {
        texts: (a.head.id.clone(), b.head.id.clone()),
        short: (a.head.short.clone(), b.head.short.clone()),
        reading: None,
        aspects: aspects.filter(|pair| pair.asked != (None, None)).collect(),
        stances: stances(norms, a, b),
        authority: authority(norms, a, b),
        measures: Vec::new(),
    }
}

fn stances(norms: &Norms, a: &Instrument, b: &Instrument) -> Vec<StancePair> {
    let stance = |instrument: &Instrument, id: &str| {
        let position = instrument.position(id)?;
        let provision = instrument.provision(position.provision.get_ref());
        let paragraph = provision.map(|provision| provision.paragraph.clone());
        Some((position.stance, paragraph.unwrap_or_default()))
    };
    let rows = norms
        .propositions
        .iter()
        .flat_map(|propositions| &propositions.rows);
    rows.map(|row| StancePair {
        proposition: row.title.clone(),
        stances: (stance(a, &row.id), stance(b, &row.id)),
    })
    .filter(|pair| {
        let kind = |stance: &Option<(Stance, String)>| stance.as_ref().map(|(stance, _)| *stance);
        kind(&pair.stances.0) != kind(&pair.stances.1)
    })
    .collect()
}

fn authority(norms: &Norms, a: &Instrument, b: &Instrument) -> Vec<AuthorityPair> {
    let mut pairs = Vec::new();
    for kind in MeasureKind::ALL {
        for (id, addressee) in &norms.addressees {
            let about = |rule: &Rule| rule.covers.contains(&kind);
            let clauses = (clauses(a, id, &about), clauses(b, id, &about));
            let says = |clauses: &[Clause]| -> BTreeSet<bool> {
                clauses
                    .iter()
                    .map(|clause| clause.modality == Modality::Prohibition)
                    .collect()
            };
            if says(&clauses.0) != says(&clauses.1) {
                pairs.push(AuthorityPair {
                    kind,
                    addressee: addressee.title.clone(),
                    clauses,
                });
            }
        }
    }
    pairs
}

/// What a text says to an addressee in the rules that are about something.
fn clauses(instrument: &Instrument, addressee: &str, about: &dyn Fn(&Rule) -> bool) -> Vec<Clause> {
    let speaks = |rule: &&Rule| about(rule) && rule.speaks_to(addressee);
    let rules = instrument.rules.iter().filter(speaks);
    rules
        .map(|rule| {
            let provision = instrument.provision(rule.provision.get_ref());
            Clause {
                rule: rule.id.get_ref().clone(),
                title: rule.title.clone(),
                paragraph: provision.map(|p| p.paragraph.clone()).unwrap_or_default(),
                modality: rule.modality,
                checked: provision.is_some_and(|provision| provision.checked),
            }
        })
        .collect()
}

/// A measure under both texts, with what makes the difference; none if it stands alike.
fn measure_pair(
    evidence: &Evidence<'_>,
    measure: &Measure,
    a: &Instrument,
    b: &Instrument,
) -> Option<MeasurePair> {
    let (under_a, under_b) = (evidence.routes(a, measure), evidence.routes(b, measure));
    let best = |routes: &[Route]| {
        let statuses = routes.iter().map(|route| route.status);
        statuses.min().unwrap_or(Status::NotAddressed)
    };
    let status = (best(&under_a), best(&under_b));
    if status.0 == status.1 {
        return None;
    }
    let mut causes = BTreeSet::new();
    for (of_a, of_b) in under_a
        .iter()
        .zip(&under_b)
        .filter(|(a, b)| a.status != b.status)
    {
        let about = |rule: &Rule| rule.covers(measure);
        let pair = (clauses(a, &of_a.by, &about), clauses(b, &of_b.by, &about));
        let forbids = |clauses: &[Clause]| {
            clauses
                .iter()
                .any(|clause| clause.modality == Modality::Prohibition)
        };
        if pair.0.is_empty() != pair.1.is_empty() || forbids(&pair.0) != forbids(&pair.1) {
            causes.insert(Cause::Authority {
                addressee: of_a.name.clone(),
                clauses: pair,
            });
            continue;
        }
        for (own, other, id) in [(of_a, of_b, &a.head.id), (of_b, of_a, &b.head.id)] {
            let missing = own
                .blockers
                .iter()
                .filter(|blocker| !other.blockers.contains(blocker));
            causes.extend(missing.filter_map(|blocker| cause(blocker, id)));
        }
    }
    Some(MeasurePair {
        measure: measure.id.clone(),
        title: measure.title.clone(),
        kind: measure.kind,
        status,
        causes: causes.into_iter().collect(),
    })
}

fn cause(blocker: &Blocker, asked_by: &str) -> Option<Cause> {
    match blocker {
        Blocker::Criterion {
            id,
            title,
            value,
            standard,
        } => Some(Cause::Condition {
            criterion: id.clone(),
            title: title.clone(),
            value: *value,
            standard: *standard,
            asked_by: asked_by.to_owned(),
        }),
        Blocker::NotChecked { what } => Some(Cause::NotChecked { what: what.clone() }),
        // A decision that is missing is missing whatever a text says, and so is a measure not yet there.
        Blocker::Forbidden { .. } | Blocker::Decision { .. } | Blocker::NotYet { .. } => None,
    }
}

/// A finding that two policies on proof answer differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingPair {
    /// Its answer under each policy.
    pub findings: (Finding, Finding),
}

/// Two policies on proof put to the same record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyComparison {
    /// The policies, by id.
    pub policies: (String, String),
    /// The findings that differ.
    pub findings: Vec<FindingPair>,
    /// How many findings were compared.
    pub of: usize,
}

/// The findings on these criteria that differ between two policies.
pub fn compare_policies<'i>(
    a: &Evidence<'_>,
    b: &Evidence<'_>,
    ids: impl IntoIterator<Item = &'i CriterionId>,
) -> PolicyComparison {
    let (mut findings, mut of) = (Vec::new(), 0);
    for id in ids {
        of += 1;
        let bars = (a.policy.for_finding(), b.policy.for_finding());
        if a.truth(id, bars.0) != b.truth(id, bars.1) {
            let findings_of = (a.finding(id, bars.0), b.finding(id, bars.1));
            findings.push(FindingPair {
                findings: findings_of,
            });
        }
    }
    PolicyComparison {
        policies: (a.policy.id.clone(), b.policy.id.clone()),
        findings,
        of,
    }
}
