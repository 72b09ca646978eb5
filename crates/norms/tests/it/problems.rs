//! What authors of rule files are told.

use norms::read_norms;
use terms::Problem;

use crate::made_up::{files, text};

fn told(path: &str, from: &str, to: &str) -> String {
    let changed = text(path).replacen(from, to, 1);
    assert_ne!(changed, text(path), "nothing was changed");
    let mut problems = Vec::new();
    read_norms(&files(&[(path, &changed)]), &mut problems);
    problems
        .iter()
        .map(Problem::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_condition_that_names_no_criterion_is_shown_at_the_name() {
    insta::assert_snapshot!(told("instruments/permits-2001.toml", "any = [\"harm.killing\"]", "any = [\"harm.kiling\"]"), @"instruments/permits-2001.toml:27:17: there is no criterion `harm.kiling` [F006]; did you mean `harm.killing`?");
}

#[test]
fn a_condition_of_an_unknown_form_is_explained() {
    insta::assert_snapshot!(told("instruments/permits-2001.toml", "when = { any = [\"harm.killing\"] }", "when = { some = [\"harm.killing\"] }"), @"
    instruments/permits-2001.toml:27:8: a condition is written with all, any, at_least and of, or not; there is no `some` [F004]
    instruments/permits-2001.toml:36:17: there is no criterion `permits-2001.cause` [F006]; declare the criterion first
    ");
    insta::assert_snapshot!(told("instruments/permits-2001.toml", "when = { any = [\"harm.killing\"] }", "when = { at_least = 3, of = [\"harm.killing\"] }"), @"
    instruments/permits-2001.toml:27:8: at_least = 3 cannot be asked of 1 conditions [F004]
    instruments/permits-2001.toml:36:17: there is no criterion `permits-2001.cause` [F006]; declare the criterion first
    ");
}

#[test]
fn a_criterion_that_depends_on_itself_is_named() {
    insta::assert_snapshot!(told("instruments/permits-2001.toml", "any = [\"harm.killing\"]", "any = [\"permits-2001.cause\"]"), @"instruments/permits-2001.toml:23:6: the criterion `permits-2001.cause` depends on itself [F010]");
}

#[test]
fn wrong_words_and_references_of_a_rule_are_all_listed() {
    let changed = text("instruments/permits-2001.toml")
        .replace("modality = \"permission\"", "modality = \"licence\"")
        .replace("legal_force = \"proposal\"", "legal_force = \"soft\"")
        .replace("adopted = 2001-12-18", "adopted = 2001-02-30");
    let mut problems = Vec::new();
    read_norms(
        &files(&[("instruments/permits-2001.toml", &changed)]),
        &mut problems,
    );
    insta::assert_snapshot!(problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n"), @"
    instruments/permits-2001.toml:7:11: invalid date, expected day between 01 and 28 [F001]
    instruments/permits-2001.toml:33:12: `modality` cannot be `licence` [F004]; it is one of: obligation, permission, prohibition
    instruments/permits-2001.toml:6:15: `legal_force` cannot be `soft` [F004]; it is one of: proposal, political-commitment, binding
    ");
}

#[test]
fn a_ladder_on_which_more_proof_proves_less_is_refused() {
    let (taken, fewer) = (
        "needs = [{ origins = 3, reliability = \"C\", credibility = 3 }, { origins = 2,",
        "needs = [{ origins = 1, reliability = \"C\", credibility = 3 }, { origins = 1,",
    );
    insta::assert_snapshot!(told("standards/commission-of-inquiry.toml", taken, fewer), @"standards/commission-of-inquiry.toml:1:1: `balance of probabilities` does not take all that the standard below it takes [F004]; list the rungs from lowest to highest, each with every need of the one below or a stricter one");
}
