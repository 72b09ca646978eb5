use std::fmt;

use terms::{Day, Gap};

use crate::{Absent, Period, Periods, Unit};

/// One value of one variable for one unit and period, and the first day on which it could be known.
///
/// A revised value is a further observation with a later `known`; the latest that the origin knows
/// counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observation<'a> {
    /// The state or cell.
    pub unit: Unit,
    /// The year or month that it is true for.
    pub period: Period,
    /// The variable, as one of the layout is called.
    pub variable: &'a str,
    /// The value in the variable's own unit.
    pub value: f64,
    /// The first day on which it could be known.
    pub known: Day,
}

/// A named column of a panel and what it means if a cell has no observation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its name, for example `deaths_one_sided`.
    pub name: String,
    /// The periods that its source covers, as declared on the origin day; none if all of the panel.
    pub covers: Option<Periods>,
    /// What no observation within the covered periods means.
    pub absent: Absent,
}

impl Variable {
    /// A variable whose missing observations are gaps.
    pub fn gapped(name: impl Into<String>) -> Variable {
        Variable {
            name: name.into(),
            covers: None,
            absent: Absent::Gap,
        }
    }

    /// A variable counted from a list of events: no row within `covers` means none happened.
    pub fn counted(name: impl Into<String>, covers: Periods) -> Variable {
        Variable {
            name: name.into(),
            covers: Some(covers),
            absent: Absent::Zero,
        }
    }

    /// The value or gap of a cell without observation.
    pub(crate) fn without_observation(&self, period: Period) -> Result<f64, Gap> {
        match (self.covers, self.absent) {
            (Some(covers), _) if covers.place(period).is_none() => Err(Gap::OutsideCoverage {
                covers: covers.to_string(),
            }),
            (_, Absent::Zero) => Ok(0.0),
            (_, Absent::Gap) => Err(Gap::NoEvidence),
        }
    }
}

impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}
