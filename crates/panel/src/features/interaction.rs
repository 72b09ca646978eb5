use crate::{Cube, PanelError};

/// The product of two cubes; a gap where either is one.
///
/// # Errors
/// If they have other units or periods.
pub fn interaction(one: &Cube, other: &Cube) -> Result<Cube, PanelError> {
    if !one.same_frame(other) {
        return Err(PanelError::OtherFrame {
            feature: "interaction",
        });
    }
    Ok(one.map_series(0, |unit, series| {
        for ((product, one), other) in series.iter_mut().zip(one.row(unit)).zip(other.row(unit)) {
            *product = one * other;
        }
    }))
}
