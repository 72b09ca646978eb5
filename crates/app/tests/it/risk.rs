//! The risk in a brief, and forecasts as entries.

use std::path::Path;

use app::pipeline::{Question, brief, subject};
use app::{Knowledge, embedded_facts, embedded_releases};
use serde_json::Value;
use sha2::{Digest, Sha256};
use terms::{Day, FactTree};

use crate::run::{complained, json, printed};

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_risk_worked_out_later_is_a_reconstruction_and_stands_in_hindsight_only() {
    let brief = json(&["brief", "iraq-2003", "--format", "json"]);
    assert_eq!(brief["risk"]["gap"], "not-yet-known");
    let later = &brief["hindsight"]["risk"];
    assert_eq!(later["made"], "reconstruction");
    // The question is about 2003-03-19: the latest data that were over are those of 2002, and a model
    // fitted at the end of 2002 knows the outcomes of data up to 2000.
    assert_eq!(
        (&later["data_year"], &later["learned_to"], &later["known"]),
        (&2002.into(), &2000.into(), &"2025-09-03".into())
    );
    let told = printed(&["brief", "iraq-2003"]);
    assert!(told.contains("This one is a reconstruction"));
    let (pages, annex) = told.split_once("ANNEX").unwrap();
    assert!(!pages.contains("RISK OF A NEW MASS KILLING"));
    assert!(annex.contains("Risk of a new mass killing, worked out later"));

    let without = ["brief", "iraq-2003", "--without-hindsight", "--format"];
    let brief = json(&[&without[..], &["json"]].concat());
    assert_eq!(brief["risk"]["gap"], "nothing-published");
    assert!(brief.get("hindsight").is_none());
    for format in ["text", "html", "json"] {
        let told = printed(&[&without[..], &[format]].concat());
        assert!(!told.contains("mass-killing-risk"), "{format}");
        assert!(!told.contains("2025-09-03"), "{format}");
    }
}

#[test]
fn a_risk_is_known_from_the_day_of_its_edition_and_has_its_record_of_skill_beside_it() {
    let risk =
        |as_of: &str| json(&["brief", "SDN", "--as-of", as_of, "--format", "json"])["risk"].clone();
    assert_eq!(risk("2025-09-02")["gap"], "not-yet-known");
    let known = risk("2025-09-03");
    assert_eq!(known["made"], "forecast");
    assert_eq!(
        (&known["first_year"], &known["last_year"]),
        (&2025.into(), &2026.into())
    );
    let state = &known["state"];
    assert!(state["low"].as_f64() < state["high"].as_f64());
    assert!(!state["factors"].as_array().unwrap().is_empty());
    let scores = known["skill"][0]["scores"].as_array().unwrap();
    let ids: Vec<&str> = scores
        .iter()
        .map(|score| score["id"].as_str().unwrap())
        .collect();
    for id in [
        "auc",
        "average_precision",
        "brier",
        "recall_at_30",
        "brier_skill",
    ] {
        assert!(ids.contains(&id), "{id} is missing");
    }
    assert_eq!(risk("2028-01-01")["over"], true);
}

#[test]
fn a_state_without_a_risk_is_told_why() {
    // Tuvalu has none of the predictors.
    let arguments = ["brief", "TUV", "--as-of", "2025-12-31"];
    let risk = json(&[&arguments[..], &["--format", "json"]].concat())["risk"].clone();
    assert_eq!(risk["gap"], "outside-coverage");
    assert!(
        printed(&arguments).contains("No risk: the source covers 168 states with every predictor")
    );
    let early = json(&[
        "brief",
        "FRA",
        "--as-of",
        "2025-12-31",
        "--on",
        "1990-01-01",
        "--format",
        "json",
    ]);
    assert_eq!(early["risk"]["covers"], "data of 1993 to 2024");
}

/// The embedded tables with every number of the risks and scores changed and a later release.
fn other_releases() -> FactTree {
    let embedded = embedded_releases();
    let mut sums = Vec::new();
    let mut files: Vec<(String, String)> = embedded
        .files()
        .map(|file| (file.path.to_owned(), file.text.to_owned()))
        .collect();
    let sum = |text: &str| -> String {
        let bytes = Sha256::digest(text.as_bytes());
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    };
    for (path, text) in &mut files {
        if path.starts_with("mass-killing-") && path.ends_with(".csv") {
            let before = sum(text);
            *text = text
                .replace("0.0", "0.1")
                .replace(",1,0.", ",7,0.")
                .replace("no,", "yes,");
            sums.push((before, sum(text)));
        }
    }
    assert_eq!(sums.len(), 3, "risks, scores and episodes");
    for (_, text) in files.iter_mut().filter(|(path, _)| path.ends_with(".toml")) {
        for (before, after) in &sums {
            *text = text.replace(before, after);
        }
        *text = text.replace("released = \"2025-09-03\"", "released = \"2026-03-07\"");
    }
    FactTree::new(files)
}

