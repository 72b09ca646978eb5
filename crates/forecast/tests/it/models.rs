use forecast::models::ONSET_MODELS;
use forecast::protocols::rolling::Known;
use forecast::{ForecastError, Labelled, Matrix, Rows};

use crate::made_up::world;

fn logit(p: f64) -> f64 {
    (p / (1.0 - p)).ln()
}

#[test]
fn every_explanation_sums_to_the_logit_of_its_forecast() {
    let data = world();
    let known = Known::at(&data, 2000).unwrap();
    let ask = data
        .rows
        .take(&forecast::protocols::rolling::asked(&data, 2000));
    for model in ONSET_MODELS {
        let fitted = model.fit(known.labelled(), 1).unwrap();
        let forecast = fitted.predict(&ask).unwrap();
        let explained = fitted.explain(&ask).unwrap().unwrap();
        for (p, why) in forecast.iter().zip(explained) {
            assert_eq!(why.parts.len(), ask.x.width());
            let apart = (why.logit() - logit(p.get())).abs();
            assert!(apart < 1e-9, "{}: {} against {p}", model.id(), why.logit());
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_forecast_on_any_number_of_threads() {
    let data = world();
    let known = Known::at(&data, 1995).unwrap();
    let ask = data
        .rows
        .take(&forecast::protocols::rolling::asked(&data, 1995));
    for model in ONSET_MODELS {
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            pool.install(|| {
                model
                    .fit(known.labelled(), 3)
                    .unwrap()
                    .predict(&ask)
                    .unwrap()
            })
        };
        assert_eq!(with(1), with(3), "{}", model.id());
    }
}

#[test]
fn ids_are_used_once() {
    let ids: std::collections::BTreeSet<&str> =
        ONSET_MODELS.iter().map(|model| model.id()).collect();
    assert_eq!(ids.len(), ONSET_MODELS.len());
}

#[test]
fn bad_training_rows_are_refused_by_every_model_that_looks_at_them() {
    let rows = |column: Vec<f64>| Rows {
        unit: vec![1; column.len()],
        time: vec![2000; column.len()],
        x: Matrix::new(vec![("a".into(), column)]).unwrap(),
    };
    let fit = |rows: &Rows, outcome: &[bool], model: usize| {
        let training = Labelled {
            rows,
            outcome,
            published: 1,
            origin: 2001,
        };
        ONSET_MODELS[model].fit(training, 1).unwrap_err()
    };
    let mixed = [true, false, true, false];
    for model in 1..ONSET_MODELS.len() {
        let constant = fit(&rows(vec![2.0; 4]), &mixed, model);
        assert!(
            matches!(constant, ForecastError::ConstantColumn { .. }),
            "{constant}"
        );
        let infinite = fit(&rows(vec![1.0, f64::INFINITY, 2.0, 3.0]), &mixed, model);
        assert!(
            matches!(infinite, ForecastError::Infinite { row: 1, .. }),
            "{infinite}"
        );
        let none = fit(&rows(vec![1.0, 2.0, 3.0, 4.0]), &[false; 4], model);
        assert!(
            matches!(none, ForecastError::OneClass { positives: 0, .. }),
            "{none}"
        );
        let empty = fit(&rows(vec![]), &[], model);
        assert!(matches!(empty, ForecastError::NoRows { .. }), "{empty}");
    }
}

#[test]
fn a_column_that_is_missing_from_the_question_is_named() {
    let data = world();
    let known = Known::at(&data, 1990).unwrap();
    let fitted = ONSET_MODELS[1].fit(known.labelled(), 1).unwrap();
    let other = Rows {
        x: Matrix::new(vec![("b".into(), vec![1.0])]).unwrap(),
        unit: vec![1],
        time: vec![1990],
    };
    let error = fitted.predict(&other).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`popsize_log2` is missing; the data has b"),
        "{error}"
    );
}
