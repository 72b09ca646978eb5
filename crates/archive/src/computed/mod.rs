//! Tables that are computed from sources: deaths by state and month or year from the best source of
//! each span, and all votes in one table.
//!
//! Which source is the best for which span is a decision, so it stands in `facts/tables`, with reasons.

mod state_cells;
mod votes;

pub use state_cells::{ComputeError, ComputedReport, state_table};
pub use votes::{VOTES, VOTES_COLUMNS, VOTES_TITLE, VotesOf, votes, votes_schema};

use std::collections::{BTreeMap, BTreeSet};

use arrow_schema::{DataType, Field, Schema, SchemaRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use terms::{Code, FactTree, FileSchema, Month, Problem};

use crate::SourceFacts;

/// What dates a row of a computed table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Time {
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

/// A column of numbers of a computed table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CellFacts {
    /// Its name; `<name>_source` names the source of each value.
    pub name: String,
    /// The unit.
    pub unit: String,
    /// What it is.
    pub about: String,
}

/// The rows that count: those with that value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Only {
    /// The column of the source's table.
    pub column: String,
    /// The value, a whole number.
    pub value: i64,
}

/// The source of a cell in a span of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The cell.
    pub cell: String,
    /// The source, by id.
    pub source: String,
    /// Its table.
    pub table: String,
    /// The version.
    pub vintage: String,
    /// The column of the table that dates a row: a day, a VIEWS month or a year.
    pub at: String,
    /// The columns whose sum is the value.
    pub values: Vec<String>,
    /// The rows that count; all if absent.
    #[serde(default)]
    pub only: Option<Only>,
    /// First month (2004-09) or year (2004).
    pub from: String,
    /// Last month or year.
    pub to: String,
    /// Whether a state without a row has none; otherwise it is a gap.
    #[serde(default)]
    pub absent_is_zero: bool,
    /// Whether it only stands in: it is used for times that no other span of the cell covers yet,
    /// which is so as of days before the better source was published.
    #[serde(default)]
    pub stand_in: bool,
    /// Why this source.
    pub reason: String,
}

/// A table of cells by state and time: `facts/tables/<id>.toml`, with hyphens in the file name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ComputedFacts {
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What a row is.
    pub about: String,
    /// What dates a row.
    pub time: Time,
    /// Its columns of numbers.
    pub cell: Vec<CellFacts>,
    /// The sources of each cell by span.
    pub span: Vec<Span>,
}

impl ComputedFacts {
    /// The schema: `gw`; `month_id`, `year` and `month`, or `year`; then each cell and its source.
    pub fn schema(&self) -> SchemaRef {
        let mut fields = vec![Field::new("gw", DataType::Int32, false)];
        if self.time == Time::Month {
            fields.push(Field::new("month_id", DataType::Int32, false));
        }
        fields.push(Field::new("year", DataType::Int32, false));
        if self.time == Time::Month {
            fields.push(Field::new("month", DataType::Int32, false));
        }
        for cell in &self.cell {
            fields.push(Field::new(&cell.name, DataType::Int64, true));
            fields.push(Field::new(
                format!("{}_source", cell.name),
                DataType::Utf8,
                true,
            ));
        }
        Schema::new(fields).into()
    }

    /// The tables that it is computed from: source, table and version.
    pub fn inputs(&self) -> BTreeSet<(&str, &str, &str)> {
        self.span
            .iter()
            .map(|span| {
                (
                    span.source.as_str(),
                    span.table.as_str(),
                    span.vintage.as_str(),
                )
            })
            .collect()
    }

    /// The same table with those spans alone, such as those whose source was published by a day.
    pub fn with_spans(&self, keep: impl Fn(&Span) -> bool) -> ComputedFacts {
        let mut known = self.clone();
        known.span.retain(keep);
        known
    }

    /// The columns of a source's table that its spans read.
    pub fn reads(&self, table: &str) -> BTreeSet<&str> {
        let spans = self.span.iter().filter(|span| span.table == table);
        spans
            .flat_map(|span| {
                let only = span.only.iter().map(|only| &only.column);
                span.values.iter().chain([&span.at]).chain(only)
            })
            .map(String::as_str)
            .chain(["gw"])
            .collect()
    }

