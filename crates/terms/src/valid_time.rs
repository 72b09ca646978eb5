use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::Day;

/// When something is true of the world: a day, month or year, or an interval of them.
///
/// Written in a subset of EDTF (ISO 8601-2): `2003-03-07`, `2003-03`, `2003`,
/// `1988-02/1988-09`, and `2003-02/..` for an interval without a known end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidTime {
    from: Day,
    to: Option<Day>,
    text: String,
}

/// Why a text is not a valid time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValidTimeError {
    /// The text is in none of the accepted forms.
    #[error(
        "`{0}` is not a time; write a day, month or year, or two of them with a slash, for example 1988-02/1988-09 or 2003-02/.."
    )]
    Form(String),
    /// The interval ends before it begins.
    #[error("`{0}` ends before it begins")]
    Backwards(String),
}

impl ValidTime {
    /// The first day of the interval.
    pub fn from(&self) -> Day {
        self.from
    }

    /// The last day of the interval; none if it has no known end.
    pub fn to(&self) -> Option<Day> {
        self.to
    }

    /// Whether any day of this time lies between `first` and `last`, both included.
    pub fn touches(&self, first: Day, last: Day) -> bool {
        self.from <= last && self.to.is_none_or(|to| first <= to)
    }
}

/// The first and last day of a day, month or year.
fn bounds(text: &str) -> Option<(Day, Day)> {
    match text.len() {
        10 => text.parse().ok().map(|day| (day, day)),
        7 => {
            let first: Day = format!("{text}-01").parse().ok()?;
            Some((first, first.end_of_month()))
        }
        4 => {
            let first: Day = format!("{text}-01-01").parse().ok()?;
            Some((first, Day::new(first.year(), 12, 31)?))
        }
        _ => None,
    }
}

impl From<Day> for ValidTime {
    /// That day.
    fn from(day: Day) -> ValidTime {
        ValidTime {
            from: day,
            to: Some(day),
            text: day.to_string(),
        }
    }
}

impl FromStr for ValidTime {
    type Err = ValidTimeError;

    fn from_str(text: &str) -> Result<ValidTime, ValidTimeError> {
        let form = || ValidTimeError::Form(text.to_owned());
        let (from, to) = match text.split_once('/') {
            None => {
                let (from, to) = bounds(text).ok_or_else(form)?;
                (from, Some(to))
            }
            Some((start, "..")) => (bounds(start).ok_or_else(form)?.0, None),
            Some((start, end)) => (
                bounds(start).ok_or_else(form)?.0,
                Some(bounds(end).ok_or_else(form)?.1),
            ),
        };
        if to.is_some_and(|to| to < from) {
            return Err(ValidTimeError::Backwards(text.to_owned()));
        }
        Ok(ValidTime {
            from,
            to,
            text: text.to_owned(),
        })
    }
}

impl fmt::Display for ValidTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for ValidTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> serde::Deserialize<'de> for ValidTime {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<ValidTime, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> ValidTime {
        text.parse().unwrap()
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_year_covers_its_first_and_last_day() {
        let anfal = time("1988-02/1988-09");
        assert_eq!(anfal.from(), day("1988-02-01"));
        assert_eq!(anfal.to(), Some(day("1988-09-30")));
        assert_eq!(time("2002").to(), Some(day("2002-12-31")));
        assert_eq!(time("2004-02").to(), Some(day("2004-02-29")));
    }

    #[test]
    fn an_open_interval_touches_every_later_time() {
        let open = time("2003-02/..");
        assert!(open.touches(day("2020-01-01"), day("2020-12-31")));
        assert!(!open.touches(day("2002-01-01"), day("2003-01-31")));
    }

    #[test]
    fn backwards_and_malformed_times_are_refused_with_the_reason() {
        let refused = |text: &str| text.parse::<ValidTime>().unwrap_err().to_string();
        assert_eq!(refused("2004/2003"), "`2004/2003` ends before it begins");
        assert!(refused("March 2003").contains("is not a time"));
        assert!(refused("2003-13").contains("is not a time"));
    }
}
