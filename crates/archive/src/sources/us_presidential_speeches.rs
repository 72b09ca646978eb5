//! Speeches of presidents of the United States: one text a speech, named by day and title.

use crate::reading::{DerivedRows, ReadError, Rows};
use crate::{SourceFile, TableFacts};

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::with("us-presidential-speeches", open);

fn open(rows: Box<dyn Rows>, _: &TableFacts, _: &SourceFile) -> Result<Box<dyn Rows>, ReadError> {
    let named = DerivedRows::new(rows).derive("path", &["date", "title"], parts);
    Ok(Box::new(named))
}

/// `data/1992-12-04-address-somalia.txt` is the address of 4 December 1992; one name of the archive
/// lacks its ending.
fn parts(path: &str) -> Result<Vec<Option<String>>, String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.strip_suffix(".txt").unwrap_or(name);
    match (stem.get(..10), stem.get(11..)) {
        (Some(day), Some(title)) if day.bytes().all(|b| b.is_ascii_digit() || b == b'-') => {
            Ok(vec![Some(day.to_owned()), Some(title.replace('-', " "))])
        }
        _ => Err("not a speech, but a note in the archive".to_owned()),
    }
}