    /// Its columns with unit and meaning, in the order of the schema.
    pub fn columns(&self) -> Vec<(String, String, String)> {
        let text = |texts: [&str; 3]| texts.map(str::to_owned).into();
        let mut columns: Vec<(String, String, String)> =
            vec![text(["gw", "Gleditsch-Ward number", "the state"])];
        if self.time == Time::Month {
            columns.push(text([
                "month_id",
                "VIEWS month number",
                "1 is January 1980",
            ]));
        }
        columns.push(text(["year", "calendar year", "the year"]));
        if self.time == Time::Month {
            columns.push(text(["month", "1 to 12", "the month of the year"]));
        }
        for cell in &self.cell {
            columns.push((cell.name.clone(), cell.unit.clone(), cell.about.clone()));
            columns.push((
                format!("{}_source", cell.name),
                "table and version".to_owned(),
                format!("where `{}` is from; missing where it is a gap", cell.name),
            ));
        }
        columns
    }

    /// Whether a span that only stands in gives way at a time.
    pub(crate) fn gives_way(&self, span: &Span, time: i32) -> bool {
        span.stand_in
            && self.span.iter().any(|other| {
                let covers = self.bounds(other);
                !other.stand_in
                    && other.cell == span.cell
                    && covers.is_some_and(|(from, to)| from <= time && time <= to)
            })
    }

    /// The first and last time of a span, as VIEWS months or years.
    pub(crate) fn bounds(&self, span: &Span) -> Option<(i32, i32)> {
        let time = |text: &str| match self.time {
            Time::Month => text.parse::<Month>().ok().map(Month::month_id),
            Time::Year => text.parse::<i32>().ok(),
        };
        let (from, to) = (time(&span.from)?, time(&span.to)?);
        (from <= to).then_some((from, to))
    }
}

/// The schema of `tables/<id>.toml`.
pub fn computed_schema() -> FileSchema {
    FileSchema::new::<ComputedFacts>(
        "computed-table",
        "A table computed from sources: facts/tables/<id>.toml",
    )
}

/// Reads `tables/*.toml`; every span names a source, table, version and columns that exist, and no
/// two spans of a cell overlap.
pub fn read_computed(
    facts: &FactTree,
    sources: &BTreeMap<String, SourceFacts>,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, ComputedFacts> {
    let mut tables = BTreeMap::new();
    for file in facts.folder("tables", ".toml") {
        let Some(table) = file.parse(problems).head::<ComputedFacts>(&[], problems) else {
            continue;
        };
        for message in faults(&table, sources) {
            problems.push(file.problem(Code::UnknownReference, 0..0, message));
        }
        if table.id.replace('_', "-") != file.stem() {
            let message = format!("the id `{}` differs from the file name", table.id);
            problems.push(file.problem(Code::WrongFile, 0..0, message));
        }
        tables.insert(table.id.clone(), table);
    }
    tables
}

fn faults(table: &ComputedFacts, sources: &BTreeMap<String, SourceFacts>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut taken: BTreeMap<(&str, bool), Vec<(i32, i32)>> = BTreeMap::new();
    for span in &table.span {
        let told = format!("the span of `{}` from {}", span.cell, span.from);
        if !table.cell.iter().any(|cell| cell.name == span.cell) {
            faults.push(format!("{told}: the table has no such cell"));
        }
        match table.bounds(span) {
            None => faults.push(format!("{told}: it has no first and last time in order")),
            Some((from, to)) => {
                let spans = taken.entry((&span.cell, span.stand_in)).or_default();
                if spans.iter().any(|(a, b)| from <= *b && *a <= to) {
                    faults.push(format!("{told}: it overlaps another span of the cell"));
                }
                spans.push((from, to));
            }
        }
        let Some(source) = sources.get(&span.source) else {
            faults.push(format!("{told}: there is no source `{}`", span.source));
            continue;
        };
        let Some(facts) = source.table(&span.table) else {
            faults.push(format!("{told}: the source has no table `{}`", span.table));
            continue;
        };
        if source.files_of(&span.table, &span.vintage).next().is_none() {
            faults.push(format!(
                "{told}: the table has no version `{}`",
                span.vintage
            ));
        }
        if !facts.states.iter().any(|state| state.name == "gw") {
            faults.push(format!("{told}: the table has no column `gw`"));
        }
        let only = span.only.iter().map(|only| &only.column);
        for column in span.values.iter().chain([&span.at]).chain(only) {
            if facts.column(column).is_none() {
                faults.push(format!("{told}: the table has no column `{column}`"));
            }
        }
    }
    faults
}
