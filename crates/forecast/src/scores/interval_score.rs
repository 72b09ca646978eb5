use crate::ForecastError;
use crate::scores::draws::checked;

/// The level of the challenge's prediction interval.
pub const INTERVAL_LEVEL: f64 = 0.9;

/// The interval score of the central prediction interval of the draws, in units of the outcome; 0 is best.
///
/// Width plus `2 / alpha` times the distance by which the observed value lies outside; `alpha` is
/// `1 - level`, and quantiles are linear between draws as in numpy. The challenge calls its mean
/// MIS and takes the level 0.90. Errors: no draws, a value that is not finite, a level that is not
/// between 0 and 1.
///
/// Source: Gneiting and Raftery 2007, equation 43.
///
/// ```
/// // 0, 1, ..., 100: the interval is 5 to 95; 97 lies 2 above it, which costs 2 * 2 / 0.1 = 40.
/// let draws: Vec<f64> = (0..=100).map(f64::from).collect();
/// let score = forecast::scores::interval_score(&draws, 97.0, 0.9).unwrap();
/// assert!((score - 130.0).abs() < 1e-9);
/// ```
pub fn interval_score(draws: &[f64], observed: f64, level: f64) -> Result<f64, ForecastError> {
    if !(level > 0.0 && level < 1.0) {
        return Err(ForecastError::Setting {
            what: "the level of an interval",
            value: level,
            help: "take a level between 0 and 1, for example 0.9",
        });
    }
    let mut sorted = draws.to_vec();
    checked(&mut sorted, observed)?;
    Ok(interval_score_of_sorted(&sorted, observed, level))
}

/// The same from draws in rising order.
pub(crate) fn interval_score_of_sorted(sorted: &[f64], observed: f64, level: f64) -> f64 {
    let alpha = 1.0 - level;
    let low = linear_quantile(sorted, alpha / 2.0);
    let high = linear_quantile(sorted, 1.0 - alpha / 2.0);
    (high - low)
        + 2.0 / alpha * (low - observed).max(0.0)
        + 2.0 / alpha * (observed - high).max(0.0)
}

/// numpy's `quantile(..., method="linear")`: interpolated from the nearer neighbour, which fixes the last bits.
pub(crate) fn linear_quantile(sorted: &[f64], at: f64) -> f64 {
    let last = sorted.len() - 1;
    let place = at * last as f64;
    let below = (place.floor() as usize).min(last);
    let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
    let part = place - below as f64;
    if part < 0.5 {
        low + (high - low) * part
    } else {
        high - (high - low) * (1.0 - part)
    }
}
