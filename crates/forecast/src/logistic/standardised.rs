use super::sums::moments;
use crate::{ForecastError, Matrix};

/// Predictors with mean 0 and variance 1 (1/N, not 1/(N-1)), as the penalty is applied to them.
#[derive(Debug, Clone)]
pub(crate) struct Standardised {
    /// The columns, each of `rows` values.
    pub(crate) columns: Vec<Vec<f64>>,
    pub(crate) mean: Vec<f64>,
    pub(crate) scale: Vec<f64>,
    /// Whether a column varies at all; one that does not gets no coefficient.
    pub(crate) varies: Vec<bool>,
    pub(crate) rows: usize,
}

impl Standardised {
    /// Standardises complete, finite columns. Errors: a gap, an infinite value, no rows.
    pub(crate) fn new(x: &Matrix) -> Result<Standardised, ForecastError> {
        if x.rows() == 0 {
            return Err(ForecastError::NoRows {
                what: "a logistic regression",
                help: "give rows whose predictors and outcome are known".to_owned(),
            });
        }
        for (name, column) in x.columns() {
            if let Some(row) = column.iter().position(|value| value.is_nan()) {
                let name = name.to_owned();
                return Err(ForecastError::Gap { name, row });
            }
            if let Some(row) = column.iter().position(|value| value.is_infinite()) {
                let name = name.to_owned();
                return Err(ForecastError::Infinite { name, row });
            }
        }
        let rows = x.rows();
        let part = 1.0 / rows as f64;
        let mut all = Standardised {
            columns: Vec::with_capacity(x.width()),
            mean: Vec::with_capacity(x.width()),
            scale: Vec::with_capacity(x.width()),
            varies: Vec::with_capacity(x.width()),
            rows,
        };
        for (_, column) in x.columns() {
            let varies = column.iter().any(|value| *value != column[0]);
            let mean = column.iter().map(|value| part * value).sum::<f64>();
            let centred: Vec<f64> = column.iter().map(|value| value - mean).collect();
            let scale = centred
                .iter()
                .map(|value| part * value * value)
                .sum::<f64>()
                .sqrt();
            let column = if varies {
                centred.iter().map(|value| value / scale).collect()
            } else {
                vec![0.0; rows]
            };
            all.columns.push(column);
            all.mean.push(mean);
            all.scale.push(if varies { scale } else { 1.0 });
            all.varies.push(varies);
        }
        Ok(all)
    }
}

/// The rows that are learned from, as shares of one, and their own standardisation.
///
/// Folds share the columns of all rows: a value of a fold is `factor * value + shift`, and the rows that it
/// holds out have no share. So the columns stay in the cache from fold to fold.
#[derive(Debug, Clone)]
pub(crate) struct Learned<'a> {
    pub(crate) all: &'a Standardised,
    /// The share of each row; 0 where it is held out.
    pub(crate) part: Vec<f64>,
    /// How many rows have a share.
    pub(crate) rows: usize,
    pub(crate) factor: Vec<f64>,
    pub(crate) shift: Vec<f64>,
    /// Whether a column varies among them.
    pub(crate) varies: Vec<bool>,
}

impl<'a> Learned<'a> {
    /// All rows.
    pub(crate) fn whole(all: &'a Standardised) -> Learned<'a> {
        let width = all.columns.len();
        Learned {
            all,
            part: vec![1.0 / all.rows as f64; all.rows],
            rows: all.rows,
            factor: vec![1.0; width],
            shift: vec![0.0; width],
            varies: all.varies.clone(),
        }
    }

    /// The rows outside of a fold.
    pub(crate) fn without(all: &'a Standardised, fold: &[usize], held: usize) -> Learned<'a> {
        let rows = fold.iter().filter(|other| **other != held).count();
        let share = 1.0 / rows.max(1) as f64;
        let part: Vec<f64> = fold
            .iter()
            .map(|other| if *other == held { 0.0 } else { share })
            .collect();
        let width = all.columns.len();
        let mut learned = Learned {
            all,
            part,
            rows,
            factor: vec![0.0; width],
            shift: vec![0.0; width],
            varies: vec![false; width],
        };
        for (k, column) in all.columns.iter().enumerate() {
            let mut values = column.iter().zip(fold).filter(|(_, other)| **other != held);
            let first = values.next().map(|(value, _)| *value);
            learned.varies[k] = values.any(|(value, _)| Some(*value) != first);
            if learned.varies[k] {
                let (mean, square) = moments(&learned.part, column);
                let scale = (square - mean * mean).sqrt();
                learned.factor[k] = 1.0 / scale;
                learned.shift[k] = -mean / scale;
            }
        }
        learned
    }

    /// Coefficients on the scale of the data, and the intercept that belongs to them.
    pub(crate) fn unscaled(&self, intercept: f64, coefficients: &[f64]) -> (f64, Vec<f64>) {
        let mut intercept = intercept;
        let mut own = Vec::with_capacity(coefficients.len());
        for (k, coefficient) in coefficients.iter().enumerate() {
            let by = coefficient * self.factor[k] / self.all.scale[k];
            intercept += coefficient * self.shift[k] - by * self.all.mean[k];
            own.push(by);
        }
        (intercept, own)
    }
}
