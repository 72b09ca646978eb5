//! Votes of the UN Security Council on every draft: one column a member becomes one row a vote.

use crate::reading::{LongRows, ReadError, Rows, Said};
use crate::{SourceFile, TableFacts};

use super::Source;

/// Its entry in the register.
pub const SOURCE: Source = Source::with("unsc-votes", open);

/// Columns of the file that say something of the draft; all others are members.
const OF_THE_DRAFT: [&str; 14] = [
    "Vote in the DB",
    "UN classification",
    "Vote outcome",
    "Vote outcome typology-Observable",
    "Resolution number",
    "Date",
    "Official full title",
    "Title-Observable",
    "Yes",
    "No",
    "Abstentions",
    "Non-Voting",
    "Total",
    "(of which veto)",
];

fn open(
    rows: Box<dyn Rows>,
    table: &TableFacts,
    _: &SourceFile,
) -> Result<Box<dyn Rows>, ReadError> {
    if table.name != "votes_unsc" {
        return Ok(rows);
    }
    let is_key = |name: &str| OF_THE_DRAFT.contains(&name);
    Ok(Box::new(LongRows::new(rows, is_key, said)))
}

fn said(published: &str) -> Said<'_> {
    match published {
        "Y" => Said::Value("yes"),
        "N" => Said::Value("no"),
        "A" => Said::Value("abstain"),
        "NV" => Said::Value("not_voting"),
        "?" => Said::Value("unknown"),
        "" => Said::Nothing("no member of the Security Council at the vote"),
        other => Said::Value(other),
    }
}
