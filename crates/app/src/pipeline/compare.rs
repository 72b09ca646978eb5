use anyhow::bail;
use norms::{Evidence, TextComparison, Way, compare_on, compare_policies, compare_texts, levers};
use report::Policies;

use super::{Question, Subject, evidence_on, instrument, policy};
use crate::Knowledge;

/// Two texts side by side, on a case if there is one.
pub fn compare_two_texts(
    knowledge: &Knowledge,
    texts: (&str, &str),
    case: Option<(&Question, &Subject<'_>)>,
) -> anyhow::Result<TextComparison> {
    let (a, b) = (
        instrument(knowledge, texts.0)?,
        instrument(knowledge, texts.1)?,
    );
    let Some((question, subject)) = case else {
        return Ok(compare_texts(&knowledge.norms, a, b));
    };
    let policy = policy(knowledge, &question.policy)?;
    let evidence = evidence_on(knowledge, policy, subject, subject.as_of, subject.on);
    Ok(compare_on(&evidence, a, b))
}

/// Two policies on proof put to one record.
pub fn compare_two_policies(
    knowledge: &Knowledge,
    policies: (&str, &str),
    subject: &Subject<'_>,
) -> anyhow::Result<Policies> {
    let (a, b) = (
        policy(knowledge, policies.0)?,
        policy(knowledge, policies.1)?,
    );
    if a.id == b.id {
        bail!(
            "`{}` is compared with itself; name two policies on proof",
            a.id
        );
    }
    let put = |policy| evidence_on(knowledge, policy, subject, subject.as_of, subject.on);
    Ok(policies_on(knowledge, subject, &put(a), &put(b)))
}

/// What two policies on proof make of one record.
pub(super) fn policies_on(
    knowledge: &Knowledge,
    subject: &Subject<'_>,
    a: &Evidence<'_>,
    b: &Evidence<'_>,
) -> Policies {
    let comparison = compare_policies(a, b, knowledge.norms.criteria.keys());
    let lacks = comparison
        .findings
        .iter()
        .filter(|pair| pair.findings.0.condition.is_none());
    let lacks = lacks.map(|pair| {
        let id = &pair.findings.0.criterion;
        (pair.findings.0.title.clone(), differing_ways(a, b, id))
    });
    Policies {
        title: subject.title(),
        as_of: subject.as_of,
        lacks: lacks.collect(),
        comparison,
    }
}

/// What a side lacks under the policy under which it falls short, where it does not under the other.
fn differing_ways(a: &Evidence<'_>, b: &Evidence<'_>, id: &norms::CriterionId) -> Vec<Way> {
    let ways = |evidence: &Evidence<'_>| {
        let levers = levers(evidence, id, evidence.policy().for_finding());
        levers
            .into_iter()
            .next()
            .map(|lever| lever.ways)
            .unwrap_or_default()
    };
    let pairs = ways(a).into_iter().zip(ways(b));
    pairs
        .filter_map(|pair| match pair {
            (Way::Falls { .. }, lacks @ Way::Lacks { .. })
            | (lacks @ Way::Lacks { .. }, Way::Falls { .. }) => Some(lacks),
            _ => None,
        })
        .collect()
}
