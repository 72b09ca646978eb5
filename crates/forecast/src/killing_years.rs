use std::collections::BTreeMap;

use crate::{ForecastError, Matrix, Rows};

/// Whether the event happened in the year itself: 1 or 0.
pub(crate) const EVENT: &str = "event";
/// The share of the last five years in which it happened, of those that the state has.
pub(crate) const EVENT_SHARE_5: &str = "event_share_5";
/// The same share of the last ten years.
pub(crate) const EVENT_SHARE_10: &str = "event_share_10";

/// After so many years without an event, the trace of the last one is half as strong.
const HALF_LIFE: f64 = 5.0;

/// Deaths in one state and year, in persons, by the publisher's best estimates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DeathsOfYear {
    /// The publisher's number of the state.
    pub unit: u32,
    /// The calendar year.
    pub year: i32,
    /// Civilians killed by states and organised groups.
    pub one_sided: f64,
    /// Deaths in fighting in which at least one side is a state.
    pub state_based: f64,
    /// Deaths in fighting between groups none of which is a state.
    pub non_state: f64,
}

/// State-years with what was counted until their end, and whether the killing of civilians reached a
/// threshold in the year after.
///
/// Predictors look back on the state's own deaths of each type (the year, and means of five and ten
/// years as far as there are so many), on years in which the threshold was reached, and on the
/// deaths of the year in the states that border on it. Nothing after the year is in them.
#[derive(Debug, Clone, PartialEq)]
pub struct KillingYears {
    /// The predictors, unit by unit and year by year.
    pub rows: Rows,
    /// Whether the threshold was reached in the next year; none where that year is not counted.
    pub next: Vec<Option<bool>>,
}

/// A predictor: its name, and its value at the end of the last of these years.
type Look = fn(&Past<'_>) -> f64;

const PREDICTORS: [(&str, Look); 14] = [
    (EVENT, |past| past.share(1)),
    (EVENT_SHARE_5, |past| past.share(5)),
    (EVENT_SHARE_10, |past| past.share(10)),
    ("event_trace", |past| past.trace()),
    ("one_sided_log", |past| past.mean(1, |year| year.one_sided)),
    ("one_sided_log_5", |past| {
        past.mean(5, |year| year.one_sided)
    }),
    ("one_sided_log_10", |past| {
        past.mean(10, |year| year.one_sided)
    }),
    ("state_based_log", |past| {
        past.mean(1, |year| year.state_based)
    }),
    ("state_based_log_5", |past| {
        past.mean(5, |year| year.state_based)
    }),
    ("state_based_log_10", |past| {
        past.mean(10, |year| year.state_based)
    }),
    ("non_state_log", |past| past.mean(1, |year| year.non_state)),
    ("non_state_log_5", |past| {
        past.mean(5, |year| year.non_state)
    }),
    ("neighbours_one_sided_log", |past| {
        past.beside(|year| year.one_sided)
    }),
    ("neighbours_state_based_log", |past| {
        past.beside(|year| year.state_based)
    }),
];

/// What a state's predictors look back on.
struct Past<'a> {
    /// The years of the state up to the one at whose end it stands, in rising order.
    years: &'a [&'a DeathsOfYear],
    /// The same year in the states that border on it.
    beside: Vec<&'a DeathsOfYear>,
    threshold: f64,
}

impl KillingYears {
    /// State-years from counted deaths; an event is at least `threshold` civilians killed in a year.
    ///
    /// `borders` names the units that border on each unit; who is not in it has no neighbours. Errors:
    /// no deaths at all, or a state and year that stands twice.
    pub fn new(
        deaths: &[DeathsOfYear],
        borders: &BTreeMap<u32, Vec<u32>>,
        threshold: u32,
    ) -> Result<KillingYears, ForecastError> {
        let threshold = f64::from(threshold);
        let by_key: BTreeMap<(u32, i32), &DeathsOfYear> = deaths
            .iter()
            .map(|one| ((one.unit, one.year), one))
            .collect();
        if by_key.is_empty() {
            return Err(ForecastError::NoRows {
                what: "deaths by state and year",
                help: "give at least one state and year".to_owned(),
            });
        }
        if by_key.len() != deaths.len() {
            return Err(ForecastError::Length {
                what: "deaths and the states and years that they are of",
                left: deaths.len(),
                right: by_key.len(),
            });
        }
        let all: Vec<&DeathsOfYear> = by_key.values().copied().collect();
        let mut values = vec![Vec::with_capacity(all.len()); PREDICTORS.len()];
        let mut next = Vec::with_capacity(all.len());
        for own in all.chunk_by(|one, other| one.unit == other.unit) {
            for at in 0..own.len() {
                let DeathsOfYear { unit, year, .. } = *own[at];
                let neighbours = borders.get(&unit).into_iter().flatten();
                let past = Past {
                    years: &own[..=at],
                    beside: neighbours
                        .filter_map(|other| by_key.get(&(*other, year)).copied())
                        .collect(),
                    threshold,
                };
                for (column, (_, look)) in values.iter_mut().zip(PREDICTORS) {
                    column.push(look(&past));
                }
                let after = by_key.get(&(unit, year + 1));
                next.push(after.map(|after| after.one_sided >= threshold));
            }
        }
        let names = PREDICTORS.iter().map(|(name, _)| (*name).to_owned());
        Ok(KillingYears {
            rows: Rows {
                x: Matrix::new(names.zip(values).collect())?,
                unit: all.iter().map(|one| one.unit).collect(),
                time: all.iter().map(|one| one.year).collect(),
            },
            next,
        })
    }
}

impl Past<'_> {
    fn year(&self) -> i32 {
        self.years.last().map_or(0, |last| last.year)
    }

    /// The last `count` calendar years, as far as the state has them.
    fn last(&self, count: i32) -> impl Iterator<Item = &DeathsOfYear> {
        let first = self.year() - count + 1;
        let years = self.years.iter().rev();
        years.take_while(move |one| one.year >= first).copied()
    }

    fn happened(&self, year: &DeathsOfYear) -> bool {
        year.one_sided >= self.threshold
    }

    /// In which share of the last years the event happened.
    fn share(&self, count: i32) -> f64 {
        let events = self.last(count).filter(|year| self.happened(year)).count();
        events as f64 / self.last(count).count() as f64
    }

    /// 1 in the year of an event, halved every five years after it, 0 if there was none.
    fn trace(&self) -> f64 {
        let last = self.years.iter().rev().find(|year| self.happened(year));
        last.map_or(0.0, |last| {
            let since = f64::from(self.year() - last.year);
            (-since / HALF_LIFE).exp2()
        })
    }

    /// ln(1 + mean deaths) of the last years.
    fn mean(&self, count: i32, of: fn(&DeathsOfYear) -> f64) -> f64 {
        let sum: f64 = self.last(count).map(of).sum();
        (sum / self.last(count).count() as f64).ln_1p()
    }

    /// ln(1 + deaths) of the year in all neighbours together.
    fn beside(&self, of: fn(&DeathsOfYear) -> f64) -> f64 {
        let sum: f64 = self.beside.iter().map(|year| of(year)).sum();
        sum.ln_1p()
    }
}
