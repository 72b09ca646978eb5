//! What a forecast can show: a risk up to a suspicion, and nothing that happened.

use std::collections::BTreeSet;

use ledger::{Entry, EntryKind, Side};
use norms::{
    CriterionId, Evidence, MeasureKind, Norms, Policy, Setting, Standard, Value, WhySetAside,
};
use proptest::prelude::*;
use terms::Truth;

use crate::made_up::{evidence, norms, says};
use crate::record::repository;

fn forecast(id: &str, on: &str, side: Side, grade: &str, origin: &str) -> Entry {
    Entry {
        kind: EntryKind::Forecast,
        ..says(id, on, side, grade, origin)
    }
}

#[test]
fn a_forecast_shows_no_fact_whatever_its_grade_and_however_many_there_are() {
    let norms = norms();
    let entries: Vec<Entry> = (0..9)
        .map(|n| {
            let (id, origin) = (format!("FC-{n}"), format!("model-{n}"));
            forecast(&id, "harm.killing", Side::For, "A1", &origin)
        })
        .collect();
    let evidence = evidence(&norms, &entries);
    let bar = evidence.policy().for_finding();
    let found = evidence.finding(&CriterionId("harm.killing".to_owned()), bar);
    assert_eq!(
        (found.value, found.reached_for),
        (Value::Undetermined, None)
    );
    assert!(found.entries_for.is_empty());
    assert_eq!(found.set_aside.len(), 9);
    let forecasts = |aside: &norms::SetAside| aside.why == WhySetAside::AForecast;
    assert!(found.set_aside.iter().all(forecasts));
}

const QUESTIONS: [&str; 4] = [
    "harm.killing",
    "harm.past",
    "authority.given",
    "consent.given",
];

proptest! {
    #[test]
    fn forecasts_beside_other_entries_change_no_answer_on_what_is_or_was(
        facts in prop::collection::vec((0usize..4, any::<bool>(), 0usize..3, 0usize..4), 0..10),
        forecasts in prop::collection::vec((0usize..4, any::<bool>(), 0usize..3, 0usize..4), 1..6),
    ) {
        let entry = |(n, (question, yes, grade, origin)): (usize, (usize, bool, usize, usize))| {
            let side = if yes { Side::For } else { Side::Against };
            let grade = ["A1", "B2", "C3"][grade];
            says(&format!("E-{n}"), QUESTIONS[question], side, grade, &format!("o{origin}"))
        };
        let facts: Vec<Entry> = facts.into_iter().enumerate().map(entry).collect();
        let mut with = facts.clone();
        with.extend(forecasts.into_iter().enumerate().map(|(n, one)| Entry {
            kind: EntryKind::Forecast,
            ..entry((n + 100, one))
        }));
        let norms = norms();
        let (one, other) = (evidence(&norms, &facts), evidence(&norms, &with));
        let bar = one.policy().for_finding();
        for id in QUESTIONS {
            let id = CriterionId(id.to_owned());
            prop_assert_eq!(one.truth(&id, bar), other.truth(&id, bar));
        }
    }
}

/// What so many models of the best grade say on the question that takes forecasts.
fn models(count: usize) -> Vec<Entry> {
    (0..count)
        .map(|n| Entry {
            valid: "2025/2026".parse().unwrap(),
            known: "2025-09-03".parse().unwrap(),
            ..forecast(
                &format!("FC-{n}"),
                "risk.mass-killing",
                Side::For,
                "A1",
                &format!("m{n}"),
            )
        })
        .collect()
}

fn at_the_end_of_2025<'a>(
    norms: &'a Norms,
    policy: &'a Policy,
    entries: &'a [Entry],
) -> Evidence<'a> {
    let setting = Setting::on_the_day("2025-12-31".parse().unwrap());
    Evidence::new(norms, policy, &[], entries, setting)
}

fn reached(norms: &Norms, policy: &Policy) -> Option<Standard> {
    let entries = models(9);
    let evidence = at_the_end_of_2025(norms, policy, &entries);
    let id = CriterionId("risk.mass-killing".to_owned());
    evidence.finding(&id, policy.for_finding()).reached_for
}

