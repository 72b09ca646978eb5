use terms::Probability;

/// Brier score: the mean squared difference of forecast and outcome (1 or 0). 0 is best. None without rows.
///
/// Formula: `mean (p - y)^2`. Source: G. W. Brier, Monthly Weather Review 78(1), 1950 (for one category).
pub fn brier(forecast: &[Probability], observed: &[bool], weight: &[u32]) -> Option<f64> {
    let (mut sum, mut rows) = (0.0, 0.0);
    for ((p, y), weight) in forecast.iter().zip(observed).zip(weight) {
        let weight = f64::from(*weight);
        let miss = p.get() - f64::from(u8::from(*y));
        sum += weight * miss * miss;
        rows += weight;
    }
    (rows > 0.0).then(|| sum / rows)
}
