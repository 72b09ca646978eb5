//! The scores of draws. Golden numbers: properscoring 0.1, numpy 2.4.6, scipy 1.17.1.

use forecast::ForecastError;
use forecast::scores::{
    DrawScores, crps, fourier_resampled, ignorance, interval_score, score_draws, score_stream,
};
use proptest::prelude::*;

const TWELVE: [f64; 12] = [
    0.0, 3.0, 0.0, 12.0, 7.0, 0.0, 1.0, 55.0, 20.0, 4.0, 0.0, 9.0,
];

/// 0, 7919, 2 * 7919, ... modulo 1013: all whole numbers, in no order, made by arithmetic.
fn scattered(count: usize) -> Vec<f64> {
    (0..count).map(|at| (at * 7919 % 1013) as f64).collect()
}

fn close(found: f64, wanted: f64) {
    assert!(
        (found - wanted).abs() <= 1e-9 * wanted.abs().max(1.0),
        "{found} against {wanted}"
    );
}

#[test]
fn a_sharp_forecast_scores_its_distance() {
    // Every |X - y| is 5 and every |X_i - X_j| is 0.
    close(crps(&[7.0; 1000], 12.0).unwrap(), 5.0);
    // Width 0, and 5 above the interval at 2 / 0.1 each.
    close(interval_score(&[7.0; 1000], 12.0, 0.9).unwrap(), 100.0);
    // 7 lies in 5.5 to 10.5, 12 in the next category: no hit, one pseudo-count of 1011.
    close(ignorance(&[7.0; 1000], 12.0).unwrap(), 1011_f64.log2());
}

#[test]
fn crps_of_two_points_is_exact() {
    // Draws 0 and 4, observed 1: (1 + 3) / 2 - (4 + 4) / (2 * 2 * 2) = 1.
    assert_eq!(crps(&[4.0, 0.0], 1.0).unwrap(), 1.0);
    // Observed 10: (10 + 6) / 2 - 1 = 7.
    assert_eq!(crps(&[4.0, 0.0], 10.0).unwrap(), 7.0);
}

#[test]
fn crps_agrees_with_properscoring() {
    close(crps(&TWELVE, 0.0).unwrap(), 2.770833333333333);
    close(crps(&TWELVE, 5.0).unwrap(), 2.2708333333333326);
    close(crps(&TWELVE, 100.0).unwrap(), 84.27083333333334);
    close(crps(&scattered(1000), 300.0).unwrap(), 126.84140799999972);
}

#[test]
fn interval_score_agrees_with_numpy_quantiles() {
    close(
        interval_score(&TWELVE, 5.0, 0.9).unwrap(),
        35.74999999999997,
    );
    close(
        interval_score(&TWELVE, 100.0, 0.9).unwrap(),
        1320.750000000001,
    );
    close(
        interval_score(&scattered(1000), 300.0, 0.9).unwrap(),
        911.0999999999999,
    );
    close(
        interval_score(&scattered(1000), 1012.0, 0.9).unwrap(),
        1910.100000000001,
    );
}

#[test]
fn ignorance_agrees_with_the_code_of_the_challenge() {
    close(ignorance(&TWELVE, 0.0).unwrap(), 2.274208149822132);
    close(ignorance(&TWELVE, 5.0).unwrap(), 2.389110244634934);
    close(ignorance(&TWELVE, 100.0).unwrap(), 4.426978430225377);
    close(
        ignorance(&scattered(1000), 300.0).unwrap(),
        2.033200050318337,
    );
}

#[test]
fn the_last_category_is_open_above() {
    // 250 of 1,000 draws at 1,001 or more, observed a million: -log2(251 / 1011).
    let mut draws = vec![0.0; 750];
    draws.extend([1001.0; 250]);
    close(ignorance(&draws, 1e6).unwrap(), (1011.0_f64 / 251.0).log2());
}

#[test]
fn resampling_agrees_with_scipy_for_even_odd_and_longer_series() {
    let thirteen = [
        2.0, 0.0, 0.0, 5.0, 1.0, 8.0, 40.0, 3.0, 0.0, 0.0, 6.0, 2.0, 1.0,
    ];
    let cases: [(&[f64], [f64; 6]); 3] = [
        (
            &TWELVE,
            [
                0.0,
                -0.06562743391187269,
                -0.48472449198279266,
                12.0,
                7.007871817012701,
                0.07022780816966043,
            ],
        ),
        (
            &thirteen,
            [
                2.0,
                1.901340279968838,
                0.35944343379564087,
                7.189132428904541,
                -3.5264042013652497,
                2.0980403979346973,
            ],
        ),
        (
            &scattered(1024),
            [
                13.130816901501035,
                828.7478102280012,
                1025.5636267853931,
                243.32459078577835,
                731.4788537385606,
                172.52138968606215,
            ],
        ),
    ];
    for (series, wanted) in cases {
        let found = fourier_resampled(series, 1000);
        for (at, wanted) in [0, 1, 17, 250, 333, 999].into_iter().zip(wanted) {
            close(found[at], wanted);
        }
    }
}

