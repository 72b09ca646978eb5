//! Onset models fitted on the publisher's own files, where a mirror has them.

use crate::run::{complained, printed, real};

#[test]
fn a_model_that_does_not_exist_is_answered_with_those_that_do() {
    let told = complained(&[
        "forecast", "fit", "--mirror", "nowhere", "--model", "oracle",
    ]);
    assert!(told.contains("elastic-net"), "{told}");
}

#[test]
fn a_fitted_model_can_be_read_asked_and_not_asked_about_its_own_past() {
    let Some(mirror) = real("WATCHFIRE_MIRROR", "../shared/data") else {
        return;
    };
    let mirror = mirror.to_string_lossy().into_owned();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("net.json");
    let file = file.to_str().unwrap();
    let of = |arguments: &[&str]| {
        [&["forecast"], arguments, &["--mirror", &mirror]]
            .concat()
            .join(" ")
    };
    let split = |line: String| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let run = |arguments: &[&str]| {
        let line = split(of(arguments));
        printed(&line.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let told = |arguments: &[&str]| {
        let line = split(of(arguments));
        complained(&line.iter().map(String::as_str).collect::<Vec<_>>())
    };
    run(&["fit", "--origin", "2023", "--out", file]);
    let fitted: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(fitted["format"], "watchfire-fitted-1");
    assert_eq!(fitted["origin"], 2023);
    assert_eq!(fitted["fitted"]["terms"].as_array().unwrap().len(), 39);
    let risks = run(&["predict", "--fitted", file, "--as-of", "2023"]);
    let mut lines = risks.lines();
    assert_eq!(
        lines.next(),
        Some("model,origin,year,rank,gw,publishers_number,risk")
    );
    assert!(lines.count() > 150);
    let early = told(&["predict", "--fitted", file, "--as-of", "2005"]);
    assert!(early.contains("would be hindsight"), "{early}");
    let before = told(&["fit", "--origin", "1930"]);
    assert!(before.contains("take an origin from"), "{before}");
    // The publisher's battle deaths begin in 1989: the rows known in 1990 have none.
    let constant = told(&["fit", "--origin", "1990"]);
    assert!(
        constant.contains("`battledeaths_log2` has the same value (0)"),
        "{constant}"
    );
    let trees = told(&["fit", "--model", "boosted-trees", "--origin", "2000"]);
    assert!(trees.contains("no coefficients"), "{trees}");
    std::fs::write(file, "{}").unwrap();
    let empty = told(&["predict", "--fitted", file]);
    assert!(
        empty.contains("is no model that `watchfire forecast fit` wrote"),
        "{empty}"
    );
}
