use std::sync::Arc;

use arrow_array::types::{ArrowPrimitiveType, Date32Type, Float64Type, Int32Type, Int64Type};
use arrow_array::{ArrayRef, BooleanArray, PrimitiveArray, StringArray};
use arrow_buffer::{BooleanBufferBuilder, Buffer, NullBufferBuilder, OffsetBuffer, ScalarBuffer};
use arrow_schema::ArrowError;

use super::cell::Value;
use crate::ColumnType;

/// A column in the making. Unlike arrow's builders it can give back its last values, so that a row
/// is checked and stored in one pass and taken back where a later cell does not fit.
pub(super) enum ColumnBuilder {
    Int32(Fixed<Int32Type>),
    Int64(Fixed<Int64Type>),
    Float64(Fixed<Float64Type>),
    Day(Fixed<Date32Type>),
    Bool(Flags),
    Text(Texts),
}

/// Values of one size; a missing one holds the type's zero.
pub(super) struct Fixed<T: ArrowPrimitiveType> {
    values: Vec<T::Native>,
    there: NullBufferBuilder,
}

pub(super) struct Flags {
    values: BooleanBufferBuilder,
    there: NullBufferBuilder,
}

/// Texts one behind the other.
pub(super) struct Texts {
    text: Vec<u8>,
    /// Where each begins, and where the last one ends.
    bounds: Vec<i32>,
    there: NullBufferBuilder,
}

impl ColumnBuilder {
    pub(super) fn new(kind: ColumnType) -> ColumnBuilder {
        match kind {
            ColumnType::Int32 | ColumnType::Year | ColumnType::MonthId => {
                ColumnBuilder::Int32(Fixed::sized(0))
            }
            ColumnType::Int64 => ColumnBuilder::Int64(Fixed::sized(0)),
            ColumnType::Float64 => ColumnBuilder::Float64(Fixed::sized(0)),
            ColumnType::Day => ColumnBuilder::Day(Fixed::sized(0)),
            ColumnType::Bool => ColumnBuilder::Bool(Flags::sized(0)),
            ColumnType::Text => ColumnBuilder::Text(Texts::sized(0, 0)),
        }
    }

    /// Appends a value that was checked against the column; gives the bytes of text it took.
    pub(super) fn append(&mut self, value: Value<'_>) -> usize {
        match (self, value) {
            (ColumnBuilder::Int32(to), Value::Int(n)) => to.push(i32::try_from(n).ok()),
            (ColumnBuilder::Int32(to), _) => to.push(None),
            (ColumnBuilder::Int64(to), Value::Int(n)) => to.push(Some(n)),
            (ColumnBuilder::Int64(to), _) => to.push(None),
            (ColumnBuilder::Float64(to), Value::Float(x)) => to.push(Some(x)),
            (ColumnBuilder::Float64(to), _) => to.push(None),
            (ColumnBuilder::Day(to), Value::Day(days)) => to.push(Some(days)),
            (ColumnBuilder::Day(to), _) => to.push(None),
            (ColumnBuilder::Bool(to), Value::Bool(yes)) => to.push(Some(yes)),
            (ColumnBuilder::Bool(to), _) => to.push(None),
            (ColumnBuilder::Text(to), Value::Text(text)) => {
                to.push(Some(text));
                return text.len();
            }
            (ColumnBuilder::Text(to), _) => to.push(None),
        }
        0
    }

    /// Keeps the first values only.
    pub(super) fn truncate(&mut self, rows: usize) {
        match self {
            ColumnBuilder::Int32(from) => from.truncate(rows),
            ColumnBuilder::Int64(from) => from.truncate(rows),
            ColumnBuilder::Float64(from) => from.truncate(rows),
            ColumnBuilder::Day(from) => from.truncate(rows),
            ColumnBuilder::Bool(from) => {
                from.values.truncate(rows);
                from.there.truncate(rows);
            }
            ColumnBuilder::Text(from) => from.truncate(rows),
        }
    }

    /// The value that was appended last.
    pub(super) fn last(&self) -> Value<'_> {
        let value = match self {
            ColumnBuilder::Int32(from) => from.last().map(|n| Value::Int(i64::from(n))),
            ColumnBuilder::Int64(from) => from.last().map(Value::Int),
            ColumnBuilder::Float64(from) => from.last().map(Value::Float),
            ColumnBuilder::Day(from) => from.last().map(Value::Day),
            ColumnBuilder::Bool(from) => from.last().map(Value::Bool),
            ColumnBuilder::Text(from) => from.last().map(Value::Text),
        };
        value.unwrap_or(Value::Missing)
    }

    /// The column so far; the builder starts anew, with room for as much again.
    ///
    /// # Errors
    /// If texts do not fit together, which would be a fault of this file.
    pub(super) fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        match self {
            ColumnBuilder::Int32(from) => from.finish(),
            ColumnBuilder::Int64(from) => from.finish(),
            ColumnBuilder::Float64(from) => from.finish(),
            ColumnBuilder::Day(from) => from.finish(),
            ColumnBuilder::Bool(from) => Ok(from.finish()),
            ColumnBuilder::Text(from) => from.finish(),
        }
    }
}

