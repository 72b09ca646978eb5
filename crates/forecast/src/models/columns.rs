use terms::Probability;

use crate::death_predictors::is_of_deaths;
use crate::{ForecastError, Labelled, Matrix, Rows};

/// The logit of a probability, kept finite.
pub(crate) fn logit(p: f64) -> f64 {
    let p = p.clamp(1e-9, 1.0 - 1e-9);
    (p / (1.0 - p)).ln()
}

/// The probability that belongs to a logit.
pub(crate) fn logistic(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

/// Which predictors a model learns from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Used {
    /// Those of the Early Warning Project.
    Published,
    /// These and what Watchfire derives from them.
    Derived,
    /// The published ones and those made of UCDP's deaths.
    PublishedAndDeaths,
    /// All of them.
    All,
}

impl Used {
    /// Whether predictors made of deaths are among them.
    pub(crate) fn deaths(self) -> bool {
        matches!(self, Used::PublishedAndDeaths | Used::All)
    }
}

/// The columns that a model was fitted on, by name, so that it asks for the same ones later.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Columns {
    pub(crate) names: Vec<String>,
}

impl Columns {
    /// The columns that a model learns from, with their values. Errors: as [`checked`].
    pub(crate) fn learned(
        training: &Labelled<'_>,
        used: Used,
    ) -> Result<(Columns, Matrix), ForecastError> {
        let (columns, x) = Columns::chosen(training, used)?;
        checked(training, &x)?;
        Ok((columns, x))
    }

    /// The same, not checked yet.
    pub(crate) fn chosen(
        training: &Labelled<'_>,
        used: Used,
    ) -> Result<(Columns, Matrix), ForecastError> {
        let columns = Columns::of(training, used);
        let x = columns.take(&training.rows.x)?;
        Ok((columns, x))
    }

    fn of(training: &Labelled<'_>, used: Used) -> Columns {
        let kept = |(place, name): &(usize, &String)| {
            let (published, death) = (*place < training.published, is_of_deaths(name));
            match used {
                Used::Published => published,
                Used::Derived => !death,
                Used::PublishedAndDeaths => published || death,
                Used::All => true,
            }
        };
        let names = training.rows.x.names().iter().enumerate().filter(kept);
        Columns {
            names: names.map(|(_, name)| name.clone()).collect(),
        }
    }

    /// These columns of a matrix. Errors: one is missing.
    fn take(&self, x: &Matrix) -> Result<Matrix, ForecastError> {
        let columns = self.names.iter();
        Matrix::new(
            columns
                .map(|name| Ok((name.clone(), x.named(name)?.to_vec())))
                .collect::<Result<_, ForecastError>>()?,
        )
    }

    /// The place of each of these columns in the rows that are asked about.
    pub(crate) fn places(&self, rows: &Rows) -> Result<Vec<usize>, ForecastError> {
        let place = |name: &String| {
            rows.x
                .names()
                .iter()
                .position(|other| other == name)
                .ok_or_else(|| ForecastError::MissingColumn {
                    name: name.clone(),
                    known: rows.x.names().join(", "),
                })
        };
        self.names.iter().map(place).collect()
    }
}

/// Checks what every model needs: rows, both outcomes, no infinite value, no constant column.
pub(crate) fn checked(training: &Labelled<'_>, x: &Matrix) -> Result<(), ForecastError> {
    if training.rows.is_empty() {
        return Err(ForecastError::NoRows {
            what: "fitting a model",
            help: format!(
                "no row up to {} has a known outcome; take a later origin",
                training.origin
            ),
        });
    }
    if training.outcome.len() != training.rows.len() {
        return Err(ForecastError::Length {
            what: "outcomes and rows",
            left: training.outcome.len(),
            right: training.rows.len(),
        });
    }
    let positives = training.outcome.iter().filter(|event| **event).count();
    if positives == 0 || positives == training.outcome.len() {
        return Err(ForecastError::OneClass {
            what: "fitting a model",
            positives,
            rows: training.outcome.len(),
        });
    }
    for (name, column) in x.columns() {
        if let Some(row) = column.iter().position(|value| value.is_infinite()) {
            let name = name.to_owned();
            return Err(ForecastError::Infinite { name, row });
        }
        if is_constant(column) {
            return Err(ForecastError::ConstantColumn {
                name: name.to_owned(),
                value: column[0],
                rows: column.len(),
            });
        }
    }
    Ok(())
}

pub(crate) fn is_constant(column: &[f64]) -> bool {
    column.iter().all(|value| *value == column[0])
}

/// Probabilities from numbers that are within 0 and 1 by construction.
pub(crate) fn probabilities(
    values: impl IntoIterator<Item = f64>,
) -> Result<Vec<Probability>, ForecastError> {
    values
        .into_iter()
        .map(|value| {
            Probability::new(value).map_err(|_| ForecastError::Setting {
                what: "a forecast probability",
                value,
                help: "it lies between 0 and 1; look for predictors with extreme values",
            })
        })
        .collect()
}
