//! Compares the elastic net with the anchors, window by window (needs the mirror and the anchors).

use forecast::{Matrix, logistic};
use rayon::prelude::*;
use std::path::Path;

fn main() {
    let data = Path::new("../shared/data/ewp/2025/prepared2024predictors-2025-09-03.csv");
    let root = std::env::args().nth(1).unwrap_or("/work".into());
    let data = Path::new(&root)
        .join("shared")
        .join(data.strip_prefix("../shared").unwrap());
    let anchors = Path::new(&root).join("shared/anchors/ewp_fixtures");
    let mut reader = csv::Reader::from_path(data).unwrap();
    let head: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    let rows: Vec<Vec<String>> = reader
        .records()
        .map(|r| r.unwrap().iter().map(str::to_owned).collect())
        .collect();
    let num = |s: &str| s.parse::<f64>().unwrap_or(f64::NAN);
    let predictors: Vec<usize> = (2..40).chain([1]).collect();
    // the anchors' order
    let coef = csv::Reader::from_path(anchors.join("coef_1991.csv"))
        .unwrap()
        .into_records()
        .map(|r| r.unwrap()[0].to_owned())
        .collect::<Vec<_>>();
    let columns: Vec<(String, Vec<f64>)> = coef[1..]
        .iter()
        .map(|name| {
            let at = head.iter().position(|h| h == name).unwrap();
            (
                name.replace('.', "_"),
                rows.iter().map(|r| num(&r[at])).collect(),
            )
        })
        .collect();
    assert_eq!(columns.len(), predictors.len());
    let x = Matrix::new(columns).unwrap();
    let year: Vec<i32> = rows.iter().map(|r| r[1].parse().unwrap()).collect();
    let y_at = head.iter().position(|h| h == "mk_onset_1or2").unwrap();
    let y: Vec<bool> = rows.iter().map(|r| r[y_at] == "1").collect();
    let start = std::time::Instant::now();
    let inputs: Vec<_> = (1991..=2022)
        .map(|l| {
            let keep: Vec<usize> = (0..rows.len())
                .filter(|r| {
                    year[*r] <= l
                        && x.is_complete(*r)
                        && rows[*r][43..45].iter().all(|v| v != "NA" && !v.is_empty())
                })
                .collect();
            let fold: Vec<usize> = csv::Reader::from_path(anchors.join(format!("fold_{l}.csv")))
                .unwrap()
                .into_records()
                .map(|r| r.unwrap()[3].parse::<usize>().unwrap() - 1)
                .collect();
            let yy: Vec<bool> = keep.iter().map(|r| y[*r]).collect();
            assert_eq!(fold.len(), keep.len());
            assert!(
                fold == logistic::r_folds(fold.len(), 10, 90035),
                "folds differ in {l}"
            );
            (l, x.take(&keep), yy, fold)
        })
        .collect();
    println!("read {:?}", start.elapsed());
    let start = std::time::Instant::now();
    let fits: Vec<_> = inputs
        .par_iter()
        .map(|(_, x, y, fold)| {
            logistic::cross_validate(
                x,
                y,
                fold,
                Default::default(),
                std::env::args().nth(2).map(|s| s.parse().unwrap()),
            )
            .unwrap()
        })
        .collect();
    println!("fit {:?}", start.elapsed());
    for ((l, ..), fit) in inputs.iter().zip(&fits) {
        let path: Vec<(f64, f64)> = csv::Reader::from_path(anchors.join(format!("path_{l}.csv")))
            .unwrap()
            .into_records()
            .map(|r| {
                let r = r.unwrap();
                (num(&r[0]), num(&r[1]))
            })
            .collect();
        let coef: Vec<f64> = csv::Reader::from_path(anchors.join(format!("coef_{l}.csv")))
            .unwrap()
            .into_records()
            .map(|r| num(r.unwrap()[1].trim()))
            .collect();
        let cvm = path
            .iter()
            .zip(&fit.deviance)
            .map(|(a, b)| (a.1 - b).abs())
            .fold(0.0, f64::max);
        let lam = path
            .iter()
            .zip(&fit.path.lambda)
            .map(|(a, b)| (a.0 / b - 1.0).abs())
            .fold(0.0, f64::max);
        let best = (0..path.len())
            .min_by(|a, b| path[*a].1.total_cmp(&path[*b].1))
            .unwrap();
        let mine: Vec<f64> = std::iter::once(fit.intercept())
            .chain(fit.coefficients().iter().copied())
            .collect();
        let diff = coef
            .iter()
            .zip(&mine)
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f64::max);
        println!(
            "{l} steps {} {} lambda {lam:.1e} cvm {cvm:.1e} best {best} {} coef {diff:.2e}",
            path.len(),
            fit.path.lambda.len(),
            fit.best
        );
    }
}
