use terms::Probability;

use super::columns::{checked, probabilities};
use crate::killing_years::{EVENT_SHARE_5, EVENT_SHARE_10};
use crate::{Fitted, ForecastError, Labelled, Matrix, Model, Onset, Rows};

/// The share of a state's own last years in which the event happened, with one more year at the base rate.
///
/// What conflictology is for counts: the state goes on as it did. The further year keeps a state
/// without an event from a risk of 0, which one surprise would punish without end.
#[derive(Debug, Clone, Copy)]
pub struct EventShare {
    id: &'static str,
    about: &'static str,
    column: &'static str,
    years: f64,
}

impl EventShare {
    /// Over five years.
    pub const FIVE: EventShare = EventShare {
        id: "share-of-5-years",
        about: "the share of the state's last five years with the event, and one year more at the base rate",
        column: EVENT_SHARE_5,
        years: 5.0,
    };

    /// Over ten years.
    pub const TEN: EventShare = EventShare {
        id: "share-of-10-years",
        about: "the share of the state's last ten years with the event, and one year more at the base rate",
        column: EVENT_SHARE_10,
        years: 10.0,
    };
}

#[derive(Debug)]
struct Share {
    column: &'static str,
    years: f64,
    base: f64,
}

impl Model<Onset> for EventShare {
    fn id(&self) -> &'static str {
        self.id
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn fit(
        &self,
        training: Labelled<'_>,
        _seed: u64,
    ) -> Result<Box<dyn Fitted<Onset>>, ForecastError> {
        checked(&training, &Matrix::default())?;
        let events = training.outcome.iter().filter(|event| **event).count();
        Ok(Box::new(Share {
            column: self.column,
            years: self.years,
            base: events as f64 / training.outcome.len() as f64,
        }))
    }
}

impl Fitted<Onset> for Share {
    fn predict(&self, ask: &Rows) -> Result<Vec<Probability>, ForecastError> {
        let shares = ask.x.named(self.column)?.iter();
        probabilities(shares.map(|share| (self.years * share + self.base) / (self.years + 1.0)))
    }
}
