use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, bail};
use archive::reading::{ReadOptions, open_file, read_table};
use archive::{Mirror, SourceFacts, StateCodes};
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, RecordBatch};
use forecast::{Draws, History};
use terms::Month;

const CHALLENGE: &str = "views-challenge";
const COUNTRY_MONTHS: &str = "ucdp-country-months";

/// Where the archive's tables are read from.
#[derive(Debug)]
pub struct Archive<'a> {
    /// The files.
    pub mirror: Mirror,
    /// What they are.
    pub sources: &'a BTreeMap<String, SourceFacts>,
    /// How their states are called.
    pub codes: &'a StateCodes,
}

/// Deaths by state and month, with the states that each year's forecast is scored on.
#[derive(Debug)]
pub struct StateMonths {
    /// The series.
    pub history: History,
    /// The states that are scored, by the year that is forecast.
    pub scored: BTreeMap<i32, Vec<u32>>,
    /// Which version of which source each span of months is from.
    pub vintage: String,
}

/// Deaths by VIEWS country and month.
type Cells = BTreeMap<u32, BTreeMap<i32, f64>>;

/// Deaths in state-based violence, as the models and benchmarks of the challenge see them.
///
/// From 2018 on they are the challenge's observations in the version asked for. The months from
/// November 2016 to December 2017 are those that the organisers' own conflictology draws consist
/// of (revised version; no other copy of them was found), and earlier months are UCDP's country-months
/// as the competition of 2020-22 had them. Errors: a file that is missing or damaged.
pub fn state_based(archive: &Archive<'_>, vintage: &str) -> anyhow::Result<StateMonths> {
    let mut cells = country_months(archive, "state_based")?;
    let mut scored = BTreeMap::new();
    for draws in [conflictology(archive, 2018)?, conflictology(archive, 2019)?] {
        for (country, month, deaths) in draws {
            if month < month_id(2018) {
                cells.entry(country).or_default().insert(month, deaths);
            }
        }
    }
    for months in cells.values_mut() {
        months.retain(|month, _| *month < month_id(2018));
    }
    for batch in archive.table(CHALLENGE, "views_actuals", Some(vintage))? {
        let [country, month, outcome] = columns(&batch, ["country_id", "month_id", "outcome"])?;
        for at in 0..batch.num_rows() {
            let (country, month) = (country[at] as u32, month[at]);
            let deaths = f64::from(outcome[at]);
            cells.entry(country).or_default().insert(month, deaths);
            let year = Month::from_month_id(month).year();
            let units: &mut Vec<u32> = scored.entry(year).or_default();
            if units.last() != Some(&country) {
                units.push(country);
            }
        }
    }
    let gw = archive.countries()?;
    for units in scored.values_mut() {
        *units = units
            .iter()
            .filter_map(|unit| gw.get(unit).copied())
            .collect();
        units.sort_unstable();
        units.dedup();
    }
    Ok(StateMonths {
        history: archive.history(cells, &gw)?,
        scored,
        vintage: format!(
            "{vintage} observations from 2018, months of the shipped draws from 2016-11, UCDP country-months of 2021 before"
        ),
    })
}

/// Deaths in one-sided violence, from UCDP's country-months until the end of 2020.
///
/// Later months are left out: they are candidate events of half a year.
pub fn one_sided(archive: &Archive<'_>) -> anyhow::Result<StateMonths> {
    let mut cells = country_months(archive, "one_sided")?;
    for months in cells.values_mut() {
        months.retain(|month, _| *month < month_id(2021));
    }
    let history = archive.history(cells, &archive.countries()?)?;
    Ok(StateMonths {
        scored: (2001..=2020)
            .map(|year| (year, history.units.clone()))
            .collect(),
        history,
        vintage: "UCDP country-months of 2021 (2020: candidate events)".to_owned(),
    })
}

