use rayon::prelude::*;
use terms::Month;

use super::{CLASS_COUNT, PART_COUNT, Weights, classes, learn_parts};
use crate::models::conflictology::Conflictology;
use crate::outcomes::Outcomes;
use crate::scores::{DrawScores, INTERVAL_LEVEL, category, ignorance_of_share, score_draws};
use crate::{ForecastError, History, Model};

/// How many years weights are chosen on, every other year back from the last whole one.
const WINDOWS: i32 = 10;
/// Weights are multiples of one over this.
const GRAIN: usize = 5;
/// The fewest months of history before the origin of a year that weights are chosen on.
const LEAST_HISTORY: i32 = 84;
/// Values above this are rounded to two per cent while weights are compared.
const EXACT: f64 = 60.0;

/// For each class, the weights with the least sum of scores, each as a share of conflictology's over all units.
///
/// The sum over classes is what is minimised: a class that decides the mean number of deaths
/// weighs as much in it as it does in the score.
pub(super) fn choose(
    history: &History,
    seed: u64,
) -> Result<[Weights; CLASS_COUNT], ForecastError> {
    let candidates = candidates();
    let mut losses = vec![[0.0; CLASS_COUNT]; candidates.len()];
    for year in years(history) {
        for (class, loss) in losses_of_year(history, year, &candidates, seed)? {
            for (sum, loss) in losses.iter_mut().zip(loss) {
                sum[class] += loss;
            }
        }
    }
    Ok(std::array::from_fn(|class| {
        let best = (0..candidates.len())
            .min_by(|a, b| losses[*a][class].total_cmp(&losses[*b][class]))
            .unwrap_or(0);
        candidates[best]
    }))
}

/// Every other year whose months are all known, back from the last one.
fn years(history: &History) -> Vec<i32> {
    let last = Month::from_month_id(history.last().month_id() + 1).year() - 1;
    (0..WINDOWS)
        .map(|back| last - 2 * back)
        .filter(|year| origin(*year).month_id() - history.first.month_id() >= LEAST_HISTORY)
        .collect()
}

/// The last month known for a year's forecast: October of the year before.
fn origin(year: i32) -> Month {
    Month::from_month_id((year - 1980) * 12 + 1 - 3)
}

/// The class of each forecast of a year, with the loss of every candidate.
fn losses_of_year(
    history: &History,
    year: i32,
    candidates: &[Weights],
    seed: u64,
) -> Result<Vec<(usize, Vec<f64>)>, ForecastError> {
    let known = history.until(origin(year))?;
    let last = known.last().month_id();
    let steps: Vec<u32> = (3..=14).collect();
    let month = |step: &u32| Month::from_month_id(last + *step as i32);
    let draws = Conflictology.fit(&known, seed)?.predict(&steps)?;
    let width = draws.values.len() / draws.units.len();
    let (mut asked, mut observed, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for (row, place) in known.alive().into_iter().enumerate() {
        let outcomes: Option<Vec<f64>> = steps
            .iter()
            .map(|step| history.count(place, month(step)))
            .collect();
        if let Some(outcomes) = outcomes {
            observed.extend(outcomes);
            asked.extend(steps.iter().map(|step| (place, *step)));
            values.extend_from_slice(&draws.values[row * width..(row + 1) * width]);
        }
    }
    let bar = DrawScores::mean(&score_draws(&values, &observed)?).unwrap_or_default();
    let parts = learn_parts(&known, seed)?;
    let class = classes(&known);
    let count = observed.len() as f64;
    let share = |score: f64, bar: f64| if bar > 0.0 { score / bar / count } else { 0.0 };
    Ok(asked
        .par_iter()
        .zip(&observed)
        .map(|((place, step), observed)| {
            let outcomes: Vec<Outcomes> = parts.iter().map(|part| part.at(*place, *step)).collect();
            let common = Common::of(&outcomes, *observed);
            let losses = candidates.iter().map(|weights| {
                let score = common.score(weights);
                share(score.crps, bar.crps) + share(score.ign, bar.ign) + share(score.mis, bar.mis)
            });
            (class[*place], losses.collect())
        })
        .collect())
}

/// The distributions of all parts on one set of values, so that any mixture is scored without draws.
struct Common {
    observed: f64,
    values: Vec<f64>,
    weights: Vec<Weights>,
    hit: Weights,
}

impl Common {
    fn of(parts: &[Outcomes], observed: f64) -> Common {
        let mut all = vec![(observed, 0, 0.0)];
        for (part, outcomes) in parts.iter().enumerate() {
            let pairs = outcomes.pairs().iter();
            all.extend(pairs.map(|(value, weight)| (rounded(*value), part, *weight)));
        }
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut common = Common {
            observed,
            values: Vec::new(),
            weights: Vec::new(),
            hit: [0.0; PART_COUNT],
        };
        for (value, part, weight) in all {
            if common.values.last() != Some(&value) {
                common.values.push(value);
                common.weights.push([0.0; PART_COUNT]);
            }
            if let Some(last) = common.weights.last_mut() {
                last[part] += weight;
            }
            if category(value) == category(observed) {
                common.hit[part] += weight;
            }
        }
        common
    }

    /// The scores of a mixture: `CRPS = integral of (F(x) - 1{x >= y})^2`, and the others likewise from F.
    fn score(&self, weights: &Weights) -> DrawScores {
        let dot = |part: &Weights| -> f64 { part.iter().zip(weights).map(|(a, b)| a * b).sum() };
        let alpha = 1.0 - INTERVAL_LEVEL;
        let (mut reached, mut crps) = (0.0, 0.0);
        let (mut low, mut high) = (None, None);
        for (at, value) in self.values.iter().enumerate() {
            reached += dot(&self.weights[at]);
            let next = self.values.get(at + 1).unwrap_or(value);
            let truth = if *value >= self.observed { 1.0 } else { 0.0 };
            crps += (reached - truth) * (reached - truth) * (next - value);
            // Sums of weights reach a bound only up to rounding.
            if reached >= alpha / 2.0 - 1e-9 {
                low = low.or(Some(*value));
            }
            if reached >= 1.0 - alpha / 2.0 - 1e-9 {
                high = high.or(Some(*value));
            }
        }
        let (low, high) = (low.unwrap_or(0.0), high.unwrap_or(0.0));
        let outside = (low - self.observed).max(0.0) + (self.observed - high).max(0.0);
        DrawScores {
            crps,
            ign: ignorance_of_share(dot(&self.hit)),
            mis: high - low + 2.0 / alpha * outside,
        }
    }
}

fn rounded(value: f64) -> f64 {
    if value <= EXACT {
        return value;
    }
    let grid = 1.02_f64.ln();
    ((value.ln() / grid).round() * grid).exp()
}

/// All weights that are multiples of the grain and sum to one.
fn candidates() -> Vec<Weights> {
    let mut all = Vec::new();
    spread(GRAIN, 0, &mut [0; PART_COUNT], &mut all);
    all
}

fn spread(left: usize, at: usize, shares: &mut [usize; PART_COUNT], all: &mut Vec<Weights>) {
    if at + 1 == shares.len() {
        shares[at] = left;
        all.push(shares.map(|share| share as f64 / GRAIN as f64));
        return;
    }
    for share in 0..=left {
        shares[at] = share;
        spread(left - share, at + 1, shares, all);
    }
}
