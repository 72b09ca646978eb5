//! The order of the stages, read from top to bottom: what was known on a day is taken from the
//! ledger, put to the norms, and laid out for a reader.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, anyhow, bail};
use ledger::{ChainHead, Entry, Hypothesis, Ledger};
use norms::{
    Assessment, Change, CriterionId, Evidence, Finding, Lever, Policy, Reading, Setting, assess,
    changes_between, conflicts, levers,
};
use report::{Argument, Brief, CaseLine, Comparison, Hindsight, Provenance};
use terms::{AsOf, Day, State, StateError};

use crate::Knowledge;
use crate::surroundings::{bodies_of, council, figures, memberships, origins, reported};

/// The policy on proof that is used unless another is asked for.
pub const DEFAULT_POLICY: &str = "commission-of-inquiry";

/// A question: on whom, and as of when.
#[derive(Debug, Clone)]
pub struct Question {
    /// A case id, ISO3 code, Gleditsch-Ward number or common name.
    pub about: String,
    /// The date; none for the case's own day, or today for a state.
    pub as_of: Option<AsOf>,
    /// The day that the question is about; none for the as-of date.
    pub on: Option<Day>,
    /// Today, for questions about a state without a date.
    pub today: Day,
    /// Only these instruments, if any are named.
    pub instruments: Vec<String>,
    /// The policy on proof.
    pub policy: String,
    /// Whether what became known only later is shown, set apart.
    pub hindsight: bool,
}

/// What a question is about, once it is understood.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The state.
    pub state: &'a State,
    /// The date as of which the record is read.
    pub as_of: AsOf,
    /// The day that the question is about.
    pub on: Day,
    /// The case, if there is exactly one.
    pub case: Option<CaseLine>,
    /// The claims of the debate.
    pub hypotheses: Vec<Hypothesis>,
    /// All entries on the state, known on the day or not.
    pub entries: Vec<&'a Entry>,
    /// The ledger's head.
    pub head: Option<ChainHead>,
}

/// Finds the state and its evidence: from the user's own ledger if there is one, else from the casebook.
pub fn subject<'a>(
    knowledge: &'a Knowledge,
    question: &Question,
    own: Option<&'a Ledger>,
) -> anyhow::Result<Subject<'a>> {
    let named = knowledge.casebook.cases.get(&question.about);
    let (state, as_of) = match named {
        Some(case) => {
            let as_of = question.as_of.unwrap_or(AsOf(case.head.as_of));
            (
                knowledge
                    .states
                    .member(case.head.state, question.on.unwrap_or(as_of.0))?,
                as_of,
            )
        }
        None => {
            let as_of = question.as_of.unwrap_or(AsOf(question.today));
            let day = question.on.unwrap_or(as_of.0);
            let found = knowledge.states.find(&question.about, day);
            let state = found.map_err(|error| not_found(knowledge, &question.about, error))?;
            (state, as_of)
        }
    };
    let on = question.on.unwrap_or(as_of.0);
    let cases: Vec<_> = match named {
        Some(case) => vec![case],
        None => knowledge
            .casebook
            .cases
            .values()
            .filter(|case| case.head.state == state.id)
            .collect(),
    };
    let ids: BTreeSet<&str> = cases.iter().map(|case| case.head.id.as_str()).collect();
    let entries = match own {
        Some(ledger) => ledger
            .entries()
            .into_iter()
            .filter(|entry| ids.contains(entry.case.as_str()))
            .collect(),
        None => cases
            .iter()
            .flat_map(|case| case.ledger.entries())
            .collect(),
    };
    let head = own.map(Ledger::head).or(match cases.as_slice() {
        [case] => Some(case.ledger.head()),
        _ => None,
    });
    let case = match cases.as_slice() {
        [case] => Some(CaseLine {
            id: case.head.id.clone(),
            title: case.head.title.clone(),
            as_of: case.head.as_of,
            question: case.head.question.clone(),
            background: case.head.background.clone(),
        }),
        _ => None,
    };
    let hypotheses = cases
        .iter()
        .flat_map(|case| case.hypotheses.iter().cloned())
        .collect();
    Ok(Subject {
        state,
        as_of,
        on,
        case,
        hypotheses,
        entries,
        head,
    })
}

