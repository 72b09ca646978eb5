use std::collections::BTreeMap;

use anyhow::{Context, bail};
use archive::reading::read_table;
use archive::{FactorRow, Mirror, ReleaseInput, RiskRow, SkillRow};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type};
use arrow_array::{Array, RecordBatch};
use forecast::models::{Averaged, BaseRate};
use forecast::protocols::rolling::{Known, Risk, asked, fitted_at, rolling};
use forecast::protocols::{Measured, compare, ewp_2025, measure};
use forecast::{
    Explanation, ForecastError, Matrix, Replicates, Rows, StateYears, derive, risk_intervals,
};
use terms::StateId;

use crate::Knowledge;

/// The share of them that an interval holds.
const LEVEL: f64 = 0.9;
/// How many factors of each state are kept.
const FACTORS: usize = 6;
const REPLICATES: usize = 2_000;

/// Risks and scores, ready to be written as release tables.
#[derive(Debug)]
pub struct RiskTables {
    /// The risks of every state and year.
    pub risks: Vec<RiskRow>,
    /// The scores of past forecasts.
    pub skills: Vec<SkillRow>,
    /// What made them.
    pub about: String,
    /// What they were made from.
    pub input: ReleaseInput,
}

/// Forecasts every year from 1993 on as the model would have at its end, scores what can be scored,
/// and explains the latest year; its intervals are those of so many models, each of which learns from
/// states drawn with replacement.
pub fn risk_tables(
    knowledge: &Knowledge,
    mirror: &Mirror,
    samples: usize,
    seed: u64,
    mut progress: impl FnMut(&str),
) -> anyhow::Result<RiskTables> {
    let (data, states, input) = state_years(knowledge, mirror)?;
    let last = *data.rows.time.iter().max().context("no state-years")?;
    let model = Averaged::WATCH;
    progress("forecasts from every year");
    let all = rolling(&data, &model, *ewp_2025::ORIGINS.start()..=last, seed)?;
    progress("scores");
    let skills = skills(&data, &all, seed)?;
    progress("intervals of the latest year");
    let intervals: BTreeMap<usize, _> = risk_intervals(&data, &model, last, samples, LEVEL, seed)?
        .into_iter()
        .map(|one| (one.row, (one.low, one.high)))
        .collect();
    progress("factors of the latest year");
    let (now, before) = (parts(&data, last, seed)?, parts(&data, last - 1, seed)?);
    let mut by_year: BTreeMap<i32, Vec<&Risk>> = BTreeMap::new();
    for risk in &all {
        by_year
            .entry(data.rows.time[risk.row])
            .or_default()
            .push(risk);
    }
    let mut risks = Vec::new();
    for (year, mut of_year) in by_year {
        of_year.retain(|risk| states[risk.row].is_some());
        of_year.sort_by(|one, other| {
            let (one_p, other_p) = (one.probability.get(), other.probability.get());
            other_p
                .total_cmp(&one_p)
                .then(states[one.row].cmp(&states[other.row]))
        });
        for (rank, risk) in (1..).zip(of_year) {
            let Some(state) = states[risk.row] else {
                continue;
            };
            risks.push(RiskRow {
                state,
                year: i16::try_from(year)?,
                rank,
                risk: risk.probability,
                interval: intervals.get(&risk.row).copied(),
                factors: if year == last {
                    factors(&data, risk.row, &now, &before)
                } else {
                    Vec::new()
                },
            });
        }
    }
    let about = format!(
        "Model `{}`: {}. Each year's forecast was made by a model that learned only from state-years whose outcome was known at the end of that year, from predictors as the edition of {} has them: what was revised later is in them. Seed {seed}. Intervals of {last}: {} % of {samples} models that learned from states drawn with replacement. Scores: ewp-2025, intervals over {REPLICATES} samples of states.",
        "watch",
        forecast::Model::about(&model),
        input.released,
        LEVEL * 100.0,
    );
    Ok(RiskTables {
        risks,
        skills,
        about,
        input,
    })
}

/// The prepared state-years of the archive, with the state of each row.
fn state_years(
    knowledge: &Knowledge,
    mirror: &Mirror,
) -> anyhow::Result<(StateYears, Vec<Option<StateId>>, ReleaseInput)> {
    const SOURCE: &str = "early-warning-project";
    const TABLE: &str = "ewp_predictors";
    let source = knowledge
        .sources
        .get(SOURCE)
        .with_context(|| format!("facts/sources/{SOURCE}.toml is missing"))?;
    let table = source
        .table(TABLE)
        .with_context(|| format!("{SOURCE} has no table {TABLE}"))?;
    let (batches, _, rejects) = read_table(mirror, source, TABLE, None, &knowledge.codes)?;
    if let Some(reject) = rejects.first() {
        bail!(
            "{} rows of {TABLE} could not be read, the first: {reject:?}",
            rejects.len()
        );
    }
    let names = table.columns.iter().map(|column| column.name.as_str());
    let mut predictors: Vec<&str> = names
        .filter(|name| {
            !matches!(*name, "ewp_name" | "ccode" | "year") && !name.starts_with("mk_onset_1")
        })
        .filter(|name| !matches!(*name, "mk_onset" | "mk_onset_2"))
        .collect();
    // The published coefficients have the year before the age of the state.
    let place = predictors
        .iter()
        .position(|name| *name == "countryage_new_log2");
    predictors.insert(place.context("there is no age of the state")?, "year");
    let column = |name: &str| -> anyhow::Result<Vec<f64>> {
        let parts = batches.iter().map(|batch| numbers(batch, name));
        Ok(parts.collect::<anyhow::Result<Vec<_>>>()?.concat())
    };
    let columns = predictors
        .iter()
        .map(|name| Ok(((*name).to_owned(), column(name)?)))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let whole = |values: Vec<f64>| values.into_iter().map(|value| value as i32);
    let (one, two, either) = (
        column("mk_onset_1")?,
        column("mk_onset_2")?,
        column("mk_onset_1or2")?,
    );
    let within_two = one
        .iter()
        .zip(&two)
        .zip(&either)
        .map(|((one, two), either)| (one.is_finite() && two.is_finite()).then_some(*either == 1.0));
    let rows = Rows {
        x: Matrix::new(columns)?,
        unit: whole(column("ccode")?).map(i32::unsigned_abs).collect(),
        time: whole(column("year")?).collect(),
    };
    let onset = column("mk_onset")?
        .iter()
        .map(|value| *value == 1.0)
        .collect();
    let states = column("gw")?
        .into_iter()
        .map(|gw| gw.is_finite().then_some(StateId(gw as u16)));
    let file = source.files_of(TABLE, &source.vintage).next();
    let input = ReleaseInput {
        source: source.id.clone(),
        title: source.title.clone(),
        publisher: source.publisher.clone(),
        vintage: source.vintage.clone(),
        released: source.released,
        licence: source.licence.clone(),
        citation: source.citation.to_string(),
        sha256: file.map(|file| file.sha256.clone()).unwrap_or_default(),
    };
    let data = derive(StateYears::new(rows, onset, within_two.collect())?)?;
    Ok((data, states.collect(), input))
}