impl<T: ArrowPrimitiveType> Fixed<T> {
    fn sized(rows: usize) -> Fixed<T> {
        Fixed {
            values: Vec::with_capacity(rows),
            there: NullBufferBuilder::new(rows),
        }
    }

    fn push(&mut self, value: Option<T::Native>) {
        self.values.push(value.unwrap_or_default());
        self.there.append(value.is_some());
    }

    fn truncate(&mut self, rows: usize) {
        self.values.truncate(rows);
        self.there.truncate(rows);
    }

    fn last(&self) -> Option<T::Native> {
        let value = *self.values.last()?;
        self.there.is_valid(self.values.len() - 1).then_some(value)
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let mut done = Fixed::<T>::sized(self.values.len());
        std::mem::swap(self, &mut done);
        let values = ScalarBuffer::from(done.values);
        let array = PrimitiveArray::<T>::try_new(values, done.there.finish())?;
        Ok(Arc::new(array))
    }
}

impl Flags {
    fn sized(rows: usize) -> Flags {
        Flags {
            values: BooleanBufferBuilder::new(rows),
            there: NullBufferBuilder::new(rows),
        }
    }

    fn push(&mut self, value: Option<bool>) {
        self.values.append(value.unwrap_or_default());
        self.there.append(value.is_some());
    }

    fn last(&self) -> Option<bool> {
        let at = self.values.len().checked_sub(1)?;
        self.there.is_valid(at).then(|| self.values.get_bit(at))
    }

    fn finish(&mut self) -> ArrayRef {
        let mut done = Flags::sized(self.values.len());
        std::mem::swap(self, &mut done);
        Arc::new(BooleanArray::new(done.values.finish(), done.there.finish()))
    }
}

impl Texts {
    fn sized(rows: usize, bytes: usize) -> Texts {
        let mut bounds = Vec::with_capacity(rows + 1);
        bounds.push(0);
        Texts {
            text: Vec::with_capacity(bytes),
            bounds,
            there: NullBufferBuilder::new(rows),
        }
    }

    fn push(&mut self, value: Option<&str>) {
        if let Some(value) = value {
            self.text.extend_from_slice(value.as_bytes());
        }
        // A batch is full long before its text reaches two gigabytes.
        self.bounds
            .push(i32::try_from(self.text.len()).unwrap_or(i32::MAX));
        self.there.append(value.is_some());
    }

    fn truncate(&mut self, rows: usize) {
        self.bounds.truncate(rows + 1);
        let end = self.bounds.last().copied().unwrap_or_default();
        self.text.truncate(usize::try_from(end).unwrap_or_default());
        self.there.truncate(rows);
    }

    fn last(&self) -> Option<&str> {
        let [.., from, to] = self.bounds[..] else {
            return None;
        };
        let bounds = usize::try_from(from).ok()?..usize::try_from(to).ok()?;
        let there = self.there.is_valid(self.bounds.len() - 2);
        there.then_some(std::str::from_utf8(self.text.get(bounds)?).ok()?)
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let mut done = Texts::sized(self.bounds.len(), self.text.len());
        std::mem::swap(self, &mut done);
        let bounds = OffsetBuffer::new(ScalarBuffer::from(done.bounds));
        let text = Buffer::from_vec(done.text);
        Ok(Arc::new(StringArray::try_new(
            bounds,
            text,
            done.there.finish(),
        )?))
    }
}

#[cfg(test)]
mod tests {
    use arrow_array::cast::AsArray;

    use super::*;

    #[test]
    fn what_is_taken_back_leaves_no_trace() {
        let mut texts = ColumnBuilder::new(ColumnType::Text);
        let mut days = ColumnBuilder::new(ColumnType::Day);
        for (text, day) in [("Darfur", 3), ("Kosovo", 4)] {
            texts.append(Value::Text(text));
            days.append(Value::Day(day));
        }
        texts.append(Value::Missing);
        texts.truncate(1);
        days.truncate(1);
        assert_eq!(texts.last(), Value::Text("Darfur"));
        texts.append(Value::Missing);
        days.append(Value::Missing);
        assert_eq!(days.last(), Value::Missing);
        let (texts, days) = (texts.finish().unwrap(), days.finish().unwrap());
        let texts: Vec<_> = texts.as_string::<i32>().iter().collect();
        assert_eq!(texts, [Some("Darfur"), None]);
        let days: Vec<_> = days.as_primitive::<Date32Type>().iter().collect();
        assert_eq!(days, [Some(3), None]);
    }
}