/// A name with a hyphen was meant as a case; anything else as a state.
fn not_found(knowledge: &Knowledge, about: &str, error: StateError) -> anyhow::Error {
    let cases = knowledge.casebook.cases.keys().map(String::as_str);
    let cases: Vec<&str> = cases.collect();
    match (&error, terms::nearest(about, cases.iter().copied())) {
        (StateError::Unknown { .. }, Some(case)) if about.contains('-') => {
            anyhow!("there is no case `{about}`; did you mean {case}?")
        }
        (StateError::Unknown { .. }, _) => {
            anyhow!("{error}; `watchfire cases` lists the cases")
        }
        (StateError::NotAMember { .. }, _) => error.into(),
    }
}

/// Everything that a brief shows.
pub fn brief<'a>(
    knowledge: &'a Knowledge,
    question: &Question,
    subject: &'a Subject<'a>,
) -> anyhow::Result<Brief<'a>> {
    let policy = policy(knowledge, &question.policy)?;
    check_instruments(knowledge, &question.instruments)?;
    let Subject {
        state, as_of, on, ..
    } = *subject;

    let evidence = evidence_on(knowledge, policy, subject, as_of, on);
    let assessments: Vec<Assessment> = assess(&evidence)
        .into_iter()
        .filter(|assessment| is_asked(question, assessment))
        .collect();
    let bar = policy.for_finding();
    let headlines: Vec<Finding> = knowledge
        .plan
        .headlines
        .iter()
        .map(|headline| evidence.finding(headline.criterion.get_ref(), bar))
        .collect();
    let claims = subject
        .hypotheses
        .iter()
        .map(|claim| evidence.finding(&CriterionId(claim.id.clone()), bar))
        .collect();
    let levers: Vec<Lever> = knowledge
        .plan
        .levers
        .iter()
        .flat_map(|id| levers(&evidence, id, bar))
        .collect();
    let hindsight = question
        .hindsight
        .then(|| hindsight(knowledge, policy, subject, &evidence));

    Ok(Brief {
        state,
        as_of,
        on,
        case: subject.case.clone(),
        norms: &knowledge.norms,
        policy,
        plan: &knowledge.plan,
        origins: origins(evidence.entries()),
        reported: reported(evidence.entries()),
        entries: evidence.entries().to_vec(),
        headlines,
        claims,
        conflicts: conflicts(&evidence),
        assessments,
        levers,
        figures: figures(knowledge, state, |known| as_of.knows(known)),
        hindsight,
        memberships: memberships(knowledge, state, on),
        council: council(knowledge, on),
        provenance: provenance(knowledge, question, subject),
    })
}

/// One finding as an argument, compared with another date if one is given.
pub fn argument<'a>(
    knowledge: &'a Knowledge,
    question: &Question,
    subject: &'a Subject<'a>,
    criterion: &str,
    compare: Option<AsOf>,
) -> anyhow::Result<Argument<'a>> {
    let policy = policy(knowledge, &question.policy)?;
    let id = CriterionId(criterion.to_owned());
    let claims = subject.hypotheses.iter().map(|claim| claim.id.as_str());
    let known: BTreeSet<&str> = knowledge
        .norms
        .criteria
        .keys()
        .map(|id| id.0.as_str())
        .chain(claims)
        .collect();
    if !known.contains(criterion) {
        let hint = terms::nearest(criterion, known.iter().copied())
            .map(|other| format!("; did you mean `{other}`?"))
            .unwrap_or_default();
        bail!("there is no criterion `{criterion}`{hint}");
    }
    let evidence = evidence_on(knowledge, policy, subject, subject.as_of, subject.on);
    let bar = policy.for_finding();
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    descend(&evidence, &id, 0, &mut seen, &mut findings);
    let comparison = compare.map(|with| {
        let on = question.on.unwrap_or(with.0);
        let other = evidence_on(knowledge, policy, subject, with, on);
        let (earlier, later) = if with <= subject.as_of {
            (&other, &evidence)
        } else {
            (&evidence, &other)
        };
        Comparison {
            with,
            changes: changes_between(earlier, later, &id, bar),
            entries: (earlier.entries().len(), later.entries().len()),
        }
    });
    let title = subject
        .case
        .as_ref()
        .map_or_else(|| subject.state.name.clone(), |case| case.title.clone());
    Ok(Argument {
        title,
        as_of: subject.as_of,
        findings,
        entries: evidence.entries().to_vec(),
        levers: levers(&evidence, &id, bar),
        comparison,
    })
}

