use std::f64::consts::PI;

/// A series at another length by Fourier resampling, as `scipy.signal.resample` does it.
///
/// Empty series and lengths of 0 give an empty series.
///
/// ```
/// // A wave with one period stays one: 0, 1, 0, -1 at eight points.
/// let eight = forecast::scores::fourier_resampled(&[0.0, 1.0, 0.0, -1.0], 8);
/// assert!((eight[1] - 0.5_f64.sqrt()).abs() < 1e-12 && (eight[2] - 1.0).abs() < 1e-12);
/// ```
pub fn fourier_resampled(series: &[f64], length: usize) -> Vec<f64> {
    if series.is_empty() || length == 0 {
        return Vec::new();
    }
    FourierResampling::new(series.len(), length).apply(series)
}

/// Fourier resampling between two lengths, with its cosines and sines at hand.
///
/// The challenge stretches files of fewer than 1,000 draws this way before it counts categories. It
/// treats the order of draws as time, so that the score of 12 draws depends on their order; it is
/// here for parity, not because it is a good idea.
#[derive(Debug, Clone)]
pub(crate) struct FourierResampling {
    from: Circle,
    to: Circle,
}

/// Cosine and sine at equal parts of a turn.
#[derive(Debug, Clone)]
struct Circle(Vec<(f64, f64)>);

impl FourierResampling {
    /// The map from series of `from` values to series of `to` values; both above 0.
    pub(crate) fn new(from: usize, to: usize) -> FourierResampling {
        FourierResampling {
            from: Circle::new(from),
            to: Circle::new(to),
        }
    }

    /// The series at its new length.
    pub(crate) fn apply(&self, series: &[f64]) -> Vec<f64> {
        let (from, to) = (self.from.0.len(), self.to.0.len());
        let kept = from.min(to);
        let mut stretched = vec![0.0; to];
        for frequency in 0..=kept / 2 {
            let (mut real, mut imaginary) = (0.0, 0.0);
            for (place, value) in series.iter().enumerate() {
                let (cosine, sine) = self.from.at(frequency, place);
                real += value * cosine;
                imaginary -= value * sine;
            }
            // Every frequency stands for itself and its mirror image, but the first has none, and
            // an unpaired last one is halved when the series grows or stays.
            let unpaired = kept.is_multiple_of(2) && frequency == kept / 2;
            let share = if frequency == 0 || (unpaired && to >= from) {
                1.0
            } else {
                2.0
            };
            for (place, value) in stretched.iter_mut().enumerate() {
                let (cosine, sine) = self.to.at(frequency, place);
                *value += share * (real * cosine - imaginary * sine);
            }
        }
        stretched.iter_mut().for_each(|value| *value /= from as f64);
        stretched
    }
}

impl Circle {
    fn new(parts: usize) -> Circle {
        let angle = |part: usize| 2.0 * PI * part as f64 / parts as f64;
        Circle(
            (0..parts)
                .map(|part| (angle(part).cos(), angle(part).sin()))
                .collect(),
        )
    }

    fn at(&self, frequency: usize, place: usize) -> (f64, f64) {
        self.0[frequency * place % self.0.len()]
    }
}
