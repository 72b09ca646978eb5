use std::collections::BTreeMap;

use ledger::Entry;
use norms::{
    Assessment, Change, CriterionId, Evidence, Finding, Indicator, Lever, PackRole, Policy,
    Reading, TextComparison, assess, changes_between, compare_on, conflicts, fragility, indicators,
    levers,
};
use report::{Beside, Brief, Figures, Hindsight, Provenance, StateForecast, Tried};
use terms::{AsOf, Gap};

use super::compare::policies_on;
use super::state_risk::state_risk;
use super::{DEFAULT_POLICY, Question, Subject, evidence_on, instrument, policy};
use crate::Knowledge;
use crate::surroundings::{council, figures, memberships, origins, reported};

/// Everything that a brief shows.
pub fn brief<'a>(
    knowledge: &'a Knowledge,
    question: &Question,
    subject: &'a Subject<'a>,
) -> anyhow::Result<Brief<'a>> {
    let policy = policy(knowledge, &question.policy)?;
    for id in &question.instruments {
        instrument(knowledge, id)?;
    }
    let Subject {
        state, as_of, on, ..
    } = *subject;

    let evidence = evidence_on(knowledge, policy, subject, as_of, on);
    let assessments: Vec<Assessment> = assess(&evidence)
        .into_iter()
        .filter(|assessment| is_asked(question, assessment))
        .collect();
    let bar = policy.for_finding();
    let headlines = headlines(&evidence, &knowledge.plan);
    let fragility = headlines
        .iter()
        .map(|finding| fragility(&evidence, &finding.criterion, bar, 1));
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
        fragility: fragility.collect(),
        headlines,
        beside: beside(knowledge, subject, &evidence)?,
        pairs: pairs(knowledge, question, &evidence),
        checklists: checklists(&evidence),
        tried: Tried::of(evidence.entries(), subject.on),
        claims,
        conflicts: conflicts(&evidence),
        assessments,
        levers,
        figures: quiet(
            question,
            figures(knowledge, state, |known| as_of.knows(known)),
        ),
        risk: risk(knowledge, question, subject),
        hindsight,
        memberships: memberships(knowledge, state, on),
        council: council(knowledge, on),
        provenance: provenance(knowledge, question, subject),
    })
}

/// The state's risk, if it could be worked out by the as-of date.
fn risk(
    knowledge: &Knowledge,
    question: &Question,
    subject: &Subject<'_>,
) -> Result<StateForecast, Gap> {
    let known = knowledge.risks.as_ref().map(|risks| risks.head.known());
    match known {
        Some(known) if !subject.as_of.knows(known) => {
            Err(unsaid(question, Gap::NotYetKnown { known }))
        }
        _ => state_risk(knowledge, subject.state, subject.on),
    }
}

/// When a later table was published is itself known only later.
fn unsaid(question: &Question, gap: Gap) -> Gap {
    match gap {
        Gap::NotYetKnown { .. } if !question.hindsight => Gap::NothingPublished,
        gap => gap,
    }
}

fn quiet(question: &Question, figures: Figures) -> Figures {
    Figures {
        deaths: figures.deaths.map_err(|gap| unsaid(question, gap)),
        episodes: figures.episodes.map_err(|gap| unsaid(question, gap)),
    }
}

fn headlines(evidence: &Evidence<'_>, plan: &report::Plan) -> Vec<Finding> {
    let bar = evidence.policy().for_finding();
    let asked = plan.headlines.iter();
    asked
        .map(|headline| evidence.finding(headline.criterion.get_ref(), bar))
        .collect()
}

/// The same record under the first policy of the plan that was not asked for.
fn beside<'a>(
    knowledge: &'a Knowledge,
    subject: &'a Subject<'a>,
    evidence: &Evidence<'a>,
) -> anyhow::Result<Option<Beside<'a>>> {
    let asked = evidence.policy();
    let Some(other) = knowledge.plan.policies.iter().find(|id| **id != asked.id) else {
        return Ok(None);
    };
    let policy = policy(knowledge, other)?;
    let under_it = evidence_on(knowledge, policy, subject, subject.as_of, subject.on);
    Ok(Some(Beside {
        policy,
        headlines: headlines(&under_it, &knowledge.plan),
        policies: policies_on(knowledge, subject, evidence, &under_it),
    }))
}

/// The plan's pairs of texts, unless only other texts were asked for.
fn pairs(
    knowledge: &Knowledge,
    question: &Question,
    evidence: &Evidence<'_>,
) -> Vec<TextComparison> {
    let asked = |id: &String| question.instruments.is_empty() || question.instruments.contains(id);
    let pairs = knowledge.plan.pairs.iter();
    pairs
        .filter(|(first, second)| asked(first) && asked(second))
        .filter_map(|(first, second)| {
            let text = |id| knowledge.norms.instrument(id);
            Some(compare_on(evidence, text(first)?, text(second)?))
        })
        .collect()
}

fn checklists(evidence: &Evidence<'_>) -> Vec<(String, Vec<Indicator>)> {
    let packs = evidence.norms().packs.values();
    packs
        .filter(|pack| pack.head.role == PackRole::Checklist)
        .map(|pack| {
            (
                pack.head.id.clone(),
                indicators(evidence, pack.criteria.iter()),
            )
        })
        .collect()
}

fn is_asked(question: &Question, assessment: &Assessment) -> bool {
    question.instruments.is_empty()
        || assessment.reading == Reading::Method
        || question.instruments.contains(&assessment.instrument)
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
        risk: state_risk(knowledge, subject.state, subject.on)
            .ok()
            .filter(|risk| !as_of.knows(risk.known)),
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
