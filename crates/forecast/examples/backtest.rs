//! The published protocol on the mirror, for one model and the elastic net beside it: prints every figure.
//!
//! `cargo run --release -p forecast --example backtest -- MODEL [MIRROR]`

use std::path::Path;

use forecast::models::ONSET_MODELS;
use forecast::protocols::{compare, ewp_2025, measure};
use forecast::{Matrix, Replicates, Rows, StateYears, derive};

fn load(mirror: &Path) -> StateYears {
    let path = mirror.join("ewp/2025/prepared2024predictors-2025-09-03.csv");
    let mut reader = csv::Reader::from_path(path).expect("the mirror has the predictors");
    let head: Vec<String> = reader
        .headers()
        .expect("a header")
        .iter()
        .map(str::to_owned)
        .collect();
    let rows: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a row")).collect();
    let number = |row: &csv::StringRecord, at: usize| row[at].parse::<f64>().unwrap_or(f64::NAN);
    let at = |name: &str| {
        head.iter()
            .position(|other| other == name)
            .expect("a column")
    };
    // The order of the published coefficients: the year stands before the age of the country.
    let mut order: Vec<&str> = head[2..].iter().map(String::as_str).take(38).collect();
    let place = order
        .iter()
        .position(|name| *name == "countryage.new.log2")
        .expect("a column");
    order.insert(place, "year");
    order.retain(|name| !name.starts_with("mk_onset_1or2") && *name != "mk_onset");
    let columns = order.iter().map(|name| {
        let at = at(name);
        (
            name.replace('.', "_"),
            rows.iter().map(|row| number(row, at)).collect(),
        )
    });
    let data = Rows {
        x: Matrix::new(columns.collect()).expect("columns of one length"),
        unit: rows
            .iter()
            .map(|row| number(row, at("ccode")) as u32)
            .collect(),
        time: rows
            .iter()
            .map(|row| number(row, at("year")) as i32)
            .collect(),
    };
    let onset = rows.iter().map(|row| &row[at("mk_onset")] == "1").collect();
    let within_two = rows.iter().map(|row| {
        let known = ["mk_onset_1", "mk_onset_2"]
            .iter()
            .all(|name| number(row, at(name)).is_finite());
        known.then(|| &row[at("mk_onset_1or2")] == "1")
    });
    StateYears::new(data, onset, within_two.collect()).expect("sound rows")
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let model = arguments.next().unwrap_or("watch".to_owned());
    let mirror = arguments.next().unwrap_or("../shared/data".to_owned());
    let data = derive(load(Path::new(&mirror))).expect("derived predictors");
    assert_eq!(data.published, 39);
    let mut both = Vec::new();
    for id in [model.as_str(), "elastic-net", "base-rate"] {
        let start = std::time::Instant::now();
        let model = ONSET_MODELS
            .iter()
            .find(|model| model.id() == id)
            .expect("a model");
        let risks = ewp_2025::risks(&data, *model, 20_260_101).expect("risks");
        println!("{id}: {:?}", start.elapsed());
        both.push(risks);
    }
    type Reading = fn(
        &StateYears,
        &[forecast::protocols::rolling::Risk],
    ) -> Result<forecast::protocols::Measured, forecast::ForecastError>;
    for (name, reading) in [
        ("published", ewp_2025::published as Reading),
        ("native", ewp_2025::native),
        ("one year", ewp_2025::one_year),
    ] {
        let sets: Vec<_> = both
            .iter()
            .map(|risks| reading(&data, risks).expect("measured"))
            .collect();
        let replicates = Replicates::new(&sets[0].unit, 2_000, 1);
        println!(
            "{name}: {} rows, {} onsets",
            sets[0].observed.len(),
            sets[0].observed.iter().filter(|o| **o).count()
        );
        for score in measure(&sets[0], &replicates) {
            println!(
                "  {} {:.5} [{:.5}, {:.5}]",
                score.name, score.interval.estimate, score.interval.low, score.interval.high
            );
        }
        for (other, set) in ["elastic-net", "base-rate"].iter().zip(&sets[1..]) {
            let compared = compare(&sets[0], set, &replicates);
            for score in &compared.difference {
                println!(
                    "  vs {other} {} {:+.5} [{:+.5}, {:+.5}] above zero {:.3}",
                    score.name,
                    score.interval.estimate,
                    score.interval.low,
                    score.interval.high,
                    score.interval.above_zero
                );
            }
            println!("  brier skill vs {other} {:?}", compared.brier_skill);
        }
    }
}
