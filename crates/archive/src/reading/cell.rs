use terms::Day;

use crate::{ColumnFacts, ColumnType, DateForm};

/// A value as a file holds it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// There is none.
    Missing,
    /// A text.
    Text(&'a str),
    /// Bytes that should be a text and are not UTF-8.
    Bytes(&'a [u8]),
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
    /// Yes or no.
    Bool(bool),
    /// Days since 1 January 1970.
    Days(i32),
    /// A value of a type that no column holds.
    Other(&'static str),
}

impl<'a> Cell<'a> {
    /// A text, if the bytes are one.
    pub(super) fn of(bytes: &'a [u8]) -> Cell<'a> {
        std::str::from_utf8(bytes).map_or(Cell::Bytes(bytes), Cell::Text)
    }
}

/// A value that fits its column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Value<'a> {
    Missing,
    Int(i64),
    Float(f64),
    Bool(bool),
    Text(&'a str),
    /// Days since 1 January 1970.
    Day(i32),
}

/// What the cells of a column are checked against.
pub(crate) struct Check<'a> {
    column: &'a ColumnFacts,
    /// What is written where a value is missing.
    missing: &'a [String],
    /// The numbers among the values that the column may hold.
    numbers: Vec<f64>,
}

impl<'a> Check<'a> {
    /// The checks of a column in a table where missing values are written so.
    pub(crate) fn new(column: &'a ColumnFacts, missing: &'a [String]) -> Check<'a> {
        Check {
            column,
            missing: column.missing.as_deref().unwrap_or(missing),
            numbers: column
                .values
                .iter()
                .filter_map(|x| x.parse().ok())
                .collect(),
        }
    }

    /// Checks a cell against what its column may hold; says what is wrong with it otherwise.
    pub(crate) fn parse<'c>(&self, cell: Cell<'c>) -> Result<Value<'c>, String> {
        let column = self.column;
        let value = match cell {
            Cell::Missing => Value::Missing,
            Cell::Text(text) => {
                let trimmed = trimmed(text);
                if trimmed.is_empty() || self.missing.iter().any(|token| token == trimmed) {
                    Value::Missing
                } else if column.kind == ColumnType::Text {
                    check_text(trimmed, column)?;
                    Value::Text(text)
                } else {
                    parse_text(trimmed, column)?
                }
            }
            Cell::Bytes(bytes) => {
                let fine = std::str::from_utf8(bytes).map_or_else(|e| e.valid_up_to(), str::len);
                return Err(format!(
                    "byte {fine} of the value is not in the encoding of the file"
                ));
            }
            Cell::Int(n) => from_int(n, column)?,
            Cell::Float(x) => from_float(x, column)?,
            Cell::Days(days) if column.kind == ColumnType::Day => Value::Day(days),
            Cell::Days(_) => {
                return Err("it is a day and the column holds something else".to_owned());
            }
            Cell::Other(kind) => return Err(format!("it is {kind}, which no column holds")),
            Cell::Bool(yes) => match column.kind {
                ColumnType::Bool => Value::Bool(yes),
                _ => from_int(i64::from(yes), column)?,
            },
        };
        match value {
            Value::Missing if column.required => {
                Err("it is missing, and the row means nothing without it".to_owned())
            }
            Value::Int(n) => self.in_range(n as f64).map(|()| value),
            Value::Float(x) => self.in_range(x).map(|()| value),
            _ => Ok(value),
        }
    }

    fn in_range(&self, x: f64) -> Result<(), String> {
        let column = self.column;
        if let Some(min) = column.min.filter(|min| x < *min) {
            return Err(format!("it is below {min}"));
        }
        if let Some(max) = column.max.filter(|max| x > *max) {
            return Err(format!("it is above {max}"));
        }
        if !column.values.is_empty() && !self.numbers.contains(&x) {
            return Err(format!("it is none of {}", column.values.join(", ")));
        }
        Ok(())
    }
}

