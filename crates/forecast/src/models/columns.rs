use terms::Probability;

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

/// The columns that a model was fitted on, by name, so that it asks for the same ones later.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Columns {
    pub(crate) names: Vec<String>,
}

impl Columns {
    /// The columns that a model learns from, published or all, with their values. Errors: as [`checked`].
    pub(crate) fn learned(
        training: &Labelled<'_>,
        derived: bool,
    ) -> Result<(Columns, Matrix), ForecastError> {
        let columns = Columns::of(training, derived);
        let x = columns.take(&training.rows.x)?;
        checked(training, &x)?;
        Ok((columns, x))
    }

    fn of(training: &Labelled<'_>, derived: bool) -> Columns {
        let names = training.rows.x.names();
        let many = if derived {
            names.len()
        } else {
            training.published.min(names.len())
        };
        Columns {
            names: names[..many].to_vec(),
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
        if column.iter().all(|value| *value == column[0]) {
            return Err(ForecastError::ConstantColumn {
                name: name.to_owned(),
                value: column[0],
                rows: column.len(),
            });
        }
    }
    Ok(())
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
