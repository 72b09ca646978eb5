use forecast::models::ONSET_MODELS;
use forecast::protocols::rolling::{Known, rolling};
use forecast::protocols::{Sampled, compare, ewp_2025, measure};
use forecast::{ForecastError, Model, Onset, Replicates};

use crate::made_up::{world, world_with};

fn model(id: &str) -> &'static dyn Model<Onset> {
    *ONSET_MODELS.iter().find(|model| model.id() == id).unwrap()
}

#[test]
fn what_happens_after_an_origin_changes_no_forecast_from_it() {
    let later = world_with(|_, year, name| match name {
        "onset" if year > 2001 => Some(f64::from(u8::from(year % 2 == 0))),
        "year" => None,
        _ if name.starts_with("reg_") => None,
        _ if year > 2001 => Some(0.25),
        _ => None,
    });
    let first = rolling(&world(), model("extra-trees-derived"), 1995..=2001, 4).unwrap();
    let second = rolling(&later, model("extra-trees-derived"), 1995..=2001, 4).unwrap();
    assert_eq!(first, second);
}

#[test]
fn an_outcome_is_learned_from_only_when_both_years_are_over() {
    let known = Known::at(&world(), 1993).unwrap();
    assert_eq!(
        known.rows.time.iter().max(),
        Some(&1991),
        "the protocol's L is two years before its origin"
    );
    let early = Known::at(&world(), 1960).unwrap_err();
    assert_eq!(
        early,
        ForecastError::OriginBeforeData {
            origin: 1960,
            first: 1972
        }
    );
}

#[test]
fn the_published_reading_takes_the_higher_risk_and_the_better_rank() {
    let data = world();
    let risks = ewp_2025::risks(&data, model("boosted-trees"), 1).unwrap();
    let published = ewp_2025::published(&data, &risks).unwrap();
    assert_eq!(published.forecast.len(), 40 * 31, "40 states, 1994 to 2024");
    let of = |unit: u32, year: i32| {
        let row = risks
            .iter()
            .find(|risk| data.rows.unit[risk.row] == unit && data.rows.time[risk.row] == year);
        row.unwrap().probability
    };
    let row = (0..published.unit.len())
        .find(|row| published.unit[*row] == 7 && published.year[*row] == 2010)
        .unwrap();
    let (a, b) = (of(7, 2009), of(7, 2008));
    assert_eq!(published.forecast[row], if a > b { a } else { b });
    let listed = published.published.iter().filter(|on| **on).count();
    assert!(
        listed > 30 * 31,
        "two lists of thirty together hold more than thirty"
    );
    assert_eq!(published.strict.iter().filter(|on| **on).count(), 30 * 31);
    let native = ewp_2025::native(&data, &risks).unwrap();
    assert_eq!(
        native.forecast.len(),
        40 * 30,
        "the outcome of 2023 needs 2025"
    );
}

#[test]
fn a_model_does_not_differ_from_itself() {
    let data = world();
    let risks = ewp_2025::risks(&data, model("base-rate"), 1).unwrap();
    let measured = ewp_2025::native(&data, &risks).unwrap();
    let replicates = Replicates::new(&measured.unit, 100, 2);
    let sampled = Sampled::new(&measured, &replicates);
    let same = compare(&sampled, &sampled);
    assert!(
        same.difference
            .iter()
            .all(|one| one.interval.low == 0.0 && one.interval.high == 0.0)
    );
    assert_eq!(same.brier_skill.unwrap().estimate, 0.0);
    for score in measure(&sampled) {
        assert!(score.interval.low <= score.interval.high, "{}", score.name);
    }
}
