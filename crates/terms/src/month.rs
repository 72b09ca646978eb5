use std::fmt;
use std::str::FromStr;

use crate::Day;

/// A calendar month, convertible to and from the VIEWS `month_id` (1 = January 1980).
///
/// ```
/// use terms::Month;
/// assert_eq!(Month::new(1980, 1).unwrap().month_id(), 1);
/// assert_eq!(Month::from_month_id(279).to_string(), "2003-03");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Month(i32);

/// Why something is not a month.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a month; write it as YYYY-MM, for example 2003-03")]
pub struct MonthError {
    text: String,
}

impl Month {
    /// The month of that year, if `month` is 1 to 12.
    pub fn new(year: i32, month: u32) -> Option<Month> {
        let month = i32::try_from(month).ok().filter(|m| (1..=12).contains(m))?;
        Some(Month((year - 1980) * 12 + month))
    }

    /// The month with that VIEWS number; 0 and below are months before 1980.
    pub fn from_month_id(month_id: i32) -> Month {
        Month(month_id)
    }

    /// The VIEWS number: January 1980 is 1.
    pub fn month_id(self) -> i32 {
        self.0
    }

    /// The year.
    pub fn year(self) -> i32 {
        1980 + (self.0 - 1).div_euclid(12)
    }

    /// The month of the year, 1 to 12.
    pub fn month_of_year(self) -> u32 {
        (self.0 - 1).rem_euclid(12).unsigned_abs() + 1
    }
}

impl From<Day> for Month {
    fn from(day: Day) -> Month {
        Month((i32::from(day.year()) - 1980) * 12 + i32::from(day.month_of_year()))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month_of_year())
    }
}

impl FromStr for Month {
    type Err = MonthError;

    fn from_str(text: &str) -> Result<Month, MonthError> {
        let error = || MonthError {
            text: text.to_owned(),
        };
        let (year, month) = text.split_once('-').ok_or_else(error)?;
        // `parse` would also take a sign.
        let digits =
            |text: &str, n| text.len() == n && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(error());
        }
        let year = year.parse().map_err(|_| error())?;
        let month = month.parse().map_err(|_| error())?;
        Month::new(year, month).ok_or_else(error)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    // Origin of the pairs: VIEWS documentation (1 = January 1980) and views_month_ids.csv
    // (457 = January 2018, the first month of the 2018 challenge window).
    #[test]
    fn month_ids_agree_with_the_views_calendar() {
        for (text, id) in [
            ("1980-01", 1),
            ("1980-12", 12),
            ("1981-01", 13),
            ("2018-01", 457),
        ] {
            let month: Month = text.parse().unwrap();
            assert_eq!(month.month_id(), id);
            assert_eq!(Month::from_month_id(id).to_string(), text);
        }
        assert_eq!(Month::from_month_id(0).to_string(), "1979-12");
    }

    #[test]
    fn only_the_house_form_is_a_month() {
        for bad in [
            "+980-01",
            "2003-1",
            "2003-13",
            "2003-00",
            "2003",
            "2003-03-19",
        ] {
            assert!(bad.parse::<Month>().is_err(), "{bad} was taken");
        }
    }

    proptest! {
        #[test]
        fn every_month_survives_the_round_trip(id in -2_000i32..3_000) {
            let month = Month::from_month_id(id);
            prop_assert_eq!(Month::new(month.year(), month.month_of_year()), Some(month));
            prop_assert_eq!(month.to_string().parse::<Month>(), Ok(month));
        }
    }
}