#[test]
fn twelve_draws_are_stretched_in_their_order() {
    // The challenge takes the order of draws for time: the same numbers sorted score differently.
    let mut sorted = TWELVE;
    sorted.sort_by(f64::total_cmp);
    assert_ne!(
        ignorance(&TWELVE, 5.0).unwrap(),
        ignorance(&sorted, 5.0).unwrap()
    );
}

#[test]
fn bad_input_is_refused_with_a_reason() {
    assert!(matches!(crps(&[], 1.0), Err(ForecastError::NoRows { .. })));
    assert!(matches!(
        crps(&[f64::NAN], 1.0),
        Err(ForecastError::Setting { .. })
    ));
    assert!(matches!(
        crps(&[1.0], f64::INFINITY),
        Err(ForecastError::Setting { .. })
    ));
    assert!(matches!(
        ignorance(&[-1.0], 1.0),
        Err(ForecastError::Setting { .. })
    ));
    assert!(matches!(
        interval_score(&[1.0], 1.0, 1.5),
        Err(ForecastError::Setting { .. })
    ));
    assert!(matches!(
        score_draws(&[1.0; 5], &[1.0; 2]),
        Err(ForecastError::Length { .. })
    ));
    let message = crps(&[f64::NAN], 1.0).unwrap_err().to_string();
    assert!(message.contains("a draw cannot be NaN"), "{message}");
}

#[test]
fn streamed_scores_are_those_of_single_forecasts() {
    let values: Vec<f64> = scattered(12 * 40);
    let observed: Vec<f64> = (0..40).map(f64::from).collect();
    let all = score_draws(&values, &observed).unwrap();
    for (at, found) in all.iter().enumerate() {
        let draws = &values[at * 12..(at + 1) * 12];
        let wanted = DrawScores {
            crps: crps(draws, observed[at]).unwrap(),
            ign: ignorance(draws, observed[at]).unwrap(),
            mis: interval_score(draws, observed[at], 0.9).unwrap(),
        };
        assert_eq!(*found, wanted);
    }
}

#[test]
fn threads_change_no_bit() {
    let observed: Vec<f64> = (0..3_000).map(|at| f64::from(at % 7)).collect();
    let fill = |at: usize, draws: &mut [f64]| {
        for (place, draw) in draws.iter_mut().enumerate() {
            *draw = ((at * 31 + place * 17) % 97) as f64;
        }
    };
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| DrawScores::mean(&score_stream(&observed, 1000, fill).unwrap()))
    };
    assert_eq!(with(1), with(3));
}

proptest! {
    #[test]
    fn crps_and_interval_score_are_not_negative_and_ignore_the_order(
        mut draws in prop::collection::vec(0.0..5000.0_f64, 1..60),
        observed in 0.0..5000.0_f64,
    ) {
        let (first, second) = (crps(&draws, observed).unwrap(), interval_score(&draws, observed, 0.9).unwrap());
        prop_assert!(first >= 0.0 && second >= 0.0);
        draws.reverse();
        prop_assert_eq!(first, crps(&draws, observed).unwrap());
        prop_assert_eq!(second, interval_score(&draws, observed, 0.9).unwrap());
    }

    #[test]
    fn whole_numbers_score_as_those_next_to_them(draws in prop::collection::vec(0_u16..3000, 1..80), observed in 0_u16..3000) {
        // Whole numbers take the way of counting, others the way of sorting; a millionth changes neither score much.
        let whole: Vec<f64> = draws.iter().map(|draw| f64::from(*draw)).collect();
        let beside: Vec<f64> = whole.iter().map(|draw| draw + 1e-6).collect();
        let observed = f64::from(observed);
        prop_assert!((crps(&whole, observed).unwrap() - crps(&beside, observed + 1e-6).unwrap()).abs() < 1e-4);
        prop_assert!((interval_score(&whole, observed, 0.9).unwrap() - interval_score(&beside, observed + 1e-6, 0.9).unwrap()).abs() < 1e-3);
    }
}
