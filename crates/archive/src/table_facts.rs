use std::collections::BTreeSet;

use arrow_schema::{DataType, Field, Schema, SchemaRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use terms::Day;

/// What the values of a column are.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// A whole number of at most 32 bits; `12.0` is taken as 12.
    Int32,
    /// A whole number of at most 64 bits.
    Int64,
    /// A number.
    Float64,
    /// Yes or no, also written true and false, t and f, y and n, 1 and 0.
    Bool,
    /// Letters, kept as they are.
    Text,
    /// A day of the calendar, kept as days since 1970.
    Day,
    /// A calendar year, kept as a whole number.
    Year,
    /// A VIEWS month number (1 is January 1980), kept as a whole number.
    MonthId,
}

impl ColumnType {
    /// Its name, as fact files write it.
    pub fn name(self) -> &'static str {
        match self {
            ColumnType::Int32 => "int32",
            ColumnType::Int64 => "int64",
            ColumnType::Float64 => "float64",
            ColumnType::Bool => "bool",
            ColumnType::Text => "text",
            ColumnType::Day => "day",
            ColumnType::Year => "year",
            ColumnType::MonthId => "month_id",
        }
    }

    /// The arrow type that holds such values.
    pub fn arrow(self) -> DataType {
        match self {
            ColumnType::Int32 | ColumnType::Year | ColumnType::MonthId => DataType::Int32,
            ColumnType::Int64 => DataType::Int64,
            ColumnType::Float64 => DataType::Float64,
            ColumnType::Bool => DataType::Boolean,
            ColumnType::Text => DataType::Utf8,
            ColumnType::Day => DataType::Date32,
        }
    }
}

/// How a publisher writes days and months.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum DateForm {
    /// 2004-09-18; a time of the day after it is passed over.
    #[default]
    Iso,
    /// 20040918.
    Compact,
    /// 18-9-2004.
    DayMonthYear,
    /// 9/18/2004.
    MonthDayYear,
    /// 18sep2004.
    DayMonthnameYear,
    /// A year and month, 2004-09 or 200409, for a column of months.
    YearMonth,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnFacts {
    /// Our name.
    pub name: String,
    /// The publisher's name, where it is another.
    #[serde(default)]
    pub from: Option<String>,
    /// What its values are.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// The unit.
    #[serde(default)]
    pub unit: String,
    /// What it means; the publisher's codebook says more.
    #[serde(default)]
    pub about: String,
    /// How days are written.
    #[serde(default)]
    pub form: DateForm,
    /// Whether decimals are written with a comma.
    #[serde(default)]
    pub decimal_comma: bool,
    /// Whether a row without it is rejected.
    #[serde(default)]
    pub required: bool,
    /// What stands for a missing value here, in place of the table's list.
    #[serde(default)]
    pub missing: Option<Vec<String>>,
    /// The values that may occur; any if empty.
    #[serde(default)]
    pub values: Vec<String>,
    /// The least number that may occur.
    #[serde(default)]
    pub min: Option<f64>,
    /// The greatest number that may occur.
    #[serde(default)]
    pub max: Option<f64>,
}

impl ColumnFacts {
    /// The publisher's name.
    pub fn published(&self) -> &str {
        self.from.as_deref().unwrap_or(&self.name)
    }
}

/// A column of codes that is mapped to Gleditsch-Ward numbers.
///
/// The number is that of the state which existed at the row's date, or which held the territory
/// then. Where there is none, the number is missing and `<name>_gap` says why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StateColumn {
    /// The column of codes, by our name.
    pub column: String,
    /// What the codes are: `gw`, `cow`, `iso3`, `name`, or a file of facts/aliases.
    pub code: String,
    /// The column that dates the row: a day, a year or a month, by our name.
    #[serde(default)]
    pub at: Option<String>,
    /// The day that is meant where no column dates the row.
    #[serde(default)]
    pub on: Option<Day>,
    /// The name of the column of numbers.
    #[serde(default = "gw")]
    pub name: String,
    /// Whether only the state itself is meant and never the one that held its territory: Ukraine had
    /// its own vote in the United Nations while it was part of the Soviet Union.
    #[serde(default)]
    pub own: bool,
    /// Whether codes without a state are told apart by no more than that, because they may be names
    /// of persons.
    #[serde(default)]
    pub quiet: bool,
}

fn gw() -> String {
    "gw".to_owned()
}

/// A table of a source: one kind of row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TableFacts {
    /// Its name, which no other table has.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What a row is.
    pub about: String,
    /// What stands for a missing value, besides nothing at all.
    #[serde(default)]
    pub missing: Vec<String>,
    /// Columns of the publisher that are not taken; `*` means all that are not named.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// Columns that are mapped to Gleditsch-Ward numbers.
    #[serde(default)]
    pub states: Vec<StateColumn>,
    /// The columns that a stored table is sorted by.
    #[serde(default)]
    pub sort: Vec<String>,
    /// Its columns, in order.
    pub columns: Vec<ColumnFacts>,
}

impl TableFacts {
    /// The column with that name.
    pub fn column(&self, name: &str) -> Option<&ColumnFacts> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The arrow schema of what is read: the columns in order, then for each mapped column its
    /// numbers (32-bit) and the reasons for missing ones (text).
    pub fn schema(&self) -> SchemaRef {
        let own = self
            .columns
            .iter()
            .map(|column| Field::new(&column.name, column.kind.arrow(), !column.required));
        let mapped = self.states.iter().flat_map(|state| {
            [
                Field::new(&state.name, DataType::Int32, true),
                Field::new(format!("{}_gap", state.name), DataType::Utf8, true),
            ]
        });
        Schema::new(own.chain(mapped).collect::<Vec<_>>()).into()
    }

    /// What is wrong with the description itself: the name concerned and why.
    pub(crate) fn faults(&self) -> Vec<(String, String)> {
        let mut faults = Vec::new();
        let mut wrong = |name: &str, message: String| faults.push((name.to_owned(), message));
        let mut names = BTreeSet::new();
        let mapped = self
            .states
            .iter()
            .flat_map(|state| [state.name.clone(), format!("{}_gap", state.name)]);
        for name in self.columns.iter().map(|c| c.name.clone()).chain(mapped) {
            let plain = name
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
                && !name.starts_with(|c: char| c.is_ascii_digit())
                && !name.is_empty();
            if !plain {
                wrong(
                    &name,
                    format!("`{name}` is no name for a column: use a-z, 0-9 and _"),
                );
            }
            if !names.insert(name.clone()) {
                wrong(
                    &name,
                    format!("`{}` has two columns called `{name}`", self.name),
                );
            }
        }
        for state in &self.states {
            if self.column(&state.column).is_none() {
                wrong(
                    &state.column,
                    format!("`{}` has no column `{}`", self.name, state.column),
                );
            }
            match (&state.at, state.on) {
                (Some(at), None) => {
                    let dated = self.column(at).is_some_and(|column| {
                        matches!(
                            column.kind,
                            ColumnType::Day | ColumnType::Year | ColumnType::MonthId
                        )
                    });
                    if !dated {
                        wrong(
                            at,
                            format!("`{at}` is no day, year or month of `{}`", self.name),
                        );
                    }
                }
                (None, Some(_)) => {}
                _ => wrong(
                    &state.column,
                    format!(
                        "`{}` of `{}` needs either `at` (a column that dates the row) or `on` (a day)",
                        state.column, self.name
                    ),
                ),
            }
        }
        for name in &self.sort {
            if !names.contains(name) {
                wrong(
                    name,
                    format!("`{}` has no column `{name}` to sort by", self.name),
                );
            }
        }
        faults
    }
}