#[test]
fn help_can_rest_on_one_forecast_and_nothing_that_asks_for_more_than_a_suspicion() {
    let (norms, _) = repository();
    let policy = &norms.policies["commission-of-inquiry"];
    let entries: Vec<Entry> = models(1)
        .into_iter()
        .map(|entry| Entry {
            grade: "C3".parse().unwrap(),
            ..entry
        })
        .collect();
    let evidence = at_the_end_of_2025(&norms, policy, &entries);
    let stress = CriterionId("risk.under-stress".to_owned());
    let truth = |bar| evidence.truth(&stress, bar);
    assert_eq!(truth(policy.for_measure(MeasureKind::Assist)), Truth::True);
    assert_eq!(truth(policy.for_finding()), Truth::Unknown);
    for kind in [MeasureKind::Sanctions, MeasureKind::Forcible] {
        assert_eq!(truth(policy.for_measure(kind)), Truth::Unknown, "{kind:?}");
    }
}

/// A finding asks for more than a suspicion, which no number of forecasts reaches; help asks for no more.
#[test]
fn what_no_forecast_can_reach_is_not_named_as_a_way_to_change_the_answer() {
    let (norms, _) = repository();
    let policy = &norms.policies["commission-of-inquiry"];
    let id = CriterionId("risk.mass-killing".to_owned());
    let entries = models(0);
    let evidence = at_the_end_of_2025(&norms, policy, &entries);
    let needs = |bar| -> Vec<usize> {
        let lever = &norms::levers(&evidence, &id, bar)[0];
        let ways = lever.ways.iter().map(|way| match way {
            norms::Way::Lacks { needs, .. } => needs.len(),
            norms::Way::Falls { .. } => panic!("{way:?}"),
        });
        ways.collect()
    };
    assert_eq!(needs(policy.for_finding()), [0, 0]);
    assert_eq!(needs(policy.for_measure(MeasureKind::Assist))[0], 1);
}

#[test]
fn no_policy_lets_forecasts_reach_more_than_a_suspicion_and_a_silent_one_lets_none_count() {
    let (norms, _) = repository();
    for policy in norms.policies.values() {
        let id = &policy.id;
        assert_eq!(
            reached(&norms, policy),
            Some(Standard::ReasonableSuspicion),
            "{id}"
        );
        let silent = Policy {
            caps: Vec::new(),
            ..policy.clone()
        };
        assert_eq!(reached(&norms, &silent), None, "{id}");
    }
}

/// All that a question rests on, itself included.
fn rests_on(norms: &Norms, from: BTreeSet<CriterionId>) -> BTreeSet<CriterionId> {
    let mut all = from;
    loop {
        let named = all
            .iter()
            .filter_map(|id| norms.criterion(id)?.when.as_ref());
        let named = named.flat_map(|tree| tree.criteria());
        let more: BTreeSet<CriterionId> = named.map(|(id, _)| id.get_ref().clone()).collect();
        let before = all.len();
        all.extend(more);
        if all.len() == before {
            return all;
        }
    }
}

#[test]
fn no_question_on_crimes_harm_or_failing_and_no_rule_beyond_help_rests_on_a_forecast() {
    let (norms, _) = repository();
    let takes = |id: &CriterionId| norms.criterion(id).is_some_and(|one| one.forecasts);
    let taking: Vec<&str> = norms
        .criteria
        .keys()
        .filter(|id| takes(id))
        .map(|id| id.0.as_str())
        .collect();
    assert_eq!(taking, ["risk.mass-killing"]);
    for id in norms.criteria.keys() {
        let risk = id.0.starts_with("risk.");
        let below = rests_on(&norms, BTreeSet::from([id.clone()]));
        assert!(risk || !below.iter().any(takes), "{id} rests on a forecast");
    }
    let mut helped = 0;
    for rule in norms.instruments.iter().flat_map(|text| &text.rules) {
        let exceptions = rule.exception.iter().map(|exception| &exception.when);
        let trees = rule.when.iter().chain(exceptions);
        let named = trees.flat_map(|tree| tree.criteria());
        let named = named.map(|(id, _)| id.get_ref().clone()).collect();
        if rests_on(&norms, named).iter().any(takes) {
            helped += 1;
            assert_eq!(rule.covers, [MeasureKind::Assist], "{}", rule.id.get_ref());
        }
    }
    assert_eq!(helped, 1, "a rule can cite a forecast");
}

#[test]
fn the_rules_know_the_ledger_and_nothing_statistical() {
    let manifest = include_str!("../../Cargo.toml");
    let (_, rest) = manifest.split_once("[dependencies]").unwrap();
    let (own, _) = rest.split_once("\n[").unwrap();
    let crates: Vec<&str> = own
        .lines()
        .filter_map(|line| line.split_once('.'))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        crates,
        ["ledger", "schemars", "serde", "serde_spanned", "terms"]
    );
}
