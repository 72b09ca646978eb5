use std::collections::BTreeMap;

use crate::{ForecastError, Matrix, Rows};

/// State-years with their predictors and what came of them, as the Early Warning Project prepares them.
#[derive(Debug, Clone, PartialEq)]
pub struct StateYears {
    /// Predictors of each state-year, known at the end of the year; first the published ones, then derived ones.
    pub rows: Rows,
    /// How many of the first columns are as published.
    pub published: usize,
    /// Whether a mass killing began in the year itself.
    pub onset: Vec<bool>,
    /// Whether one began in the next two years; none where both years are not yet coded or the state ended.
    pub within_two: Vec<Option<bool>>,
    /// The region of each state-year, as the publisher groups states.
    pub region: Vec<Region>,
}

/// The regions by which the Early Warning Project groups states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Region {
    /// Africa south of the Sahara: the publisher's reference group.
    SubSaharanAfrica,
    /// The Americas.
    Americas,
    /// East Asia and the Pacific.
    EastAsiaPacific,
    /// South and Central Asia.
    SouthCentralAsia,
    /// Middle East and North Africa.
    MiddleEastNorthAfrica,
    /// Europe.
    Europe,
}

/// The publisher's columns that mark a region, with the region.
const REGIONS: [(&str, Region); 5] = [
    ("reg_na", Region::Americas),
    ("reg_eap", Region::EastAsiaPacific),
    ("reg_sca", Region::SouthCentralAsia),
    ("reg_mna", Region::MiddleEastNorthAfrica),
    ("reg_eur", Region::Europe),
];

impl StateYears {
    /// State-years from published predictors. Errors: lengths that differ, an infinite value, a region column that is missing.
    pub fn new(
        rows: Rows,
        onset: Vec<bool>,
        within_two: Vec<Option<bool>>,
    ) -> Result<StateYears, ForecastError> {
        for (what, length) in [
            ("years and rows", rows.time.len()),
            ("predictors and rows", rows.x.rows()),
            ("onsets and rows", onset.len()),
            ("outcomes and rows", within_two.len()),
        ] {
            if length != rows.len() {
                return Err(ForecastError::Length {
                    what,
                    left: length,
                    right: rows.len(),
                });
            }
        }
        for (name, column) in rows.x.columns() {
            if let Some(row) = column.iter().position(|value| value.is_infinite()) {
                let name = name.to_owned();
                return Err(ForecastError::Infinite { name, row });
            }
        }
        let mut region = vec![Region::SubSaharanAfrica; rows.len()];
        for (name, one) in REGIONS {
            for (slot, value) in region.iter_mut().zip(rows.x.named(name)?) {
                if *value == 1.0 {
                    *slot = one;
                }
            }
        }
        Ok(StateYears {
            published: rows.x.width(),
            rows,
            onset,
            within_two,
            region,
        })
    }

    /// Whether every published predictor of a row has a value.
    pub fn is_complete(&self, row: usize) -> bool {
        (0..self.published).all(|column| !self.rows.x.column(column)[row].is_nan())
    }

    /// The row of each unit and year.
    pub(crate) fn places(&self) -> BTreeMap<(u32, i32), usize> {
        let keys = self.rows.unit.iter().copied();
        keys.zip(self.rows.time.iter().copied())
            .enumerate()
            .map(|(row, key)| (key, row))
            .collect()
    }

    /// With a further column, one value a row, NaN where it is missing.
    pub fn with(mut self, name: &str, values: Vec<f64>) -> Result<StateYears, ForecastError> {
        let mut columns: Vec<(String, Vec<f64>)> = self
            .rows
            .x
            .columns()
            .map(|(name, column)| (name.to_owned(), column.to_vec()))
            .collect();
        columns.push((name.to_owned(), values));
        self.rows.x = Matrix::new(columns)?;
        Ok(self)
    }
}
