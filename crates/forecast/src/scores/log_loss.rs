use terms::Probability;

/// Forecasts nearer to 0 or 1 than this are moved to it, so that one sure miss does not give infinity.
pub const CLIP: f64 = 1e-15;

/// Logarithmic loss, in nats a row: minus the log of the probability given to what happened. 0 is best.
/// None without rows.
///
/// Formula: `mean -(y ln p + (1 - y) ln(1 - p))`. Source: I. J. Good, JRSS B 14(1), 1952.
pub fn log_loss(forecast: &[Probability], observed: &[bool], weight: &[u32]) -> Option<f64> {
    let (mut sum, mut rows) = (0.0, 0.0);
    for ((p, y), weight) in forecast.iter().zip(observed).zip(weight) {
        let weight = f64::from(*weight);
        let p = p.get().clamp(CLIP, 1.0 - CLIP);
        sum -= weight * if *y { p.ln() } else { (1.0 - p).ln() };
        rows += weight;
    }
    (rows > 0.0).then(|| sum / rows)
}
