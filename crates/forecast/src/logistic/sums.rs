//! Sums along columns, in wide registers where there are some; lanes are fixed, so the bits are the same everywhere.
//!
//! What is dispatched is a type and not a closure, and its loops are plain: the call of a closure, or of
//! what an iterator takes, may be compiled apart, without the wide registers.

use pulp::NullaryFnOnce;

/// The mean and the mean square of values whose rows have these shares.
pub(crate) fn moments(part: &[f64], values: &[f64]) -> (f64, f64) {
    pulp::Arch::new().dispatch(Moments { part, values })
}

struct Moments<'a> {
    part: &'a [f64],
    values: &'a [f64],
}

impl NullaryFnOnce for Moments<'_> {
    type Output = (f64, f64);

    #[inline(always)]
    fn call(self) -> (f64, f64) {
        let (part, part_rest) = self.part.as_chunks::<8>();
        let (values, values_rest) = self.values.as_chunks::<8>();
        let mut means = [0.0; 8];
        let mut squares = [0.0; 8];
        for (part, values) in part.iter().zip(values) {
            for lane in 0..8 {
                let product = part[lane] * values[lane];
                means[lane] += product;
                squares[lane] += product * values[lane];
            }
        }
        let (mut mean, mut square) = (means.iter().sum(), squares.iter().sum());
        for (part, value) in part_rest.iter().zip(values_rest) {
            mean += part * value;
            square += part * value * value;
        }
        (mean, square)
    }
}

/// The sum of products, for what is dispatched already.
#[inline(always)]
pub(super) fn product(a: &[f64], b: &[f64]) -> f64 {
    let (a, a_rest) = a.as_chunks::<16>();
    let (b, b_rest) = b.as_chunks::<16>();
    let mut lanes = [0.0; 16];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..16 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    lanes.iter().sum::<f64>() + rest
}

/// The sum of values, for what is dispatched already.
#[inline(always)]
pub(super) fn sum(values: &[f64]) -> f64 {
    let (chunks, rest) = values.as_chunks::<16>();
    let mut lanes = [0.0; 16];
    for values in chunks {
        for lane in 0..16 {
            lanes[lane] += values[lane];
        }
    }
    lanes.iter().sum::<f64>() + rest.iter().sum::<f64>()
}
