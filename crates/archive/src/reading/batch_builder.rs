use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Float64Builder, Int32Builder, Int64Builder, StringBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, SchemaRef};

use super::Cell;
use super::cell::{Value, day_of};
use crate::state_codes::When;
use crate::{ColumnType, StateCodes, TableFacts};

/// Text of a batch after which it is full, so that batches of speeches stay small.
const TEXT_BYTES: usize = 32 << 20;

/// Collects checked rows of a table into a batch.
pub(crate) struct BatchBuilder<'a> {
    table: &'a TableFacts,
    schema: SchemaRef,
    columns: Vec<ColumnBuilder>,
    row: Vec<Value>,
    states: Vec<Mapped>,
    most: usize,
    rows: usize,
    text: usize,
}

enum ColumnBuilder {
    Int32(Int32Builder),
    Int64(Int64Builder),
    Float64(Float64Builder),
    Bool(BooleanBuilder),
    Text(StringBuilder),
    Day(Date32Builder),
}

/// A column of codes that becomes numbers of states.
struct Mapped {
    scheme: String,
    own: bool,
    quiet: bool,
    code: usize,
    when: Dated,
    numbers: Int32Builder,
    gaps: StringBuilder,
    /// Answers so far, by code and time: a table has few of both beside its rows.
    known: Known,
}

enum Dated {
    Column(usize, ColumnType),
    On(When),
}

/// Codes without a state that are counted one by one.
const MOST_UNMAPPED: usize = 1000;

/// Answers that are kept before they are forgotten, to bound memory.
const KNOWN: usize = 1 << 18;

impl<'a> BatchBuilder<'a> {
    pub(crate) fn new(table: &'a TableFacts, most: usize) -> BatchBuilder<'a> {
        let place = |name: &str| {
            table
                .columns
                .iter()
                .position(|column| column.name == name)
                .unwrap_or(0)
        };
        let states = table.states.iter().map(|state| Mapped {
            scheme: state.code.clone(),
            own: state.own,
            quiet: state.quiet,
            code: place(&state.column),
            when: match (&state.at, state.on) {
                (Some(at), _) => {
                    let at = place(at);
                    Dated::Column(at, table.columns[at].kind)
                }
                (None, Some(day)) => Dated::On(When::Day(day)),
                (None, None) => Dated::On(When::Year(0)),
            },
            numbers: Int32Builder::new(),
            gaps: StringBuilder::new(),
            known: Known::default(),
        });
        BatchBuilder {
            table,
            schema: table.schema(),
            columns: table
                .columns
                .iter()
                .map(|column| match column.kind {
                    ColumnType::Int32 | ColumnType::Year | ColumnType::MonthId => {
                        ColumnBuilder::Int32(Int32Builder::new())
                    }
                    ColumnType::Int64 => ColumnBuilder::Int64(Int64Builder::new()),
                    ColumnType::Float64 => ColumnBuilder::Float64(Float64Builder::new()),
                    ColumnType::Bool => ColumnBuilder::Bool(BooleanBuilder::new()),
                    ColumnType::Text => ColumnBuilder::Text(StringBuilder::new()),
                    ColumnType::Day => ColumnBuilder::Day(Date32Builder::new()),
                })
                .collect(),
            row: vec![Value::Missing; table.columns.len()],
            states: states.collect(),
            most: most.max(1),
            rows: 0,
            text: 0,
        }
    }

    pub(crate) fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    pub(crate) fn is_full(&self) -> bool {
        self.rows >= self.most || self.text >= TEXT_BYTES
    }

    /// Notes the value of a column of the coming row.
    pub(crate) fn set(&mut self, column: usize, value: Value) {
        self.row[column] = value;
    }

    /// Takes the row whose values were noted; texts are copied from their cells.
    pub(crate) fn append<'c>(
        &mut self,
        cell: impl Fn(usize) -> Cell<'c>,
        codes: &StateCodes,
        unmapped: &mut BTreeMap<String, u64>,
    ) {
        for (at, (builder, value)) in self.columns.iter_mut().zip(&self.row).enumerate() {
            self.text += builder.append(*value, || cell(at));
        }
        for mapped in &mut self.states {
            mapped.append(&self.row, &cell, codes, unmapped);
        }
        self.rows += 1;
    }

    /// The batch so far; the builder starts anew.
    pub(crate) fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        let mut arrays: Vec<ArrayRef> =
            self.columns.iter_mut().map(ColumnBuilder::finish).collect();
        for mapped in &mut self.states {
            arrays.push(Arc::new(mapped.numbers.finish()));
            arrays.push(Arc::new(mapped.gaps.finish()));
        }
        self.rows = 0;
        self.text = 0;
        debug_assert_eq!(
            arrays.len(),
            self.schema.fields().len(),
            "{}",
            self.table.name
        );
        RecordBatch::try_new(self.schema.clone(), arrays)
    }
}

