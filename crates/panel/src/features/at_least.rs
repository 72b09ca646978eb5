use crate::{Cube, PanelError};

/// 1 where the value is at least the threshold, 0 where it is below, a gap where it is one.
///
/// # Errors
/// If the threshold is no number.
pub fn at_least(cube: &Cube, threshold: f32) -> Result<Cube, PanelError> {
    if threshold.is_nan() {
        return Err(PanelError::WrongParameter {
            feature: "at_least",
            asks: "a number as threshold",
            given: threshold.to_string(),
        });
    }
    Ok(cube.map_series(0, |unit, series| {
        for (flag, value) in series.iter_mut().zip(cube.row(unit)) {
            *flag = if value.is_nan() {
                f32::NAN
            } else {
                f32::from(u8::from(*value >= threshold))
            };
        }
    }))
}
