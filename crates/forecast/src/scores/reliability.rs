use terms::Probability;

use crate::{Interval, Replicates};

/// One bin of a reliability diagram.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Bin {
    /// The lowest forecast in it.
    pub low: f64,
    /// The highest forecast in it.
    pub high: f64,
    /// The mean forecast.
    pub forecast: f64,
    /// The share of its rows with an event.
    pub observed: f64,
    /// Its rows.
    pub rows: usize,
    /// Its events.
    pub events: usize,
}

/// A reliability diagram with bins of nearly equal numbers of rows: a forecast that means what it says
/// has `forecast` near `observed` in each.
///
/// Source: J. Bröcker and L. A. Smith, Weather and Forecasting 22(3), 2007.
pub fn reliability(forecast: &[Probability], observed: &[bool], bins: usize) -> Vec<Bin> {
    binned(forecast, bins)
        .iter()
        .filter_map(|part| {
            let (first, last) = (part.first()?, part.last()?);
            let events = part.iter().filter(|row| observed[**row]).count();
            let sum: f64 = part.iter().map(|row| forecast[*row].get()).sum();
            Some(Bin {
                low: forecast[*first].get(),
                high: forecast[*last].get(),
                forecast: sum / part.len() as f64,
                observed: events as f64 / part.len() as f64,
                rows: part.len(),
                events,
            })
        })
        .collect()
}

/// The same bins with the 95 % interval of the share of events in each, over resampled states.
///
/// The bins are those of the data as it is; a replicate in which a bin has no row says nothing on it.
pub fn reliability_intervals(
    forecast: &[Probability],
    observed: &[bool],
    bins: usize,
    replicates: &Replicates,
) -> Vec<(Bin, Interval)> {
    const LEVEL: f64 = 0.95;
    let parts = binned(forecast, bins);
    let parts: Vec<&Vec<usize>> = parts.iter().filter(|part| !part.is_empty()).collect();
    let cluster = replicates.cluster_of(forecast.len());
    let shares: Vec<Vec<Option<f64>>> = replicates.each(|drawn| {
        let share = |part: &&Vec<usize>| {
            let weight = |row: &usize| drawn[cluster[*row] as usize];
            let rows: u32 = part.iter().map(weight).sum();
            let events = part.iter().filter(|row| observed[**row]);
            let events: u32 = events.map(weight).sum();
            (rows > 0).then(|| f64::from(events) / f64::from(rows))
        };
        parts.iter().map(share).collect()
    });
    let bins = reliability(forecast, observed, bins)
        .into_iter()
        .enumerate();
    bins.filter_map(|(at, bin)| {
        let mut values: Vec<f64> = shares.iter().filter_map(|sample| sample[at]).collect();
        values.sort_by(f64::total_cmp);
        Some((bin, Interval::of_sorted(bin.observed, &values, LEVEL)?))
    })
    .collect()
}

/// The rows of each bin, the lowest forecasts first.
fn binned(forecast: &[Probability], bins: usize) -> Vec<Vec<usize>> {
    let mut rows: Vec<usize> = (0..forecast.len()).collect();
    rows.sort_by(|a, b| {
        let (left, right) = (forecast[*a].get(), forecast[*b].get());
        left.total_cmp(&right).then(a.cmp(b))
    });
    let count = rows.len();
    (0..bins)
        .map(|bin| rows[bin * count / bins..(bin + 1) * count / bins].to_vec())
        .collect()
}
