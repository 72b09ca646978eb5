use terms::Probability;

use super::columns::probabilities;
use super::{Columns, Used, Varying, logistic};
use crate::logistic::{Penalty, cross_validate, r_folds, seeded_folds};
use crate::{
    Explanation, Fitted, ForecastError, Labelled, LinearModel, LinearTerm, Matrix, Model, Onset,
    Rows,
};

/// Elastic-net logistic regression; lambda is chosen by cross-validated deviance over ten folds of rows.
///
/// With the published columns, alpha 0.5 and folds as R draws them, it is the model of the Early Warning
/// Project's Statistical Risk Assessment, to the last digits of its coefficients.
#[derive(Debug, Clone, Copy)]
pub struct ElasticNet {
    id: &'static str,
    about: &'static str,
    used: Used,
    r_seed: Option<u32>,
}

impl ElasticNet {
    /// On the published predictors.
    pub const PUBLISHED: ElasticNet = ElasticNet {
        id: "elastic-net",
        about: "elastic-net logistic regression on the published predictors, the Early Warning Project's own model",
        used: Used::Published,
        r_seed: Some(90_035),
    };

    /// On these and UCDP's deaths, learned from the state-years that have both; for a stack.
    pub const DEATHS: ElasticNet = ElasticNet {
        id: "elastic-net-deaths",
        about: "the same on published predictors and UCDP's deaths, from the state-years since deaths are coded",
        used: Used::PublishedAndDeaths,
        ..ElasticNet::PUBLISHED
    };

    /// The same with folds that follow from the seed of the backtest, to see what the folds decide.
    pub const OWN_FOLDS: ElasticNet = ElasticNet {
        id: "elastic-net-own-folds",
        about: "the same with folds drawn from the seed that is given",
        r_seed: None,
        ..ElasticNet::PUBLISHED
    };

    /// On the predictors of killing years, with folds drawn from the seed.
    pub const KILLING: ElasticNet = ElasticNet {
        id: "killing-elastic-net",
        about: "elastic-net logistic regression on past deaths of the state and its neighbours, lambda by ten folds",
        ..ElasticNet::OWN_FOLDS
    };
}

/// Folds of the cross-validation.
const FOLDS: usize = 10;
/// A deviance this much above its smallest ends the search for lambda; see [`cross_validate`].
const GIVE_UP: Option<f64> = Some(0.002);

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

    fn sees_deaths(&self) -> bool {
        self.used.deaths()
    }

    fn fit(
        &self,
        training: Labelled<'_>,
        seed: u64,
    ) -> Result<Box<dyn Fitted<Onset>>, ForecastError> {
        if self.used == Used::PublishedAndDeaths {
            return self.fit_complete(training, seed);
        }
        let (columns, x) = Columns::learned(&training, self.used)?;
        self.fit_columns(columns, &x, training.outcome, seed)
    }
}

impl ElasticNet {
    /// Learns from the rows that have every value; what does not vary among them is left out.
    fn fit_complete(
        &self,
        training: Labelled<'_>,
        seed: u64,
    ) -> Result<Box<dyn Fitted<Onset>>, ForecastError> {
        let (_, x) = Columns::chosen(&training, self.used)?;
        let complete: Vec<usize> = (0..x.rows()).filter(|row| x.is_complete(*row)).collect();
        let outcome: Vec<bool> = complete.iter().map(|row| training.outcome[*row]).collect();
        let rows = Rows {
            x: x.take(&complete),
            ..training.rows.take(&complete)
        };
        let known = Labelled {
            rows: &rows,
            outcome: &outcome,
            published: rows.x.width(),
            ..training
        };
        let varying = Varying::among(&known);
        let (columns, x) = Columns::learned(&varying.labelled(known), Used::Published)?;
        self.fit_columns(columns, &x, &outcome, seed)
    }

    fn fit_columns(
        &self,
        columns: Columns,
        x: &Matrix,
        outcome: &[bool],
        seed: u64,
    ) -> Result<Box<dyn Fitted<Onset>>, ForecastError> {
        let folds = match self.r_seed {
            Some(seed) => r_folds(x.rows(), FOLDS, seed),
            None => seeded_folds(x.rows(), FOLDS, seed),
        };
        let fit = cross_validate(x, outcome, &folds, Penalty::default(), GIVE_UP)?;
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

    fn linear(&self) -> Option<LinearModel> {
        let numbers = self.means.iter().zip(&self.coefficients);
        let terms = self.columns.names.iter().zip(numbers);
        Some(LinearModel {
            intercept: self.intercept,
            terms: terms
                .map(|(name, (mean, coefficient))| LinearTerm {
                    predictor: name.clone(),
                    mean: *mean,
                    coefficient: *coefficient,
                })
                .collect(),
        })
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
