use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::builder::{Int32Builder, Int64Builder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType};
use terms::{Day, Month, StateTable};

use super::{ComputedFacts, Span, Time};
use crate::reading::{ReadError, day_of};
use crate::store::StoreError;

/// Why a computed table could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ComputeError {
    /// A table that it needs could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A stored table that it needs could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A table that it needs has not the columns that facts/tables asks for.
    #[error("{table}: {reason}; facts/tables/ names a column that the source's facts do not have")]
    Column {
        /// The table of the source.
        table: String,
        /// What is wrong.
        reason: String,
    },
    /// The columns do not fit together.
    #[error(transparent)]
    Arrow(#[from] ArrowError),
}

/// What became of the rows of each input: those that entered, and those that did not by reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ComputedReport {
    /// Rows of the computed table.
    pub rows: u64,
    /// Rows of inputs that count towards a cell, by source table.
    pub used: BTreeMap<String, u64>,
    /// Rows within a span that could not be used, by source table and reason.
    pub left_out: BTreeMap<String, u64>,
}

/// The value of a cell, with the span that it comes from.
type Cell = Option<(i64, usize)>;

/// Computes a table of cells by state and time from batches of its inputs.
///
/// `read` gives the batches of a source's table in a version, from a mirror or a store. Rows without
/// a state, a time or a value are left out and counted. The rows come sorted by state and time.
pub fn state_table<E>(
    facts: &ComputedFacts,
    states: &StateTable,
    mut read: impl FnMut(&str, &str, &str) -> Result<Vec<RecordBatch>, E>,
) -> Result<(RecordBatch, ComputedReport), ComputeError>
where
    ComputeError: From<E>,
{
    let mut report = ComputedReport::default();
    let mut cells: BTreeMap<(i32, i32), Vec<Cell>> = BTreeMap::new();
    for (source, table, vintage) in facts.inputs() {
        let batches = read(source, table, vintage)?;
        let spans = facts.span.iter().enumerate().filter(|(_, span)| {
            (
                span.source.as_str(),
                span.table.as_str(),
                span.vintage.as_str(),
            ) == (source, table, vintage)
        });
        for (number, span) in spans {
            for batch in &batches {
                add(facts, number, span, batch, &mut cells, &mut report)?;
            }
            if span.absent_is_zero {
                fill(facts, number, span, states, &mut cells);
            }
        }
    }
    report.rows = cells.len() as u64;
    Ok((finish(facts, cells)?, report))
}

/// Adds the rows of a batch that lie in a span.
fn add(
    facts: &ComputedFacts,
    number: usize,
    span: &Span,
    batch: &RecordBatch,
    cells: &mut BTreeMap<(i32, i32), Vec<Cell>>,
    report: &mut ComputedReport,
) -> Result<(), ComputeError> {
    let column = |name: &str| {
        batch
            .column_by_name(name)
            .ok_or_else(|| ComputeError::Column {
                table: span.table.clone(),
                reason: format!("it has no column `{name}`"),
            })
    };
    let whole = |name: &str| -> Result<&ArrayRef, ComputeError> {
        let array = column(name)?;
        match array.data_type() {
            DataType::Int32 | DataType::Int64 => Ok(array),
            other => Err(ComputeError::Column {
                table: span.table.clone(),
                reason: format!("`{name}` holds {other} and no whole numbers"),
            }),
        }
    };
    let states = whole("gw")?;
    let at = column(&span.at)?;
    let only = match &span.only {
        Some(only) => Some((whole(&only.column)?, only.value)),
        None => None,
    };
    let values = span
        .values
        .iter()
        .map(|name| whole(name))
        .collect::<Result<Vec<_>, _>>()?;
    let (place, width) = (position(facts, span), facts.cell.len());
    let bounds = facts.bounds(span);
    for row in 0..batch.num_rows() {
        if only.is_some_and(|(array, wanted)| int(array, row) != Some(wanted)) {
            continue;
        }
        let time = time_of(facts.time, at, row);
        let inside = |time: i32| bounds.is_some_and(|(from, to)| from <= time && time <= to);
        if time.is_some_and(|time| !inside(time) || facts.gives_way(span, time)) {
            continue;
        }
        let value = values
            .iter()
            .try_fold(0_i64, |sum, array| Some(sum + int(array, row)?));
        let state = int(states, row).and_then(|gw| i32::try_from(gw).ok());
        let reason = match (state, time, value) {
            (Some(state), Some(time), Some(value)) => {
                let cell = &mut cells
                    .entry((state, time))
                    .or_insert_with(|| vec![None; width])[place];
                *cell = Some((cell.map_or(0, |(sum, _)| sum) + value, number));
                *report.used.entry(span.table.clone()).or_default() += 1;
                continue;
            }
            (None, ..) => "no state",
            (_, None, _) => "no time",
            (.., None) => "no value",
        };
        let key = format!("{}: {reason}", span.table);
        *report.left_out.entry(key).or_default() += 1;
    }
    Ok(())
}

