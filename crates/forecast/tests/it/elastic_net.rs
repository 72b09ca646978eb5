use forecast::logistic::{Penalty, cross_validate, fit_path, r_folds, seeded_folds};
use forecast::{ForecastError, Matrix};

/// Two hundred made-up rows: one strong predictor, one weak, one of noise.
fn rows() -> (Matrix, Vec<bool>) {
    let value = |row: usize, step: usize| ((row * step) % 101) as f64 / 50.0 - 1.0;
    let column = |step: usize| (0..200).map(|row| value(row, step)).collect::<Vec<_>>();
    let (a, b, c) = (column(37), column(53), column(71));
    let outcome = (0..200)
        .map(|row| 2.0 * a[row] - 0.5 * b[row] + value(row, 89) > 0.6)
        .collect();
    let x = Matrix::new(vec![("a".into(), a), ("b".into(), b), ("c".into(), c)]).unwrap();
    (x, outcome)
}

#[test]
fn every_step_of_the_path_meets_the_conditions_of_the_optimum() {
    // Friedman, Hastie and Tibshirani 2010, equations 15-18: at the optimum the gradient of each
    // standardised column is lambda * (alpha * sign + (1 - alpha) * b), and at most lambda * alpha where b = 0.
    let (x, outcome) = rows();
    let penalty = Penalty {
        tolerance: 1e-14,
        ..Penalty::default()
    };
    let path = fit_path(&x, &outcome, penalty, None).unwrap();
    assert!(path.lambda.len() > 20);
    let n = x.rows() as f64;
    for step in 1..path.lambda.len() {
        let residual: Vec<f64> = (0..x.rows())
            .map(|row| {
                let sum: f64 = x
                    .row(row)
                    .iter()
                    .zip(&path.coefficients[step])
                    .map(|(v, b)| v * b)
                    .sum();
                f64::from(u8::from(outcome[row]))
                    - 1.0 / (1.0 + (-(path.intercept[step] + sum)).exp())
            })
            .collect();
        assert!(
            residual.iter().sum::<f64>().abs() / n < 1e-6,
            "the intercept is free"
        );
        for (column, b) in path.coefficients[step].iter().enumerate() {
            let values = x.column(column);
            let mean = values.iter().sum::<f64>() / n;
            let scale = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
            let gradient: f64 = values
                .iter()
                .zip(&residual)
                .map(|(v, r)| (v - mean) / scale * r)
                .sum::<f64>()
                / n;
            let lambda = path.lambda[step];
            let b = b * scale;
            if b == 0.0 {
                assert!(gradient.abs() <= 0.5 * lambda + 1e-6);
            } else {
                assert!((gradient - lambda * (0.5 * b.signum() + 0.5 * b)).abs() < 1e-6);
            }
        }
    }
}

#[test]
fn the_largest_lambda_leaves_only_the_intercept() {
    let (x, outcome) = rows();
    let path = fit_path(&x, &outcome, Penalty::default(), None).unwrap();
    assert!(path.coefficients[0].iter().all(|b| *b == 0.0));
    let share = outcome.iter().filter(|y| **y).count() as f64 / 200.0;
    assert!((path.intercept[0] - (share / (1.0 - share)).ln()).abs() < 1e-12);
    // The steps are geometric: glmnet's lambda.min.ratio 1e-4 over 99 steps.
    let ratio = path.lambda[1] / path.lambda[0];
    assert!((ratio - 1e-4_f64.powf(1.0 / 99.0)).abs() < 1e-12);
}

#[test]
fn between_two_lambdas_coefficients_are_read_off_the_line() {
    let (x, outcome) = rows();
    let path = fit_path(&x, &outcome, Penalty::default(), None).unwrap();
    let middle = (path.lambda[4] + path.lambda[5]) / 2.0;
    let (intercept, b) = path.at(middle);
    assert!((intercept - (path.intercept[4] + path.intercept[5]) / 2.0).abs() < 1e-12);
    assert!((b[0] - (path.coefficients[4][0] + path.coefficients[5][0]) / 2.0).abs() < 1e-12);
    assert_eq!(
        path.at(1e9).1,
        path.coefficients[0],
        "beyond its ends the path stays as it is"
    );
    assert_eq!(path.at(0.0).1, path.coefficients[path.lambda.len() - 1]);
}

#[test]
fn folds_are_those_that_r_draws() {
    // R 4.2.2: set.seed(90035); sample(rep(seq(10), length = 3955)); the first rows of the anchor fold_1991.csv.
    let folds: Vec<usize> = r_folds(3955, 10, 90_035)
        .iter()
        .map(|fold| fold + 1)
        .take(FIRST.len())
        .collect();
    assert_eq!(folds, FIRST);
}

const FIRST: [usize; 11] = [4, 10, 1, 3, 9, 9, 10, 5, 4, 1, 10];

#[test]
fn giving_up_early_chooses_the_same_lambda() {
    let (x, outcome) = rows();
    let folds = seeded_folds(200, 5, 3);
    let whole = cross_validate(&x, &outcome, &folds, Penalty::default(), None).unwrap();
    let short = cross_validate(&x, &outcome, &folds, Penalty::default(), Some(0.05)).unwrap();
    assert_eq!(whole.best, short.best);
    assert_eq!(whole.coefficients(), short.coefficients());
    assert!(short.deviance.len() <= whole.deviance.len());
}

#[test]
fn the_result_does_not_depend_on_the_number_of_threads() {
    let (x, outcome) = rows();
    let folds = seeded_folds(200, 5, 3);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| cross_validate(&x, &outcome, &folds, Penalty::default(), None).unwrap())
    };
    assert_eq!(with(1), with(4));
}

#[test]
fn bad_rows_are_refused_with_what_to_do() {
    let (x, outcome) = rows();
    let spoilt = |value: f64| {
        let mut column = x.column(0).to_vec();
        column[3] = value;
        Matrix::new(vec![("a".into(), column)]).unwrap()
    };
    let fit = |x: &Matrix, y: &[bool]| fit_path(x, y, Penalty::default(), None).unwrap_err();
    assert!(matches!(
        fit(&spoilt(f64::NAN), &outcome),
        ForecastError::Gap { row: 3, .. }
    ));
    assert!(matches!(
        fit(&spoilt(f64::INFINITY), &outcome),
        ForecastError::Infinite { row: 3, .. }
    ));
    let none = fit(&x, &[false; 200]);
    assert!(
        none.to_string().contains("0 of 200 rows have the event"),
        "{none}"
    );
    assert!(matches!(
        fit(&x, &outcome[1..]),
        ForecastError::Length { .. }
    ));
    let empty = Matrix::new(vec![("a".into(), vec![])]).unwrap();
    assert!(matches!(fit(&empty, &[]), ForecastError::NoRows { .. }));
}
