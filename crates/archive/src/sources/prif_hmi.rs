//! Humanitarian military interventions, Peace Research Institute Frankfurt.

use arrow_array::RecordBatch;

use super::Source;
use crate::interventions::Intervention;
use crate::record::{Rows, Take};

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("prif-hmi");

/// The interventions; numbers below zero are reasons for a missing value.
pub(crate) fn interventions(batches: &[RecordBatch]) -> Rows<Intervention> {
    Rows::of(batches, |row| {
        let (council, consent): (i32, i32) = (row.number("unsc")?, row.number("govtperm")?);
        if council < 0 || consent < 0 {
            let why = "it is not coded who had authorised or permitted it".to_owned();
            return Ok(Take::LeaveOut(why));
        }
        Ok(Take::Row(Intervention {
            id: row.text("hmiid")?.trim().to_owned(),
            start: row
                .day("hmistart")?
                .ok_or_else(|| "`hmistart` is missing".to_owned())?,
            violence_end: row.day("vioend")?,
            council: council > 0,
            consent: consent > 0,
            again: match row.number("newviol")? {
                0 => Some(false),
                1 => Some(true),
                _ => None,
            },
        }))
    })
}
