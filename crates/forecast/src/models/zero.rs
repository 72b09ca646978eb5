use crate::outcomes::{Distribution, DistributionModel, Outcomes};
use crate::{ForecastError, History};

/// The benchmark that nobody dies anywhere.
#[derive(Debug, Clone, Copy)]
pub struct Zero;

impl DistributionModel for Zero {
    fn name(&self) -> &'static str {
        "zero"
    }

    fn source(&self) -> &'static str {
        "exactly zero deaths, with certainty (benchmark of the VIEWS Prediction Challenge)"
    }

    fn learn(&self, _: &History, _: u64) -> Result<Box<dyn Distribution>, ForecastError> {
        Ok(Box::new(Zero))
    }
}

impl Distribution for Zero {
    fn at(&self, _: usize, _: u32) -> Outcomes {
        Outcomes::even([0.0])
    }
}
