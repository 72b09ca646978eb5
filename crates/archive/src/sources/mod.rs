//! One file a source: it turns the publisher's rows into records that cannot be wrong, and reports
//! every row that it could not take.

pub mod early_warning_project;
pub mod ucdp_country_year;

use std::collections::BTreeMap;

use terms::{Day, State, StateTable};

/// All sources that have a reader, by id.
pub const SOURCES: [&str; 2] = [early_warning_project::ID, ucdp_country_year::ID];

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

/// The state that a number means in a year: the one that existed in July, or else on its last or first day.
pub(crate) fn state_in(states: &StateTable, number: u16, year: i16) -> Option<&State> {
    let days = [
        Day::new(year, 7, 1)?,
        Day::new(year, 12, 31)?,
        Day::new(year, 1, 1)?,
    ];
    days.into_iter()
        .find_map(|day| states.by_number(number, day))
}
