use std::collections::BTreeMap;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int32Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use terms::Day;

use crate::reading::day_of;

/// One row of a table that the reader took.
pub(crate) struct Record<'a> {
    batch: &'a RecordBatch,
    at: usize,
}

impl Record<'_> {
    fn cell(&self, column: &str) -> Result<Option<&dyn Array>, String> {
        let array = self.batch.column_by_name(column);
        let array = array.ok_or_else(|| format!("the table has no column `{column}`"))?;
        Ok((!array.is_null(self.at)).then_some(array.as_ref()))
    }

    /// A whole number, if there is one.
    pub(crate) fn maybe<T: TryFrom<i64>>(&self, column: &str) -> Result<Option<T>, String> {
        let Some(array) = self.cell(column)? else {
            return Ok(None);
        };
        let number = match array.data_type() {
            DataType::Int32 => i64::from(array.as_primitive::<Int32Type>().value(self.at)),
            DataType::Int64 => array.as_primitive::<Int64Type>().value(self.at),
            other => return Err(format!("`{column}` holds {other} and no whole numbers")),
        };
        let fits = T::try_from(number).map(Some);
        fits.map_err(|_| format!("{number} is no value for `{column}`"))
    }

    /// A whole number without which the row means nothing.
    pub(crate) fn number<T: TryFrom<i64>>(&self, column: &str) -> Result<T, String> {
        self.maybe(column)?
            .ok_or_else(|| format!("`{column}` is missing"))
    }

    /// A text; empty if there is none.
    pub(crate) fn text(&self, column: &str) -> Result<&str, String> {
        let Some(array) = self.cell(column)? else {
            return Ok("");
        };
        let texts = array.as_string_opt::<i32>();
        let texts = texts.ok_or_else(|| format!("`{column}` holds no texts"))?;
        Ok(texts.value(self.at))
    }

    /// A day, if there is one.
    pub(crate) fn day(&self, column: &str) -> Result<Option<Day>, String> {
        let Some(array) = self.cell(column)? else {
            return Ok(None);
        };
        let days = array.as_primitive_opt::<Date32Type>();
        let days = days.ok_or_else(|| format!("`{column}` holds no days"))?;
        Ok(day_of(days.value(self.at)))
    }
}

/// A row that is taken, or left out for a reason.
pub(crate) enum Take<T> {
    Row(T),
    LeaveOut(String),
}

/// What was computed from the rows of a table: every row is taken, left out for a stated reason, or
/// cannot be taken.
#[derive(Debug)]
pub struct Rows<T> {
    /// The rows that were taken.
    pub taken: Vec<T>,
    /// How many rows were left out, by reason.
    pub left_out: BTreeMap<String, usize>,
    /// Why rows could not be taken, one line each.
    pub rejected: Vec<String>,
}

impl<T> Rows<T> {
    /// Nothing yet.
    pub(crate) fn empty() -> Rows<T> {
        Rows {
            taken: Vec::new(),
            left_out: BTreeMap::new(),
            rejected: Vec::new(),
        }
    }

    /// What `take` makes of every row.
    pub(crate) fn of(
        batches: &[RecordBatch],
        take: impl Fn(&Record<'_>) -> Result<Take<T>, String>,
    ) -> Rows<T> {
        let mut rows = Rows::empty();
        for batch in batches {
            for at in 0..batch.num_rows() {
                match take(&Record { batch, at }) {
                    Ok(Take::Row(row)) => rows.taken.push(row),
                    Ok(Take::LeaveOut(reason)) => *rows.left_out.entry(reason).or_default() += 1,
                    Err(reason) => rows.rejected.push(reason),
                }
            }
        }
        rows
    }

    /// The same account with other rows.
    pub(crate) fn map<U>(self, of: impl Fn(T) -> U) -> Rows<U> {
        Rows {
            taken: self.taken.into_iter().map(of).collect(),
            left_out: self.left_out,
            rejected: self.rejected,
        }
    }
}
