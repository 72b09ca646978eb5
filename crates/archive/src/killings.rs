use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use terms::{FactTree, Gap, Problem, StateId};

use crate::release::{ReleaseHead, Table, read_table};
use crate::sources::{early_warning_project, ucdp_country_year};

/// A number of people with the range that its source gives, as published: in some rows of UCDP the
/// best estimate lies outside its own range, and nothing is corrected here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Estimate {
    /// Low estimate, in persons.
    pub low: u32,
    /// Best estimate, in persons.
    pub best: u32,
    /// High estimate, in persons.
    pub high: u32,
}

/// Deaths from organised violence in one state in one year, by UCDP's types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeathsRow {
    /// The state.
    pub state: StateId,
    /// The year.
    pub year: i16,
    /// Fighting in which at least one side is a state.
    pub state_based: Estimate,
    /// Fighting between groups none of which is a state.
    pub non_state: Estimate,
    /// Killing of civilians by a state or an organised group.
    pub one_sided: Estimate,
}

/// One mass killing: at least 1,000 noncombatants of a group killed within a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Episode {
    /// The state in which it took place.
    pub state: StateId,
    /// Its first year.
    pub first: i16,
    /// Its last year; none if the list has it as going on.
    pub last: Option<i16>,
    /// Whether a state led it.
    pub state_led: bool,
    /// The publisher's code.
    pub code: String,
}

/// Deaths by state, year and type.
pub(crate) const DEATHS: Table = Table {
    id: "deaths-by-state-year",
    title: "Deaths from organised violence by state, year and type",
    about: "For every state and year of the source, zeros included. A state and year without a row are not covered, which is not zero.",
    source: ucdp_country_year::ID,
    reads: &["ucdp_country_year"],
    columns: &[
        (
            "gw",
            "Gleditsch-Ward number",
            "the state that existed in the year",
        ),
        ("year", "calendar year", "the year of the deaths"),
        (
            "state_based_low",
            "persons",
            "fighting in which at least one side is a state, low estimate",
        ),
        ("state_based_best", "persons", "the same, best estimate"),
        ("state_based_high", "persons", "the same, high estimate"),
        (
            "non_state_low",
            "persons",
            "fighting between groups none of which is a state, low estimate",
        ),
        ("non_state_best", "persons", "the same, best estimate"),
        ("non_state_high", "persons", "the same, high estimate"),
        (
            "one_sided_low",
            "persons",
            "killing of civilians by a state or an organised group, low estimate",
        ),
        ("one_sided_best", "persons", "the same, best estimate"),
        ("one_sided_high", "persons", "the same, high estimate"),
    ],
    compute: |inputs| {
        let rows = ucdp_country_year::deaths(&inputs.tables[0]);
        rows.map(|row| {
            let mut fields = vec![row.state.to_string(), row.year.to_string()];
            for estimate in [row.state_based, row.non_state, row.one_sided] {
                fields.extend([estimate.low, estimate.best, estimate.high].map(|n| n.to_string()));
            }
            fields
        })
    },
};

/// Mass killings by state.
pub(crate) const EPISODES: Table = Table {
    id: "mass-killing-episodes",
    title: "Mass killings by state",
    about: "Where and when a mass killing began and ended, and whether a state led it, as the source codes it: at least 1,000 noncombatants of a group killed within a year.",
    source: early_warning_project::ID,
    reads: &["ewp_episodes"],
    columns: &[
        (
            "gw",
            "Gleditsch-Ward number",
            "the state in which it took place, in its first year",
        ),
        ("first", "calendar year", "its first year"),
        (
            "last",
            "calendar year",
            "its last year; empty if the source has it as going on",
        ),
        ("state_led", "yes or no", "whether a state led it"),
        ("code", "text", "the publisher's code of the episode"),
    ],
    compute: |inputs| {
        let rows = early_warning_project::episodes(&inputs.tables[0], inputs.codes.states());
        rows.map(|row| {
            let last = row.last.map(|year| year.to_string()).unwrap_or_default();
            let led = if row.state_led { "yes" } else { "no" };
            vec![
                row.state.to_string(),
                row.first.to_string(),
                last,
                led.to_owned(),
                row.code,
            ]
        })
    },
};

/// The embedded table of deaths.
#[derive(Debug, Clone)]
pub struct Deaths {
    /// Its sidecar.
    pub head: ReleaseHead,
    rows: BTreeMap<(StateId, i16), DeathsRow>,
}

impl Deaths {
    /// The deaths in a state and year, or why there is no figure.
    pub fn get(&self, state: StateId, year: i16) -> Result<&DeathsRow, Gap> {
        self.rows.get(&(state, year)).ok_or_else(|| {
            let years = self
                .rows
                .keys()
                .filter(|(known, _)| *known == state)
                .map(|(_, year)| *year);
            let covers = match (years.clone().min(), years.max()) {
                (Some(first), Some(last)) => format!("{first} to {last} for this state"),
                _ => "no year of this state".to_owned(),
            };
            Gap::OutsideCoverage { covers }
        })
    }

    /// All years of a state, in order.
    pub fn of(&self, state: StateId) -> impl Iterator<Item = &DeathsRow> {
        self.rows
            .range((state, i16::MIN)..=(state, i16::MAX))
            .map(|(_, row)| row)
    }
}

/// The embedded list of mass killings.
#[derive(Debug, Clone)]
pub struct Episodes {
    /// Its sidecar.
    pub head: ReleaseHead,
    rows: Vec<Episode>,
}

impl Episodes {
    /// The episodes in a state, by first year.
    pub fn of(&self, state: StateId) -> impl Iterator<Item = &Episode> {
        self.rows
            .iter()
            .filter(move |episode| episode.state == state)
    }
}

#[derive(Deserialize)]
struct DeathsRecord {
    gw: u16,
    year: i16,
    state_based_low: u32,
    state_based_best: u32,
    state_based_high: u32,
    non_state_low: u32,
    non_state_best: u32,
    non_state_high: u32,
    one_sided_low: u32,
    one_sided_best: u32,
    one_sided_high: u32,
}

/// Reads the table of deaths from the embedded releases.
pub fn read_deaths(releases: &FactTree, problems: &mut Vec<Problem>) -> Option<Deaths> {
    let estimate = |low, best, high| Estimate { low, best, high };
    let (head, rows) = read_table(releases, DEATHS.id, problems, |row: DeathsRecord| {
        Ok(DeathsRow {
            state: StateId(row.gw),
            year: row.year,
            state_based: estimate(
                row.state_based_low,
                row.state_based_best,
                row.state_based_high,
            ),
            non_state: estimate(row.non_state_low, row.non_state_best, row.non_state_high),
            one_sided: estimate(row.one_sided_low, row.one_sided_best, row.one_sided_high),
        })
    })?;
    Some(Deaths {
        head,
        rows: rows
            .into_iter()
            .map(|row| ((row.state, row.year), row))
            .collect(),
    })
}

#[derive(Deserialize)]
struct EpisodeRecord {
    gw: u16,
    first: i16,
    last: Option<i16>,
    state_led: String,
    code: String,
}

/// Reads the list of mass killings from the embedded releases.
pub fn read_episodes(releases: &FactTree, problems: &mut Vec<Problem>) -> Option<Episodes> {
    let (head, rows) = read_table(releases, EPISODES.id, problems, |row: EpisodeRecord| {
        Ok(Episode {
            state: StateId(row.gw),
            first: row.first,
            last: row.last,
            state_led: row.state_led == "yes",
            code: row.code,
        })
    })?;
    Some(Episodes { head, rows })
}
