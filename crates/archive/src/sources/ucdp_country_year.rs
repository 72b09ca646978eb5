//! UCDP Country-Year Dataset on Organized Violence within Country Borders: deaths by type for every
//! state and year, zeros included.

use serde::Deserialize;
use terms::StateTable;

use super::{Rows, Source, Take, rows, state_in};
use crate::{DeathsRow, Estimate};

/// Its id.
pub const ID: &str = "ucdp-country-year";

/// Its entry in the register.
pub const SOURCE: Source = Source::regular(ID);

#[derive(Deserialize)]
struct Row {
    country_id_cy: u16,
    country_cy: String,
    year_cy: i16,
    sb_total_deaths_best_cy: u32,
    sb_total_deaths_low_cy: u32,
    sb_total_deaths_high_cy: u32,
    ns_total_deaths_best_cy: u32,
    ns_total_deaths_low_cy: u32,
    ns_total_deaths_high_cy: u32,
    os_total_deaths_best_cy: u32,
    os_total_deaths_low_cy: u32,
    os_total_deaths_high_cy: u32,
}

/// Reads the file; a state number is taken to mean the state that existed in the year.
///
/// A territory that is no state of the table is left out if it has no deaths, and rejected otherwise.
pub fn read(file: &str, text: &str, states: &StateTable) -> Rows<DeathsRow> {
    rows(file, text, |row: Row| {
        let state_based = Estimate {
            low: row.sb_total_deaths_low_cy,
            best: row.sb_total_deaths_best_cy,
            high: row.sb_total_deaths_high_cy,
        };
        let non_state = Estimate {
            low: row.ns_total_deaths_low_cy,
            best: row.ns_total_deaths_best_cy,
            high: row.ns_total_deaths_high_cy,
        };
        let one_sided = Estimate {
            low: row.os_total_deaths_low_cy,
            best: row.os_total_deaths_best_cy,
            high: row.os_total_deaths_high_cy,
        };
        match state_in(states, row.country_id_cy, row.year_cy) {
            Some(state) => Ok(Take::Row(DeathsRow {
                state: state.id,
                year: row.year_cy,
                state_based,
                non_state,
                one_sided,
            })),
            None if [state_based, non_state, one_sided]
                .iter()
                .all(|deaths| deaths.high == 0 && deaths.best == 0) =>
            {
                Ok(Take::LeaveOut(format!(
                    "{} is no state of the table and has no deaths",
                    row.country_cy
                )))
            }
            None => Err(format!(
                "no state has the number {} ({}) in {}",
                row.country_id_cy, row.country_cy, row.year_cy
            )),
        }
    })
}
