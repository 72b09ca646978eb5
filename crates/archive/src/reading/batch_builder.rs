use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::builder::{Int32Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, SchemaRef};

use super::Cell;
use super::cell::{Check, Value, day_of};
use super::column_builder::ColumnBuilder;
use crate::state_codes::When;
use crate::{ColumnType, StateCodes, TableFacts};

/// Text of a batch after which it is full, so that batches of speeches stay small.
const TEXT_BYTES: usize = 32 << 20;

/// Checks the rows of a table and collects them into a batch.
pub(crate) struct BatchBuilder<'a> {
    table: &'a TableFacts,
    schema: SchemaRef,
    checks: Vec<Check<'a>>,
    columns: Vec<ColumnBuilder>,
    states: Vec<Mapped>,
    most: usize,
    rows: usize,
    text: usize,
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
            checks: table
                .columns
                .iter()
                .map(|column| Check::new(column, &table.missing))
                .collect(),
            columns: table
                .columns
                .iter()
                .map(|column| ColumnBuilder::new(column.kind))
                .collect(),
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

    /// Takes a row if every cell fits its column; otherwise says which does not, and why.
    pub(crate) fn append<'c>(
        &mut self,
        cell: impl Fn(usize) -> Cell<'c>,
        codes: &StateCodes,
        unmapped: &mut BTreeMap<String, u64>,
    ) -> Result<(), (usize, String)> {
        let mut text = 0;
        for (at, (builder, check)) in self.columns.iter_mut().zip(&self.checks).enumerate() {
            match check.parse(cell(at)) {
                Ok(value) => text += builder.append(value),
                Err(reason) => {
                    // What stands before it in the row is taken back.
                    for builder in &mut self.columns[..at] {
                        builder.truncate(self.rows);
                    }
                    return Err((at, reason));
                }
            }
        }
        self.text += text;
        for mapped in &mut self.states {
            mapped.append(&self.columns, codes, unmapped);
        }
        self.rows += 1;
        Ok(())
    }

    /// The batch so far; the builder starts anew.
    pub(crate) fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        let columns = self.columns.iter_mut().map(ColumnBuilder::finish);
        let mut arrays: Vec<ArrayRef> = columns.collect::<Result<_, _>>()?;
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

/// The state of a code at a time, or why there is none.
type Answer = Result<u16, String>;

/// Answers of one code.
#[derive(Default)]
struct Times {
    /// States by era: between two days on which any state or code changes, the answer is one.
    eras: BTreeMap<usize, u16>,
    /// Answers at times that are no days, and reasons, which name the day.
    others: BTreeMap<When, Answer>,
}

/// Answers by code and time; numbers and texts apart, so that looking up copies nothing.
#[derive(Default)]
struct Known {
    numbers: BTreeMap<i64, Times>,
    texts: BTreeMap<String, Times>,
    size: usize,
}

impl Known {
    fn answer(
        &mut self,
        code: Code<'_>,
        when: When,
        codes: &StateCodes,
        ask: impl FnOnce(&str) -> Answer,
    ) -> Result<u16, &str> {
        if self.size >= KNOWN {
            *self = Known::default();
        }
        let times = match code {
            Code::Number(n) => self.numbers.entry(n).or_default(),
            Code::Text(text) => {
                if !self.texts.contains_key(text) {
                    self.texts.insert(text.to_owned(), Times::default());
                }
                // It is there now; a second look-up is cheaper than a copy of the text for each row.
                match self.texts.get_mut(text) {
                    Some(times) => times,
                    None => unreachable!("the text was inserted above"),
                }
            }
        };
        let era = match when {
            When::Day(day) => Some(codes.era(day)),
            When::Year(_) | When::Month(_) => None,
        };
        if let Some(state) = era.and_then(|era| times.eras.get(&era)) {
            return Ok(*state);
        }
        let size = &mut self.size;
        let answer = times.others.entry(when).or_insert_with(|| {
            *size += 1;
            match code {
                Code::Number(n) => ask(&n.to_string()),
                Code::Text(text) => ask(text),
            }
        });
        if let (Some(era), Ok(state)) = (era, &answer) {
            times.eras.insert(era, *state);
        }
        answer.as_ref().map(|state| *state).map_err(String::as_str)
    }
}

/// A code as its column holds it.
#[derive(Clone, Copy)]
enum Code<'c> {
    Number(i64),
    Text(&'c str),
}

impl Mapped {
    /// Maps the row that was appended last to the columns.
    fn append(
        &mut self,
        columns: &[ColumnBuilder],
        codes: &StateCodes,
        unmapped: &mut BTreeMap<String, u64>,
    ) {
        let code = match columns[self.code].last() {
            Value::Int(n) => Some(Code::Number(n)),
            Value::Text(text) => Some(Code::Text(text)),
            _ => None,
        };
        let when = match self.when {
            Dated::On(when) => Some(when),
            Dated::Column(at, kind) => match (kind, columns[at].last()) {
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
                match self.known.answer(code, when, codes, ask) {
                    Ok(number) => {
                        self.numbers.append_value(i32::from(number));
                        self.gaps.append_null();
                        return;
                    }
                    Err(_) if self.quiet => "the row names no state",
                    Err(reason) => reason,
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
