use crate::outcomes::{Distribution, DistributionModel, Outcomes};
use crate::{ForecastError, History};

const MONTHS: usize = 12;

/// Conflictology with neighbours: the last 12 months of the unit and of its neighbours, all alike.
///
/// The generator of the challenge's benchmark of this name is not public; this follows its description.
#[derive(Debug, Clone, Copy)]
pub struct ConflictologyNeighbours;

#[derive(Debug)]
struct Around(Vec<Outcomes>);

impl DistributionModel for ConflictologyNeighbours {
    fn name(&self) -> &'static str {
        "conflictology-neighbours"
    }

    fn source(&self) -> &'static str {
        "the last 12 months of the unit and of its neighbours, all alike (after the benchmark of the VIEWS Prediction Challenge)"
    }

    fn learn(&self, history: &History, _: u64) -> Result<Box<dyn Distribution>, ForecastError> {
        Ok(Box::new(Around(
            (0..history.units.len())
                .map(|place| {
                    let neighbours = history.neighbours[place].iter().copied();
                    Outcomes::even(
                        std::iter::once(place)
                            .chain(neighbours)
                            .flat_map(|place| history.recent(place, MONTHS)),
                    )
                })
                .collect(),
        )))
    }
}

impl Distribution for Around {
    fn at(&self, place: usize, _: u32) -> Outcomes {
        self.0[place].clone()
    }
}
