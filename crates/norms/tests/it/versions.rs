//! Versions of the norm and policies on proof side by side, on the cases of the repository.

use ledger::{FigureKind, Side};
use norms::{
    Cause, CriterionId, Evidence, MeasureKind, Modality, Norms, Policy, Presence, Reading, Setting,
    Trend, Value, compare_on, compare_policies, compare_texts, indicators,
};
use terms::AsOf;

use crate::made_up::{as_of, evidence, norms_with, says, text};
use crate::record::repository;

fn on_case<'a>(
    norms: &'a Norms,
    policy: &'a Policy,
    case: &'a ledger::Case,
    bodies: &[&str],
) -> Evidence<'a> {
    let setting = Setting {
        bodies: bodies.iter().map(|body| (*body).to_owned()).collect(),
        ..Setting::on_the_day(AsOf(case.head.as_of))
    };
    Evidence::new(
        norms,
        policy,
        &case.hypotheses,
        case.ledger.entries(),
        setting,
    )
}

/// What separates the two on Kosovo is who may act when the Council does not.
#[test]
fn authority_separates_iciss_from_the_world_summit_on_kosovo() {
    let (norms, casebook) = repository();
    let policy = &norms.policies["commission-of-inquiry"];
    let kosovo = on_case(&norms, policy, &casebook.cases["kosovo-1999"], &[]);
    let (iciss, summit) = (
        norms.instrument("iciss-2001").unwrap(),
        norms.instrument("wso-2005").unwrap(),
    );
    let compared = compare_on(&kosovo, iciss, summit);
    assert_eq!(compared.reading, Some((Reading::Later, Reading::Later)));
    let assembly = compared
        .authority
        .iter()
        .find(|pair| {
            pair.kind == MeasureKind::Forcible && pair.addressee.contains("General Assembly")
        })
        .unwrap();
    assert_eq!(assembly.clauses.0[0].paragraph, "6.28-6.29");
    assert_eq!(assembly.clauses.0[0].modality, Modality::Permission);
    assert_eq!(assembly.clauses.1, [], "the World Summit is silent");
    let by_assembly = compared
        .measures
        .iter()
        .find(|pair| pair.measure == "force-recommended-by-the-assembly")
        .unwrap();
    assert!(
        by_assembly
            .causes
            .iter()
            .any(|cause| matches!(cause, Cause::Authority { .. })),
        "{by_assembly:?}"
    );
}

/// A text that asks on a point says so in its own file, and the comparison finds it there.
#[test]
fn a_new_version_brings_what_it_asks_in_its_own_file() {
    let newer = text("instruments/permits-2001.toml")
        .replace("permits-2001", "permits-2002")
        .replace("2001-12-18", "2002-05-01")
        + "\n[[asks]]\naspect = \"threshold\"\ncriterion = \"permits-2002.cause\"\nprovision = \"permits-2002.1\"\n";
    let norms = norms_with(&[("instruments/permits-2002.toml", &newer)]);
    let (a, b) = (
        norms.instrument("permits-2001").unwrap(),
        norms.instrument("permits-2002").unwrap(),
    );
    let compared = compare_texts(&norms, a, b);
    let threshold = compared
        .aspects
        .iter()
        .find(|pair| pair.aspect == "threshold")
        .unwrap();
    assert_eq!(threshold.asked.0, None);
    let asked = threshold.asked.1.as_ref().unwrap();
    assert_eq!(asked.criterion.0, "permits-2002.cause");
    assert_eq!(compared.authority, [], "they let the same bodies act");
}

/// A rule may name the measures that it speaks of; the others of their kind stay untouched.
#[test]
fn a_rule_that_names_its_measures_covers_no_other() {
    let other = text("measures/force.toml").replace("id = \"force\"", "id = \"blockade\"");
    let only = text("instruments/permits-2001.toml").replace(
        "covers = [\"forcible\"]",
        "covers = [\"forcible\"]\nonly = [\"blockade\"]",
    );
    let norms = norms_with(&[
        ("measures/blockade.toml", &other),
        ("instruments/permits-2001.toml", &only),
    ]);
    let rule = &norms.instrument("permits-2001").unwrap().rules[0];
    let covered: Vec<&str> = norms
        .measures
        .iter()
        .filter(|measure| rule.covers(measure))
        .map(|measure| measure.id.as_str())
        .collect();
    assert_eq!(covered, ["blockade"]);
}

