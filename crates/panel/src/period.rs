use std::fmt;

use terms::{AsOf, Day, Month};

use crate::PanelError;

/// A calendar year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Year(pub i32);

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A step of a panel's time: a year or a month. Years come before months in the order, but one
/// panel never has both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// A calendar year.
    Year(Year),
    /// A calendar month.
    Month(Month),
}

impl Period {
    /// The calendar year of that number.
    pub fn year(year: i32) -> Period {
        Period::Year(Year(year))
    }

    /// The period so many steps later; earlier if negative.
    pub fn after(self, steps: i32) -> Period {
        match self {
            Period::Year(Year(year)) => Period::year(year + steps),
            Period::Month(month) => Period::Month(Month::from_month_id(month.month_id() + steps)),
        }
    }

    /// Whether its last day had come by that date.
    pub fn ended_by(self, origin: AsOf) -> bool {
        self.after(1)
            .first_day()
            .is_some_and(|next| next <= origin.0.tomorrow())
    }

    /// Its first day; none outside the years that a [`Day`] can have.
    pub fn first_day(self) -> Option<Day> {
        let (year, month) = match self {
            Period::Year(Year(year)) => (year, 1),
            Period::Month(month) => (month.year(), month.month_of_year()),
        };
        Day::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, 1)
    }

    fn number(self) -> i32 {
        match self {
            Period::Year(Year(year)) => year,
            Period::Month(month) => month.month_id(),
        }
    }

    fn same_step(self, other: Period) -> bool {
        matches!(
            (self, other),
            (Period::Year(_), Period::Year(_)) | (Period::Month(_), Period::Month(_))
        )
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Year(year) => year.fmt(f),
            Period::Month(month) => month.fmt(f),
        }
    }
}

/// An unbroken run of years or of months, both ends included.
///
/// ```
/// use panel::Periods;
/// let periods = Periods::years(1989, 2023).unwrap();
/// assert_eq!(periods.len(), 35);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Periods {
    first: Period,
    last: Period,
}

impl Periods {
    /// From the first to the last period.
    ///
    /// # Errors
    /// If one is a year and the other a month, or the last comes before the first.
    pub fn new(first: Period, last: Period) -> Result<Periods, PanelError> {
        if first.same_step(last) && first <= last {
            Ok(Periods { first, last })
        } else {
            Err(PanelError::NoRun { first, last })
        }
    }

    /// The years from `first` to `last`.
    ///
    /// # Errors
    /// If `last` comes before `first`.
    pub fn years(first: i32, last: i32) -> Result<Periods, PanelError> {
        Periods::new(Period::year(first), Period::year(last))
    }

    /// The months from `first` to `last`.
    ///
    /// # Errors
    /// If `last` comes before `first`.
    pub fn months(first: Month, last: Month) -> Result<Periods, PanelError> {
        Periods::new(Period::Month(first), Period::Month(last))
    }

    /// The first period.
    pub fn first(self) -> Period {
        self.first
    }

    /// The last period.
    pub fn last(self) -> Period {
        self.last
    }

    /// How many periods there are, at least one.
    #[expect(clippy::len_without_is_empty, reason = "a run is never empty")]
    pub fn len(self) -> usize {
        usize::try_from(self.last.number() - self.first.number()).unwrap_or(0) + 1
    }

    /// The place of a period in the run, from 0; none if it is not in it.
    pub fn place(self, period: Period) -> Option<usize> {
        if !period.same_step(self.first) || period > self.last {
            return None;
        }
        usize::try_from(period.number() - self.first.number()).ok()
    }

    /// All of them in order.
    pub fn iter(self) -> impl Iterator<Item = Period> {
        (0..)
            .take(self.len())
            .map(move |steps| self.first.after(steps))
    }
}

impl fmt::Display for Periods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.first, self.last)
    }
}

/// The unit and the step of a panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grain {
    /// States by years.
    StateYear,
    /// States by months.
    StateMonth,
    /// PRIO-GRID cells by months.
    CellMonth,
}

impl fmt::Display for Grain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Grain::StateYear => "state-year",
            Grain::StateMonth => "state-month",
            Grain::CellMonth => "PRIO-GRID-month",
        })
    }
}
