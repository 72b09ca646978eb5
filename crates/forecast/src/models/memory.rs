use crate::outcomes::{Distribution, DistributionModel, Outcomes};
use crate::{ForecastError, History};

/// The unit's whole own past, with months fading by half every `half_life` months, and a little of the pool.
///
/// Conflictology forgets the thirteenth month at once; here it fades. The pool's share is what a
/// unit with only quiet months knows about how bad things can get.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    /// Its id.
    pub id: &'static str,
    /// After how many months a month counts half; above 0.
    pub half_life: f64,
    /// The share of all units' last 12 months, 0 to 1.
    pub pool: f64,
}

#[derive(Debug)]
struct Faded(Vec<Outcomes>);

impl DistributionModel for Memory {
    fn name(&self) -> &'static str {
        self.id
    }

    fn source(&self) -> &'static str {
        "the unit's own past with exponentially fading months, shrunk towards the pool of all units"
    }

    fn learn(&self, history: &History, _: u64) -> Result<Box<dyn Distribution>, ForecastError> {
        let alive = history.alive();
        let pool = Outcomes::even(alive.iter().flat_map(|place| history.recent(*place, 12)));
        Ok(Box::new(Faded(
            history
                .counts
                .iter()
                .map(|counts| {
                    let months = counts.iter().rev().enumerate();
                    let own = Outcomes::weighted(months.filter_map(|(age, count)| {
                        count.map(|count| (count, f64::exp2(-(age as f64) / self.half_life)))
                    }));
                    Outcomes::mixed([(1.0 - self.pool, &own), (self.pool, &pool)])
                })
                .collect(),
        )))
    }
}

impl Distribution for Faded {
    fn at(&self, place: usize, _: u32) -> Outcomes {
        self.0[place].clone()
    }
}
