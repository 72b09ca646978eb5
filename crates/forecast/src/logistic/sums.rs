//! Sums along columns, in wide registers where there are some; lanes are fixed, so the bits are the same everywhere.

/// Rows that are worked on at once, so that their sums stay in the cache.
const BLOCK: usize = 1024;

/// Adds each column times its coefficient, column after column for every row.
pub(crate) fn add_columns(sums: &mut [f64], coefficients: &[f64], columns: &[&[f64]]) {
    pulp::Arch::new().dispatch(
        #[inline(always)]
        || {
            for (block, sums) in sums.chunks_mut(BLOCK).enumerate() {
                let from = block * BLOCK;
                for (coefficient, column) in coefficients.iter().zip(columns) {
                    let column = &column[from..from + sums.len()];
                    for (sum, value) in sums.iter_mut().zip(column) {
                        *sum += coefficient * value;
                    }
                }
            }
        },
    );
}

/// The sum of products with each column.
pub(crate) fn dots(left: &[f64], columns: &[&[f64]]) -> Vec<f64> {
    pulp::Arch::new().dispatch(
        #[inline(always)]
        || columns.iter().map(|column| product(left, column)).collect(),
    )
}

/// The sum of products of two columns.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    pulp::Arch::new().dispatch(
        #[inline(always)]
        || product(a, b),
    )
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