#[test]
fn no_byte_of_a_brief_without_hindsight_and_no_finding_depends_on_risks_worked_out_later() {
    let knowledge = Knowledge::embedded().unwrap();
    let other = Knowledge::read(embedded_facts(), other_releases())
        .map_err(|problems| format!("{:?}", problems.problems))
        .unwrap();
    let told = |knowledge: &Knowledge, case: &str, hindsight: bool| {
        let question = Question {
            about: case.to_owned(),
            as_of: None,
            on: None,
            today: Day::new(2026, 1, 1).unwrap(),
            instruments: Vec::new(),
            policy: "commission-of-inquiry".to_owned(),
            hindsight,
        };
        let subject = subject(knowledge, &question, None).unwrap();
        let mut brief = brief(knowledge, &question, &subject).unwrap();
        brief.provenance.facts_hash = "the same".to_owned();
        let document = report::document(&brief);
        let json = serde_json::to_value(report::brief_json(&brief)).unwrap();
        (
            report::render_text(&document, 100, false),
            report::render_html(&document),
            json,
        )
    };
    for case in knowledge.casebook.cases.keys() {
        let (one, two) = (told(&knowledge, case, false), told(&other, case, false));
        let pairs = [(&one.0, &two.0), (&one.1, &two.1)];
        for (line, other) in pairs
            .iter()
            .flat_map(|(one, two)| one.lines().zip(two.lines()))
        {
            assert_eq!(line, other, "{case}");
        }
        assert_eq!(one, two, "{case}");
        let (one, two) = (told(&knowledge, case, true), told(&other, case, true));
        for key in [
            "assessments",
            "headlines",
            "claims",
            "conflicts",
            "indicators",
        ] {
            assert_eq!(one.2[key], two.2[key], "{case}: {key}");
        }
        assert_ne!(
            one.2["hindsight"]["risk"]["known"], two.2["hindsight"]["risk"]["known"],
            "{case}: the tables do differ"
        );
    }
}

/// A brief on the Sudan with a ledger that holds nothing but the forecast from the latest data.
fn with_forecast_alone(folder: &Path, extra: &[&str]) -> Value {
    let file = folder.join("desk.ledger");
    printed(&["ledger", "new", text(&file)]);
    let told = printed(&["ledger", "append-forecast", text(&file), "--state", "SDN"]);
    assert!(told.starts_with("FC-SDN-2024: "), "{told}");
    let arguments = ["brief", "SDN", "--ledger", text(&file), "--format", "json"];
    json(&[&arguments[..], extra].concat())
}

fn finding<'a>(brief: &'a Value, instrument: &str, criterion: &str) -> &'a Value {
    let assessments = brief["assessments"].as_array().unwrap();
    let of = assessments
        .iter()
        .find(|one| one["instrument"] == instrument);
    let findings = of.unwrap()["findings"].as_array().unwrap();
    findings
        .iter()
        .find(|one| one["criterion"] == criterion)
        .unwrap()
}

#[test]
fn a_finding_on_risk_cites_the_forecast_by_its_entry() {
    let folder = tempfile::tempdir().unwrap();
    let brief = with_forecast_alone(folder.path(), &["--as-of", "2025-12-31"]);
    let risk = finding(&brief, "wso-2005", "risk.mass-killing");
    assert_eq!(risk["for"], serde_json::json!(["FC-SDN-2024"]));
    // The cap of the policy: a forecast points to a risk and finds nothing.
    assert_eq!(risk["standard_reached"], "reasonable-suspicion");
    assert_eq!(risk["value"], "undetermined");
    let entry = &brief["entries"][0];
    assert_eq!(entry["kind"], "forecast");
    assert_eq!(
        (&entry["grade"], &entry["origin"]),
        (&"C3".into(), &"forecast:watch".into())
    );
    assert_eq!(
        (&entry["known"], &entry["valid"]),
        (&"2025-09-03".into(), &"2025/2026".into())
    );
    let forecast = &entry["forecast"];
    assert_eq!(
        (&forecast["model"], &forecast["target"]),
        (&"watch".into(), &"mass-killing-onset-2y".into())
    );
    assert_eq!(forecast["table_sha256"].as_str().unwrap().len(), 64);
    assert_eq!(forecast["scored"], serde_json::json!([4864, 72]));
}

#[test]
fn a_forecast_alone_establishes_no_crime_no_harm_and_opens_no_force() {
    let folder = tempfile::tempdir().unwrap();
    let brief = with_forecast_alone(folder.path(), &["--as-of", "2025-12-31"]);
    for assessment in brief["assessments"].as_array().unwrap() {
        for finding in assessment["findings"].as_array().unwrap() {
            assert_eq!(finding["value"], "undetermined", "{finding}");
            let id = finding["criterion"].as_str().unwrap();
            let cites = finding["for"].to_string().contains("FC-SDN");
            assert!(!cites || id.starts_with("risk."), "{finding}");
        }
        for option in assessment["options"].as_array().unwrap() {
            assert!(
                option["kind"] != "forcible" || option["status"] != "open",
                "{option}"
            );
        }
    }
}

#[test]
fn a_forecast_is_not_known_before_its_release_and_a_newer_one_takes_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("desk.ledger");
    let file = text(&file);
    printed(&["ledger", "new", file]);
    let append = ["ledger", "append-forecast", file, "--state", "Sudan"];
    let told = complained(&[&append[..], &["--known", "2024-12-31"]].concat());
    assert!(told.contains("before the release of 2025-09-03"), "{told}");
    let told = complained(&[&append[..], &["--year", "1990"]].concat());
    assert!(told.contains("there are from 1993 to 2024"), "{told}");
    let told = complained(&[&append[..], &["--case", "iraq-2003"]].concat());
    assert!(told.contains("is about Iraq, not about Sudan"), "{told}");
    let told = printed(&[&append[..], &["--year", "2023"]].concat());
    assert!(told.contains("a reconstruction"), "{told}");
    printed(&[&append[..], &["--supersedes", "FC-SDN-2023"]].concat());
    let told = complained(&append);
    assert!(
        told.contains("entry FC-SDN-2024 is already in the ledger"),
        "{told}"
    );
    let seen = |as_of: &str| {
        let brief = json(&[
            "brief", "SDN", "--ledger", file, "--as-of", as_of, "--format", "json",
        ]);
        brief["entries"].as_array().unwrap().len()
    };
    assert_eq!((seen("2025-09-02"), seen("2025-09-03")), (0, 1));
}
