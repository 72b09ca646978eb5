use terms::Probability;

use super::{BoostedTrees, ElasticNet, RandomTrees, logistic, logit, probabilities};
use crate::{Explanation, Fitted, ForecastError, Labelled, Model, Onset, Rows};

/// The mean of the logits of several models, each with the same weight.
///
/// Weights are not fitted: with a few dozen events, fitted weights do worse than equal ones (R. T. Clemen,
/// International Journal of Forecasting 5(4), 1989; the "forecast combination puzzle"). Which members it
/// has was chosen on forecasts of 1975 to 1990, before the first year that any protocol scores; see
/// docs/design/onset.md.
#[derive(Debug, Clone, Copy)]
pub struct Averaged {
    id: &'static str,
    about: &'static str,
    members: &'static [&'static dyn Model<Onset>],
}

impl Averaged {
    /// The model that Watchfire warns by.
    pub const WATCH: Averaged = Averaged {
        id: "watch",
        about: "the mean logit of the elastic net, boosted trees and extremely randomised trees, on published and on derived predictors",
        members: &[
            &ElasticNet::PUBLISHED,
            &BoostedTrees::PLAIN,
            &BoostedTrees::DRAWN,
            &RandomTrees::EXTRA,
            &RandomTrees::EXTRA_DERIVED,
        ],
    };

    /// The same idea for killing years: one model of each kind, named before any of them was scored.
    pub const KILLING: Averaged = Averaged {
        id: "killing-mean",
        about: "the mean logit of the elastic net, boosted trees and extremely randomised trees on past deaths",
        members: &[
            &ElasticNet::KILLING,
            &BoostedTrees::KILLING,
            &RandomTrees::KILLING,
        ],
    };
}

#[derive(Debug)]
struct Members(Vec<Box<dyn Fitted<Onset>>>);

impl Model<Onset> for Averaged {
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
        let members = self.members.iter();
        let members = members.map(|member| member.fit(training, seed));
        Ok(Box::new(Members(members.collect::<Result<_, _>>()?)))
    }
}

impl Fitted<Onset> for Members {
    fn predict(&self, ask: &Rows) -> Result<Vec<Probability>, ForecastError> {
        let share = 1.0 / self.0.len() as f64;
        let mut mean = vec![0.0; ask.len()];
        for member in &self.0 {
            for (mean, p) in mean.iter_mut().zip(member.predict(ask)?) {
                *mean += share * logit(p.get());
            }
        }
        probabilities(mean.into_iter().map(logistic))
    }

    /// The mean of the members' explanations, which sums to the mean logit.
    fn explain(&self, ask: &Rows) -> Option<Result<Vec<Explanation>, ForecastError>> {
        let share = 1.0 / self.0.len() as f64;
        let empty = Explanation {
            base: 0.0,
            parts: vec![0.0; ask.x.width()],
        };
        let mut all = vec![empty; ask.len()];
        for member in &self.0 {
            let own = match member.explain(ask)? {
                Ok(own) => own,
                Err(error) => return Some(Err(error)),
            };
            for (sum, own) in all.iter_mut().zip(own) {
                sum.base += share * own.base;
                for (sum, part) in sum.parts.iter_mut().zip(own.parts) {
                    *sum += share * part;
                }
            }
        }
        Some(Ok(all))
    }
}
