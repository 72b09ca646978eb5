use super::at_least_one;
use crate::{Cube, PanelError};

/// The value less the value so many periods earlier; a gap where either is one.
///
/// # Errors
/// If `steps` is 0.
pub fn delta(cube: &Cube, steps: usize) -> Result<Cube, PanelError> {
    at_least_one("delta", "at least 1 period", steps)?;
    let steps = steps.min(cube.periods().len());
    Ok(cube.map_series(steps, |unit, series| {
        let values = cube.row(unit);
        series[..steps].fill(f32::NAN);
        for ((change, now), earlier) in series[steps..].iter_mut().zip(&values[steps..]).zip(values)
        {
            *change = now - earlier;
        }
    }))
}
