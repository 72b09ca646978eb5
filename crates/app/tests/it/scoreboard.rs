//! The scoreboard that the binary carries.

use serde_json::Value;

use crate::run::{complained, json, printed};

fn boards(arguments: &[&str]) -> Vec<Value> {
    let all = [&["scoreboard", "--format", "json"], arguments].concat();
    json(&all)["boards"].as_array().unwrap().clone()
}

fn entry<'a>(board: &'a Value, model: &str) -> &'a Value {
    let entries = board["entries"].as_array().unwrap();
    let entry = entries.iter().find(|entry| entry["model"]["id"] == model);
    entry.unwrap()
}

fn score(board: &Value, model: &str, id: &str) -> f64 {
    let scores = entry(board, model)["scores"].as_array().unwrap();
    let score = scores.iter().find(|score| score["id"] == id).unwrap();
    score["value"]["value"].as_f64().unwrap()
}

#[test]
fn every_board_has_its_baseline_and_every_score_an_interval_around_it() {
    let all = json(&["scoreboard", "--format", "json"]);
    let schema = serde_json::to_value(report::scoreboard_schema()).unwrap();
    assert!(jsonschema::is_valid(&schema, &all));
    let boards = all["boards"].as_array().unwrap();
    let ids: Vec<&str> = boards
        .iter()
        .map(|board| board["protocol"]["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids,
        [
            "ewp-2025/native",
            "ewp-2025/one-year",
            "ewp-2025/published",
            "one-sided-months/windows",
            "one-sided-years/at-least-1000",
            "one-sided-years/at-least-25",
            "views-2023/windows/first-release",
            "views-2023/windows/revised"
        ]
    );
    for board in boards {
        let entries = board["entries"].as_array().unwrap();
        let roles: Vec<&str> = entries
            .iter()
            .map(|one| one["role"].as_str().unwrap())
            .collect();
        assert!(roles.contains(&"baseline") && roles.contains(&"chosen"));
        assert_eq!(board["seeds"], "20260101");
        for entry in entries {
            for score in entry["scores"].as_array().unwrap() {
                let value = &score["value"];
                if value.is_null() {
                    continue;
                }
                let [low, mid, high] =
                    ["low", "value", "high"].map(|key| value[key].as_f64().unwrap());
                assert!(low <= mid && mid <= high, "{entry}");
            }
        }
    }
}

/// Published numbers: scores of the benchmark by window on the revised observations; their mean.
#[test]
fn the_published_benchmark_of_the_challenge_stands_on_the_board() {
    let windows = [
        14.482875218150086,
        9.14630599185573,
        21.339332460732983,
        76.84947643979058,
    ];
    let board = &boards(&["--protocol", "views-2023"])[1];
    let mean = windows.iter().sum::<f64>() / 4.0;
    assert!((score(board, "conflictology", "crps") - mean).abs() < 1e-6);
    for (part, wanted) in board["parts"].as_array().unwrap().iter().zip(windows) {
        assert!((score(part, "conflictology", "crps") - wanted).abs() < 1e-6);
    }
}

/// Published numbers: the Early Warning Project's own model on its own rows (AUC 0.8252, average
/// precision 0.0306, 27 of 39 onsets in its list).
#[test]
fn the_published_onset_model_stands_on_the_board() {
    let board = &boards(&["--target", "mass-killing-onset-2y"])[2];
    assert_eq!(board["protocol"]["rows"], 5032);
    assert_eq!(board["protocol"]["events"], 39);
    assert!((score(board, "elastic-net", "auc") - 0.8252).abs() < 5e-5);
    assert!((score(board, "elastic-net", "average_precision") - 0.0306).abs() < 5e-5);
    let recall = score(board, "elastic-net", "recall_at_30_published");
    assert!((recall - 27.0 / 39.0).abs() < 1e-6);
}

/// Counted in UCDP's file (version 25.1): 53 state-years of 2000 to 2024 with 1000 civilians killed or
/// more, 555 with 25 or more.
#[test]
fn each_threshold_of_killing_has_a_board_of_its_own() {
    let of = |target: &str| boards(&["--target", target]);
    for (target, events) in [
        ("one-sided-killing-1000", 53),
        ("one-sided-killing-25", 555),
    ] {
        let boards = of(target);
        assert_eq!(boards.len(), 1, "only the reading on {target}");
        assert_eq!(boards[0]["target"]["id"], target);
        assert_eq!(boards[0]["protocol"]["rows"], 4844);
        assert_eq!(boards[0]["protocol"]["events"], events);
        let models = boards[0]["entries"].as_array().unwrap();
        assert_eq!(models.len(), 8, "every model of killing years and no other");
        let loss = |model: &str| score(&boards[0], model, "log_loss");
        assert!(loss("killing-mean") < loss("share-of-10-years"));
        assert!(loss("share-of-10-years") < loss("base-rate"));
    }
}

#[test]
fn the_page_and_the_text_show_what_the_data_hold() {
    let text = printed(&["scoreboard", "--protocol", "views-2023"]);
    for words in [
        "conflictology",
        "mixture",
        "Window by window",
        "Seed 20260101",
        "version revised",
    ] {
        assert!(text.contains(words), "{words}");
    }
    let csv = printed(&["scoreboard", "--protocol", "views-2023", "--format", "csv"]);
    let of_window = csv
        .lines()
        .filter(|line| line.contains(",2019,first-release,"));
    assert_eq!(of_window.count(), 3 * 13, "three scores of thirteen models");
}

#[test]
fn what_is_not_scored_is_answered_with_what_is() {
    insta::assert_snapshot!(complained(&["scoreboard", "--protocol", "views-2032"]).trim(), @"error: there is no protocol `views-2032`; did you mean `views-2023`?; there are: ewp-2025, one-sided-months, one-sided-years, views-2023");
    insta::assert_snapshot!(complained(&["scoreboard", "--target", "rain"]).trim(), @"error: no protocol scores the target `rain`; there are scores on: mass-killing-onset-2y, one-sided-fatalities-month, one-sided-killing-1000, one-sided-killing-25, state-based-fatalities-month");
    insta::assert_snapshot!(complained(&["scoreboard", "--target", "mass-killing-onset-2y", "--protocol", "views-2023"]).trim(), @"error: `views-2023` does not score `mass-killing-onset-2y`; leave one of the two out");
}
