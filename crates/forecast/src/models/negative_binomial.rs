use crate::models::past::Past;
use crate::outcomes::{Distribution, DistributionModel, Outcomes};
use crate::{ForecastError, History};

/// How zeros come about beside the negative binomial counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zeros {
    /// A month is quiet or not; only months that are not have a count, from 1 up.
    Hurdle,
    /// Quiet months come on top of the zeros that the counts have by themselves.
    Inflated,
}

/// Counts with more zeros than a negative binomial has, one distribution a unit.
///
/// The share of quiet months and the mean and variance of the others are those of the unit's own
/// fading past, shrunk towards all units at the same level; the distribution of the others is the
/// negative binomial with that mean and variance (moments, not likelihood), shifted to begin at 1
/// for the hurdle.
///
/// Sources: J. Mullahy, "Specification and testing of some modified count data models", Journal of
/// Econometrics 33, 1986 (hurdle); D. Lambert, Technometrics 34, 1992 (zero inflation); negative
/// binomial counts of fatalities as in D. Bodentien and L. Rueter's entry to the VIEWS challenge.
#[derive(Debug, Clone, Copy)]
pub struct NegativeBinomial {
    /// Its id.
    pub id: &'static str,
    /// How zeros come about.
    pub zeros: Zeros,
    /// After how many months a month counts half.
    pub half_life: f64,
}

/// How many months of the others' experience a unit's own is shrunk by.
const SHRINK: f64 = 3.0;
/// Mean deaths a month over a year that divide units for shrinking.
const LEVELS: [f64; 4] = [0.0, 1.0, 10.0, 100.0];
/// The distribution is cut off where less than this is left.
const REST: f64 = 1e-5;

/// Weighted months: all, those with deaths, and the sums of these and of their squares.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    months: f64,
    active: f64,
    deaths: f64,
    squares: f64,
}

#[derive(Debug)]
struct Fitted(Vec<Outcomes>);

impl DistributionModel for NegativeBinomial {
    fn name(&self) -> &'static str {
        self.id
    }

    fn source(&self) -> &'static str {
        match self.zeros {
            Zeros::Hurdle => {
                "hurdle and negative binomial counts of the fading own past, shrunk (Mullahy 1986)"
            }
            Zeros::Inflated => {
                "zero-inflated negative binomial counts of the fading own past, shrunk (Lambert 1992)"
            }
        }
    }

    fn learn(&self, history: &History, _: u64) -> Result<Box<dyn Distribution>, ForecastError> {
        let own: Vec<(usize, Sums)> = history
            .counts
            .iter()
            .map(|counts| {
                let year = Past::of(counts).mean_deaths(counts.len() - 1, 12);
                let level = LEVELS.iter().filter(|level| **level < year).count();
                (level, self.sums(counts))
            })
            .collect();
        let mut pools = [Sums::default(); LEVELS.len() + 1];
        for place in history.alive() {
            let (level, sums) = own[place];
            pools[level].add(sums, 1.0);
        }
        Ok(Box::new(Fitted(
            own.into_iter()
                .map(|(level, mut sums)| {
                    let pool = pools[level];
                    if pool.months > 0.0 {
                        sums.add(pool, SHRINK / pool.months);
                    }
                    self.distribution(sums)
                })
                .collect(),
        )))
    }
}

impl Distribution for Fitted {
    fn at(&self, place: usize, _: u32) -> Outcomes {
        self.0[place].clone()
    }
}

impl Sums {
    fn add(&mut self, other: Sums, weight: f64) {
        self.months += weight * other.months;
        self.active += weight * other.active;
        self.deaths += weight * other.deaths;
        self.squares += weight * other.squares;
    }
}

impl NegativeBinomial {
    fn sums(&self, counts: &[Option<f64>]) -> Sums {
        let mut sums = Sums::default();
        for (age, count) in counts.iter().rev().enumerate() {
            let Some(count) = count else { continue };
            let active = f64::from(u8::from(*count > 0.0));
            let month = Sums {
                months: 1.0,
                active,
                deaths: *count,
                squares: count * count,
            };
            sums.add(month, f64::exp2(-(age as f64) / self.half_life));
        }
        sums
    }

    fn distribution(&self, sums: Sums) -> Outcomes {
        if sums.active <= 0.0 {
            return Outcomes::even([0.0]);
        }
        let mean = sums.deaths / sums.active;
        let variance = (sums.squares / sums.active - mean * mean).max(0.0);
        let mut active = sums.active / sums.months;
        let shift = match self.zeros {
            Zeros::Hurdle => 1.0,
            Zeros::Inflated => 0.0,
        };
        let counts = negative_binomial((mean - shift).max(0.01), variance);
        if self.zeros == Zeros::Inflated {
            // The counts have zeros of their own: what is left of all zeros is inflation.
            let zero = counts.first().map_or(0.0, |(_, weight)| *weight);
            active = (active / (1.0 - zero).max(0.05)).min(1.0);
        }
        let counts = Outcomes::weighted(
            counts
                .into_iter()
                .map(|(value, weight)| (value + shift, weight)),
        );
        Outcomes::mixed([(1.0 - active, &Outcomes::even([0.0])), (active, &counts)])
    }
}

/// The negative binomial of a mean and a variance, value by value until little is left; Poisson-like if the variance is too small.
fn negative_binomial(mean: f64, variance: f64) -> Vec<(f64, f64)> {
    let variance = variance.max(mean * 1.01);
    let size = mean * mean / (variance - mean);
    let success = mean / variance;
    let mut weights = Vec::new();
    let mut log_weight = size * success.ln();
    let (mut value, mut reached) = (0.0, 0.0);
    // Twenty standard deviations end what rounding would not.
    while reached < 1.0 - REST && value < mean + 20.0 * variance.sqrt() + 1.0 {
        let weight = log_weight.exp();
        weights.push((value, weight));
        reached += weight;
        log_weight += ((value + size) / (value + 1.0)).ln() + (1.0 - success).ln();
        value += 1.0;
    }
    weights
}
