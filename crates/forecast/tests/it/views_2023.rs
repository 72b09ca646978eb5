//! The challenge's windows: what is known, what is scored, how differences are told.

use forecast::models::{BootstrapPool, COUNT_MODELS, Conflictology, Zero};
use forecast::protocols::views_2023::{backtest, difference, origin, score};
use forecast::{Draws, ForecastError};
use terms::Month;

use crate::count_models::world;

#[test]
fn the_last_known_month_is_october_of_the_year_before() {
    assert_eq!(origin(2018), Month::new(2017, 10).unwrap());
    // 2018-01 is VIEWS month 457, three steps after 454.
    assert_eq!(origin(2018).month_id(), 454);
}

#[test]
fn zero_scores_the_mean_of_deaths() {
    let world = world();
    let window = backtest(&world, &world.units, 2008, &Zero, 1).unwrap();
    let deaths: f64 = world
        .counts
        .iter()
        .flat_map(|counts| &counts[228..240])
        .flatten()
        .sum();
    assert!((window.mean.crps - deaths / 144.0).abs() < 1e-9);
    // An interval of no width costs 20 for every death above it.
    assert!((window.mean.mis - 20.0 * deaths / 144.0).abs() < 1e-9);
}

#[test]
fn nothing_after_the_origin_changes_a_forecast() {
    let world = world();
    let mut later = world.clone();
    // From November 2006 on every count is another one.
    for counts in &mut later.counts {
        counts[214..]
            .iter_mut()
            .for_each(|count| *count = Some(count.unwrap() + 1000.0));
    }
    for model in COUNT_MODELS {
        let known = world.until(origin(2007)).unwrap();
        let same = later.until(origin(2007)).unwrap();
        let steps: Vec<u32> = (3..=14).collect();
        let forecast = |history| model.fit(history, 1).unwrap().predict(&steps).unwrap();
        assert_eq!(forecast(&known), forecast(&same), "{}", model.id());
    }
}

#[test]
fn only_the_units_asked_for_with_all_twelve_outcomes_are_scored() {
    let mut world = world();
    world.counts[2][235] = None;
    let window = backtest(&world, &[100, 101, 102], 2008, &Conflictology, 1).unwrap();
    assert_eq!(window.units, [100, 101]);
    assert_eq!(window.scores.len(), 24);
    assert_eq!(window.draws, 12);
}

#[test]
fn a_difference_is_the_others_score_less_ones_own() {
    let world = world();
    let run = |model: &dyn forecast::Model<forecast::Counts>| {
        vec![backtest(&world, &world.units, 2008, model, 1).unwrap()]
    };
    let (ours, zero) = (run(&Conflictology), run(&Zero));
    let gain = difference(&ours, &zero, 1).unwrap();
    let wanted = zero[0].mean.crps - ours[0].mean.crps;
    assert!((gain.crps.estimate - wanted).abs() < 1e-9);
    assert!(gain.crps.low <= wanted && wanted <= gain.crps.high);
    let none = difference(&ours, &ours, 1).unwrap();
    assert_eq!((none.ign.low, none.ign.high), (0.0, 0.0));
}

#[test]
fn what_cannot_be_scored_is_refused() {
    let world = world();
    assert!(matches!(
        backtest(&world, &world.units, 1980, &Zero, 1),
        Err(ForecastError::OriginBeforeData { .. })
    ));
    assert!(matches!(
        backtest(&world, &world.units, 2015, &Zero, 1),
        Err(ForecastError::Setting { .. })
    ));
    // Known until October 2008, but no outcome of 2009.
    assert!(matches!(
        backtest(&world, &world.units, 2009, &Zero, 1),
        Err(ForecastError::NoRows { .. })
    ));
    let short = Draws {
        units: vec![100, 101],
        steps: vec![3, 4],
        values: vec![0.0; 5],
    };
    assert!(matches!(
        score(&world, &world.units, 2008, &short),
        Err(ForecastError::Length { .. })
    ));
    let pool = BootstrapPool {
        id: "pool",
        months: 12,
    };
    let ours = vec![backtest(&world, &[100], 2008, &pool, 1).unwrap()];
    let other = vec![backtest(&world, &[100, 101], 2008, &pool, 1).unwrap()];
    assert!(matches!(
        difference(&ours, &other, 1),
        Err(ForecastError::Length { .. })
    ));
}
