//! One file a source: `facts/sources/<id>.toml` says what its files and columns are, and the file
//! here is its entry in the register, with what only code can say about its shape.

pub mod acled;
pub mod cow_igo;
pub mod cow_states;
pub mod early_warning_project;
pub mod ethnic_power_relations;
pub mod eusanct;
pub mod gdelt;
pub mod geo_pko;
pub mod gleditsch_ward_states;
pub mod icews;
pub mod maddison;
pub mod natural_earth;
pub mod pace;
pub mod powell_thyne_coups;
pub mod prif_hmi;
pub mod prio_grid;
pub mod reign;
pub mod ucdp_battle_deaths;
pub mod ucdp_country_months;
pub mod ucdp_country_year;
pub mod ucdp_external_support;
pub mod ucdp_ged;
pub mod ucdp_ged_candidate;
pub mod ucdp_one_sided;
pub mod ucdp_prio_conflicts;
pub mod un_general_debate;
pub mod un_infant_mortality;
pub mod un_peace_operations;
pub mod unga_ideal_points;
pub mod unga_votes;
pub mod unsc_members;
pub mod unsc_resolution_texts;
pub mod unsc_votes;
pub mod us_presidential_speeches;
pub mod v_dem;
pub mod views_challenge;
pub mod world_development_indicators;

use std::collections::BTreeMap;

use terms::{Day, State, StateId, StateTable};

use crate::reading::{ReadError, Rows as RowsOfShape};
use crate::{SourceFile, TableFacts};

/// A source that has a reader.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// Its id, also the name of its fact file.
    pub id: &'static str,
    /// Turns the rows of a file into those of a table, where they differ; most sources need none.
    pub open: Option<Open>,
}

/// How rows of a file become rows of a table.
pub type Open =
    fn(Box<dyn RowsOfShape>, &TableFacts, &SourceFile) -> Result<Box<dyn RowsOfShape>, ReadError>;

impl Source {
    /// A source whose files differ in shape from its tables.
    const fn with(id: &'static str, open: Open) -> Source {
        Source {
            id,
            open: Some(open),
        }
    }

    /// A source whose files have a row for every row of its tables.
    const fn regular(id: &'static str) -> Source {
        Source { id, open: None }
    }
}

/// All sources that have a reader.
pub const SOURCES: &[Source] = &[
    acled::SOURCE,
    cow_igo::SOURCE,
    cow_states::SOURCE,
    early_warning_project::SOURCE,
    ethnic_power_relations::SOURCE,
    eusanct::SOURCE,
    gdelt::SOURCE,
    geo_pko::SOURCE,
    gleditsch_ward_states::SOURCE,
    icews::SOURCE,
    maddison::SOURCE,
    natural_earth::SOURCE,
    pace::SOURCE,
    powell_thyne_coups::SOURCE,
    prif_hmi::SOURCE,
    prio_grid::SOURCE,
    reign::SOURCE,
    ucdp_battle_deaths::SOURCE,
    ucdp_country_months::SOURCE,
    ucdp_country_year::SOURCE,
    ucdp_external_support::SOURCE,
    ucdp_ged::SOURCE,
    ucdp_ged_candidate::SOURCE,
    ucdp_one_sided::SOURCE,
    ucdp_prio_conflicts::SOURCE,
    un_general_debate::SOURCE,
    un_infant_mortality::SOURCE,
    un_peace_operations::SOURCE,
    unga_ideal_points::SOURCE,
    unga_votes::SOURCE,
    unsc_members::SOURCE,
    unsc_resolution_texts::SOURCE,
    unsc_votes::SOURCE,
    us_presidential_speeches::SOURCE,
    v_dem::SOURCE,
    views_challenge::SOURCE,
    world_development_indicators::SOURCE,
];

/// The source with that id.
pub fn source(id: &str) -> Option<&'static Source> {
    SOURCES.iter().find(|source| source.id == id)
}

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {reason}")]
pub struct RejectedRow {
    /// Path in the mirror.
    pub file: String,
    /// Line, from 1.
    pub line: u64,
    /// Why.
    pub reason: String,
}

/// What a source file gave: every row is taken, left out for a stated reason, or rejected.
#[derive(Debug)]
pub struct Rows<T> {
    /// The rows that were taken.
    pub taken: Vec<T>,
    /// How many rows were left out, by reason.
    pub left_out: BTreeMap<String, usize>,
    /// The rows that could not be taken.
    pub rejected: Vec<RejectedRow>,
}

impl<T> Rows<T> {
    /// Nothing yet.
    pub(crate) fn empty() -> Rows<T> {
        Rows {
            taken: Vec::new(),
            left_out: BTreeMap::new(),
            rejected: Vec::new(),
        }
    }
}

/// A row that is taken, or left out for a reason.
pub(crate) enum Take<T> {
    Row(T),
    LeaveOut(String),
}

/// Reads every row of a CSV text with `take`.
pub(crate) fn rows<R, T>(
    file: &str,
    text: &str,
    take: impl Fn(R) -> Result<Take<T>, String>,
) -> Rows<T>
where
    R: serde::de::DeserializeOwned,
{
    let (mut taken, mut left_out, mut rejected) = (Vec::new(), BTreeMap::new(), Vec::new());
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => {
            rejected.push(RejectedRow {
                file: file.to_owned(),
                line: 1,
                reason: error.to_string(),
            });
            return Rows {
                taken,
                left_out,
                rejected,
            };
        }
    };
    for record in reader.records() {
        let (line, result) = match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                (
                    line,
                    record
                        .deserialize::<R>(Some(&headers))
                        .map_err(|error| error.to_string())
                        .and_then(&take),
                )
            }
            Err(error) => (
                error.position().map_or(0, csv::Position::line),
                Err(error.to_string()),
            ),
        };
        match result {
            Ok(Take::Row(row)) => taken.push(row),
            Ok(Take::LeaveOut(reason)) => *left_out.entry(reason).or_default() += 1,
            Err(reason) => rejected.push(RejectedRow {
                file: file.to_owned(),
                line,
                reason,
            }),
        }
    }
    Rows {
        taken,
        left_out,
        rejected,
    }
}

/// The state that held a place in a year: the one that existed in July, or else on its last or first day.
///
/// For what happened at a place, such as the killings in East Pakistan in 1971, months before
/// Bangladesh was a state.
pub(crate) fn holder_in(states: &StateTable, number: u16, year: i16) -> Option<&State> {
    days_of(year)?
        .into_iter()
        .find_map(|day| states.by_number(number, day))
}

/// The state that a row on a whole year means: the one that existed in July or at the end of the year
/// (South Sudan in 2011), or else the one that held its territory then.
pub(crate) fn state_in(states: &StateTable, number: u16, year: i16) -> Option<&State> {
    let days = days_of(year)?;
    states
        .get(StateId(number))
        .filter(|state| days[..2].iter().any(|day| state.exists(*day)))
        .or_else(|| holder_in(states, number, year))
}

/// The days of a year that are asked, the most telling first.
fn days_of(year: i16) -> Option<[Day; 3]> {
    Some([
        Day::new(year, 7, 1)?,
        Day::new(year, 12, 31)?,
        Day::new(year, 1, 1)?,
    ])
}
