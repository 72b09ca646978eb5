//! Humanitarian military interventions, Peace Research Institute Frankfurt.

use serde::Deserialize;
use terms::Day;

use super::{Rows, Source, Take, rows};
use crate::interventions::Intervention;

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("prif-hmi");

/// The columns that outcomes need; numbers below zero are reasons for a missing value.
#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
struct Row {
    hmiid: String,
    hmistart: Day,
    vioend: Option<Day>,
    unsc: i32,
    govtperm: i32,
    newviol: i32,
}

/// Reads the list of interventions.
pub(crate) fn interventions(file: &str, text: &str) -> Rows<Intervention> {
    rows(file, text, |row: Row| {
        if row.unsc < 0 || row.govtperm < 0 {
            let why = "it is not coded who had authorised or permitted it".to_owned();
            return Ok(Take::LeaveOut(why));
        }
        Ok(Take::Row(Intervention {
            id: row.hmiid.trim().to_owned(),
            start: row.hmistart,
            violence_end: row.vioend,
            council: row.unsc > 0,
            consent: row.govtperm > 0,
            again: match row.newviol {
                0 => Some(false),
                1 => Some(true),
                _ => None,
            },
        }))
    })
}
