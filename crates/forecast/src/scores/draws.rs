use rayon::prelude::*;

use crate::scores::crps::crps_of_sorted;
use crate::scores::ignorance::{ignorance_of_resampled, ignorance_of_sorted};
use crate::scores::interval_score::{INTERVAL_LEVEL, interval_score_of_sorted};
use crate::scores::resampling::FourierResampling;
use crate::{DRAWS, ForecastError};

/// Whole numbers below this are sorted by counting them.
const COUNTED: usize = 4_096;

/// Forecasts scored as one piece of work; the results do not depend on it.
const CHUNK: usize = 256;

/// The three scores of the VIEWS Prediction Challenge of one forecast, or their means.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize)]
pub struct DrawScores {
    /// Continuous ranked probability score, in deaths.
    pub crps: f64,
    /// Ignorance score, in bits.
    pub ign: f64,
    /// Interval score at the level 0.90, in deaths; its mean is the challenge's MIS.
    pub mis: f64,
}

impl DrawScores {
    /// The mean over forecasts; none without forecasts. Summed in the order given.
    pub fn mean(scores: &[DrawScores]) -> Option<DrawScores> {
        if scores.is_empty() {
            return None;
        }
        let count = scores.len() as f64;
        let of = |score: fn(&DrawScores) -> f64| scores.iter().map(score).sum::<f64>() / count;
        Some(DrawScores {
            crps: of(|score| score.crps),
            ign: of(|score| score.ign),
            mis: of(|score| score.mis),
        })
    }
}

/// Scores many forecasts without holding their draws: `fill` writes the draws of one forecast.
///
/// `fill(at, draws)` must depend on `at` alone, so that the result is the same on any number of
/// threads. Memory is one buffer of draws a thread and three numbers a forecast. Errors: no draws,
/// or a draw or observed value that is not finite.
pub fn score_stream(
    observed: &[f64],
    draws: usize,
    fill: impl Fn(usize, &mut [f64]) + Sync,
) -> Result<Vec<DrawScores>, ForecastError> {
    let resampling = (draws != DRAWS && draws > 0).then(|| FourierResampling::new(draws, DRAWS));
    let mut scores = vec![DrawScores::default(); observed.len()];
    scores
        .par_chunks_mut(CHUNK)
        .enumerate()
        .try_for_each(|(chunk, scores)| {
            let mut buffer = vec![0.0; draws];
            for (place, score) in scores.iter_mut().enumerate() {
                let at = chunk * CHUNK + place;
                fill(at, &mut buffer);
                *score = score_one(&mut buffer, observed[at], resampling.as_ref())?;
            }
            Ok(())
        })?;
    Ok(scores)
}

/// Scores forecasts whose draws are at hand: as many for each observed value, one after the other.
pub fn score_draws(values: &[f64], observed: &[f64]) -> Result<Vec<DrawScores>, ForecastError> {
    let draws = values.len().checked_div(observed.len()).unwrap_or(0);
    if draws * observed.len() != values.len() {
        return Err(ForecastError::Length {
            what: "draws and observed values",
            left: values.len(),
            right: observed.len(),
        });
    }
    score_stream(observed, draws, |at, buffer| {
        buffer.copy_from_slice(&values[at * draws..(at + 1) * draws]);
    })
}

fn score_one(
    draws: &mut [f64],
    observed: f64,
    resampling: Option<&FourierResampling>,
) -> Result<DrawScores, ForecastError> {
    let stretched =
        resampling.map(|resampling| ignorance_of_resampled(draws, observed, resampling));
    checked(draws, observed)?;
    Ok(DrawScores {
        crps: crps_of_sorted(draws, observed),
        ign: stretched.unwrap_or_else(|| ignorance_of_sorted(draws, observed)),
        mis: interval_score_of_sorted(draws, observed, INTERVAL_LEVEL),
    })
}

/// Sorts draws after making sure that there are some and that all values are finite.
pub(crate) fn checked(draws: &mut [f64], observed: f64) -> Result<(), ForecastError> {
    if draws.is_empty() {
        return Err(ForecastError::NoRows {
            what: "a score",
            help: "a forecast needs at least one draw".to_owned(),
        });
    }
    let bad = |value: f64, what| ForecastError::Setting {
        what,
        value,
        help: "it must be a finite number; leave the unit out and say why instead",
    };
    if !observed.is_finite() {
        return Err(bad(observed, "an observed value"));
    }
    let mut most = 0.0_f64;
    let mut whole = true;
    for draw in draws.iter() {
        if !draw.is_finite() {
            return Err(bad(*draw, "a draw"));
        }
        most = most.max(*draw);
        whole &= *draw >= 0.0 && draw.trunc() == *draw;
    }
    if whole && (most as usize) < COUNTED {
        sort_by_counting(draws, most as usize);
    } else {
        draws.sort_unstable_by(f64::total_cmp);
    }
    Ok(())
}

fn sort_by_counting(draws: &mut [f64], most: usize) {
    let mut counts = [0_u32; COUNTED];
    for draw in draws.iter() {
        counts[*draw as usize] += 1;
    }
    let mut at = 0;
    for (value, count) in counts[..=most].iter().enumerate() {
        let next = at + *count as usize;
        draws[at..next].fill(value as f64);
        at = next;
    }
}
