use std::collections::BTreeMap;

use anyhow::Context;
use archive::{FactorRow, ReleaseInput, RiskRow, SkillRow};
use forecast::models::{Averaged, BaseRate};
use forecast::protocols::rolling::{Risk, rolling};
use forecast::protocols::{Measured, compare, ewp_2025, measure};
use forecast::{ForecastError, Predictors, Replicates, Standing, StateYears, standing};
use terms::StateId;

use super::state_years::{SOURCE, TABLE, states_of};
use super::{Archive, state_years};

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
    archive: &Archive<'_>,
    predictors: &Predictors,
    samples: usize,
    seed: u64,
    mut progress: impl FnMut(&str),
) -> anyhow::Result<RiskTables> {
    let data = state_years(archive, predictors)?;
    let states = states_of(archive)?;
    let last = *data.rows.time.iter().max().context("no state-years")?;
    let model = Averaged::WATCH;
    progress("forecasts from every year");
    let all = rolling(&data, &model, *ewp_2025::ORIGINS.start()..=last, seed)?;
    progress("scores");
    let skills = skills(&data, &all, seed)?;
    progress("intervals and factors of the latest year");
    let by_unit = |year: i32, samples: usize| -> anyhow::Result<BTreeMap<u32, Standing>> {
        let all = standing(&data, &model, year, samples, seed)?;
        Ok(all.into_iter().map(|one| (one.unit, one)).collect())
    };
    let (now, before) = (by_unit(last, samples)?, by_unit(last - 1, 0)?);
    let mut by_year: BTreeMap<i32, Vec<(StateId, &Risk)>> = BTreeMap::new();
    for risk in &all {
        let key = (data.rows.unit[risk.row], data.rows.time[risk.row]);
        if let Some(state) = states.get(&key) {
            by_year.entry(key.1).or_default().push((*state, risk));
        }
    }
    let mut risks = Vec::new();
    for (year, mut of_year) in by_year {
        of_year.sort_by(|(one_state, one), (other_state, other)| {
            let order = other.probability.get().total_cmp(&one.probability.get());
            order.then(one_state.cmp(other_state))
        });
        for (rank, (state, risk)) in (1..).zip(of_year) {
            let unit = data.rows.unit[risk.row];
            let standing = now.get(&unit).filter(|_| year == last);
            risks.push(RiskRow {
                state,
                year: i16::try_from(year)?,
                rank,
                risk: risk.probability,
                interval: standing.and_then(|standing| standing.interval),
                factors: standing
                    .map_or_else(Vec::new, |standing| factors(standing, before.get(&unit))),
            });
        }
    }
    let source = archive
        .sources
        .get(SOURCE)
        .with_context(|| format!("facts/sources/{SOURCE}.toml is missing"))?;
    let file = source.files_of(TABLE, &source.vintage).next();
    let file = file.with_context(|| format!("{SOURCE} names no file for {TABLE}"))?;
    let input = ReleaseInput::of(source, file);
    let about = format!(
        "Model watch: {}. Each year's forecast was made by a model that learned only from state-years whose outcome was known at the end of that year, from predictors as the edition of {} has them: what was revised later is in them. The model's members were fixed after test figures of its variants had been seen (docs/design/onset.md), so that its scores are somewhat flattering. Seed {seed}. Intervals of {last}: on the log-odds, the risk and how far {samples} models that learned from states drawn with replacement lie from their own mean, 5 % left out at either end. Scores: ewp-2025, intervals over {REPLICATES} samples of states.",
        forecast::Model::about(&model),
        input.released,
    );
    Ok(RiskTables {
        risks,
        skills,
        about,
        input,
    })
}

/// What moves a state's risk most, and by how much more or less than a year before.
fn factors(now: &Standing, before: Option<&Standing>) -> Vec<FactorRow> {
    let earlier = |name: &str| {
        let before = before?;
        let part = before
            .contributions
            .iter()
            .find(|one| one.predictor == name);
        Some(part.map_or(0.0, |part| part.logit))
    };
    let strongest = now.contributions.iter().take(FACTORS);
    strongest
        .map(|one| FactorRow {
            id: one.predictor.clone(),
            contribution: one.logit,
            change: earlier(&one.predictor).map(|earlier| one.logit - earlier),
        })
        .collect()
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
        // Where there is no list but the strict one, its recall is said once.
        let listed = |name: &str| reading == "published" || name != "recall_at_30_published";
        let scores = measure(&ours, &replicates).into_iter();
        for scored in scores.filter(|one| listed(one.name)) {
            rows.push(row(scored.name, &scored.interval));
        }
        if let Some(skill) = &compare(&ours, &base, &replicates).brier_skill {
            rows.push(row("brier_skill", skill));
        }
    }
    Ok(rows)
}
