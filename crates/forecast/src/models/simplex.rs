use super::logistic;

/// One past forecast: what each member said, as a logit, and whether it happened.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Case {
    pub(super) logits: Vec<f64>,
    pub(super) event: bool,
}

/// Sweeps over all pairs of members; far fewer are needed.
const SWEEPS: usize = 200;
/// A sweep that moves less than this ends the search.
const STILL: f64 = 1e-9;

/// The weights, 0 or more and summing to one, with the smallest sum of the logarithmic loss of the weighted
/// mean logit and `pull * members * sum (w - 1/members)^2`.
///
/// The sum is convex. Weight is passed from one member to another, pair by pair, each time by one Newton
/// step that stays within the bounds, halved until the sum does not grow.
pub(super) fn weights(cases: &[&Case], members: usize, pull: f64) -> Vec<f64> {
    let even = 1.0 / members as f64;
    let mut weights = vec![even; members];
    let mut mean: Vec<f64> = cases
        .iter()
        .map(|case| case.logits.iter().sum::<f64>() * even)
        .collect();
    let stiff = pull * members as f64;
    for _ in 0..SWEEPS {
        let mut moved = 0.0_f64;
        for to in 0..members {
            for from in 0..to {
                let apart: Vec<f64> = cases
                    .iter()
                    .map(|case| case.logits[to] - case.logits[from])
                    .collect();
                let mut slope = 2.0 * stiff * (weights[to] - weights[from]);
                let mut bend = 4.0 * stiff;
                for ((case, z), apart) in cases.iter().zip(&mean).zip(&apart) {
                    let p = logistic(*z);
                    slope += (p - f64::from(u8::from(case.event))) * apart;
                    bend += p * (1.0 - p) * apart * apart;
                }
                if bend <= 0.0 {
                    continue;
                }
                let mut step = (-slope / bend).clamp(-weights[to], weights[from]);
                let loss = |step: f64| {
                    let own = |w: f64| stiff * (w - even) * (w - even);
                    let pulled = own(weights[to] + step) + own(weights[from] - step);
                    let each = cases.iter().zip(&mean).zip(&apart);
                    let each = each.map(|((case, z), apart)| miss(z + step * apart, case.event));
                    pulled + each.sum::<f64>()
                };
                let before = loss(0.0);
                while step.abs() > STILL && loss(step) > before {
                    step /= 2.0;
                }
                if step.abs() <= STILL {
                    continue;
                }
                for (z, apart) in mean.iter_mut().zip(&apart) {
                    *z += step * apart;
                }
                weights[to] = (weights[to] + step).max(0.0);
                weights[from] = (weights[from] - step).max(0.0);
                moved = moved.max(step.abs());
            }
        }
        if moved <= STILL {
            break;
        }
    }
    weights
}

/// The logarithmic loss of a logit.
fn miss(logit: f64, event: bool) -> f64 {
    let z = if event { -logit } else { logit };
    // ln(1 + e^z) without overflow.
    z.max(0.0) + (-z.abs()).exp().ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every tenth case is an event; each member says `strength` towards the truth, the first on odd
    /// cases only, the second on even ones.
    fn cases(first: f64, second: f64) -> Vec<Case> {
        (0..200)
            .map(|at| {
                let event = at % 10 < 2;
                let sign = if event { 1.0 } else { -1.0 };
                let said = |strength: f64| sign * strength - 2.0;
                let even = at % 2 == 0;
                let logits = vec![
                    said(if even { 0.0 } else { first }),
                    said(if even { second } else { 0.0 }),
                ];
                Case { logits, event }
            })
            .collect()
    }

    #[test]
    fn whoever_forecast_better_weighs_more_and_the_pull_evens_it_out() {
        let cases = cases(2.0, -1.0);
        let cases: Vec<&Case> = cases.iter().collect();
        let free = weights(&cases, 2, 0.0);
        let drawn = weights(&cases, 2, 1_000.0);
        assert_eq!(free, vec![1.0, 0.0], "the second misleads");
        assert!(drawn[0] > 0.5 && drawn[0] < 0.55, "{drawn:?}");
    }

    #[test]
    fn members_that_forecast_alike_share_alike() {
        let cases = cases(1.5, 1.5);
        let cases: Vec<&Case> = cases.iter().collect();
        let each = weights(&cases, 2, 1.0);
        assert!((each[0] - 0.5).abs() < 1e-6, "{each:?}");
    }

    #[test]
    fn no_other_weights_have_a_smaller_loss() {
        let cases = cases(1.0, 0.4);
        let cases: Vec<&Case> = cases.iter().collect();
        let found = weights(&cases, 2, 0.5);
        let loss = |w: f64| {
            let of =
                |case: &&Case| miss(w * case.logits[0] + (1.0 - w) * case.logits[1], case.event);
            // Two members, a pull of 0.5: 1 * ((w - 1/2)^2 + (1/2 - w)^2).
            cases.iter().map(of).sum::<f64>() + 2.0 * (w - 0.5) * (w - 0.5)
        };
        let best = (0..=1_000).map(|w| f64::from(w) / 1_000.0);
        let best = best.min_by(|a, b| loss(*a).total_cmp(&loss(*b))).unwrap();
        assert!((found[0] - best).abs() < 1e-3, "{found:?} and {best}");
        assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn without_past_forecasts_all_weigh_the_same() {
        assert_eq!(weights(&[], 4, 1.0), vec![0.25; 4]);
    }
}