/// The texts of a body concern its members only.
#[test]
fn the_african_unions_act_concerns_its_members_only() {
    let (norms, casebook) = repository();
    let policy = &norms.policies["commission-of-inquiry"];
    let act = norms.instrument("au-constitutive-act-2000").unwrap();
    let darfur = on_case(
        &norms,
        policy,
        &casebook.cases["darfur-2004"],
        &["african-union"],
    );
    assert_eq!(darfur.reading(act), Reading::InForce);
    let iraq = on_case(
        &norms,
        policy,
        &casebook.cases["iraq-2003"],
        &["league-of-arab-states"],
    );
    assert_eq!(iraq.reading(act), Reading::NotAMember);
}

/// A number below the declared threshold shows nothing, and one above it is no evidence of absence.
#[test]
fn a_figure_counts_only_on_the_side_of_the_threshold_that_it_reaches() {
    let pack = text("criteria/harm.toml").replace(
        "asks = \"Are people being killed?\"",
        "asks = \"Are people being killed?\"\nthreshold = { what = [\"killed\"], at_least = 1000, reason = \"For tests.\" }",
    );
    let norms = norms_with(&[("criteria/harm.toml", &pack)]);
    let counted = |side: Side, killed: u64| {
        let mut entry = says("E-1", "harm.killing", side, "B1", "a");
        entry.figure = Some(ledger::Figure {
            what: FigureKind::Killed,
            value: killed,
            low: None,
            high: None,
        });
        let entries = [entry];
        let evidence = evidence(&norms, &entries);
        let id = CriterionId("harm.killing".to_owned());
        let found = evidence.finding(&id, evidence.policy().for_finding());
        (found.origins.0 + found.origins.1, found.set_aside.len())
    };
    assert_eq!(counted(Side::For, 999), (0, 1));
    assert_eq!(counted(Side::For, 1000), (1, 0));
    assert_eq!(counted(Side::Against, 999), (1, 0));
    assert_eq!(counted(Side::Against, 1000), (0, 1));
}

/// The strict policy finds nothing that the usual one does not, on any case.
#[test]
fn the_strict_policy_shows_no_yes_that_the_usual_one_lacks() {
    let (norms, casebook) = repository();
    for case in casebook.cases.values() {
        let usual = on_case(&norms, &norms.policies["commission-of-inquiry"], case, &[]);
        let strict = on_case(&norms, &norms.policies["strict"], case, &[]);
        for pair in compare_policies(&usual, &strict, norms.criteria.keys()).findings {
            let (usual, strict) = pair.findings;
            let holds = |value: Value| matches!(value, Value::Met | Value::Contested);
            assert!(
                !holds(strict.value) || holds(usual.value),
                "{}: {} under strict, {} under the usual policy on {}",
                case.head.id,
                strict.value,
                usual.value,
                usual.criterion
            );
        }
    }
}

/// Unknown is never absent, and partly is less than present.
#[test]
fn a_checklist_tells_unknown_from_absent_and_partly_from_present() {
    let norms = norms_with(&[]);
    let id = CriterionId("harm.killing".to_owned());
    let entries = [
        says("E-1", "harm.killing", Side::For, "C3", "a"),
        says("E-2", "harm.past", Side::Against, "B2", "a"),
        says("E-3", "harm.past", Side::Against, "B2", "b"),
    ];
    let evidence = as_of(&norms, &entries, "2003-03-19");
    let past = CriterionId("harm.past".to_owned());
    let silent = CriterionId("consent.given".to_owned());
    let lines = indicators(&evidence, [&id, &past, &silent]);
    let presence: Vec<Presence> = lines.iter().map(|line| line.presence).collect();
    assert_eq!(
        presence,
        [Presence::Partly, Presence::Absent, Presence::Unknown]
    );
    assert_eq!(lines[0].trend, Some(Trend::New));
    assert_eq!(lines[0].since.unwrap().to_string(), "2003-01-01");
    assert_eq!(lines[2].since, None);
}

/// What a state said when a text was adopted stands with its day and is never a verdict.
#[test]
fn every_stance_names_a_text_and_a_day_on_or_after_which_it_existed() {
    let (norms, _) = repository();
    assert!(norms.forums.len() >= 18);
    for forum in &norms.forums {
        let text = norms.instrument(forum.head.text.get_ref()).unwrap();
        assert!(
            !forum.stands.is_empty(),
            "{} on {} records nobody",
            forum.head.id,
            text.head.id
        );
    }
}
