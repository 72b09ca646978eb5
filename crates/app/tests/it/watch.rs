//! The watch list as analysts, programs and hubs read it.

use crate::run::{complained, json, printed};

fn lines(text: &str, most: usize) -> String {
    text.lines().take(most).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_watch_list_reads_like_this() {
    let text = printed(&["watch", "--as-of", "2024", "--top", "5"]);
    let map = text.find("\nMAP\n").unwrap();
    insta::assert_snapshot!(&text[..map]);
    for title in [
        "TOP RISKS",
        "SURPRISES",
        "BIG MOVERS",
        "CONSISTENTLY MEDIUM-HIGH",
        "HOW GOOD IT WAS BEFORE",
    ] {
        assert!(text.contains(title), "{title}");
    }
}

#[test]
fn the_watch_list_as_csv_and_for_hubs_begins_like_this() {
    let csv = printed(&["watch", "--format", "csv"]);
    insta::assert_snapshot!("csv", lines(&csv, 4));
    let hub = printed(&["watch", "--format", "hubverse"]);
    insta::assert_snapshot!("hubverse", lines(&hub, 5));
    // A state is a row of the table and two of the hub's.
    assert_eq!(2 * (csv.lines().count() - 1), hub.lines().count() - 1);
}

/// Rules of docs.hubverse.io, "Model output": three columns of output beside the task's; a pmf names
/// categories, and its values add up to 1 within each task.
#[test]
fn rows_for_hubs_are_a_probability_of_yes_and_of_no_for_each_state() {
    let hub = printed(&["watch", "--format", "hubverse"]);
    let mut rows = hub.lines().map(|line| line.split(',').collect::<Vec<_>>());
    assert_eq!(
        rows.next().unwrap(),
        [
            "origin_date",
            "target",
            "target_end_date",
            "location",
            "output_type",
            "output_type_id",
            "value"
        ]
    );
    let rows: Vec<Vec<&str>> = rows.collect();
    let mut tasks = std::collections::BTreeSet::new();
    for pair in rows.chunks(2) {
        let [yes, no] = pair else {
            panic!("an odd row")
        };
        assert_eq!(yes[..4], no[..4], "the same task");
        assert!(tasks.insert(yes[..4].to_vec()), "{yes:?} stands here twice");
        assert_eq!((yes[4], yes[5], no[4], no[5]), ("pmf", "yes", "pmf", "no"));
        let [yes, no] = [yes, no].map(|row| row[6].parse::<f64>().unwrap());
        assert!((0.0..=1.0).contains(&yes) && (yes + no - 1.0).abs() < 1e-12);
    }
}

#[test]
fn the_watch_list_as_json_is_what_its_schema_says() {
    let watch = json(&["watch", "--format", "json"]);
    let schema = serde_json::to_value(report::watch_schema()).unwrap();
    assert!(jsonschema::is_valid(&schema, &watch));
    let risks = watch["risks"].as_array().unwrap();
    for (rank, risk) in (1..).zip(risks) {
        assert_eq!(risk["rank"], rank);
        let [low, value, high] = ["low", "risk", "high"].map(|key| risk[key].as_f64().unwrap());
        assert!(
            low < value && value < high,
            "{}: {value} in {low} to {high}",
            risk["name"]
        );
    }
    let readings = watch["readings"].as_array().unwrap();
    let ids: Vec<&str> = readings
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids,
        [
            "top-risks",
            "surprises",
            "big-movers",
            "consistently-medium-high"
        ]
    );
    assert_eq!(readings[0]["states"].as_array().unwrap().len(), 10);
    assert_eq!(readings[0]["states"][0]["gw"], risks[0]["gw"]);
    assert_eq!(watch["skill"][0]["protocol"]["id"], "ewp-2025/native");
    let texts = readings
        .iter()
        .map(|one| one["definition"].as_str().unwrap());
    assert!(!texts.collect::<String>().contains(['{', '}']));
}

#[test]
fn a_reading_follows_the_facts() {
    let folder = tempfile::tempdir().unwrap();
    let facts = crate::run::copy_of_facts(folder.path());
    let path = facts.join("watch.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let other = text
        .replace(
            "kind = \"highest\", count = 10",
            "kind = \"highest\", count = 3",
        )
        .replace(
            "[0.0, 0.005, 0.01, 0.02, 0.04]",
            "[0.0, 0.01, 0.02, 0.03, 0.07]",
        );
    std::fs::write(&path, other).unwrap();
    let told = printed(&["watch", "--facts", facts.to_str().unwrap()]);
    assert!(told.contains("The 3 states with the highest risk."));
    assert!(told.contains("7 % and more"));
    let wrong = text.replace(
        "[0.0, 0.005, 0.01, 0.02, 0.04]",
        "[0.0, 0.005, 0.005, 0.02, 0.04]",
    );
    std::fs::write(&path, wrong).unwrap();
    let told = complained(&["watch", "--facts", facts.to_str().unwrap()]);
    assert!(
        told.contains("the shades do not rise from 0 to less than 1"),
        "{told}"
    );
}

#[test]
fn an_unknown_target_and_a_year_outside_the_table_are_told_what_there_is() {
    let year = complained(&["watch", "--as-of", "1890"]);
    insta::assert_snapshot!(year.trim(), @"error: there are no risks from data of 1890; there are from 1993 to 2024");
    let target = complained(&["watch", "--target", "rain"]);
    assert!(target.contains("mass-killing-onset-2y"), "{target}");
}
