//! The Early Warning Project's list of mass killings: where, from when to when, and whether a state led it.
//!
//! Only codes, states and years are taken; the publisher's words are not.

use arrow_array::RecordBatch;
use terms::{Day, StateId, StateTable};

use super::Source;
use crate::Episode;
use crate::record::{Rows, Take};

/// Its id.
pub const ID: &str = "early-warning-project";

/// Its entry in the register.
pub const SOURCE: Source = Source::regular(ID);

/// Mass killings by the state that held the place in the first year.
pub(crate) fn episodes(batches: &[RecordBatch], states: &StateTable) -> Rows<Episode> {
    Rows::of(batches, |row| {
        let first = row.number("first_year")?;
        let number = row.number("location_cow")?;
        let state = holder_in(states, number, first)
            .ok_or_else(|| format!("no state has the number {number} in {first}"))?;
        let last = row.maybe("last_year")?;
        if let Some(last) = last.filter(|last| *last < first) {
            return Err(format!("it ends in {last} and begins in {first}"));
        }
        Ok(Take::Row(Episode {
            state,
            first,
            last,
            state_led: row.text("led")? == "State-Led",
            code: row.text("mk_event_code")?.to_owned(),
        }))
    })
}

/// The state that held a place in a year: the one that existed in July, or else on its last or first day.
///
/// For what happened at a place, such as the killings in East Pakistan in 1971, months before
/// Bangladesh was a state.
fn holder_in(states: &StateTable, number: u16, year: i16) -> Option<StateId> {
    [(7, 1), (12, 31), (1, 1)]
        .into_iter()
        .filter_map(|(month, day)| Day::new(year, month, day))
        .find_map(|day| states.by_number(number, day))
        .map(|state| state.id)
}
