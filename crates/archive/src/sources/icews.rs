//! ICEWS events between actors: the country of an actor stands in its name.

use crate::reading::{DerivedRows, ReadError, Rows};
use crate::{SourceFile, TableFacts};

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::with("icews", open);

fn open(rows: Box<dyn Rows>, _: &TableFacts, _: &SourceFile) -> Result<Box<dyn Rows>, ReadError> {
    let named = DerivedRows::new(rows)
        .derive("source_entity", &["source_country"], country)
        .derive("target_entity", &["target_country"], country);
    Ok(Box::new(named))
}

/// `Police_(Australia)` is of Australia; `South_Sudan` may be a state, and persons have no country.
fn country(entity: &str) -> Result<Vec<Option<String>>, String> {
    let inner = entity
        .rsplit_once('(')
        .and_then(|(_, rest)| rest.strip_suffix(')'));
    let name = inner.unwrap_or(entity).replace('_', " ");
    Ok(vec![Some(name)])
}