impl ColumnBuilder {
    /// Appends a value that was checked against the column; gives the bytes of text it took.
    fn append<'c>(&mut self, value: Value, cell: impl Fn() -> Cell<'c>) -> usize {
        match (self, value) {
            (ColumnBuilder::Int32(to), Value::Int(n)) => to.append_option(i32::try_from(n).ok()),
            (ColumnBuilder::Int32(to), _) => to.append_null(),
            (ColumnBuilder::Int64(to), Value::Int(n)) => to.append_value(n),
            (ColumnBuilder::Int64(to), _) => to.append_null(),
            (ColumnBuilder::Float64(to), Value::Float(x)) => to.append_value(x),
            (ColumnBuilder::Float64(to), _) => to.append_null(),
            (ColumnBuilder::Bool(to), Value::Bool(yes)) => to.append_value(yes),
            (ColumnBuilder::Bool(to), _) => to.append_null(),
            (ColumnBuilder::Day(to), Value::Day(days)) => to.append_value(days),
            (ColumnBuilder::Day(to), _) => to.append_null(),
            (ColumnBuilder::Text(to), Value::Text) => match cell() {
                Cell::Text(bytes) => {
                    let text = std::str::from_utf8(bytes).unwrap_or_default();
                    to.append_value(text);
                    return text.len();
                }
                _ => to.append_null(),
            },
            (ColumnBuilder::Text(to), _) => to.append_null(),
        }
        0
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            ColumnBuilder::Int32(from) => Arc::new(from.finish()),
            ColumnBuilder::Int64(from) => Arc::new(from.finish()),
            ColumnBuilder::Float64(from) => Arc::new(from.finish()),
            ColumnBuilder::Bool(from) => Arc::new(from.finish()),
            ColumnBuilder::Text(from) => Arc::new(from.finish()),
            ColumnBuilder::Day(from) => Arc::new(from.finish()),
        }
    }
}

/// The state of a code at a time, or why there is none.
type Answer = Result<u16, String>;

/// Answers by code and time; numbers and texts apart, so that looking up copies nothing.
#[derive(Default)]
struct Known {
    numbers: BTreeMap<(i64, When), Answer>,
    texts: BTreeMap<String, BTreeMap<When, Answer>>,
    size: usize,
}

impl Known {
    fn answer(&mut self, code: Code<'_>, when: When, ask: impl FnOnce(&str) -> Answer) -> &Answer {
        if self.size >= KNOWN {
            *self = Known::default();
        }
        let size = &mut self.size;
        match code {
            Code::Number(n) => self.numbers.entry((n, when)).or_insert_with(|| {
                *size += 1;
                ask(&n.to_string())
            }),
            Code::Text(text) => {
                if !self.texts.contains_key(text) {
                    self.texts.insert(text.to_owned(), BTreeMap::new());
                }
                // It is there now; a second look-up is cheaper than a copy of the text for each row.
                match self.texts.get_mut(text) {
                    Some(times) => times.entry(when).or_insert_with(|| {
                        *size += 1;
                        ask(text)
                    }),
                    None => unreachable!("the text was inserted above"),
                }
            }
        }
    }
}

/// A code as its column holds it.
#[derive(Clone, Copy)]
enum Code<'c> {
    Number(i64),
    Text(&'c str),
}

impl Mapped {
    fn append<'c>(
        &mut self,
        row: &[Value],
        cell: &impl Fn(usize) -> Cell<'c>,
        codes: &StateCodes,
        unmapped: &mut BTreeMap<String, u64>,
    ) {
        let code = match (row[self.code], cell(self.code)) {
            (Value::Int(n), _) => Some(Code::Number(n)),
            (Value::Text, Cell::Text(bytes)) => std::str::from_utf8(bytes).ok().map(Code::Text),
            _ => None,
        };
        let when = match self.when {
            Dated::On(when) => Some(when),
            Dated::Column(at, kind) => match (kind, row[at]) {
                (ColumnType::Day, Value::Day(days)) => day_of(days).map(When::Day),
                (ColumnType::Year, Value::Int(n)) => i32::try_from(n).ok().map(When::Year),
                (ColumnType::MonthId, Value::Int(n)) => i32::try_from(n).ok().map(When::Month),
                _ => None,
            },
        };
        let reason = match (code, when) {
            (Some(code), Some(when)) => {
                let scheme = &self.scheme;
                let own = self.own;
                let ask = |code: &str| {
                    let state = if own {
                        codes.resolve_own(scheme, code, when)
                    } else {
                        codes.resolve(scheme, code, when)
                    };
                    state.map(|id| id.0)
                };
                match self.known.answer(code, when, ask) {
                    Ok(number) => {
                        self.numbers.append_value(i32::from(*number));
                        self.gaps.append_null();
                        return;
                    }
                    Err(_) if self.quiet => "the row names no state",
                    Err(reason) => reason.as_str(),
                }
            }
            (None, _) => "the row names no state",
            (_, None) => "the row has no date, so no state can be meant",
        };
        self.numbers.append_null();
        self.gaps.append_value(reason);
        // By code and not by date, so that the account stays short.
        let key = match code {
            Some(_) if self.quiet => "no code".to_owned(),
            Some(Code::Number(n)) => format!("{} `{n}`", self.scheme),
            Some(Code::Text(text)) => format!("{} `{}`", self.scheme, text.trim()),
            None => "no code".to_owned(),
        };
        if unmapped.len() < MOST_UNMAPPED || unmapped.contains_key(&key) {
            *unmapped.entry(key).or_default() += 1;
        } else {
            *unmapped.entry("further codes".to_owned()).or_default() += 1;
        }
    }
}
