use super::columns::is_constant;
use crate::{Labelled, Rows};

/// Rows to learn from without the predictors that say nothing among them.
///
/// A model refuses a constant predictor, since it mostly is a mistake. Forecasts from long ago that
/// only serve to choose between models meet predictors that are constant for a known reason: what
/// they count was not coded yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Varying {
    /// The rows with the predictors that are left.
    pub rows: Rows,
    /// How many of the first columns are as published.
    pub published: usize,
    /// The predictors that were left out: one value in all rows, or none in any.
    pub left_out: Vec<String>,
}

impl Varying {
    /// What varies among rows that are known.
    pub fn among(known: &Labelled<'_>) -> Varying {
        let says_nothing =
            |column: &[f64]| is_constant(column) || column.iter().all(|value| value.is_nan());
        let mut left_out = Vec::new();
        let mut kept = Vec::new();
        let mut published = 0;
        for (place, (name, column)) in known.rows.x.columns().enumerate() {
            if says_nothing(column) {
                left_out.push(name.to_owned());
                continue;
            }
            published += usize::from(place < known.published);
            kept.push((name.to_owned(), column.to_vec()));
        }
        Varying {
            rows: Rows {
                x: known.rows.x.with_columns(kept),
                unit: known.rows.unit.clone(),
                time: known.rows.time.clone(),
            },
            published,
            left_out,
        }
    }

    /// The same as a model takes it.
    pub fn labelled<'a>(&'a self, known: Labelled<'a>) -> Labelled<'a> {
        Labelled {
            rows: &self.rows,
            published: self.published,
            ..known
        }
    }
}
