//! Fitted models as files, and what people are told when data cannot be learned from.

use forecast::models::ONSET_MODELS;
use forecast::protocols::rolling::{asked, fitted_at};
use forecast::{Fitted, FittedFile, ForecastError, Model, Onset, StateYears};

use crate::made_up::{tried, world, world_with};

fn model(id: &str) -> &'static dyn Model<Onset> {
    *ONSET_MODELS.iter().find(|model| model.id() == id).unwrap()
}

fn fit(data: &StateYears, id: &str, origin: i32) -> Result<FittedFile, ForecastError> {
    FittedFile::fit(data, model(id), ("a-target", "a made-up source"), origin, 1)
}

fn told<T: std::fmt::Debug>(result: Result<T, ForecastError>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn a_model_that_was_written_and_read_back_forecasts_and_explains_as_before() {
    let data = world();
    let ask = data.rows.take(&asked(&data, 2005));
    for id in ["elastic-net", "elastic-net-own-folds", "base-rate"] {
        let file = fit(&data, id, 2005).unwrap();
        let json = serde_json::to_string(&file).unwrap();
        let read: FittedFile = serde_json::from_str(&json).unwrap();
        let read = read.checked().unwrap();
        let fresh = fitted_at(&data, model(id), 2005, 1).unwrap();
        let pairs = fresh.predict(&ask).unwrap().into_iter();
        for (one, other) in pairs.zip(read.predict(&ask).unwrap()) {
            assert!((one.get() - other.get()).abs() < 1e-14, "{id}");
        }
        let whys = fresh.explain(&ask).unwrap().unwrap().into_iter();
        for (one, other) in whys.zip(read.explain(&ask).unwrap().unwrap()) {
            assert!((one.base - other.base).abs() < 1e-12, "{id}");
            assert_eq!(one.parts.len(), other.parts.len());
        }
    }
}

#[test]
fn a_fitted_model_knows_nothing_after_its_origin() {
    let later = world_with(|_, year, name| (year > 2000 && name != "year").then_some(1.0));
    assert_eq!(
        fit(&world(), "elastic-net", 2000).unwrap(),
        fit(&later, "elastic-net", 2000).unwrap()
    );
}

#[test]
fn a_model_of_trees_says_that_it_has_no_coefficients() {
    insta::assert_snapshot!(told(fit(&world(), "watch", 2000)), @"the model `watch` has no coefficients that could be written: it consists of trees or of several models; the same data and seed give the same model again, and elastic-net, elastic-net-own-folds and base-rate can be written");
}

#[test]
fn a_file_of_another_version_or_with_a_number_that_is_none_is_refused() {
    let file = fit(&world(), "base-rate", 2000).unwrap();
    let newer = FittedFile {
        format: "watchfire-fitted-2".into(),
        ..file.clone()
    };
    insta::assert_snapshot!(told(newer.checked()), @"there is no shape of a fitted model `watchfire-fitted-2`; there are: watchfire-fitted-1");
    let mut broken = file;
    broken.fitted.intercept = f64::INFINITY;
    insta::assert_snapshot!(told(broken.checked()), @"a number of a fitted model cannot be inf; fit the model again with `watchfire forecast fit`");
}

#[test]
fn a_column_that_is_missing_is_named_with_those_that_are_there() {
    insta::assert_snapshot!(told(tried(|_, _, _| None, |name| name != "reg_eap")), @"the predictor `reg_eap` is missing; the data has popsize_log2, gdppcgrowth, un_imr_sqrt, freediscussion, ses_power_dist, discrimpop, battledeaths_log2, coup_try_5yr, pol_killing_approved, mk_ongoing_count_log2, reg_na, reg_sca, reg_mna, reg_eur, year; add the column or leave it out of the list of predictors");
}

#[test]
fn a_column_with_one_value_is_named() {
    let constant = world_with(|_, _, name| (name == "gdppcgrowth").then_some(1.5));
    insta::assert_snapshot!(told(fit(&constant, "elastic-net", 2000)), @"the predictor `gdppcgrowth` has the same value (1.5) in all 1160 rows to learn from, so nothing can be learned from it; leave it out or take more rows");
}

#[test]
fn rows_without_an_event_cannot_be_learned_from() {
    let quiet = world_with(|_, _, name| (name == "onset").then_some(0.0));
    insta::assert_snapshot!(told(fit(&quiet, "elastic-net", 2000)), @"fitting a model: 0 of 1160 rows have the event, so there is nothing to tell apart; begin earlier or take more units");
}

#[test]
fn an_infinite_value_is_named_with_its_place() {
    let infinite = |state: u32, year: i32, name: &str| {
        (state == 2 && year == 1971 && name == "un_imr_sqrt").then_some(f64::INFINITY)
    };
    insta::assert_snapshot!(told(tried(infinite, |_| true)), @"the predictor `un_imr_sqrt` is infinite in row 56; correct the value or mark it as missing");
}

#[test]
fn an_origin_before_the_data_is_told_the_first_that_can_be_taken() {
    insta::assert_snapshot!(told(fit(&world(), "elastic-net", 1960)), @"at the origin 1960 nothing is known yet that could be learned from; take an origin from 1972 on");
}
