use crate::{Counts, Draws, Fitted, ForecastError, History, Model};

/// How many months conflictology remembers.
const MONTHS: usize = 12;

/// The benchmark that the unit's own last 12 months come again: they are its 12 draws, at every step.
///
/// Of the challenge's benchmarks it is the one that hardly any entry beat. Twelve draws, oldest
/// first, as the organisers ship them: their ignorance score depends on this order.
#[derive(Debug, Clone, Copy)]
pub struct Conflictology;

#[derive(Debug)]
struct OwnMonths {
    units: Vec<u32>,
    months: Vec<Vec<f64>>,
}

impl Model<Counts> for Conflictology {
    fn id(&self) -> &'static str {
        "conflictology"
    }

    fn about(&self) -> &'static str {
        "the unit's own last 12 months as 12 draws (benchmark of the VIEWS Prediction Challenge)"
    }

    fn fit(&self, history: &History, _: u64) -> Result<Box<dyn Fitted<Counts>>, ForecastError> {
        history.check()?;
        let mut own = OwnMonths {
            units: Vec::new(),
            months: Vec::new(),
        };
        for place in history.alive() {
            let mut months = history.recent(place, MONTHS);
            // A unit younger than a year repeats what it has, so that all have 12 draws.
            let known = months.len();
            while months.len() < MONTHS {
                months.push(months[months.len() - known]);
            }
            own.units.push(history.units[place]);
            own.months.push(months);
        }
        Ok(Box::new(own))
    }
}

impl Fitted<Counts> for OwnMonths {
    fn predict(&self, steps: &[u32]) -> Result<Draws, ForecastError> {
        Ok(Draws {
            units: self.units.clone(),
            steps: steps.to_vec(),
            values: self
                .months
                .iter()
                .flat_map(|months| steps.iter().flat_map(move |_| months.iter().copied()))
                .collect(),
        })
    }
}