/// Gives every state that existed in a month or year of the span a zero where it has no value.
fn fill(
    facts: &ComputedFacts,
    number: usize,
    span: &Span,
    states: &StateTable,
    cells: &mut BTreeMap<(i32, i32), Vec<Cell>>,
) {
    let Some((from, to)) = facts.bounds(span) else {
        return;
    };
    let (place, width) = (position(facts, span), facts.cell.len());
    for time in (from..=to).filter(|time| !facts.gives_way(span, *time)) {
        let Some((first, last)) = days_of(facts.time, time) else {
            continue;
        };
        for state in states.states() {
            let existed = state
                .spells
                .iter()
                .any(|spell| spell.from <= last && spell.to.is_none_or(|to| first <= to));
            if existed {
                cells
                    .entry((i32::from(state.id.0), time))
                    .or_insert_with(|| vec![None; width])[place]
                    .get_or_insert((0, number));
            }
        }
    }
}

fn position(facts: &ComputedFacts, span: &Span) -> usize {
    facts
        .cell
        .iter()
        .position(|cell| cell.name == span.cell)
        .unwrap_or(0)
}

fn finish(
    facts: &ComputedFacts,
    cells: BTreeMap<(i32, i32), Vec<Cell>>,
) -> Result<RecordBatch, ArrowError> {
    let names: Vec<String> = facts
        .span
        .iter()
        .map(|span| format!("{} {}", span.table, span.vintage))
        .collect();
    let (mut gw, mut id) = (Int32Builder::new(), Int32Builder::new());
    let (mut year, mut month) = (Int32Builder::new(), Int32Builder::new());
    let mut columns: Vec<(Int64Builder, StringBuilder)> =
        facts.cell.iter().map(|_| Default::default()).collect();
    for ((state, time), row) in cells {
        gw.append_value(state);
        match facts.time {
            Time::Year => year.append_value(time),
            Time::Month => {
                let when = Month::from_month_id(time);
                id.append_value(time);
                year.append_value(when.year());
                month.append_value(i32::try_from(when.month_of_year()).unwrap_or(0));
            }
        }
        for (cell, (values, sources)) in row.into_iter().zip(&mut columns) {
            values.append_option(cell.map(|(value, _)| value));
            sources.append_option(cell.map(|(_, span)| names[span].as_str()));
        }
    }
    let mut arrays: Vec<ArrayRef> = vec![Arc::new(gw.finish())];
    if facts.time == Time::Month {
        arrays.push(Arc::new(id.finish()));
    }
    arrays.push(Arc::new(year.finish()));
    if facts.time == Time::Month {
        arrays.push(Arc::new(month.finish()));
    }
    for (mut values, mut sources) in columns {
        arrays.push(Arc::new(values.finish()));
        arrays.push(Arc::new(sources.finish()));
    }
    RecordBatch::try_new(facts.schema(), arrays)
}

/// A whole number of a column of 32 or 64 bits.
fn int(array: &ArrayRef, row: usize) -> Option<i64> {
    if array.is_null(row) {
        return None;
    }
    match array.data_type() {
        DataType::Int32 => Some(i64::from(array.as_primitive::<Int32Type>().value(row))),
        DataType::Int64 => Some(array.as_primitive::<Int64Type>().value(row)),
        _ => None,
    }
}

/// The VIEWS month or the year of a row; a column of whole numbers holds it as such.
fn time_of(time: Time, array: &ArrayRef, row: usize) -> Option<i32> {
    if array.is_null(row) {
        return None;
    }
    if array.data_type() == &DataType::Date32 {
        let day = day_of(array.as_primitive::<Date32Type>().value(row))?;
        return Some(match time {
            Time::Month => Month::from(day).month_id(),
            Time::Year => i32::from(day.year()),
        });
    }
    int(array, row).and_then(|n| i32::try_from(n).ok())
}

/// The first and the last day of a month or year.
fn days_of(time: Time, at: i32) -> Option<(Day, Day)> {
    let (year, first, last) = match time {
        Time::Year => (at, 1, 12),
        Time::Month => {
            let month = Month::from_month_id(at);
            let number = i8::try_from(month.month_of_year()).ok()?;
            (month.year(), number, number)
        }
    };
    let year = i16::try_from(year).ok()?;
    let end = (28..=31).rev().find_map(|day| Day::new(year, last, day))?;
    Some((Day::new(year, first, 1)?, end))
}
