use crate::ForecastError;
use crate::scores::draws::checked;

/// Above this the challenge's code cuts values off before it computes the score.
const CEILING: f64 = 1e10;

/// The continuous ranked probability score of draws, in units of the outcome; 0 is best.
///
/// `mean |X - y| - (1 / 2 m^2) sum |X_i - X_j|`, the energy form with divisor `m^2`, as in
/// properscoring and xskillscore (not the "fair" form with `m (m - 1)`). Errors: no draws, or a
/// value that is not finite.
///
/// Source: T. Gneiting and A. E. Raftery, "Strictly Proper Scoring Rules, Prediction, and
/// Estimation", Journal of the American Statistical Association 102(477), 2007, section 4.2.
///
/// ```
/// // |0 - 1| and |4 - 1| have mean 2; the four pairs 0, 4, 4, 0 sum to 8, and 8 / (2 * 4) = 1.
/// assert_eq!(forecast::scores::crps(&[0.0, 4.0], 1.0).unwrap(), 1.0);
/// ```
pub fn crps(draws: &[f64], observed: f64) -> Result<f64, ForecastError> {
    let mut sorted = draws.to_vec();
    checked(&mut sorted, observed)?;
    Ok(crps_of_sorted(&sorted, observed))
}

/// The same from draws in rising order, in one pass: `sum |X_i - X_j| = 2 sum (2 i - m - 1) X_(i)`.
pub(crate) fn crps_of_sorted(sorted: &[f64], observed: f64) -> f64 {
    let count = sorted.len() as f64;
    let observed = observed.min(CEILING);
    let mut error = 0.0;
    let mut spread = 0.0;
    let mut place = 1.0 - count;
    for draw in sorted {
        let draw = draw.min(CEILING);
        error += (draw - observed).abs();
        spread += place * draw;
        place += 2.0;
    }
    // Rounding may leave a sharp forecast a hair below zero.
    (error / count - spread / (count * count)).max(0.0)
}
