//! The casebook's cases are tests: the whole trace of each is a snapshot. No verdict is written here
//! other than as what rules and entries gave.

use std::fmt::Write;

use norms::{Evidence, Reading, Setting, assess, conflicts};
use terms::AsOf;

use crate::record::repository;

#[test]
fn every_case_gives_its_trace() {
    let (norms, casebook) = repository();
    for case in casebook.cases.values() {
        let as_of = AsOf(case.head.as_of);
        let policy = &norms.policies["commission-of-inquiry"];
        let evidence = Evidence::new(
            &norms,
            policy,
            &case.hypotheses,
            case.ledger.entries(),
            Setting::on_the_day(as_of),
        );
        insta::assert_snapshot!(format!("trace_of_{}", case.head.id), trace(&evidence));
    }
}

fn trace(evidence: &Evidence<'_>) -> String {
    let mut text = String::new();
    for assessment in assess(evidence) {
        let reading = match assessment.reading {
            Reading::InForce => "in force",
            Reading::Later => "later reading",
            Reading::NotAMember => "not a member",
            Reading::Method => "method",
        };
        writeln!(text, "\n{} ({reading})", assessment.instrument).unwrap();
        for finding in &assessment.findings {
            let ids = |ids: &[ledger::EntryId]| {
                ids.iter()
                    .map(|id| id.0.as_str())
                    .collect::<Vec<_>>()
                    .join(" ")
            };
            let aside: Vec<ledger::EntryId> = finding
                .set_aside
                .iter()
                .map(|aside| aside.entry.clone())
                .collect();
            writeln!(
                text,
                "  {}: {}\n    {}\n    for [{}] against [{}] aside [{}]",
                finding.criterion,
                finding.value,
                finding.reason,
                ids(&finding.entries_for),
                ids(&finding.entries_against),
                ids(&aside)
            )
            .unwrap();
        }
        for rule in &assessment.rules {
            writeln!(text, "  rule {} {}: {}", rule.id, rule.modality, rule.value).unwrap();
        }
        for option in &assessment.options {
            let blockers: Vec<String> = option
                .routes
                .iter()
                .flat_map(|route| &route.blockers)
                .map(ToString::to_string)
                .collect();
            writeln!(
                text,
                "  option {}: {} [{}]",
                option.measure,
                option.status,
                blockers.join("; ")
            )
            .unwrap();
        }
    }
    for conflict in conflicts(evidence) {
        writeln!(text, "conflict: {conflict:?}").unwrap();
    }
    text
}

/// What a text of 2005 says never decides anything about 2003 or 2004.
#[test]
fn the_world_summit_opens_nothing_before_it_was_held() {
    let (norms, casebook) = repository();
    for case in casebook
        .cases
        .values()
        .filter(|case| case.head.as_of < "2005-09-16".parse().unwrap())
    {
        let as_of = AsOf(case.head.as_of);
        let policy = &norms.policies["commission-of-inquiry"];
        let evidence = Evidence::new(
            &norms,
            policy,
            &case.hypotheses,
            case.ledger.entries(),
            Setting::on_the_day(as_of),
        );
        let assessments = assess(&evidence);
        let summit = assessments
            .iter()
            .find(|assessment| assessment.instrument == "wso-2005")
            .unwrap();
        assert_eq!(summit.reading, Reading::Later, "{}", case.head.id);
        assert_eq!(summit.options, [], "{}", case.head.id);
    }
}

/// The claims about weapons and terror are asked by no criterion of any text.
#[test]
fn no_criterion_rests_on_a_claim_of_the_debate() {
    let (norms, casebook) = repository();
    for claim in casebook.cases.values().flat_map(|case| &case.hypotheses) {
        for id in norms.criteria.keys() {
            assert!(
                norms.leaves(id).iter().all(|leaf| leaf.0 != claim.id),
                "{id} rests on {}",
                claim.id
            );
        }
    }
}
