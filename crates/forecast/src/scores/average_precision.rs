use super::Order;

/// Average precision: the mean share of true warnings, taken at each event as one goes down the list.
/// The share of events is chance; 1 is best. None without an event.
///
/// Formula: `sum over thresholds (recall_n - recall_{n-1}) * precision_n`, without interpolation, equal
/// forecasts being one threshold. Source: scikit-learn 1.9, `average_precision_score`; J. Davis and M.
/// Goadrich, ICML 2006, on why precision and recall are not interpolated.
pub fn average_precision(order: &Order, observed: &[bool], weight: &[u32]) -> Option<f64> {
    let (mut events, mut rows, mut sum) = (0.0, 0.0, 0.0);
    for (here, other) in order.groups(observed, weight) {
        events += here;
        rows += here + other;
        if here > 0.0 {
            sum += here * events / rows;
        }
    }
    (events > 0.0).then(|| sum / events)
}
