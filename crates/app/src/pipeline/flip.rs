use norms::{fragility, levers};
use report::Flip;

use super::{Question, Subject, criterion, evidence_on, policy};
use crate::Knowledge;

/// What would have to be wrong for one finding to lose its value, at most `limit` sets of each sort.
pub fn flip<'a>(
    knowledge: &'a Knowledge,
    question: &Question,
    subject: &'a Subject<'a>,
    id: &str,
    limit: usize,
) -> anyhow::Result<Flip<'a>> {
    let policy = policy(knowledge, &question.policy)?;
    let id = criterion(knowledge, subject, id)?;
    let evidence = evidence_on(knowledge, policy, subject, subject.as_of, subject.on);
    let bar = policy.for_finding();
    let finding = evidence.finding(&id, bar);
    Ok(Flip {
        title: subject.title(),
        about: question.about.clone(),
        as_of: subject.as_of,
        policy: policy.id.clone(),
        criterion: id.0.clone(),
        value: finding.value,
        fragility: fragility(&evidence, &id, bar, limit),
        finding,
        levers: levers(&evidence, &id, bar),
        entries: evidence.entries().to_vec(),
    })
}