/// Without spaces around it; most texts have none, which their ends tell.
fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

fn check_text(text: &str, column: &ColumnFacts) -> Result<(), String> {
    if !column.values.is_empty() && !column.values.iter().any(|value| value == text) {
        return Err(format!("it is none of {}", column.values.join(", ")));
    }
    Ok(())
}

/// A text in a column of something else.
fn parse_text(text: &str, column: &ColumnFacts) -> Result<Value<'static>, String> {
    match column.kind {
        ColumnType::Text => Err("it is a text".to_owned()),
        ColumnType::Int32 | ColumnType::Int64 | ColumnType::Year => match whole(text) {
            Some(n) => from_int(n, column),
            None => match text.parse::<f64>() {
                Ok(x) => from_float(x, column),
                Err(_) => Err("it is not a whole number".to_owned()),
            },
        },
        ColumnType::Float64 if column.decimal_comma => {
            match text.replace(',', ".").parse::<f64>() {
                Ok(x) => from_float(x, column),
                Err(_) => Err("it is not a number with a decimal comma".to_owned()),
            }
        }
        ColumnType::Float64 => match text.parse::<f64>() {
            Ok(x) => from_float(x, column),
            Err(_) => Err("it is not a number".to_owned()),
        },
        ColumnType::Bool => match text {
            "TRUE" | "True" | "true" | "T" | "t" | "YES" | "Yes" | "yes" | "Y" | "y" | "1"
            | "1.0" => Ok(Value::Bool(true)),
            "FALSE" | "False" | "false" | "F" | "f" | "NO" | "No" | "no" | "N" | "n" | "0"
            | "0.0" => Ok(Value::Bool(false)),
            _ => Err("it is neither yes nor no".to_owned()),
        },
        ColumnType::Day => day(text, column.form)
            .map(|day| Value::Day(days_since_1970(day)))
            .ok_or_else(|| format!("it is no day written as {}", written(column.form))),
        ColumnType::MonthId => match column.form {
            DateForm::YearMonth => year_month(text)
                .map(|month| Value::Int(i64::from(month.month_id())))
                .ok_or_else(|| "it is no month written as 2004-09 or 200409".to_owned()),
            _ => match whole(text) {
                Some(n) => from_int(n, column),
                None => match text.parse::<f64>() {
                    Ok(x) => from_float(x, column),
                    Err(_) => Err("it is no month number".to_owned()),
                },
            },
        },
    }
}

fn from_int(n: i64, column: &ColumnFacts) -> Result<Value<'static>, String> {
    match column.kind {
        ColumnType::Int32 if i32::try_from(n).is_err() => {
            Err("it is too large for 32 bits".to_owned())
        }
        ColumnType::Int32 | ColumnType::Int64 => Ok(Value::Int(n)),
        ColumnType::Year if !(1..=9999).contains(&n) => {
            Err("it is no year of the calendar".to_owned())
        }
        ColumnType::MonthId if !(-24_000..=96_000).contains(&n) => {
            Err("it is no month of the calendar".to_owned())
        }
        ColumnType::Year | ColumnType::MonthId => Ok(Value::Int(n)),
        ColumnType::Float64 => Ok(Value::Float(n as f64)),
        ColumnType::Bool => match n {
            0 => Ok(Value::Bool(false)),
            1 => Ok(Value::Bool(true)),
            _ => Err("it is neither yes nor no".to_owned()),
        },
        ColumnType::Day => day(&n.to_string(), column.form)
            .map(|day| Value::Day(days_since_1970(day)))
            .ok_or_else(|| format!("it is no day written as {}", written(column.form))),
        ColumnType::Text => Err("it is a number and the column holds texts".to_owned()),
    }
}

