use std::collections::BTreeMap;

use crate::{ForecastError, Matrix, Region, Rows, StateYears};

/// How far back years are counted since an onset; longer ago is the same.
const LONGEST: f64 = 40.0;

/// Adds predictors that follow from the published ones and from earlier onsets, each known at the end of
/// its year: changes, means and time since, and what happens in the region and the world.
///
/// Nothing of a later year enters a row: tested by changing all later years.
pub fn derive(data: StateYears) -> Result<StateYears, ForecastError> {
    let history = History::new(&data)?;
    let mut columns: Vec<(String, Vec<f64>)> = data
        .rows
        .x
        .columns()
        .map(|(name, column)| (name.to_owned(), column.to_vec()))
        .collect();
    for (name, derive) in DERIVED {
        let values = (0..data.rows.len()).map(|row| derive(&history, row));
        columns.push(((*name).to_owned(), values.collect()));
    }
    let x = Matrix::new(columns)?;
    Ok(StateYears {
        rows: Rows { x, ..data.rows },
        ..data
    })
}

type Derive = fn(&History<'_>, usize) -> f64;

/// Every derived predictor: its name and how it is computed.
const DERIVED: &[(&str, Derive)] = &[
    ("years_since_onset", |h, row| h.since_onset(row)),
    ("onsets_decayed", |h, row| {
        // Half of an onset's weight is left after ten years.
        h.back(row, 60)
            .map(|(ago, past)| onset(h, past) * 0.5_f64.powf(f64::from(ago) / 10.0))
            .sum()
    }),
    ("ongoing_5yr", |h, row| {
        h.mean("mk_ongoing_count_log2", row, 5)
    }),
    ("battledeaths_mean_5yr", |h, row| {
        h.mean("battledeaths_log2", row, 5)
    }),
    ("battledeaths_mean_15yr", |h, row| {
        h.mean("battledeaths_log2", row, 15)
    }),
    ("battledeaths_change_1yr", |h, row| {
        h.change("battledeaths_log2", row, 1)
    }),
    ("battledeaths_change_3yr", |h, row| {
        h.change("battledeaths_log2", row, 3)
    }),
    ("freediscussion_change_1yr", |h, row| {
        h.change("freediscussion", row, 1)
    }),
    ("freediscussion_change_5yr", |h, row| {
        h.change("freediscussion", row, 5)
    }),
    ("ses_power_dist_change_5yr", |h, row| {
        h.change("ses_power_dist", row, 5)
    }),
    ("un_imr_change_5yr", |h, row| {
        h.change("un_imr_sqrt", row, 5)
    }),
    ("popsize_change_5yr", |h, row| {
        h.change("popsize_log2", row, 5)
    }),
    ("discrimpop_change_3yr", |h, row| {
        h.change("discrimpop", row, 3)
    }),
    ("gdppcgrowth_mean_3yr", |h, row| {
        h.mean("gdppcgrowth", row, 3)
    }),
    ("pol_killing_mean_5yr", |h, row| {
        h.mean("pol_killing_approved", row, 5)
    }),
    ("coup_mean_10yr", |h, row| h.mean("coup_try_5yr", row, 10)),
    ("imr_rank", |h, row| h.rank("un_imr_sqrt", row)),
    ("freediscussion_rank", |h, row| {
        h.rank("freediscussion", row)
    }),
    ("popsize_rank", |h, row| h.rank("popsize_log2", row)),
    ("region_onsets_5yr", |h, row| h.around(row, 5, true)),
    ("world_onsets_5yr", |h, row| h.around(row, 5, false)),
    ("world_onsets_15yr", |h, row| h.around(row, 15, false)),
    ("region_battledeaths", |h, row| {
        h.region_mean("battledeaths_log2", row)
    }),
    ("region_ongoing", |h, row| {
        h.region_mean("mk_ongoing_count_log2", row)
    }),
    ("region_freediscussion", |h, row| {
        h.region_mean("freediscussion", row)
    }),
];

fn onset(history: &History<'_>, row: usize) -> f64 {
    f64::from(u8::from(history.data.onset[row]))
}

/// The table with its rows found by state and year.
struct History<'a> {
    data: &'a StateYears,
    places: BTreeMap<(u32, i32), usize>,
    by_year: BTreeMap<i32, Vec<usize>>,
    /// Onsets and state-years of each year, in each region and in all.
    counts: BTreeMap<(i32, Option<Region>), (f64, f64)>,
}

