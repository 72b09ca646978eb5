//! UCDP Country-Year Dataset on Organized Violence within Country Borders: deaths by type for every
//! state and year, zeros included.

use arrow_array::RecordBatch;
use terms::StateId;

use super::Source;
use crate::record::{Record, Rows, Take};
use crate::{DeathsRow, Estimate};

/// Its id.
pub const ID: &str = "ucdp-country-year";

/// Its entry in the register.
pub const SOURCE: Source = Source::regular(ID);

/// Deaths by the state that existed in the year.
///
/// A territory that is no state of the list is left out if it has no deaths, and rejected otherwise.
pub(crate) fn deaths(batches: &[RecordBatch]) -> Rows<DeathsRow> {
    Rows::of(batches, |row| {
        let kinds = ["sb", "ns", "os"].map(|kind| estimate(row, kind));
        let [state_based, non_state, one_sided] = kinds;
        let (state_based, non_state, one_sided) = (state_based?, non_state?, one_sided?);
        let year = row.number("year")?;
        match row.maybe("gw")? {
            Some(gw) => Ok(Take::Row(DeathsRow {
                state: StateId(gw),
                year,
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
                    row.text("country")?
                )))
            }
            None => Err(format!(
                "no state has the number {} ({}) in {year}",
                row.number::<i32>("country_id")?,
                row.text("country")?
            )),
        }
    })
}

fn estimate(row: &Record<'_>, kind: &str) -> Result<Estimate, String> {
    let deaths = |level: &str| row.number(&format!("{kind}_total_deaths_{level}"));
    Ok(Estimate {
        low: deaths("low")?,
        best: deaths("best")?,
        high: deaths("high")?,
    })
}