fn descend(
    evidence: &Evidence<'_>,
    id: &CriterionId,
    depth: usize,
    seen: &mut BTreeSet<CriterionId>,
    findings: &mut Vec<(usize, Finding)>,
) {
    if !seen.insert(id.clone()) {
        return;
    }
    let finding = evidence.finding(id, evidence.policy().for_finding());
    let children: Vec<CriterionId> = finding
        .children
        .iter()
        .map(|child| child.criterion.clone())
        .collect();
    findings.push((depth, finding));
    children
        .iter()
        .for_each(|child| descend(evidence, child, depth + 1, seen, findings));
}

fn policy<'a>(knowledge: &'a Knowledge, id: &str) -> anyhow::Result<&'a Policy> {
    let known: Vec<&str> = knowledge
        .norms
        .policies
        .keys()
        .map(String::as_str)
        .collect();
    knowledge.norms.policies.get(id).with_context(|| {
        format!(
            "there is no policy on proof `{id}`; there are: {}",
            known.join(", ")
        )
    })
}

fn check_instruments(knowledge: &Knowledge, wanted: &[String]) -> anyhow::Result<()> {
    let known: Vec<&str> = knowledge
        .norms
        .instruments
        .iter()
        .map(|instrument| instrument.head.id.as_str())
        .collect();
    match wanted.iter().find(|id| !known.contains(&id.as_str())) {
        Some(id) => bail!(
            "there is no instrument `{id}`; there are: {}",
            known.join(", ")
        ),
        None => Ok(()),
    }
}

fn is_asked(question: &Question, assessment: &Assessment) -> bool {
    question.instruments.is_empty()
        || assessment.reading == Reading::Method
        || question.instruments.contains(&assessment.instrument)
}

/// What was known on a date, for a question about a day.
fn evidence_on<'a>(
    knowledge: &'a Knowledge,
    policy: &'a Policy,
    subject: &'a Subject<'a>,
    as_of: AsOf,
    on: Day,
) -> Evidence<'a> {
    Evidence::new(
        &knowledge.norms,
        policy,
        &subject.hypotheses,
        subject.entries.iter().copied(),
        Setting {
            as_of,
            on,
            bodies: bodies_of(knowledge, subject.state, on),
        },
    )
}

/// What became known only later, and what it would have answered to the same questions about the same day.
fn hindsight(
    knowledge: &Knowledge,
    policy: &Policy,
    subject: &Subject<'_>,
    on_the_day: &Evidence<'_>,
) -> Hindsight {
    let as_of = subject.as_of;
    let entries: Vec<Entry> = subject
        .entries
        .iter()
        .filter(|entry| !entry.is_known(as_of))
        .map(|entry| (*entry).clone())
        .collect();
    let until = entries.iter().map(|entry| entry.known).max();
    let mut changes = BTreeMap::new();
    if let Some(until) = until {
        let later = evidence_on(knowledge, policy, subject, AsOf(until), subject.on);
        let headlines = knowledge
            .plan
            .headlines
            .iter()
            .map(|headline| headline.criterion.get_ref());
        for id in headlines.chain(&knowledge.plan.levers) {
            let found = changes_between(on_the_day, &later, id, policy.for_finding());
            changes.extend(
                found
                    .into_iter()
                    .map(|change| (change.criterion.clone(), change)),
            );
        }
    }
    let changes: Vec<Change> = changes
        .into_values()
        .filter(|change| change.value.0 != change.value.1)
        .collect();
    Hindsight {
        entries,
        figures: figures(knowledge, subject.state, |known| !as_of.knows(known)),
        changes,
        until,
    }
}

fn provenance(knowledge: &Knowledge, question: &Question, subject: &Subject<'_>) -> Provenance {
    let about = match question.about.contains(' ') {
        true => format!("\"{}\"", question.about),
        false => question.about.clone(),
    };
    let mut command = format!("watchfire brief {about} --as-of {}", subject.as_of);
    if subject.on != subject.as_of.0 {
        command.push_str(&format!(" --on {}", subject.on));
    }
    for instrument in &question.instruments {
        command.push_str(&format!(" --instrument {instrument}"));
    }
    if question.policy != DEFAULT_POLICY {
        command.push_str(&format!(" --standard {}", question.policy));
    }
    if !question.hindsight {
        command.push_str(" --without-hindsight");
    }
    Provenance {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        facts_hash: knowledge.hash.clone(),
        ledger: subject.head,
        command,
    }
}
