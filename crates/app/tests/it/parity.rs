//! The elastic net against R's glmnet, on the publishers' own file.
//!
//! The anchors are what R 4.2.2 with glmnet 4.1-6 gave for the Early Warning Project's replication
//! script on the edition of 2025: lambdas and coefficients of every window.

use std::path::Path;

use app::pipeline::{Archive, state_years};
use app::{Knowledge, embedded_facts};
use forecast::logistic::{Penalty, cross_validate, r_folds};
use forecast::protocols::rolling::Known;
use forecast::{Matrix, read_predictors};

use crate::run::real;

fn numbers(path: &Path, column: usize) -> Vec<f64> {
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().skip(1);
    lines
        .map(|line| {
            let field = line.rsplit(',').nth(line.matches(',').count() - column);
            field.unwrap().trim_matches(['"', ' ']).parse().unwrap()
        })
        .collect()
}

#[test]
fn lambdas_and_coefficients_of_every_window_are_those_of_glmnet() {
    let mirror = real("WATCHFIRE_MIRROR", "../shared/data");
    let anchors = real("WATCHFIRE_ANCHORS", "../shared/anchors");
    let (Some(mirror), Some(anchors)) = (mirror, anchors) else {
        return;
    };
    let knowledge = Knowledge::embedded().unwrap();
    let archive = Archive {
        mirror: archive::Mirror::new(&mirror),
        sources: &knowledge.sources,
        codes: &knowledge.codes,
    };
    let mut problems = Vec::new();
    let predictors =
        read_predictors(&embedded_facts(), "early-warning-project", &mut problems).unwrap();
    let data = state_years(&archive, &predictors).unwrap();
    for window in 1991..=2022 {
        let known = Known::at(&data, window + 2).unwrap();
        let published = known.rows.x.columns().take(known.published);
        let published = published.map(|(name, values)| (name.to_owned(), values.to_vec()));
        let x = Matrix::new(published.collect()).unwrap();
        // The seed of the replication script.
        let folds = r_folds(x.rows(), 10, 90_035);
        let fit = cross_validate(&x, &known.outcome, &folds, Penalty::default(), None).unwrap();
        let file = |kind: &str| anchors.join(format!("ewp_fixtures/{kind}_{window}.csv"));
        for (found, wanted) in fit.path.lambda.iter().zip(numbers(&file("path"), 0)) {
            assert!(
                (found / wanted - 1.0).abs() < 1e-9,
                "lambda of {window}: {found} for {wanted}"
            );
        }
        let wanted = numbers(&file("coef"), 1);
        let found: Vec<f64> = std::iter::once(fit.intercept())
            .chain(fit.coefficients().iter().copied())
            .collect();
        assert_eq!(found.len(), wanted.len());
        for (at, (found, wanted)) in found.iter().zip(&wanted).enumerate() {
            assert!(
                (found - wanted).abs() < 1e-6,
                "coefficient {at} of {window}: {found} for {wanted}"
            );
        }
    }
}
