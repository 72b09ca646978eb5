use terms::Month;

use crate::{ForecastError, History};

impl History {
    /// The last month of the series.
    pub fn last(&self) -> Month {
        let months = self.counts.iter().map(Vec::len).max().unwrap_or(0);
        Month::from_month_id(self.first.month_id() + months as i32 - 1)
    }

    /// What was known at the end of a month: later months are gone. Errors: the month lies before
    /// the first or after the last, from which steps would be miscounted.
    pub fn until(&self, origin: Month) -> Result<History, ForecastError> {
        let keep = origin.month_id() - self.first.month_id() + 1;
        if keep < 1 {
            return Err(ForecastError::OriginBeforeData {
                origin: origin.month_id(),
                first: self.first.month_id(),
            });
        }
        if origin > self.last() {
            return Err(ForecastError::Setting {
                what: "an origin (VIEWS month)",
                value: f64::from(origin.month_id()),
                help: "the series ends before it; take an earlier origin or a longer series",
            });
        }
        let mut known = self.clone();
        for counts in &mut known.counts {
            counts.truncate(keep as usize);
        }
        Ok(known)
    }

    /// The count of the unit at a place in a month; none outside the series or its months of existence.
    pub fn count(&self, place: usize, month: Month) -> Option<f64> {
        let at = usize::try_from(month.month_id() - self.first.month_id()).ok()?;
        self.counts.get(place)?.get(at).copied().flatten()
    }

    /// The places of the units that exist in the last month: forecasts are about them.
    pub fn alive(&self) -> Vec<usize> {
        let last = self.last();
        (0..self.units.len())
            .filter(|place| self.count(*place, last).is_some())
            .collect()
    }

    /// The counts of the unit in its last `months` months, oldest first, without months in which it did not exist.
    pub fn recent(&self, place: usize, months: usize) -> Vec<f64> {
        let counts = &self.counts[place];
        counts[counts.len().saturating_sub(months)..]
            .iter()
            .copied()
            .flatten()
            .collect()
    }

    /// Errors: no units, a series of another length, a count that is not finite or below zero, a neighbour that does not exist.
    pub fn check(&self) -> Result<(), ForecastError> {
        let Some(months) = self
            .counts
            .first()
            .map(Vec::len)
            .filter(|months| *months > 0)
        else {
            return Err(ForecastError::NoRows {
                what: "a history of counts",
                help: "give at least one unit with one month".to_owned(),
            });
        };
        for (what, length) in [
            ("units and their series", self.counts.len()),
            ("units and their neighbours", self.neighbours.len()),
        ] {
            if length != self.units.len() {
                return Err(ForecastError::Length {
                    what,
                    left: self.units.len(),
                    right: length,
                });
            }
        }
        for counts in &self.counts {
            if counts.len() != months {
                return Err(ForecastError::Length {
                    what: "series of a history",
                    left: months,
                    right: counts.len(),
                });
            }
            for count in counts.iter().flatten() {
                if !count.is_finite() || *count < 0.0 {
                    return Err(ForecastError::Setting {
                        what: "a count of deaths",
                        value: *count,
                        help: "counts are finite and not below zero; a month without information has none",
                    });
                }
            }
        }
        if let Some(stranger) = self
            .neighbours
            .iter()
            .flatten()
            .find(|place| **place >= self.units.len())
        {
            return Err(ForecastError::Setting {
                what: "the place of a neighbour",
                value: *stranger as f64,
                help: "it is the place of a unit in the history",
            });
        }
        Ok(())
    }
}
