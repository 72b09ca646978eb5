use terms::Probability;

use super::columns::{checked, probabilities};
use crate::{
    Explanation, Fitted, ForecastError, Labelled, LinearModel, Matrix, Model, Onset, Rows,
};

/// The share of state-years with an event among those known at the origin: the reference of every skill.
#[derive(Debug, Clone, Copy)]
pub struct BaseRate;

#[derive(Debug)]
struct Share(f64);

impl Model<Onset> for BaseRate {
    fn id(&self) -> &'static str {
        "base-rate"
    }

    fn about(&self) -> &'static str {
        "the share of all state-years known at the origin that had the event (climatology)"
    }

    fn fit(
        &self,
        training: Labelled<'_>,
        _seed: u64,
    ) -> Result<Box<dyn Fitted<Onset>>, ForecastError> {
        checked(&training, &Matrix::default())?;
        let events = training.outcome.iter().filter(|event| **event).count();
        Ok(Box::new(Share(
            events as f64 / training.outcome.len() as f64,
        )))
    }
}

impl Fitted<Onset> for Share {
    fn predict(&self, ask: &Rows) -> Result<Vec<Probability>, ForecastError> {
        probabilities(vec![self.0; ask.len()])
    }

    fn linear(&self) -> Option<LinearModel> {
        Some(LinearModel {
            intercept: super::logit(self.0),
            terms: Vec::new(),
        })
    }

    fn explain(&self, ask: &Rows) -> Option<Result<Vec<Explanation>, ForecastError>> {
        let explanation = Explanation {
            base: super::logit(self.0),
            parts: vec![0.0; ask.x.width()],
        };
        Some(Ok(vec![explanation; ask.len()]))
    }
}
