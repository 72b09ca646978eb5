use super::{above_zero, time_since::since};
use crate::{Cube, PanelError};

/// 2^(-t/halflife), where t is [`super::time_since`] the value was last at least `threshold`: 1 in
/// the period after an event, a half `halflife` periods later.
///
/// # Errors
/// If the half-life or the threshold is not above 0.
pub fn decay(cube: &Cube, halflife: f64, threshold: f32) -> Result<Cube, PanelError> {
    above_zero("decay", "a half-life above 0", halflife)?;
    above_zero("decay", "a threshold above 0", f64::from(threshold))?;
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "no series has 16 million periods, and features are f32"
    )]
    let table: Vec<f32> = (0..=cube.periods().len())
        .map(|periods| (-(periods as f64) / halflife).exp2() as f32)
        .collect();
    Ok(since(cube, threshold, |periods| table[periods]))
}