fn from_float(x: f64, column: &ColumnFacts) -> Result<Value<'static>, String> {
    // Not a number is how some tools write a missing value.
    if x.is_nan() {
        return Ok(Value::Missing);
    }
    if !x.is_finite() {
        return Err("it is not finite".to_owned());
    }
    match column.kind {
        ColumnType::Float64 => Ok(Value::Float(x)),
        _ if x.fract() == 0.0 && x.abs() < 9e15 => from_int(x as i64, column),
        _ => Err("it is not a whole number".to_owned()),
    }
}

/// A whole number of at most 18 digits.
fn whole(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut n = 0_i64;
    for byte in digits.bytes() {
        if !byte.is_ascii_digit() {
            return None;
        }
        n = n * 10 + i64::from(byte - b'0');
    }
    Some(if digits.len() == text.len() { n } else { -n })
}

fn day(text: &str, form: DateForm) -> Option<Day> {
    let of = |year: &str, month: &str, day: &str| {
        let (year, month, day) = (whole(year)?, whole(month)?, whole(day)?);
        Day::new(
            i16::try_from(year).ok()?,
            i8::try_from(month).ok()?,
            i8::try_from(day).ok()?,
        )
    };
    match form {
        DateForm::Iso => {
            let date = text.split(['T', ' ']).next()?;
            let mut parts = date.splitn(3, '-');
            let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
            (year.len() == 4).then(|| of(year, month, day)).flatten()
        }
        DateForm::Compact => {
            let whole_day = text.len() == 8 && text.is_ascii();
            whole_day
                .then(|| of(&text[..4], &text[4..6], &text[6..]))
                .flatten()
        }
        DateForm::DayMonthYear => {
            let mut parts = text.splitn(3, ['-', '/', '.']);
            let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
            (year.len() == 4).then(|| of(year, month, day)).flatten()
        }
        DateForm::MonthDayYear => {
            let mut parts = text.splitn(3, ['-', '/', '.']);
            let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
            (year.len() == 4).then(|| of(year, month, day)).flatten()
        }
        DateForm::DayMonthnameYear => {
            let split = text.find(|c: char| !c.is_ascii_digit())?;
            let (day, rest) = text.split_at(split);
            let (name, year) = (rest.get(..3)?, rest.get(3..)?);
            let month = MONTHS.iter().position(|m| m.eq_ignore_ascii_case(name))? + 1;
            (year.len() == 4)
                .then(|| of(year, &month.to_string(), day))
                .flatten()
        }
        DateForm::YearMonth => None,
    }
}

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

fn year_month(text: &str) -> Option<terms::Month> {
    let text = text.strip_suffix(".0").unwrap_or(text);
    let (year, month) = match text.split_once('-') {
        Some(pair) => pair,
        None if text.len() == 6 && text.is_ascii() => text.split_at(4),
        None => return None,
    };
    let year = i32::try_from(whole(year)?)
        .ok()
        .filter(|year| (1..=9999).contains(year))?;
    terms::Month::new(year, u32::try_from(whole(month)?).ok()?)
}

fn written(form: DateForm) -> &'static str {
    match form {
        DateForm::Iso => "2004-09-18",
        DateForm::Compact => "20040918",
        DateForm::DayMonthYear => "18-9-2004",
        DateForm::MonthDayYear => "9/18/2004",
        DateForm::DayMonthnameYear => "18sep2004",
        DateForm::YearMonth => "2004-09",
    }
}

/// Days since 1 January 1970, as arrow's Date32 counts.
pub(crate) fn days_since_1970(day: Day) -> i32 {
    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": days_from_civil.
    let month = i32::from(day.month_of_year());
    let year = i32::from(day.year()) - i32::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * shifted + 2) / 5 + i32::from(day.day_of_month()) - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    era * 146_097 + of_era - 719_468
}

/// The day that a Date32 means; none outside of the calendar.
pub(crate) fn day_of(days: i32) -> Option<Day> {
    // The same page: civil_from_days.
    let z = i64::from(days) + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Day::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
}
