use terms::Probability;

use super::columns::{checked, probabilities};
use crate::killing_years::EVENT;
use crate::{Fitted, ForecastError, Labelled, Matrix, Model, Onset, Rows};

/// Last year goes on: two risks, one for states that had the event in the year and one for the others.
///
/// Each is the share of such state-years that were followed by the event (a Markov chain of two states),
/// with one more row at the base rate so that neither is 0 or 1.
#[derive(Debug, Clone, Copy)]
pub struct LastYear;

#[derive(Debug)]
struct Chain {
    after_event: f64,
    after_none: f64,
}

impl Model<Onset> for LastYear {
    fn id(&self) -> &'static str {
        "last-year"
    }

    fn about(&self) -> &'static str {
        "how often the event followed a year with it, and how often a year without it (a Markov chain of two states)"
    }

    fn fit(
        &self,
        training: Labelled<'_>,
        _seed: u64,
    ) -> Result<Box<dyn Fitted<Onset>>, ForecastError> {
        checked(&training, &Matrix::default())?;
        let before = training.rows.x.named(EVENT)?;
        let share = |events: usize, rows: usize, extra: f64| {
            (events as f64 + extra) / (rows as f64 + if extra > 0.0 { 1.0 } else { 0.0 })
        };
        let count = |wanted: f64| {
            let rows = before.iter().zip(training.outcome);
            let outcomes = rows.filter(|(value, _)| **value == wanted);
            let outcomes: Vec<bool> = outcomes.map(|(_, event)| *event).collect();
            (
                outcomes.iter().filter(|event| **event).count(),
                outcomes.len(),
            )
        };
        let ((with, with_rows), (without, without_rows)) = (count(1.0), count(0.0));
        let base = share(with + without, with_rows + without_rows, 0.0);
        Ok(Box::new(Chain {
            after_event: share(with, with_rows, base),
            after_none: share(without, without_rows, base),
        }))
    }
}

impl Fitted<Onset> for Chain {
    fn predict(&self, ask: &Rows) -> Result<Vec<Probability>, ForecastError> {
        let risk = |value: &f64| {
            if *value == 1.0 {
                self.after_event
            } else {
                self.after_none
            }
        };
        probabilities(ask.x.named(EVENT)?.iter().map(risk))
    }
}
