use norms::{CriterionId, assess};
use report::{Menu, Tried};

use super::{Question, Subject, evidence_on, instrument, policy};
use crate::Knowledge;
use crate::surroundings::memberships;

/// The pack of tests that are put to a proposal of force.
const PRECAUTIONS: &str = "precaution";

/// Every measure on a record, under every text in force or those that are asked for.
pub fn menu<'a>(
    knowledge: &'a Knowledge,
    question: &Question,
    subject: &Subject<'_>,
) -> anyhow::Result<Menu<'a>> {
    for id in &question.instruments {
        instrument(knowledge, id)?;
    }
    let policy = policy(knowledge, &question.policy)?;
    let evidence = evidence_on(knowledge, policy, subject, subject.as_of, subject.on);
    let asked = |id: &String| question.instruments.is_empty() || question.instruments.contains(id);
    let tests = knowledge
        .norms
        .packs
        .get(PRECAUTIONS)
        .map(|pack| pack.criteria.as_slice());
    let tests: Vec<&CriterionId> = tests.unwrap_or_default().iter().collect();
    Ok(Menu {
        title: subject.title(),
        as_of: subject.as_of,
        norms: &knowledge.norms,
        assessments: assess(&evidence)
            .into_iter()
            .filter(|assessment| asked(&assessment.instrument))
            .collect(),
        tried: Tried::of(evidence.entries(), subject.on),
        precautions: tests
            .into_iter()
            .map(|id| evidence.finding(id, policy.for_finding()))
            .collect(),
        outcomes: knowledge.outcomes.as_ref(),
        memberships: memberships(knowledge, subject.state, subject.on),
    })
}
