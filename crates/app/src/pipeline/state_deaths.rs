use std::collections::{BTreeMap, BTreeSet};

use anyhow::bail;
use archive::read_borders;
use forecast::{CodedDeaths, DeathsByKind, Predictors, StateYears, with_deaths};
use terms::StateId;

use super::state_years::{column, states_of};
use super::{Archive, state_years};
use crate::{ProblemsFound, embedded_releases};

pub(super) const SOURCE: &str = "ucdp-country-year";
pub(super) const TABLE: &str = "ucdp_country_year";

/// Best estimates of one-sided, non-state and state-based deaths.
const KINDS: [&str; 3] = [
    "os_total_deaths_best",
    "ns_total_deaths_best",
    "sb_total_deaths_best",
];

/// State-years as [`state_years`] gives them, with predictors made of UCDP's deaths behind them.
///
/// Deaths are joined by the state that the publisher's number means in the year. Neighbours are those
/// of today's map, whatever the year; a state without a land border has none. Errors: as
/// [`state_years`], a file of UCDP that is missing or damaged.
pub fn state_years_with_deaths(
    archive: &Archive<'_>,
    predictors: &Predictors,
) -> anyhow::Result<StateYears> {
    let data = state_years(archive, predictors)?;
    let deaths = by_state(archive)?;
    let neighbours = neighbours()?;
    let mut coded = CodedDeaths::default();
    for ((unit, year), state) in states_of(archive)? {
        let Some(own) = deaths.get(&(state, year)) else {
            continue;
        };
        coded.own.insert((unit, year), *own);
        let beside = neighbours.get(&state).into_iter().flatten();
        let beside = beside.filter_map(|other| deaths.get(&(*other, year)));
        let sum = beside.fold([0.0; 3], |sum, one| [0, 1, 2].map(|at| sum[at] + one[at]));
        coded.around.insert((unit, year), sum);
    }
    Ok(with_deaths(data, &coded)?)
}

fn by_state(archive: &Archive<'_>) -> anyhow::Result<BTreeMap<(StateId, i32), DeathsByKind>> {
    let batches = archive.table(SOURCE, TABLE, None)?;
    let of = |name: &str| column(&batches, TABLE, name);
    let [one_sided, non_state, state_based] = KINDS.map(of);
    let kinds = [one_sided?, non_state?, state_based?];
    let mut deaths = BTreeMap::new();
    for (row, (gw, year)) in of("gw")?.iter().zip(of("year")?).enumerate() {
        // A territory that is no state of the list has no state-year to join.
        if gw.is_nan() {
            continue;
        }
        let own = [0, 1, 2].map(|kind| kinds[kind][row]);
        if own.iter().any(|deaths| deaths.is_nan()) {
            bail!(
                "`{TABLE}` lacks a number of deaths of state {gw} in {year}, which is required there; `watchfire data verify` compares the file with the published one"
            );
        }
        deaths.insert((StateId(*gw as u16), year as i32), own);
    }
    Ok(deaths)
}

fn neighbours() -> anyhow::Result<BTreeMap<StateId, BTreeSet<StateId>>> {
    let facts = embedded_releases();
    let mut problems = Vec::new();
    let borders = read_borders(&facts, &mut problems);
    let Some(borders) = borders.filter(|_| problems.is_empty()) else {
        return Err(ProblemsFound { problems, facts }.into());
    };
    let mut neighbours: BTreeMap<StateId, BTreeSet<StateId>> = BTreeMap::new();
    for border in borders.rows {
        for (one, other) in [
            (border.state, border.neighbour),
            (border.neighbour, border.state),
        ] {
            neighbours.entry(one).or_default().insert(other);
        }
    }
    Ok(neighbours)
}
