use std::time::Instant;

use ledger::{Entry, EntryId};
use norms::{Evidence, Setting, assess, fragility};
use serde::Serialize;
use terms::AsOf;

use super::DEFAULT_POLICY;
use crate::Knowledge;

/// How long it takes to put the norms to a record.
#[derive(Debug, Serialize)]
pub struct NormsBench {
    assess: AssessBench,
    flip: FlipBench,
}

#[derive(Debug, Serialize)]
struct AssessBench {
    cases: usize,
    instruments: usize,
    policies: usize,
    /// Findings made over all of them.
    findings: usize,
    seconds: f64,
}

#[derive(Debug, Serialize)]
struct FlipBench {
    entries: usize,
    origins: usize,
    /// The sets asked for of each sort.
    limit: usize,
    /// Each headline question, with the fewest origins that overturn it.
    questions: Vec<QuestionBench>,
    /// The longest of them.
    slowest_seconds: f64,
}

#[derive(Debug, Serialize)]
struct QuestionBench {
    criterion: String,
    value: norms::Value,
    fewest_origins: Option<norms::Fewest>,
    seconds: f64,
}

/// Times every case under every text and policy, and flips on a made-up record of that size.
pub fn norms_bench(knowledge: &Knowledge, entries: usize, origins: usize) -> NormsBench {
    NormsBench {
        assess: assess_all(knowledge),
        flip: flip_many(knowledge, entries, origins.max(1)),
    }
}

fn assess_all(knowledge: &Knowledge) -> AssessBench {
    let norms = &knowledge.norms;
    let begun = Instant::now();
    let mut findings = 0;
    for case in knowledge.casebook.cases.values() {
        for policy in norms.policies.values() {
            let evidence = Evidence::new(
                norms,
                policy,
                &case.hypotheses,
                case.ledger.entries(),
                Setting::on_the_day(AsOf(case.head.as_of)),
            );
            let assessments = assess(&evidence);
            findings += assessments
                .iter()
                .map(|one| one.findings.len())
                .sum::<usize>();
        }
    }
    AssessBench {
        cases: knowledge.casebook.cases.len(),
        instruments: norms.instruments.len(),
        policies: norms.policies.len(),
        findings,
        seconds: begun.elapsed().as_secs_f64(),
    }
}

/// Entries of the casebook over and over, dealt to so many origins: real grades and bearings at a size that no case has.
fn flip_many(knowledge: &Knowledge, entries: usize, origins: usize) -> FlipBench {
    const LIMIT: usize = 10;
    // A prime step deals the copies of one entry to different origins.
    const STEP: usize = 7919;
    let cases = knowledge.casebook.cases.values();
    let samples: Vec<&Entry> = cases.flat_map(|case| case.ledger.entries()).collect();
    let known = samples.iter().map(|entry| entry.known).max();
    let dealt: Vec<Entry> = samples
        .iter()
        .cycle()
        .take(if samples.is_empty() { 0 } else { entries })
        .enumerate()
        .map(|(n, sample)| Entry {
            id: EntryId(format!("B-{n:05}")),
            origin: format!("o{}", n * STEP % origins),
            supersedes: None,
            valid: known
                .and_then(|day| day.to_string().parse().ok())
                .unwrap_or_else(|| sample.valid.clone()),
            ..(*sample).clone()
        })
        .collect();
    let mut questions = Vec::new();
    if let (Some(day), Some(policy)) = (known, knowledge.norms.policies.get(DEFAULT_POLICY)) {
        let setting = Setting::on_the_day(AsOf(day));
        let evidence = Evidence::new(&knowledge.norms, policy, &[], &dealt, setting);
        let bar = policy.for_finding();
        for headline in &knowledge.plan.headlines {
            let id = headline.criterion.get_ref();
            let begun = Instant::now();
            let found = fragility(&evidence, id, bar, LIMIT);
            questions.push(QuestionBench {
                criterion: id.0.clone(),
                value: evidence.truth(id, bar).into(),
                fewest_origins: found.map(|found| found.origins.fewest),
                seconds: begun.elapsed().as_secs_f64(),
            });
        }
    }
    FlipBench {
        entries: dealt.len(),
        origins,
        limit: LIMIT,
        slowest_seconds: questions.iter().map(|one| one.seconds).fold(0.0, f64::max),
        questions,
    }
}
