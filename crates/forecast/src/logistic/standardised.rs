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

    /// Coefficients on the scale of the data, and the intercept that belongs to them.
    pub(crate) fn unscaled(&self, intercept: f64, coefficients: &[f64]) -> (f64, Vec<f64>) {
        let own: Vec<f64> = coefficients
            .iter()
            .zip(&self.scale)
            .map(|(coefficient, scale)| coefficient / scale)
            .collect();
        let shift: f64 = own.iter().zip(&self.mean).map(|(b, mean)| b * mean).sum();
        (intercept - shift, own)
    }
}