impl<'a> History<'a> {
    fn new(data: &'a StateYears) -> Result<History<'a>, ForecastError> {
        for name in [
            "mk_ongoing_count_log2",
            "battledeaths_log2",
            "freediscussion",
            "ses_power_dist",
            "un_imr_sqrt",
            "popsize_log2",
            "discrimpop",
            "gdppcgrowth",
            "pol_killing_approved",
            "coup_try_5yr",
        ] {
            data.rows.x.named(name)?;
        }
        let mut by_year: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
        let mut counts: BTreeMap<(i32, Option<Region>), (f64, f64)> = BTreeMap::new();
        for (row, year) in data.rows.time.iter().enumerate() {
            by_year.entry(*year).or_default().push(row);
            for group in [None, Some(data.region[row])] {
                let (onsets, states) = counts.entry((*year, group)).or_default();
                *onsets += f64::from(u8::from(data.onset[row]));
                *states += 1.0;
            }
        }
        Ok(History {
            data,
            places: data.places(),
            by_year,
            counts,
        })
    }

    /// The rows of the same state in this and the years before, with how many years ago.
    fn back(&self, row: usize, years: i32) -> impl Iterator<Item = (i32, usize)> + '_ {
        let (unit, year) = (self.data.rows.unit[row], self.data.rows.time[row]);
        (0..years).filter_map(move |ago| Some((ago, *self.places.get(&(unit, year - ago))?)))
    }

    fn value(&self, name: &str, row: usize) -> f64 {
        self.data
            .rows
            .x
            .named(name)
            .map_or(f64::NAN, |column| column[row])
    }

    fn since_onset(&self, row: usize) -> f64 {
        let found = self
            .back(row, LONGEST as i32)
            .find(|(_, past)| self.data.onset[*past]);
        found.map_or(LONGEST, |(ago, _)| f64::from(ago))
    }

    fn mean(&self, name: &str, row: usize, years: i32) -> f64 {
        let values: Vec<f64> = self
            .back(row, years)
            .map(|(_, past)| self.value(name, past))
            .filter(|value| !value.is_nan())
            .collect();
        values.iter().sum::<f64>() / values.len() as f64
    }

    /// Change against that many years ago; 0 for a state that is younger.
    fn change(&self, name: &str, row: usize, years: i32) -> f64 {
        let key = (self.data.rows.unit[row], self.data.rows.time[row] - years);
        match self.places.get(&key) {
            Some(past) => {
                let change = self.value(name, row) - self.value(name, *past);
                if change.is_nan() && !self.value(name, row).is_nan() {
                    0.0
                } else {
                    change
                }
            }
            None => 0.0,
        }
    }

    /// The share of states with a smaller value in the same year, which takes the trend of decades out.
    fn rank(&self, name: &str, row: usize) -> f64 {
        let own = self.value(name, row);
        if own.is_nan() {
            return f64::NAN;
        }
        let others = &self.by_year[&self.data.rows.time[row]];
        let below = others
            .iter()
            .filter(|other| self.value(name, **other) < own);
        below.count() as f64 / others.len() as f64
    }

    /// Onsets per hundred state-years in this and the years before, in the region or everywhere.
    fn around(&self, row: usize, years: i32, region: bool) -> f64 {
        let year = self.data.rows.time[row];
        let group = region.then(|| self.data.region[row]);
        let (mut onsets, mut states) = (0.0, 0.0);
        for ago in 0..years {
            if let Some((more, others)) = self.counts.get(&(year - ago, group)) {
                onsets += more;
                states += others;
            }
        }
        100.0 * onsets / states
    }

    fn region_mean(&self, name: &str, row: usize) -> f64 {
        let others = &self.by_year[&self.data.rows.time[row]];
        let values: Vec<f64> = others
            .iter()
            .filter(|other| self.data.region[**other] == self.data.region[row])
            .map(|other| self.value(name, *other))
            .filter(|value| !value.is_nan())
            .collect();
        values.iter().sum::<f64>() / values.len() as f64
    }
}
