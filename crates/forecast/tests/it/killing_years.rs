use std::collections::BTreeMap;

use forecast::models::KILLING_MODELS;
use forecast::protocols::one_sided_years::{measured, risks};
use forecast::{DeathsOfYear, ForecastError, KillingYears, Model, Onset};

fn model(id: &str) -> &'static dyn Model<Onset> {
    let found = KILLING_MODELS.iter().find(|model| model.id() == id);
    *found.unwrap()
}

/// Made up: forty states, 1989 to 2010; every fourth kills in spells that its number and the year decide.
fn world() -> Vec<DeathsOfYear> {
    let of = |unit: u32, year: i32| {
        let spell = (year as u32 / 3 + unit * 7).is_multiple_of(4) && unit.is_multiple_of(4);
        let some = f64::from((unit * 31 + year as u32 * 17) % 23);
        DeathsOfYear {
            unit,
            year,
            one_sided: if spell { 40.0 + some } else { 0.0 },
            state_based: if spell { 500.0 * some } else { some },
            non_state: some * f64::from(unit % 3),
        }
    };
    let units = 1..=40;
    units
        .flat_map(|unit| (1989..=2010).map(move |year| of(unit, year)))
        .collect()
}

fn borders() -> BTreeMap<u32, Vec<u32>> {
    (1..40).map(|unit| (unit, vec![unit + 1])).collect()
}

fn deaths(unit: u32, year: i32, one_sided: f64) -> DeathsOfYear {
    DeathsOfYear {
        unit,
        year,
        one_sided,
        state_based: 0.0,
        non_state: 0.0,
    }
}

#[test]
fn a_state_year_looks_back_on_its_own_years_and_at_its_neighbours() {
    let all = [
        deaths(1, 1990, 30.0),
        deaths(1, 1991, 0.0),
        deaths(1, 1992, 10.0),
        deaths(2, 1992, 99.0),
    ];
    let data = KillingYears::new(&all, &BTreeMap::from([(1, vec![2])]), 25).unwrap();
    let value = |name: &str, row: usize| data.rows.x.named(name).unwrap()[row];
    assert_eq!(
        data.next,
        [Some(false), Some(false), None, None],
        "what the next year held, if it is counted"
    );
    assert_eq!(value("event", 0), 1.0);
    assert_eq!(
        value("event_share_5", 2),
        1.0 / 3.0,
        "one of the three years that it has"
    );
    assert!((value("event_trace", 2) - 0.5_f64.powf(2.0 / 5.0)).abs() < 1e-15);
    assert!((value("one_sided_log_5", 2) - (1.0 + 40.0 / 3.0_f64).ln()).abs() < 1e-15);
    assert!((value("neighbours_one_sided_log", 2) - 100.0_f64.ln()).abs() < 1e-15);
    assert_eq!(value("neighbours_one_sided_log", 3), 0.0);
    let exactly = KillingYears::new(&all, &BTreeMap::new(), 30).unwrap();
    let event = exactly.rows.x.named("event").unwrap();
    assert_eq!(event[0], 1.0, "at least the threshold, so 30 of 30 counts");
}

#[test]
fn nothing_after_an_origin_changes_a_forecast_from_it() {
    let first = KillingYears::new(&world(), &borders(), 25).unwrap();
    let mut changed = world();
    for one in changed.iter_mut().filter(|one| one.year > 2004) {
        one.one_sided = 3_000.0 - one.one_sided;
        one.state_based += 77.0;
    }
    let second = KillingYears::new(&changed, &borders(), 25).unwrap();
    for model in KILLING_MODELS {
        let [one, other] =
            [&first, &second].map(|data| risks(data, *model, 2002..=2005, 3).unwrap());
        assert_eq!(one, other, "{}", model.id());
    }
}

#[test]
fn the_simple_rules_are_their_closed_forms() {
    let data = KillingYears::new(&world(), &borders(), 25).unwrap();
    let known: Vec<usize> = (0..data.next.len())
        .filter(|row| data.rows.time[*row] < 2004)
        .collect();
    let events = |rows: &[usize]| {
        let events = rows.iter().filter(|row| data.next[**row] == Some(true));
        events.count() as f64
    };
    let base = events(&known) / known.len() as f64;
    let of = |id: &str| risks(&data, model(id), 2005..=2005, 3).unwrap();
    let share = data.rows.x.named("event_share_10").unwrap();
    for risk in of("share-of-10-years") {
        let wanted = (10.0 * share[risk.row] + base) / 11.0;
        assert!((risk.probability.get() - wanted).abs() < 1e-15);
    }
    let event = data.rows.x.named("event").unwrap();
    for risk in of("last-year") {
        let same = known.iter().copied();
        let same: Vec<usize> = same.filter(|row| event[*row] == event[risk.row]).collect();
        let wanted = (events(&same) + base) / (same.len() as f64 + 1.0);
        assert!((risk.probability.get() - wanted).abs() < 1e-15);
    }
}

#[test]
fn a_risk_is_scored_against_the_year_that_it_is_about() {
    let data = KillingYears::new(&world(), &borders(), 25).unwrap();
    let risks = risks(&data, model("last-year"), 2006..=2011, 3).unwrap();
    assert_eq!(risks.len(), 40 * 6);
    let measured = measured(&data, &risks).unwrap();
    assert_eq!(measured.forecast.len(), 40 * 5, "2011 is not counted yet");
    assert_eq!(measured.year.iter().min(), Some(&2006));
    let killed: usize = world()
        .iter()
        .filter(|one| (2006..=2010).contains(&one.year) && one.one_sided >= 25.0)
        .count();
    assert_eq!(measured.events(), killed);
    assert_eq!(
        measured.published, measured.strict,
        "there is one list and it is strict"
    );
}

#[test]
fn what_cannot_be_learned_or_read_is_refused() {
    let twice = [deaths(1, 1990, 0.0), deaths(1, 1990, 5.0)];
    assert!(matches!(
        KillingYears::new(&twice, &BTreeMap::new(), 25),
        Err(ForecastError::Length { .. })
    ));
    assert!(matches!(
        KillingYears::new(&[], &BTreeMap::new(), 25),
        Err(ForecastError::NoRows { .. })
    ));
    let data = KillingYears::new(&world(), &borders(), 25).unwrap();
    assert_eq!(
        risks(&data, model("base-rate"), 1989..=1990, 1).unwrap_err(),
        ForecastError::OriginBeforeData {
            origin: 1988,
            first: 1990
        }
    );
    let quiet = KillingYears::new(&world(), &borders(), 1_000_000).unwrap();
    assert!(matches!(
        risks(&quiet, model("killing-extra-trees"), 2000..=2001, 1),
        Err(ForecastError::OneClass { .. })
    ));
}
