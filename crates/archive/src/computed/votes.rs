use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};

use super::ComputeError;

/// A body whose votes enter the common table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VotesOf {
    /// The body, as the table names it.
    pub body: &'static str,
    /// The source, by id.
    pub source: &'static str,
    /// Its table.
    pub table: &'static str,
    /// The columns of the number of the vote, the day, the member and the vote.
    columns: [&'static str; 4],
}

impl VotesOf {
    /// The General Assembly.
    pub const ASSEMBLY: VotesOf = VotesOf {
        body: "un-general-assembly",
        source: "unga-votes",
        table: "votes_unga",
        columns: ["rcid", "date", "iso3", "vote"],
    };
    /// The Security Council.
    pub const COUNCIL: VotesOf = VotesOf {
        body: "un-security-council",
        source: "unsc-votes",
        table: "votes_unsc",
        columns: ["vote_id", "date", "member", "vote"],
    };

    /// Every body, in the order of the table.
    pub const ALL: [VotesOf; 2] = [VotesOf::ASSEMBLY, VotesOf::COUNCIL];

    /// The columns of the body's table that are read.
    pub fn reads(self) -> Vec<&'static str> {
        let mapped = ["gw", "gw_gap"];
        self.columns.into_iter().chain(mapped).collect()
    }
}

/// The name of the table of all votes.
pub const VOTES: &str = "votes";
/// Its title.
pub const VOTES_TITLE: &str = "Votes of members in the General Assembly and the Security Council";
/// Its columns with unit and meaning.
pub const VOTES_COLUMNS: [(&str, &str, &str); 7] = [
    (
        "body",
        "id of facts/bodies",
        "un-general-assembly or un-security-council",
    ),
    (
        "vote_id",
        "number",
        "the source's number of the roll call or draft, within the body",
    ),
    ("date", "day", "day of the vote"),
    ("member", "text", "the member, as the source names it"),
    (
        "vote",
        "yes, no, abstain, absent, not_voting, unknown",
        "the vote; states that were no members have no row",
    ),
    ("gw", "Gleditsch-Ward number", "the member"),
    ("gw_gap", "text", "why there is no such number"),
];

/// The schema of `votes`: body, number of the vote in its source, day, member as published, vote
/// (yes, no, abstain, absent, not_voting, unknown), `gw` and the reason where there is none.
pub fn votes_schema() -> SchemaRef {
    Schema::new(vec![
        Field::new("body", DataType::Utf8, false),
        Field::new("vote_id", DataType::Int64, false),
        Field::new("date", DataType::Date32, false),
        Field::new("member", DataType::Utf8, false),
        Field::new("vote", DataType::Utf8, false),
        Field::new("gw", DataType::Int32, true),
        Field::new("gw_gap", DataType::Utf8, true),
    ])
    .into()
}

/// The rows of a body's table in the schema of `votes`, batch by batch.
pub fn votes(of: VotesOf, batch: &RecordBatch) -> Result<RecordBatch, ComputeError> {
    let column = |name: &str| {
        batch
            .column_by_name(name)
            .cloned()
            .ok_or_else(|| ComputeError::Column {
                table: of.table.to_owned(),
                reason: format!("it has no column `{name}`"),
            })
    };
    let mut body = StringBuilder::new();
    for _ in 0..batch.num_rows() {
        body.append_value(of.body);
    }
    let mut arrays: Vec<ArrayRef> = vec![Arc::new(body.finish())];
    for name in of.reads() {
        arrays.push(column(name)?);
    }
    Ok(RecordBatch::try_new(votes_schema(), arrays)?)
}
