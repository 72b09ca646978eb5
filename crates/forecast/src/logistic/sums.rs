//! Sums along columns, in wide registers where there are some; lanes are fixed, so the bits are the same everywhere.
//!
//! What is dispatched is a type and not a closure, and its loops are plain: the call of a closure, or of
//! what an iterator takes, may be compiled apart, without the wide registers.

use pulp::NullaryFnOnce;

/// Rows that are worked on at once, so that their sums stay in the cache.
const BLOCK: usize = 1024;

/// Adds each column times its coefficient, column after column for every row.
pub(crate) fn add_columns(sums: &mut [f64], coefficients: &[f64], columns: &[&[f64]]) {
    pulp::Arch::new().dispatch(AddColumns {
        sums,
        coefficients,
        columns,
    });
}

/// The sum of products with each column.
pub(crate) fn dots(left: &[f64], columns: &[&[f64]]) -> Vec<f64> {
    let mut sums = vec![0.0; columns.len()];
    pulp::Arch::new().dispatch(Dots {
        left,
        columns,
        sums: &mut sums,
    });
    sums
}

/// The sum of products of two columns.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    pulp::Arch::new().dispatch(Dot { a, b })
}

struct AddColumns<'a> {
    sums: &'a mut [f64],
    coefficients: &'a [f64],
    columns: &'a [&'a [f64]],
}

impl NullaryFnOnce for AddColumns<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for (block, sums) in self.sums.chunks_mut(BLOCK).enumerate() {
            let from = block * BLOCK;
            for (coefficient, column) in self.coefficients.iter().zip(self.columns) {
                let column = &column[from..from + sums.len()];
                for (sum, value) in sums.iter_mut().zip(column) {
                    *sum += coefficient * value;
                }
            }
        }
    }
}

struct Dots<'a> {
    left: &'a [f64],
    columns: &'a [&'a [f64]],
    sums: &'a mut [f64],
}

impl NullaryFnOnce for Dots<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for (sum, column) in self.sums.iter_mut().zip(self.columns) {
            *sum = product(self.left, column);
        }
    }
}

struct Dot<'a> {
    a: &'a [f64],
    b: &'a [f64],
}

impl NullaryFnOnce for Dot<'_> {
    type Output = f64;

    #[inline(always)]
    fn call(self) -> f64 {
        product(self.a, self.b)
    }
}

#[inline(always)]
fn product(a: &[f64], b: &[f64]) -> f64 {
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
