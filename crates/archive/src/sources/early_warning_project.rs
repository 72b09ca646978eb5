//! The Early Warning Project's list of mass killings: where, from when to when, and whether a state led it.
//!
//! Only codes, states and years are taken; the publisher's words are not.

use serde::Deserialize;
use terms::StateTable;

use super::{Rows, Source, Take, holder_in, rows};
use crate::Episode;

/// Its id.
pub const ID: &str = "early-warning-project";

/// Its entry in the register.
pub const SOURCE: Source = Source::regular(ID);

#[derive(Deserialize)]
struct Row {
    startyear: i16,
    endyear: Option<f64>,
    mk_event_code: String,
    #[serde(rename = "State-Led or Non-State-Led")]
    led: String,
    mk_location_cow: u16,
}

/// Reads the list; a state number is taken to mean the state that existed in the first year.
pub fn read(file: &str, text: &str, states: &StateTable) -> Rows<Episode> {
    rows(file, text, |row: Row| {
        let state = holder_in(states, row.mk_location_cow, row.startyear).ok_or_else(|| {
            format!(
                "no state has the number {} in {}",
                row.mk_location_cow, row.startyear
            )
        })?;
        let last = match row.endyear {
            None => None,
            Some(year)
                if year.fract() == 0.0 && (f64::from(row.startyear)..=9999.0).contains(&year) =>
            {
                Some(year as i16)
            }
            Some(year) => return Err(format!("it ends in {year} and begins in {}", row.startyear)),
        };
        let state_led = match row.led.trim() {
            "State-Led" => true,
            "Non-State-Led" => false,
            other => return Err(format!("`{other}` is neither State-Led nor Non-State-Led")),
        };
        Ok(Take::Row(Episode {
            state: state.id,
            first: row.startyear,
            last,
            state_led,
            code: row.mk_event_code,
        }))
    })
}