/// The draws that the organisers ship for a benchmark and a year. Errors: there are none of that name.
pub fn published_draws(archive: &Archive<'_>, model: &str, year: i32) -> anyhow::Result<Draws> {
    let gw = archive.countries()?;
    let mut cells: BTreeMap<(u32, i32), BTreeMap<i32, f64>> = BTreeMap::new();
    for (country, month, draw, outcome) in archive.draws(model, year)? {
        let Some(unit) = gw.get(&country) else {
            bail!(
                "VIEWS country {country} has no Gleditsch-Ward number, so its draws belong to no state"
            );
        };
        cells
            .entry((*unit, month))
            .or_default()
            .insert(draw, outcome);
    }
    let mut draws = Draws {
        units: Vec::new(),
        steps: (3..=14).collect(),
        values: Vec::new(),
    };
    for ((unit, _), values) in cells {
        if draws.units.last() != Some(&unit) {
            draws.units.push(unit);
        }
        draws.values.extend(values.into_values());
    }
    Ok(draws)
}

impl Archive<'_> {
    fn source(&self, id: &str) -> anyhow::Result<&SourceFacts> {
        self.sources
            .get(id)
            .with_context(|| format!("facts/sources/{id}.toml is missing"))
    }

    pub(super) fn table(
        &self,
        source: &str,
        table: &str,
        vintage: Option<&str>,
    ) -> anyhow::Result<Vec<RecordBatch>> {
        let (batches, report, _) = read_table(
            &self.mirror,
            self.source(source)?,
            table,
            vintage,
            self.codes,
        )?;
        if report.rejected_rows() > 0 {
            bail!(
                "{} rows of `{table}` could not be taken, so a part would be missing; `watchfire data verify` lists them",
                report.rejected_rows()
            );
        }
        Ok(batches)
    }

    /// The Gleditsch-Ward number of each VIEWS country.
    fn countries(&self) -> anyhow::Result<BTreeMap<u32, u32>> {
        let mut countries = BTreeMap::new();
        for batch in self.table(CHALLENGE, "views_countries", None)? {
            let [country, gw] = columns(&batch, ["country_id", "gwcode"])?;
            countries.extend((0..batch.num_rows()).map(|at| (country[at] as u32, gw[at] as u32)));
        }
        Ok(countries)
    }

    /// Series by Gleditsch-Ward number, with the states whose PRIO-GRID cells touch as neighbours.
    ///
    /// Borders are those of the grid's table (2020), whatever the month; islands and the smallest
    /// states have none.
    fn history(&self, cells: Cells, gw: &BTreeMap<u32, u32>) -> anyhow::Result<History> {
        let months = || cells.values().flat_map(|months| months.keys().copied());
        let first = months().min().unwrap_or(1);
        let last = months().max().unwrap_or(first);
        let series: BTreeMap<u32, Vec<Option<f64>>> = cells
            .iter()
            .filter_map(|(country, cells)| {
                let counts = (first..=last).map(|month| cells.get(&month).copied());
                Some((*gw.get(country)?, counts.collect()))
            })
            .collect();
        let (units, counts): (Vec<u32>, Vec<Vec<Option<f64>>>) = series.into_iter().unzip();
        let places: BTreeMap<u32, usize> = units.iter().copied().zip(0..).collect();
        let mut neighbours = vec![BTreeSet::new(); units.len()];
        for (one, other) in self.borders()? {
            if let (Some(one), Some(other)) = (places.get(&one), places.get(&other)) {
                neighbours[*one].insert(*other);
                neighbours[*other].insert(*one);
            }
        }
        Ok(History {
            neighbours: neighbours
                .into_iter()
                .map(|set| set.into_iter().collect())
                .collect(),
            units,
            first: Month::from_month_id(first),
            counts,
        })
    }

    /// Pairs of states with cells side by side.
    pub(super) fn borders(&self) -> anyhow::Result<BTreeSet<(u32, u32)>> {
        let mut states = BTreeMap::new();
        for batch in self.table("prio-grid", "priogrid_cells", None)? {
            let [row, column, gw] = columns(&batch, ["row", "col", "gwcode"])?;
            states.extend((0..batch.num_rows()).map(|at| ((row[at], column[at]), gw[at] as u32)));
        }
        let mut borders = BTreeSet::new();
        for ((row, column), one) in &states {
            for beside in [(row + 1, *column), (*row, column + 1)] {
                if let Some(other) = states.get(&beside).filter(|other| *other != one) {
                    borders.insert((*one, *other));
                }
            }
        }
        Ok(borders)
    }

    /// The draws of one benchmark and year: VIEWS country, month, number of the draw, deaths.
    fn draws(&self, model: &str, year: i32) -> anyhow::Result<Vec<(u32, i32, i32, f64)>> {
        let source = self.source(CHALLENGE)?;
        let wanted = |constants: &BTreeMap<String, String>| {
            constants.get("model").map(String::as_str) == Some(model)
                && constants.get("window") == Some(&year.to_string())
        };
        let file = source.file.iter().find(|file| wanted(&file.constants));
        let file = file.with_context(|| {
            format!("the organisers ship no draws of `{model}` for {year}; take boot_240, conflictology or last_historical_poisson and a year from 2018 to 2021")
        })?;
        let path = self.mirror.verified(source, file)?;
        let reader = open_file(&path, source, file, self.codes, ReadOptions::default())?;
        let mut draws = Vec::new();
        for batch in reader {
            let batch = batch?.rows;
            let [country, month, draw, outcome] =
                columns(&batch, ["country_id", "month_id", "draw", "outcome"])?;
            draws.extend((0..batch.num_rows()).map(|at| {
                (
                    country[at] as u32,
                    month[at],
                    draw[at],
                    f64::from(outcome[at]),
                )
            }));
        }
        Ok(draws)
    }
}

