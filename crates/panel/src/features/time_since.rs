use super::above_zero;
use crate::{Cube, PanelError};

/// Periods since the value was last at least `threshold`, as seen one period later: 0 in the period
/// after an event. Before the first event the count starts with the data, as in VIEWS. After a gap
/// it is a gap until the next event, because the gap may have been one.
///
/// Source: views_transformation_library 2.7, `time_since`: a count that includes the period itself
/// would be 0 exactly when the event happens.
///
/// # Errors
/// If the threshold is not above 0.
pub fn time_since(cube: &Cube, threshold: f32) -> Result<Cube, PanelError> {
    above_zero("time_since", "a threshold above 0", f64::from(threshold))?;
    #[expect(
        clippy::cast_precision_loss,
        reason = "no series has 16 million periods"
    )]
    Ok(since(cube, threshold, |periods| periods as f32))
}

/// Writes `say(periods since the last event)`, or a gap, into every cell.
pub(super) fn since(cube: &Cube, threshold: f32, say: impl Fn(usize) -> f32 + Sync) -> Cube {
    let marks = cube.marks();
    cube.map_series(1, |unit, series| {
        let values = cube.row(unit);
        if marks.gaps && values.iter().any(|value| value.is_nan()) {
            return with_gaps(values, threshold, series, &say);
        }
        series[0] = f32::NAN;
        // Until the first event, the count starts with the first period.
        let mut start = 1;
        let mut count_from = 1;
        let events = marks.events(unit);
        for event in events.filter(|step| values[*step] >= threshold) {
            run(&mut series[start..=event], count_from, &say);
            if event + 1 < series.len() {
                series[event + 1] = say(0);
            }
            start = (event + 2).min(series.len());
            count_from = 1;
        }
        run(&mut series[start..], count_from, &say);
    })
}

fn run(series: &mut [f32], from: usize, say: impl Fn(usize) -> f32) {
    for (count, value) in (from..).zip(series) {
        *value = say(count);
    }
}

fn with_gaps(values: &[f32], threshold: f32, series: &mut [f32], say: impl Fn(usize) -> f32) {
    series[0] = f32::NAN;
    let mut count = Some(0);
    for (now, earlier) in series[1..].iter_mut().zip(values) {
        count = match (earlier.is_nan(), *earlier >= threshold, count) {
            (true, _, _) => None,
            (_, true, _) => Some(0),
            (_, _, count) => count.map(|count| count + 1),
        };
        *now = count.map_or(f32::NAN, &say);
    }
}
