use std::collections::BTreeMap;

use crate::{ForecastError, StateYears};

/// Deaths by kind: one-sided, non-state, state-based (UCDP's violence types), best estimates.
pub type DeathsByKind = [f64; 3];

/// Deaths as they are coded for state-years; what has no entry is not coded, which is not zero.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CodedDeaths {
    /// Deaths inside each state and year, by the number and year of the state-years they are joined to.
    pub own: BTreeMap<(u32, i32), DeathsByKind>,
    /// Deaths inside all its neighbours together in the year.
    pub around: BTreeMap<(u32, i32), DeathsByKind>,
}

/// How their names begin; facts/predictors/ucdp-deaths.toml says what each is.
const PREFIX: &str = "ucdp_";
/// The first of them: data that lacks it has none.
pub(crate) const FIRST_OF_DEATHS: &str = "ucdp_one_sided";
const KINDS: [&str; 3] = ["one_sided", "non_state", "state_based"];
const WINDOWS: [i32; 3] = [3, 5, 10];
/// So many deaths in a year are violence that is remembered: UCDP's own threshold of a conflict.
const THRESHOLD: f64 = 25.0;
/// Half of the memory is left after five years.
const HALF_LIFE: f64 = 5.0;

/// Whether a predictor is made of UCDP's deaths.
pub(crate) fn is_of_deaths(name: &str) -> bool {
    name.starts_with(PREFIX)
}

/// Adds predictors made of deaths, each from the year of its row and earlier ones.
///
/// A state-year that is not coded has none of them (before 1989, where UCDP begins). Moving sums take
/// the years that are coded; nothing of a later year enters, tested by changing all later years.
pub fn with_deaths(data: StateYears, deaths: &CodedDeaths) -> Result<StateYears, ForecastError> {
    let units = data.rows.unit.iter().copied();
    let keys: Vec<(u32, i32)> = units.zip(data.rows.time.iter().copied()).collect();
    let first = deaths.own.keys().map(|(_, year)| *year).min();
    let mut columns = Vec::new();
    for (kind, name) in KINDS.iter().enumerate() {
        let own = |unit: u32, year: i32| Some(deaths.own.get(&(unit, year))?[kind]);
        let mut add = |what: &str, value: &dyn Fn(u32, i32) -> f64| {
            let values = keys.iter().map(|(unit, year)| match own(*unit, *year) {
                Some(_) => value(*unit, *year),
                None => f64::NAN,
            });
            columns.push((format!("{PREFIX}{name}{what}"), values.collect()));
        };
        let over = |unit: u32, year: i32, years: i32| {
            let back = (0..years).filter_map(|ago| own(unit, year - ago));
            back.sum::<f64>().ln_1p()
        };
        add("", &|unit, year| over(unit, year, 1));
        for years in WINDOWS {
            add(&format!("_{years}yr"), &|unit, year| {
                over(unit, year, years)
            });
        }
        add("_memory", &|unit, year| {
            let past = (first.unwrap_or(year)..=year).rev();
            let last = past.map(|past| (year - past, own(unit, past)));
            let last = last.filter_map(|(ago, deaths)| (deaths? >= THRESHOLD).then_some(ago));
            let ago = last.min();
            ago.map_or(0.0, |ago| 0.5_f64.powf(f64::from(ago) / HALF_LIFE))
        });
        add("_neighbours", &|unit, year| {
            let around = deaths.around.get(&(unit, year));
            around.map_or(0.0, |around| around[kind]).ln_1p()
        });
    }
    let mut data = data;
    for (name, values) in columns {
        data = data.with(&name, values)?;
    }
    Ok(data)
}
