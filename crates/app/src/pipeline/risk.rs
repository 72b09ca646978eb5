use std::collections::BTreeMap;

use anyhow::Context;
use archive::{FactorRow, ReleaseInput, RiskRow, SkillRow};
use forecast::models::{Averaged, BaseRate};
use forecast::protocols::rolling::{Risk, rolling};
use forecast::protocols::{RESAMPLED, ewp_2025};
use forecast::{Model, Predictors, Standing, StateYears, standing};
use terms::StateId;

use super::scores::{Scored, risk_scores};
use super::state_years::{input, states_of};
use super::watch::TARGET;
use super::{Archive, state_years};

/// How many factors of each state are kept.
const FACTORS: usize = 6;

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
    let input = input(archive)?;
    let about = format!(
        "Model watch: {}. Each year's forecast was made by a model that learned only from state-years whose outcome was known at the end of that year, from predictors as the edition of {} has them: what was revised later is in them. The model's members were fixed after test figures of its variants had been seen (docs/design/onset.md), so that its scores are somewhat flattering. Seed {seed}. Intervals of {last}: on the log-odds, the risk and how far {samples} models that learned from states drawn with replacement lie from their own mean, 5 % left out at either end. Scores: ewp-2025, intervals over {RESAMPLED} samples of states.",
        model.about(),
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

/// The scores of the model under each reading of the published protocol, and its skill against the base rate.
fn skills(data: &StateYears, all: &[Risk], seed: u64) -> anyhow::Result<Vec<SkillRow>> {
    let scored: Vec<Risk> = all
        .iter()
        .filter(|risk| ewp_2025::ORIGINS.contains(&data.rows.time[risk.row]))
        .copied()
        .collect();
    let base = (BaseRate.id(), ewp_2025::risks(data, &BaseRate, seed)?);
    let run = Scored {
        target: TARGET,
        protocol: ewp_2025::ID,
        vintage: "",
        seed,
    };
    let (scores, _) = risk_scores(data, &[base], (Averaged::WATCH.id(), &scored), run)?;
    let rows = scores
        .into_iter()
        .filter(|row| row.against.is_empty() || row.score == "brier_skill")
        .filter_map(|row| {
            Some(SkillRow {
                reading: row.reading,
                model: row.model,
                rows: row.rows,
                events: row.events?,
                mean_forecast: row.mean_forecast?,
                score: row.score,
                value: row.value,
                low: row.low,
                high: row.high,
            })
        });
    Ok(rows.collect())
}
