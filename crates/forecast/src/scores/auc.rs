use super::Order;

/// Area under the receiver operating characteristic: how often an event had a higher forecast than a
/// row without one, equal forecasts counting half. 0.5 is chance; 1 is best. None without both kinds of row.
///
/// Formula: `sum over pairs [f(event) > f(other)] + 0.5 [f(event) = f(other)]`, divided by the pairs.
/// Source: J. A. Hanley and B. J. McNeil, Radiology 143(1), 1982 (the Mann-Whitney form).
pub fn auc(order: &Order, observed: &[bool], weight: &[u32]) -> Option<f64> {
    let (mut events, mut others, mut won) = (0.0, 0.0, 0.0);
    for (here, other) in order.groups(observed, weight) {
        won += other * (events + 0.5 * here);
        events += here;
        others += other;
    }
    (events > 0.0 && others > 0.0).then(|| won / (events * others))
}
