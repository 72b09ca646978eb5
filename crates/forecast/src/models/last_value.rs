use crate::outcomes::{Distribution, DistributionModel, Outcomes};
use crate::{ForecastError, History};

/// The benchmark that the last known month goes on: a Poisson distribution around its count.
#[derive(Debug, Clone, Copy)]
pub struct LastValue;

#[derive(Debug)]
struct Last(Vec<Outcomes>);

impl DistributionModel for LastValue {
    fn name(&self) -> &'static str {
        "last-value"
    }

    fn source(&self) -> &'static str {
        "Poisson with the last known month's count as its mean (benchmark of the VIEWS Prediction Challenge)"
    }

    fn learn(&self, history: &History, _: u64) -> Result<Box<dyn Distribution>, ForecastError> {
        let last = history.last();
        Ok(Box::new(Last(
            (0..history.units.len())
                .map(|place| poisson(history.count(place, last).unwrap_or(0.0)))
                .collect(),
        )))
    }
}

impl Distribution for Last {
    fn at(&self, place: usize, _: u32) -> Outcomes {
        self.0[place].clone()
    }
}

/// The Poisson distribution, cut off ten standard deviations from its mean.
fn poisson(mean: f64) -> Outcomes {
    let reach = 10.0 * mean.sqrt() + 1.0;
    let low = (mean - reach).floor().max(0.0);
    let steps = (mean + reach - low).ceil() as usize;
    // Weights relative to the most likely value, so that none overflows; gathered sums them to one.
    let mode = mean.floor();
    let mut log_weights = Vec::with_capacity(steps + 1);
    let mut log_weight = 0.0;
    let mut value = mode;
    while value > low && mean > 0.0 {
        log_weight += (value / mean).ln();
        value -= 1.0;
        log_weights.push((value, log_weight));
    }
    log_weights.push((mode, 0.0));
    let (mut value, mut log_weight) = (mode, 0.0);
    while value < mean + reach && mean > 0.0 {
        value += 1.0;
        log_weight += (mean / value).ln();
        log_weights.push((value, log_weight));
    }
    Outcomes::weighted(
        log_weights
            .into_iter()
            .map(|(value, log_weight)| (value, f64::exp(log_weight))),
    )
}
