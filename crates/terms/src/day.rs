use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A calendar day in the proleptic Gregorian calendar, printed as ISO 8601 (`2003-03-19`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// Why a text is not a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a day; write it as YYYY-MM-DD, for example 2003-03-19")]
pub struct DayError {
    text: String,
}

impl Day {
    /// The day of that year, month (1-12) and day of month, if there is one.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Day> {
        Date::new(year, month, day).ok().map(Day)
    }

    /// The year, for example 2003.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month of the year, 1 to 12.
    pub fn month_of_year(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    pub fn day_of_month(self) -> i8 {
        self.0.day()
    }

    /// The same day `months` earlier; the last day of the month where that day does not exist.
    pub fn months_before(self, months: u32) -> Day {
        let earlier = self
            .0
            .checked_sub(jiff::Span::new().months(i64::from(months)));
        Day(earlier.unwrap_or(Date::MIN))
    }

    /// The next day.
    pub fn tomorrow(self) -> Day {
        Day(self.0.tomorrow().unwrap_or(Date::MAX))
    }

    /// Days from `earlier` to this day; negative if this day comes first.
    pub fn days_since(self, earlier: Day) -> i64 {
        self.0
            .since(earlier.0)
            .map(|span| i64::from(span.get_days()))
            .unwrap_or(0)
    }

    /// The last day of that month.
    pub(crate) fn end_of_month(self) -> Day {
        Day(self.0.last_of_month())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Day, DayError> {
        // jiff also takes other ISO 8601 forms; the house form is the only one we accept.
        let plain = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
        match (plain, text.parse()) {
            (true, Ok(date)) => Ok(Day(date)),
            _ => Err(DayError {
                text: text.to_owned(),
            }),
        }
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Reads a TOML local date or an ISO string.
impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Toml(toml::value::Datetime),
            Text(String),
        }
        let text = match Form::deserialize(deserializer)? {
            Form::Toml(datetime) => datetime.to_string(),
            Form::Text(text) => text,
        };
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Day {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date" })
    }

    fn inline_schema() -> bool {
        true
    }
}

/// The date on which a question is put: nothing that became known later may answer it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct AsOf(pub Day);

impl AsOf {
    /// Whether something first known on `known` could be known on this date.
    pub fn knows(self, known: Day) -> bool {
        known <= self.0
    }
}

impl fmt::Display for AsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for AsOf {
    type Err = DayError;

    fn from_str(text: &str) -> Result<AsOf, DayError> {
        text.parse().map(AsOf)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn only_the_iso_form_is_a_day() {
        assert_eq!(day("2003-03-19").to_string(), "2003-03-19");
        for bad in ["2003-02-30", "20030319", "19.3.2003", "2003-03", ""] {
            assert!(bad.parse::<Day>().is_err(), "{bad} was taken");
        }
    }

    #[test]
    fn what_is_known_on_the_day_itself_counts() {
        let as_of = AsOf(day("2004-09-18"));
        assert!(as_of.knows(day("2004-09-18")));
        assert!(!as_of.knows(day("2004-09-19")));
    }

    #[test]
    fn twelve_months_before_a_leap_day_is_the_last_of_february() {
        assert_eq!(day("2004-02-29").months_before(12), day("2003-02-28"));
    }

    #[test]
    fn days_since_counts_calendar_days_across_years() {
        assert_eq!(day("2004-03-01").days_since(day("2003-03-01")), 366);
        assert_eq!(day("2003-03-01").days_since(day("2003-03-02")), -1);
    }
}
