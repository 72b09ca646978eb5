use anyhow::bail;
use norms::{Evidence, Supposition, differences};
use report::WhatIf;

use super::{Question, Subject, evidence_on, policy, setting};
use crate::Knowledge;

/// What would be found if some of the record were otherwise.
pub fn what_if(
    knowledge: &Knowledge,
    question: &Question,
    subject: &Subject<'_>,
    supposition: &Supposition,
) -> anyhow::Result<WhatIf> {
    let policy = policy(knowledge, &question.policy)?;
    let before = evidence_on(knowledge, policy, subject, subject.as_of, subject.on);
    check(supposition, &before)?;
    let entries = supposition.entries(subject.entries.iter().copied());
    let supposed = Evidence::new(
        &knowledge.norms,
        policy,
        &subject.hypotheses,
        &entries,
        setting(knowledge, subject, subject.as_of, subject.on),
    );
    let after = supposition.applied(&supposed);
    Ok(WhatIf {
        title: subject.title(),
        as_of: subject.as_of,
        policy: policy.id.clone(),
        supposed: in_words(supposition),
        difference: differences(&before, &after),
        of: knowledge.norms.criteria.len() + subject.hypotheses.len(),
    })
}

/// A supposition about what is not on record on the day would silently change nothing.
fn check(supposition: &Supposition, evidence: &Evidence<'_>) -> anyhow::Result<()> {
    let known: Vec<&str> = evidence
        .entries()
        .iter()
        .map(|entry| entry.id.0.as_str())
        .collect();
    let origins: Vec<&str> = evidence
        .entries()
        .iter()
        .map(|entry| entry.origin.as_str())
        .collect();
    let named = supposition
        .retracted
        .iter()
        .chain(supposition.regraded.keys());
    let mut wrong: Vec<String> = named
        .filter(|id| !known.contains(&id.0.as_str()))
        .map(|id| {
            let hint = terms::did_you_mean(&id.0, known.iter().copied());
            format!("no entry `{id}` is known on the day{hint}")
        })
        .collect();
    wrong.extend(
        supposition
            .origins
            .iter()
            .filter(|origin| !origins.contains(&origin.as_str()))
            .map(|id| {
                let hint = terms::did_you_mean(id, origins.iter().copied());
                format!("no entry known on the day rests on an origin `{id}`{hint}")
            }),
    );
    wrong.extend(
        supposition
            .added
            .iter()
            .filter(|entry| known.contains(&entry.id.0.as_str()))
            .map(|entry| {
                format!(
                    "the entry `{}` is on record already; give the new one another id",
                    entry.id
                )
            }),
    );
    match wrong.is_empty() {
        true => Ok(()),
        false => bail!("{}", wrong.join("\n       ")),
    }
}

fn in_words(supposition: &Supposition) -> Vec<String> {
    let retracted = supposition
        .retracted
        .iter()
        .map(|id| format!("{id} is wrong"));
    let origins = supposition.origins.iter();
    let origins =
        origins.map(|id| format!("the origin {id} is wrong, with every entry that rests on it"));
    let regraded = supposition
        .regraded
        .iter()
        .map(|(id, grade)| format!("{id} is graded {grade}"));
    let added = supposition.added.iter().map(|entry| {
        let late = if entry.checked {
            ""
        } else {
            " (not checked, so that it decides nothing)"
        };
        format!("{} is on record: {}{late}", entry.id, entry.claim)
    });
    retracted
        .chain(origins)
        .chain(regraded)
        .chain(added)
        .collect()
}