fn country_months(archive: &Archive<'_>, deaths: &str) -> anyhow::Result<Cells> {
    let mut cells = Cells::new();
    for batch in archive.table(COUNTRY_MONTHS, "ucdp_country_months", None)? {
        let [country, month, deaths] = columns(&batch, ["country_id", "month_id", deaths])?;
        for at in 0..batch.num_rows() {
            // December 1988 is an empty month before the data.
            if month[at] >= month_id(1989) {
                cells
                    .entry(country[at] as u32)
                    .or_default()
                    .insert(month[at], f64::from(deaths[at]));
            }
        }
    }
    Ok(cells)
}

/// The twelve months before the origin that the shipped conflictology draws of a year consist of, oldest first.
fn conflictology(archive: &Archive<'_>, year: i32) -> anyhow::Result<Vec<(u32, i32, f64)>> {
    let first = month_id(year) - 3 - 11;
    let draws = archive.draws("conflictology", year)?.into_iter();
    Ok(draws
        .filter(|(_, month, _, _)| *month == month_id(year))
        .map(|(country, _, draw, deaths)| (country, first + draw, deaths))
        .collect())
}

/// The number of January of a year.
fn month_id(year: i32) -> i32 {
    (year - 1980) * 12 + 1
}

/// Columns of whole numbers without gaps.
fn columns<const N: usize>(batch: &RecordBatch, names: [&str; N]) -> anyhow::Result<[Vec<i32>; N]> {
    let mut columns = [const { Vec::new() }; N];
    for (column, name) in columns.iter_mut().zip(names) {
        let array = batch
            .column_by_name(name)
            .and_then(|array| array.as_primitive_opt::<Int32Type>())
            .with_context(|| format!("the archive has no column of whole numbers `{name}`"))?;
        // A gap in a required column was rejected on reading; in others 0 would name nothing.
        *column = (0..array.len())
            .map(|at| {
                if array.is_null(at) {
                    0
                } else {
                    array.value(at)
                }
            })
            .collect();
    }
    Ok(columns)
}
