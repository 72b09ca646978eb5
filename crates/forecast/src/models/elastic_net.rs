use terms::Probability;

use super::columns::{checked, probabilities};
use super::{Columns, logistic};
use crate::logistic::{Penalty, cross_validate, seeded_folds};
use crate::{Explanation, Fitted, ForecastError, Labelled, Model, Onset, Rows};

/// Elastic-net logistic regression; lambda is chosen by cross-validated deviance over ten folds of rows.
///
/// With the published columns and alpha 0.5 it is the model of the Early Warning Project's Statistical
/// Risk Assessment, but for the folds: R's random numbers are not ours.
#[derive(Debug, Clone, Copy)]
pub struct ElasticNet {
    id: &'static str,
    about: &'static str,
    derived: bool,
}

impl ElasticNet {
    /// On the published predictors.
    pub const PUBLISHED: ElasticNet = ElasticNet {
        id: "elastic-net",
        about: "elastic-net logistic regression on the published predictors, the Early Warning Project's model with folds of our own seed",
        derived: false,
    };
}

/// Folds of the cross-validation.
const FOLDS: usize = 10;

#[derive(Debug)]
struct Line {
    columns: Columns,
    means: Vec<f64>,
    intercept: f64,
    coefficients: Vec<f64>,
}

impl Model<Onset> for ElasticNet {
    fn id(&self) -> &'static str {
        self.id
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn fit(
        &self,
        training: Labelled<'_>,
        seed: u64,
    ) -> Result<Box<dyn Fitted<Onset>>, ForecastError> {
        let columns = Columns::of(&training, self.derived);
        let x = columns.take(&training.rows.x)?;
        checked(&training, &x)?;
        let folds = seeded_folds(x.rows(), FOLDS, seed);
        let fit = cross_validate(&x, training.outcome, &folds, Penalty::default())?;
        let means = x
            .columns()
            .map(|(_, column)| column.iter().sum::<f64>() / column.len() as f64);
        Ok(Box::new(Line {
            means: means.collect(),
            columns,
            intercept: fit.intercept(),
            coefficients: fit.coefficients().to_vec(),
        }))
    }
}

impl Fitted<Onset> for Line {
    fn predict(&self, ask: &Rows) -> Result<Vec<Probability>, ForecastError> {
        let places = self.columns.places(ask)?;
        let mut logit = vec![self.intercept; ask.len()];
        for ((place, b), name) in places
            .iter()
            .zip(&self.coefficients)
            .zip(&self.columns.names)
        {
            for (row, value) in ask.x.column(*place).iter().enumerate() {
                if value.is_nan() {
                    let name = name.clone();
                    return Err(ForecastError::Gap { name, row });
                }
                logit[row] += b * value;
            }
        }
        probabilities(logit.into_iter().map(logistic))
    }

    /// Exact: coefficient times distance from the mean of the training rows.
    fn explain(&self, ask: &Rows) -> Option<Result<Vec<Explanation>, ForecastError>> {
        Some(self.columns.places(ask).map(|places| {
            let at_mean = self.means.iter().zip(&self.coefficients);
            let base = self.intercept + at_mean.map(|(mean, b)| mean * b).sum::<f64>();
            (0..ask.len())
                .map(|row| {
                    let mut parts = vec![0.0; ask.x.width()];
                    for (at, place) in places.iter().enumerate() {
                        let value = ask.x.column(*place)[row];
                        parts[*place] += self.coefficients[at] * (value - self.means[at]);
                    }
                    Explanation { base, parts }
                })
                .collect()
        }))
    }
}
