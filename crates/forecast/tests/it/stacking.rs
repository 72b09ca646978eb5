//! Weights that are learned from past forecasts only.

use forecast::models::{BaseRate, ElasticNet, Stacked, Varying};
use forecast::protocols::rolling::{Known, asked, rolling};
use forecast::{ForecastError, Matrix, Model, Rows};

use crate::made_up::{world, world_with};

/// Three quick members, weighted by the forecasts of five years.
const QUICK: Stacked = Stacked {
    members: &[&BaseRate, &ElasticNet::PUBLISHED, &ElasticNet::DEATHS],
    years: 5,
    ..Stacked::NESTED
};

/// A world in which everything after 2001 is another: outcomes, predictors and deaths.
fn changed_later() -> forecast::StateYears {
    world_with(|_, year, name| match name {
        "onset" if year > 2001 => Some(f64::from(u8::from(year % 2 == 0))),
        "year" => None,
        _ if name.starts_with("reg_") => None,
        _ if year > 2001 => Some(0.25),
        _ => None,
    })
}

#[test]
fn what_happens_after_an_origin_changes_neither_weights_nor_forecasts() {
    let (data, later) = (world(), changed_later());
    let weights = |data| {
        let known = Known::at(data, 2001).unwrap();
        QUICK.weights_at(known.labelled(), 4)
    };
    assert_eq!(weights(&data), weights(&later));
    let first = rolling(&data, &QUICK, 1999..=2001, 4).unwrap();
    let second = rolling(&later, &QUICK, 1999..=2001, 4).unwrap();
    assert_eq!(first, second);
}

#[test]
fn outcomes_that_were_over_decide_the_weights() {
    let weights = |data: &forecast::StateYears| {
        let known = Known::at(data, 2001).unwrap();
        QUICK.weights_at(known.labelled(), 4)
    };
    let plain = weights(&world());
    // 1999 is the last year whose outcome is over in 2001, and 2001 is part of it.
    let turned = world_with(|state, year, name| {
        (name == "onset" && year == 2001).then(|| f64::from(u8::from(state % 2 == 0)))
    });
    assert_ne!(plain, weights(&turned));
    let sum: f64 = plain.iter().map(|(_, weight)| weight).sum();
    assert!((sum - 1.0).abs() < 1e-9, "{plain:?}");
}

#[test]
fn many_origins_at_once_give_what_each_gives_alone() {
    let data = world();
    let together = rolling(&data, &QUICK, 1998..=2000, 4).unwrap();
    for origin in 1998..=2000 {
        let alone = rolling(&data, &QUICK, origin..=origin, 4).unwrap();
        let of_year = together
            .iter()
            .filter(|risk| data.rows.time[risk.row] == origin);
        assert!(alone.iter().eq(of_year), "{origin}");
    }
}

#[test]
fn a_predictor_that_was_not_coded_yet_is_left_out_by_name() {
    let quiet = world_with(|_, year, name| (name == "gdppcgrowth" && year < 1985).then_some(0.0));
    let known = Known::at(&quiet, 1984).unwrap();
    let refused = ElasticNet::PUBLISHED.fit(known.labelled(), 1).unwrap_err();
    assert!(
        matches!(refused, ForecastError::ConstantColumn { .. }),
        "{refused}"
    );
    let varying = Varying::among(&known.labelled());
    assert!(varying.left_out.contains(&"gdppcgrowth".to_owned()));
    assert!(
        varying.left_out.contains(&"ucdp_one_sided".to_owned()),
        "coded from 1989 on"
    );
    assert_eq!(varying.published, known.published - 1);
    let fitted = ElasticNet::PUBLISHED
        .fit(varying.labelled(known.labelled()), 1)
        .unwrap();
    let ask = quiet.rows.take(&asked(&quiet, 1984));
    assert_eq!(fitted.predict(&ask).unwrap().len(), 40);
}

#[test]
fn without_predictors_of_deaths_it_says_which_is_missing() {
    let data = world();
    let known = Known::at(&data, 2000).unwrap();
    let kept = known
        .rows
        .x
        .columns()
        .filter(|(name, _)| !name.starts_with("ucdp_"));
    let kept = kept.map(|(name, column)| (name.to_owned(), column.to_vec()));
    let rows = Rows {
        x: Matrix::new(kept.collect()).unwrap(),
        ..known.rows.clone()
    };
    let training = forecast::Labelled {
        rows: &rows,
        ..known.labelled()
    };
    let error = Stacked::NESTED.fit(training, 1).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("the predictor `ucdp_one_sided` is missing"),
        "{error}"
    );
}