/// A column as numbers, NaN where it is missing.
fn numbers(batch: &RecordBatch, name: &str) -> anyhow::Result<Vec<f64>> {
    let column = batch
        .column_by_name(name)
        .with_context(|| format!("there is no column `{name}`"))?;
    if let Some(whole) = column.as_primitive_opt::<Int32Type>() {
        Ok((0..whole.len())
            .map(|at| {
                if whole.is_null(at) {
                    f64::NAN
                } else {
                    f64::from(whole.value(at))
                }
            })
            .collect())
    } else if let Some(real) = column.as_primitive_opt::<Float64Type>() {
        Ok((0..real.len())
            .map(|at| {
                if real.is_null(at) {
                    f64::NAN
                } else {
                    real.value(at)
                }
            })
            .collect())
    } else {
        bail!("`{name}` holds no numbers")
    }
}

/// The parts of each complete row of a year, by unit.
fn parts(data: &StateYears, year: i32, seed: u64) -> anyhow::Result<BTreeMap<u32, Explanation>> {
    Known::at(data, year)?;
    let rows = asked(data, year);
    let fitted = fitted_at(data, &Averaged::WATCH, year, seed)?;
    let explained = fitted
        .explain(&data.rows.take(&rows))
        .context("the model explains nothing")??;
    Ok(rows
        .into_iter()
        .map(|row| data.rows.unit[row])
        .zip(explained)
        .collect())
}

fn factors(
    data: &StateYears,
    row: usize,
    now: &BTreeMap<u32, Explanation>,
    before: &BTreeMap<u32, Explanation>,
) -> Vec<FactorRow> {
    let unit = data.rows.unit[row];
    let Some(explanation) = now.get(&unit) else {
        return Vec::new();
    };
    let earlier = before.get(&unit);
    let mut factors: Vec<FactorRow> = data
        .rows
        .x
        .names()
        .iter()
        .enumerate()
        .map(|(at, name)| FactorRow {
            id: name.clone(),
            contribution: explanation.parts[at],
            change: earlier.map(|earlier| explanation.parts[at] - earlier.parts[at]),
        })
        .collect();
    factors.sort_by(|one, other| {
        let size = other.contribution.abs().total_cmp(&one.contribution.abs());
        size.then_with(|| one.id.cmp(&other.id))
    });
    factors.truncate(FACTORS);
    factors
}

/// Scores of the model and of the base rate under each reading of the published protocol.
fn skills(data: &StateYears, all: &[Risk], seed: u64) -> anyhow::Result<Vec<SkillRow>> {
    type Reading = fn(&StateYears, &[Risk]) -> Result<Measured, ForecastError>;
    let scored: Vec<Risk> = all
        .iter()
        .filter(|risk| ewp_2025::ORIGINS.contains(&data.rows.time[risk.row]))
        .copied()
        .collect();
    let simple = ewp_2025::risks(data, &BaseRate, seed)?;
    let readings: [(&str, Reading); 3] = [
        ("native", ewp_2025::native),
        ("one-year", ewp_2025::one_year),
        ("published", ewp_2025::published),
    ];
    let mut rows = Vec::new();
    for (reading, of) in readings {
        let (ours, base) = (of(data, &scored)?, of(data, &simple)?);
        let replicates = Replicates::new(&ours.unit, REPLICATES, seed);
        let count = ours.forecast.len();
        let row = |score: &str, interval: &forecast::Interval| SkillRow {
            reading: reading.to_owned(),
            model: "watch".to_owned(),
            rows: count,
            events: ours.observed.iter().filter(|event| **event).count(),
            mean_forecast: ours.forecast.iter().map(|p| p.get()).sum::<f64>() / count as f64,
            score: score.to_owned(),
            value: interval.estimate,
            low: interval.low,
            high: interval.high,
        };
        for scored in measure(&ours, &replicates) {
            rows.push(row(scored.name, &scored.interval));
        }
        if let Some(skill) = &compare(&ours, &base, &replicates).brier_skill {
            rows.push(row("brier_skill", skill));
        }
    }
    Ok(rows)
}
