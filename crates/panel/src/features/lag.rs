use super::at_least_one;
use crate::{Cube, PanelError};

/// The value so many periods earlier; the first `steps` periods are gaps.
///
/// # Errors
/// If `steps` is 0.
pub fn lag(cube: &Cube, steps: usize) -> Result<Cube, PanelError> {
    at_least_one("lag", "at least 1 period", steps)?;
    let width = cube.periods().len();
    let steps = steps.min(width);
    Ok(cube.map_series(steps, |unit, series| {
        series[..steps].fill(f32::NAN);
        series[steps..].copy_from_slice(&cube.row(unit)[..width - steps]);
    }))
}
