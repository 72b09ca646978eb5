use crate::outcomes::{Distribution, DistributionModel, Outcomes};
use crate::{ForecastError, History};

/// The benchmark that every unit is like any other: the months of all units in one pool.
#[derive(Debug, Clone, Copy)]
pub struct BootstrapPool {
    /// Its id.
    pub id: &'static str,
    /// How many months the pool goes back.
    pub months: usize,
}

#[derive(Debug)]
struct Pool(Outcomes);

impl DistributionModel for BootstrapPool {
    fn name(&self) -> &'static str {
        self.id
    }

    fn source(&self) -> &'static str {
        "the last months of all units in one pool, the same for every unit (benchmark of the VIEWS Prediction Challenge)"
    }

    fn learn(&self, history: &History, _: u64) -> Result<Box<dyn Distribution>, ForecastError> {
        let places = history.alive();
        Ok(Box::new(Pool(Outcomes::even(
            places
                .into_iter()
                .flat_map(|place| history.recent(place, self.months)),
        ))))
    }
}

impl Distribution for Pool {
    fn at(&self, _: usize, _: u32) -> Outcomes {
        self.0.clone()
    }
}
