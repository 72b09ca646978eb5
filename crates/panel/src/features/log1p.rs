use crate::{Cube, PanelError};

/// The natural logarithm of 1 + value, in place: zeros stay zeros and are not visited.
///
/// # Errors
/// If a value is below 0.
pub fn log1p(cube: Cube) -> Result<Cube, PanelError> {
    // Most counts are small whole numbers, and looking one up costs less than a logarithm.
    let table: Vec<f32> = (0..=u8::MAX)
        .map(|count| narrow(f64::from(count).ln_1p()))
        .collect();
    let mut least = 0.0_f32;
    let cube = cube.map_events(|value| {
        least = least.min(value);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a value that is no small whole number differs from what it is cast to"
        )]
        let whole = value as u8;
        if f32::from(whole) == value {
            table[usize::from(whole)]
        } else {
            narrow(f64::from(value).ln_1p())
        }
    });
    if least < 0.0 {
        return Err(PanelError::BelowZero { value: least });
    }
    Ok(cube)
}

#[expect(clippy::cast_possible_truncation, reason = "features are f32")]
fn narrow(value: f64) -> f32 {
    value as f32
}
