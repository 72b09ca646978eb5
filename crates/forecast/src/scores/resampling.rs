use std::f64::consts::PI;

/// Fourier resampling of a series to another length, as `scipy.signal.resample` does it.
///
/// The challenge stretches files of fewer than 1,000 draws this way before it counts categories. It
/// treats the order of draws as time, so that the score of 12 draws depends on their order; it is
/// here for parity, not because it is a good idea. The operation is linear, so its matrix is
/// computed once.
#[derive(Debug, Clone)]
pub(crate) struct FourierResampling {
    from: usize,
    matrix: Vec<f64>,
}

impl FourierResampling {
    /// The map from series of `from` values to series of `to` values; both above 0.
    pub(crate) fn new(from: usize, to: usize) -> FourierResampling {
        let kept = from.min(to);
        let mut matrix = Vec::with_capacity(from * to);
        for out in 0..to {
            for place in 0..from {
                let mut weight = 1.0;
                for frequency in 1..kept.div_ceil(2) {
                    weight += 2.0 * (turn(frequency, out, to) - turn(frequency, place, from)).cos();
                }
                if kept.is_multiple_of(2) && from != to {
                    // The unpaired frequency is halved when the series grows and doubled when it
                    // shrinks; of its two halves, the inverse transform keeps the real part.
                    let half = kept / 2;
                    let share = if to < from { 2.0 } else { 1.0 };
                    weight += share * turn(half, out, to).cos() * turn(half, place, from).cos();
                } else if kept.is_multiple_of(2) {
                    let half = kept / 2;
                    weight += turn(half, out, to).cos() * turn(half, place, from).cos();
                }
                matrix.push(weight / from as f64);
            }
        }
        FourierResampling { from, matrix }
    }

    /// The series at its new length.
    pub(crate) fn apply(&self, series: &[f64]) -> Vec<f64> {
        self.matrix
            .chunks_exact(self.from)
            .map(|row| {
                row.iter()
                    .zip(series)
                    .map(|(weight, value)| weight * value)
                    .sum()
            })
            .collect()
    }
}

fn turn(frequency: usize, place: usize, length: usize) -> f64 {
    // Whole turns are taken off first, so that long series lose no digits.
    2.0 * PI * ((frequency * place) % length) as f64 / length as f64
}
