use serde::{Deserialize, Serialize};
use terms::Probability;

use crate::models::{logistic, probabilities};
use crate::protocols::rolling::Known;
use crate::{Explanation, Fitted, ForecastError, Model, Onset, Rows, StateYears};

/// The shape of files of fitted models; another number is another shape.
pub const FITTED_FORMAT: &str = "watchfire-fitted-1";

/// A predictor of a linear model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinearTerm {
    /// The column.
    pub predictor: String,
    /// Its mean over the rows that were learned from: contributions are told against it.
    pub mean: f64,
    /// By how much the log-odds of the risk rise with one unit of the predictor.
    pub coefficient: f64,
}

/// A fitted model that is a sum on the log-odds, written so that people can read and check it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinearModel {
    /// The log-odds where every predictor is 0.
    pub intercept: f64,
    /// The predictors, in the order in which the model learned them; those with the coefficient 0 too.
    pub terms: Vec<LinearTerm>,
}

/// A file of a fitted model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FittedFile {
    /// The shape of the file, [`FITTED_FORMAT`].
    pub format: String,
    /// The model.
    pub model: String,
    /// What the model is.
    pub about: String,
    /// What it forecasts, a file of facts/targets.
    pub target: String,
    /// The last year that was known: every row and outcome that it learned from lies at or before it.
    pub origin: i32,
    /// The seed of everything random.
    pub seed: u64,
    /// How many rows it learned from.
    pub rows: usize,
    /// In how many of them it happened.
    pub events: usize,
    /// The source of the rows, its version, licence and checksum.
    pub source: String,
    /// The model itself: the risk is 1 / (1 + exp(-(intercept + sum of coefficient * predictor))).
    pub fitted: LinearModel,
}

impl FittedFile {
    /// Fits a model on all that is known at the end of a year.
    ///
    /// # Errors
    /// An origin before the data, what the model refuses to learn from, or a model that is no sum.
    pub fn fit(
        data: &StateYears,
        model: &dyn Model<Onset>,
        (target, source): (&str, &str),
        origin: i32,
        seed: u64,
    ) -> Result<FittedFile, ForecastError> {
        let known = Known::at(data, origin)?;
        let fitted = model.fit(known.labelled(), seed)?;
        let linear = fitted
            .linear()
            .ok_or_else(|| ForecastError::NoCoefficients {
                model: model.id().to_owned(),
            })?;
        Ok(FittedFile {
            format: FITTED_FORMAT.to_owned(),
            model: model.id().to_owned(),
            about: model.about().to_owned(),
            target: target.to_owned(),
            origin,
            seed,
            rows: known.rows.len(),
            events: known.outcome.iter().filter(|event| **event).count(),
            source: source.to_owned(),
            fitted: linear,
        })
    }

    /// The model, if the file is one of this version and its numbers are numbers.
    ///
    /// # Errors
    /// Another shape of file, or a number that is not finite.
    pub fn checked(self) -> Result<LinearModel, ForecastError> {
        if self.format != FITTED_FORMAT {
            return Err(ForecastError::Unknown {
                kind: "shape of a fitted model",
                id: self.format,
                known: FITTED_FORMAT.to_owned(),
            });
        }
        let numbers = |term: &LinearTerm| [term.mean, term.coefficient];
        let numbers = self.fitted.terms.iter().flat_map(numbers);
        let mut all = numbers.chain([self.fitted.intercept]);
        if let Some(value) = all.find(|value| !value.is_finite()) {
            return Err(ForecastError::Setting {
                what: "a number of a fitted model",
                value,
                help: "fit the model again with `watchfire forecast fit`",
            });
        }
        Ok(self.fitted)
    }
}

impl LinearModel {
    fn places(&self, ask: &Rows) -> Result<Vec<usize>, ForecastError> {
        let names = ask.x.names();
        self.terms
            .iter()
            .map(|term| {
                let place = names.iter().position(|name| *name == term.predictor);
                place.ok_or_else(|| ForecastError::MissingColumn {
                    name: term.predictor.clone(),
                    known: names.join(", "),
                })
            })
            .collect()
    }
}

impl Fitted<Onset> for LinearModel {
    fn predict(&self, ask: &Rows) -> Result<Vec<Probability>, ForecastError> {
        let mut logits = vec![self.intercept; ask.len()];
        for (term, place) in self.terms.iter().zip(self.places(ask)?) {
            for (row, value) in ask.x.column(place).iter().enumerate() {
                if value.is_nan() {
                    let name = term.predictor.clone();
                    return Err(ForecastError::Gap { name, row });
                }
                logits[row] += term.coefficient * value;
            }
        }
        probabilities(logits.into_iter().map(logistic))
    }

    /// Exact: coefficient times distance from the mean of the training rows.
    fn explain(&self, ask: &Rows) -> Option<Result<Vec<Explanation>, ForecastError>> {
        Some(self.places(ask).map(|places| {
            let at_mean = self.terms.iter().map(|term| term.mean * term.coefficient);
            let base = self.intercept + at_mean.sum::<f64>();
            (0..ask.len())
                .map(|row| {
                    let mut parts = vec![0.0; ask.x.width()];
                    for (term, place) in self.terms.iter().zip(&places) {
                        let distance = ask.x.column(*place)[row] - term.mean;
                        parts[*place] += term.coefficient * distance;
                    }
                    Explanation { base, parts }
                })
                .collect()
        }))
    }

    fn linear(&self) -> Option<LinearModel> {
        Some(self.clone())
    }
}
