//! Speeches of the UN General Debate: one text a speech, named by state, session and year.

use crate::reading::{DerivedRows, ReadError, Rows};
use crate::{SourceFile, TableFacts};

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::with("un-general-debate", open);

fn open(rows: Box<dyn Rows>, _: &TableFacts, _: &SourceFile) -> Result<Box<dyn Rows>, ReadError> {
    let named = DerivedRows::new(rows).derive("path", &["iso3", "session", "year"], parts);
    Ok(Box::new(named))
}

/// `txt/Session 01 - 1946/ARG_01_1946.txt` is the speech of Argentina in session 1.
fn parts(path: &str) -> Result<Vec<Option<String>>, String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let parts: Vec<&str> = name.strip_suffix(".txt").unwrap_or("").split('_').collect();
    match parts.as_slice() {
        [state, session, year] if year.len() == 4 => Ok([state, session, year]
            .map(|part| Some((*part).to_owned()))
            .to_vec()),
        _ => Err("not a speech, but a note in the archive".to_owned()),
    }
}
