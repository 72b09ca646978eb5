//! Weighted products of all pairs of columns, the one heavy step of the fit.

use pulp::NullaryFnOnce;

/// Lanes that are added up apart from one another; fixed, so that every machine gives the same bits.
const LANES: usize = 4;
/// Rows that are worked on at once, so that their columns stay in the cache.
const BLOCK: usize = 256;
/// Columns on the right of a tile.
const WIDE: usize = 4;
/// Columns on the left of a tile.
const HIGH: usize = 2;

/// Reusable space for [`gram`].
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    weighted: Vec<Vec<f64>>,
}

/// The sums over rows of `weight * a * b` for every pair of columns, as a full symmetric matrix, row by row.
///
/// `columns` are of equal length; `out` has the square of their number.
pub(crate) fn gram(columns: &[&[f64]], weight: &[f64], scratch: &mut Scratch, out: &mut [f64]) {
    // Wide registers are used where there are some; lanes are fixed and products not fused, so the bits are the same.
    pulp::Arch::new().dispatch(Products {
        columns,
        weight,
        scratch,
        out,
    });
}

/// A type and not a closure: the call of a closure may be compiled apart, without the wide registers.
struct Products<'a> {
    columns: &'a [&'a [f64]],
    weight: &'a [f64],
    scratch: &'a mut Scratch,
    out: &'a mut [f64],
}

impl NullaryFnOnce for Products<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        products(self.columns, self.weight, self.scratch, self.out);
    }
}

#[inline(always)]
fn products(columns: &[&[f64]], weight: &[f64], scratch: &mut Scratch, out: &mut [f64]) {
    let width = columns.len();
    out.fill(0.0);
    scratch
        .weighted
        .resize_with(width.max(scratch.weighted.len()), || vec![0.0; BLOCK]);
    let mut from = 0;
    while from < weight.len() {
        let to = (from + BLOCK).min(weight.len());
        for (column, weighted) in columns.iter().zip(&mut scratch.weighted) {
            let pairs = column[from..to].iter().zip(&weight[from..to]);
            for (slot, (value, weight)) in weighted.iter_mut().zip(pairs) {
                *slot = value * weight;
            }
        }
        block(columns, &scratch.weighted, from, to, out);
        from = to;
    }
    for a in 0..width {
        for b in 0..a {
            out[b * width + a] = out[a * width + b];
        }
    }
}

/// Adds one block of rows to the lower triangle (whole tiles: a few cells above it as well).
#[inline(always)]
fn block(columns: &[&[f64]], weighted: &[Vec<f64>], from: usize, to: usize, out: &mut [f64]) {
    let width = columns.len();
    let rows = to - from;
    let mut a = 0;
    while a < width {
        let high = HIGH.min(width - a);
        let mut b = 0;
        while b < a + high {
            let wide = WIDE.min(width - b);
            // At the edge the last column is repeated and its sums are thrown away.
            let left: [&[f64]; HIGH] =
                std::array::from_fn(|at| &weighted[(a + at).min(width - 1)][..rows]);
            let right: [&[f64]; WIDE] =
                std::array::from_fn(|at| &columns[(b + at).min(width - 1)][from..to]);
            let sums = tile(left, right);
            for (i, row) in sums.iter().enumerate().take(high) {
                for (j, sum) in row.iter().enumerate().take(wide) {
                    if b + j <= a + i {
                        out[(a + i) * width + b + j] += sum;
                    }
                }
            }
            b += WIDE;
        }
        a += HIGH;
    }
}

#[inline(always)]
fn tile(left: [&[f64]; HIGH], right: [&[f64]; WIDE]) -> [[f64; WIDE]; HIGH] {
    let left_chunks = left.map(|column| column.as_chunks::<LANES>());
    let right_chunks = right.map(|column| column.as_chunks::<LANES>());
    let many = left_chunks[0].0.len();
    let left_whole = left_chunks.map(|(whole, _)| &whole[..many]);
    let right_whole = right_chunks.map(|(whole, _)| &whole[..many]);
    let mut lanes = [[[0.0; LANES]; WIDE]; HIGH];
    for at in 0..many {
        for i in 0..HIGH {
            let a = left_whole[i][at];
            for j in 0..WIDE {
                let b = right_whole[j][at];
                for lane in 0..LANES {
                    lanes[i][j][lane] += a[lane] * b[lane];
                }
            }
        }
    }
    std::array::from_fn(|i| {
        std::array::from_fn(|j| {
            let rest = left_chunks[i].1.iter().zip(right_chunks[j].1);
            let rest: f64 = rest.map(|(a, b)| a * b).sum();
            let [p, q, r, s] = lanes[i][j];
            (p + q) + (r + s) + rest
        })
    })
}
