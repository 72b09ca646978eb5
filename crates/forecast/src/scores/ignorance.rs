use crate::scores::draws::checked;
use crate::scores::resampling::FourierResampling;
use crate::{DRAWS, ForecastError};

/// The lower edges of the challenge's categories of deaths; the last category is open above.
pub const IGNORANCE_EDGES: [f64; 11] = [
    0.0, 0.5, 2.5, 5.5, 10.5, 25.5, 50.5, 100.5, 250.5, 500.5, 1000.5,
];

/// The ignorance score in bits: how surprised the forecast is by the category that came true.
///
/// `-log2((n + 1) / (m + 11))`, with `n` of `m` draws in the category of the observed value: one
/// pseudo-count in each of the 11 categories. The challenge stretches a file of fewer than 1,000
/// draws by Fourier resampling first and cuts the result off at 0; this does the same. Errors: no
/// draws, or a value that is not finite or below 0.
///
/// Sources: I. J. Good, "Rational Decisions", Journal of the Royal Statistical Society B 14, 1952;
/// M. S. Roulston and L. A. Smith, Monthly Weather Review 130, 2002; the categories: H. Hegre et
/// al., "The 2023/24 VIEWS Prediction Challenge", Journal of Peace Research 62(6), 2025.
///
/// ```
/// // All 1,000 draws in the right category: -log2(1001 / 1011).
/// let bits = forecast::scores::ignorance(&[0.0; 1000], 0.0).unwrap();
/// assert!((bits - (1011.0_f64 / 1001.0).log2()).abs() < 1e-12);
/// ```
pub fn ignorance(draws: &[f64], observed: f64) -> Result<f64, ForecastError> {
    let mut sorted = draws.to_vec();
    checked(&mut sorted, observed)?;
    if sorted.first().is_some_and(|least| *least < 0.0) || observed < 0.0 {
        return Err(ForecastError::Setting {
            what: "a number of deaths",
            value: observed.min(sorted[0]),
            help: "counts start at 0",
        });
    }
    if draws.len() == DRAWS {
        return Ok(ignorance_of_sorted(&sorted, observed));
    }
    let resampling = FourierResampling::new(draws.len(), DRAWS);
    Ok(ignorance_of_resampled(draws, observed, &resampling))
}

/// The same from draws in rising order, by two binary searches.
pub(crate) fn ignorance_of_sorted(sorted: &[f64], observed: f64) -> f64 {
    let at = category(observed);
    let from = sorted.partition_point(|draw| *draw < IGNORANCE_EDGES[at]);
    let to = match IGNORANCE_EDGES.get(at + 1) {
        Some(edge) => sorted.partition_point(|draw| draw < edge),
        None => sorted.len(),
    };
    bits(to - from, sorted.len())
}

/// The same from draws in their own order, stretched to the challenge's number of draws.
pub(crate) fn ignorance_of_resampled(
    draws: &[f64],
    observed: f64,
    resampling: &FourierResampling,
) -> f64 {
    let at = category(observed);
    let stretched = resampling.apply(draws);
    let hits = stretched
        .iter()
        .filter(|draw| category(draw.max(0.0)) == at)
        .count();
    bits(hits, stretched.len())
}

/// The category of a number of deaths, 0 to 10.
pub(crate) fn category(deaths: f64) -> usize {
    IGNORANCE_EDGES
        .partition_point(|edge| *edge <= deaths)
        .saturating_sub(1)
}

/// The same from the share of a distribution in the right category, as if it were 1,000 draws.
pub(crate) fn ignorance_of_share(share: f64) -> f64 {
    let draws = DRAWS as f64;
    -((share * draws + 1.0) / (draws + IGNORANCE_EDGES.len() as f64)).log2()
}

fn bits(hits: usize, draws: usize) -> f64 {
    -((hits + 1) as f64 / (draws + IGNORANCE_EDGES.len()) as f64).log2()
}
