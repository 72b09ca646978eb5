use crate::{Cube, Neighbours, PanelError};

/// The weighted sum over the neighbours in the same period. Neighbours with a gap are passed over;
/// where all of them have one it is a gap, and a unit without neighbours has 0.
///
/// # Errors
/// If the neighbours were made for other units.
pub fn spatial_lag(cube: &Cube, neighbours: &Neighbours) -> Result<Cube, PanelError> {
    if neighbours.units() != cube.units().len() {
        return Err(PanelError::OtherFrame {
            feature: "spatial_lag",
        });
    }
    let marks = cube.marks();
    Ok(cube.map_series(0, |unit, series| {
        let near = neighbours.of(unit);
        for (other, weight) in near {
            let values = cube.row(*other);
            for step in marks.events(*other) {
                series[step] += weight * values[step];
            }
        }
        if marks.gaps && !near.is_empty() {
            for (step, sum) in series.iter_mut().enumerate() {
                if near
                    .iter()
                    .all(|(other, _)| cube.row(*other)[step].is_nan())
                {
                    *sum = f32::NAN;
                }
            }
        }
    }))
}
