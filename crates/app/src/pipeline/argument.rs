use std::collections::BTreeSet;

use norms::{CriterionId, Evidence, Finding, changes_between, levers};
use report::{Argument, Comparison};
use terms::AsOf;

use super::{Question, Subject, evidence_on, policy};
use crate::Knowledge;

/// One finding as an argument, compared with another date if one is given.
pub fn argument<'a>(
    knowledge: &'a Knowledge,
    question: &Question,
    subject: &'a Subject<'a>,
    criterion: &str,
    compare: Option<AsOf>,
) -> anyhow::Result<Argument<'a>> {
    let policy = policy(knowledge, &question.policy)?;
    let id = super::criterion(knowledge, subject, criterion)?;
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
    Ok(Argument {
        title: subject.title(),
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
