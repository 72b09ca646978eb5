use std::collections::BTreeMap;

use terms::Probability;

/// Which rows stand among the `k` highest of their year; of equal forecasts the earlier row goes first.
pub fn listed(forecast: &[Probability], year: &[i32], k: usize) -> Vec<bool> {
    let mut rows: Vec<usize> = (0..forecast.len()).collect();
    rows.sort_by(|a, b| {
        let (left, right) = (forecast[*a].get(), forecast[*b].get());
        year[*a]
            .cmp(&year[*b])
            .then(right.total_cmp(&left))
            .then(a.cmp(b))
    });
    let mut inside = vec![false; forecast.len()];
    let mut place = 0;
    for (at, row) in rows.iter().enumerate() {
        if at > 0 && year[rows[at - 1]] != year[*row] {
            place = 0;
        }
        inside[*row] = place < k;
        place += 1;
    }
    inside
}

/// The share of all events that stood on the list of their year. None without an event.
///
/// Formula: `events on a list / events`, all years together; recall at k if the list holds the k highest.
pub fn recall(listed: &[bool], observed: &[bool], weight: &[u32]) -> Option<f64> {
    let (mut hits, mut events) = (0_u64, 0_u64);
    for ((listed, observed), weight) in listed.iter().zip(observed).zip(weight) {
        if *observed {
            events += u64::from(*weight);
            hits += u64::from(*weight) * u64::from(*listed);
        }
    }
    (events > 0).then(|| hits as f64 / events as f64)
}

/// The same share taken in each year and averaged over the years that had an event. None without one.
pub fn recall_by_year(
    listed: &[bool],
    observed: &[bool],
    year: &[i32],
    weight: &[u32],
) -> Option<f64> {
    let mut by_year: BTreeMap<i32, (u64, u64)> = BTreeMap::new();
    for row in (0..listed.len()).filter(|row| observed[*row] && weight[*row] > 0) {
        let (hits, events) = by_year.entry(year[row]).or_default();
        *events += u64::from(weight[row]);
        *hits += u64::from(weight[row]) * u64::from(listed[row]);
    }
    let years = by_year.len();
    let sum: f64 = by_year
        .into_values()
        .map(|(hits, events)| hits as f64 / events as f64)
        .sum();
    (years > 0).then(|| sum / years as f64)
}
