use std::collections::BTreeMap;

use ledger::Entry;
use norms::{
    Assessment, Change, CriterionId, Evidence, Finding, Lever, Policy, Reading, assess,
    changes_between, conflicts, levers,
};
use report::{Brief, Hindsight, Provenance};
use terms::AsOf;

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
