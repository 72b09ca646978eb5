//! Roll calls of the UN General Assembly: one column a state becomes one row a vote.

use crate::reading::{LongRows, ReadError, Rows, Said};
use crate::{SourceFile, TableFacts};

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::with("unga-votes", open);

fn open(
    rows: Box<dyn Rows>,
    table: &TableFacts,
    _: &SourceFile,
) -> Result<Box<dyn Rows>, ReadError> {
    if table.name != "votes_unga" {
        return Ok(rows);
    }
    let is_key = |name: &str| {
        table
            .columns
            .iter()
            .any(|column| column.published() == name)
    };
    Ok(Box::new(LongRows::new(rows, is_key, said)))
}

/// Voeten's codes; later columns of the file write them as decimals.
fn said(published: &str) -> Said<'_> {
    match published.strip_suffix(".0").unwrap_or(published) {
        "1" => Said::Value("yes"),
        "2" => Said::Value("abstain"),
        "3" => Said::Value("no"),
        "8" => Said::Value("absent"),
        "9" => Said::Nothing("no member of the United Nations at the vote"),
        "" => Said::Nothing("no entry"),
        other => Said::Value(other),
    }
}
