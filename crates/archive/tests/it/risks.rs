use archive::{FactorRow, ReleaseInput, RiskRow, SkillRow, read_risks, read_skills, write_risks};
use terms::{Probability, StateId};

use crate::tree;

fn p(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

#[test]
fn risks_and_scores_read_back_as_they_were_written() {
    let risks = [
        RiskRow {
            state: StateId(625),
            year: 2024,
            rank: 1,
            risk: p(0.064),
            interval: Some((p(0.03), p(0.1))),
            factors: vec![FactorRow {
                id: "battledeaths_log2".into(),
                contribution: 1.25,
                change: Some(-0.5),
            }],
        },
        RiskRow {
            state: StateId(483),
            year: 2023,
            rank: 2,
            risk: p(0.01),
            interval: None,
            factors: Vec::new(),
        },
    ];
    let skills = [SkillRow {
        reading: "native".into(),
        model: "watch".into(),
        rows: 100,
        events: 2,
        mean_forecast: 0.025,
        score: "auc".into(),
        value: 0.8,
        low: 0.7,
        high: 0.9,
    }];
    let input = ReleaseInput {
        source: "made-up".into(),
        title: "Made up".into(),
        publisher: "Nobody".into(),
        vintage: "1".into(),
        released: "2025-09-03".parse().unwrap(),
        licence: "CC0".into(),
        citation: "Nobody (2025)".into(),
        sha256: "00".into(),
    };
    let folder = tempfile::tempdir().unwrap();
    write_risks(folder.path(), &risks, &skills, "Made up.", &input).unwrap();
    let mut problems = Vec::new();
    let releases = tree(folder.path());
    assert_eq!(read_risks(&releases, &mut problems).unwrap().rows, risks);
    assert_eq!(read_skills(&releases, &mut problems).unwrap().rows, skills);
    assert_eq!(problems, []);
}
