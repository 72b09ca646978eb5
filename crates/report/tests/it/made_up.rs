//! Made-up results: four states, none of the numbers is anybody's.

use report::{
    Atlas, Better, Board, Difference, Entrant, Factor, LeftOut, Made, ModelLine, Named, NumberForm,
    Part, ProtocolLine, Ranged, Reading, ReliabilityBin, ReliabilityCurve, RiskBefore, Role, Score,
    Scoreboard, Skill, StateRisk, TargetLine, Watch, YearRisk,
};
use terms::{AsOf, Gap, Probability, StateId};

pub(crate) fn p(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

fn target() -> TargetLine {
    TargetLine {
        id: "mass-killing-onset-2y".into(),
        title: "Mass-killing onset within two years".into(),
        definition: "A new mass killing begins in the next or the following year.".into(),
        source: "a made-up list".into(),
    }
}

fn model(id: &str, title: &str) -> ModelLine {
    ModelLine {
        id: id.into(),
        title: title.into(),
        about: "A made-up model.".into(),
    }
}

fn protocol() -> ProtocolLine {
    ProtocolLine {
        id: "rolling-2y".into(),
        title: "Rolling origin, two-year target".into(),
        about: "Each forecast was fitted on what was known before its year.".into(),
        rows_are: "state-years".into(),
        rows: 400,
        events: Some(8),
    }
}

fn score(
    id: &str,
    title: &str,
    value: Option<[f64; 3]>,
    shown: NumberForm,
    without: Option<f64>,
) -> Score {
    Score {
        id: id.into(),
        title: title.into(),
        value: value.map(|[value, low, high]| Ranged { value, low, high }),
        better: Better::Higher,
        shown,
        without_skill: without,
        note: String::new(),
    }
}

fn scores(auc: f64) -> Vec<Score> {
    let range = Some([auc, auc - 0.06, auc + 0.05]);
    let recall = Score {
        note: "6 of 8".into(),
        ..score(
            "recall_at_30",
            "Recall among 30",
            Some([0.75, 0.5, 1.0]),
            NumberForm::Percent,
            None,
        )
    };
    vec![
        score("auc", "AUC", range, NumberForm::Places(3), Some(0.5)),
        recall,
        score(
            "brier_skill",
            "Brier skill",
            None,
            NumberForm::Percent,
            Some(0.0),
        ),
    ]
}

fn made() -> Made {
    Made {
        version: "0.0.0".into(),
        command: "watchfire watch --as-of 2024".into(),
        tables: vec!["mass-killing-risk".into()],
        sources: vec!["A made-up source, version 1. Licence: CC0. Cite: nobody (2024)".into()],
    }
}

fn state(gw: u16, name: &str, rank: u32, risk: f64) -> StateRisk {
    let factor = |id: &str, label: &str, contribution, framework: Option<&str>| Factor {
        id: id.into(),
        label: label.into(),
        contribution,
        change: (rank == 1).then_some(0.2),
        framework: framework.map(str::to_owned),
    };
    StateRisk {
        gw: StateId(gw),
        iso3: (gw != 3).then(|| format!("S{gw:02}")),
        name: name.into(),
        rank,
        risk: p(risk),
        low: Some(p(risk / 2.0)),
        high: Some(p(risk * 1.5)),
        before: (rank < 4).then(|| RiskBefore {
            rank: 5 - rank,
            risk: p(0.01),
        }),
        ongoing: rank == 2,
        factors: vec![
            factor("popsize.log2", "large population", 1.31, None),
            factor(
                "un_imr_sqrt",
                "low infant mortality",
                -0.42,
                Some("Risk factor 2"),
            ),
        ],
        history: [(2021, 0.01), (2022, 0.02), (2023, risk)]
            .map(|(year, risk)| YearRisk {
                year,
                risk: p(risk),
                rank,
            })
            .to_vec(),
    }
}

pub(crate) fn watch() -> Watch {
    let square = |x: f32, y: f32| vec![(x, y), (x + 8.0, y), (x + 8.0, y + 6.0), (x, y + 6.0)];
    Watch {
        target: target(),
        model: model("average", "Average of two models"),
        as_of: AsOf("2024-12-31".parse().unwrap()),
        data_year: 2024,
        first_year: 2025,
        last_year: 2026,
        level: p(0.9),
        interval: "Replicates leave out states at random.".into(),
        base_rate: p(0.02),
        top: 2,
        risks: vec![
            state(1, "Arcadia", 1, 0.064),
            state(2, "Borduria, Republic of", 2, 0.031),
            state(3, "Cimmeria", 3, 0.012),
            state(4, "Dalmasca", 4, 0.001),
        ],
        readings: vec![
            Reading {
                id: "surprises".into(),
                title: "Surprises".into(),
                definition: "States among the first two that never had a mass killing.".into(),
                states: vec![Named {
                    gw: StateId(1),
                    note: "never had one".into(),
                }],
            },
            Reading {
                id: "big-movers".into(),
                title: "Big movers".into(),
                definition: "States whose rank changed by ten or more.".into(),
                states: Vec::new(),
            },
        ],
        skill: vec![Skill {
            protocol: protocol(),
            level: p(0.95),
            mean_forecast: p(0.024),
            base_rate: p(0.02),
            scores: scores(0.84),
            caveats: vec!["Eight events cannot tell apart models that are nearly as good.".into()],
        }],
        left_out: vec![LeftOut {
            gw: StateId(5),
            name: "Erewhon".into(),
            gap: Gap::NoEvidence,
        }],
        made: made(),
        atlas: Some(Atlas {
            outlines: [
                (Some(StateId(1)), vec![square(0.0, 0.0)]),
                (Some(StateId(2)), vec![square(8.0, 0.0), square(20.0, 10.0)]),
                (Some(StateId(3)), vec![vec![(-30.0, 40.0)]]),
                (None, vec![square(-60.0, -20.0)]),
            ]
            .into(),
            source: "made-up outlines".into(),
            shades: [0.0, 0.005, 0.01, 0.02, 0.04],
        }),
    }
}

pub(crate) fn scoreboard() -> Scoreboard {
    let entrant = |id, title, role, auc| Entrant {
        model: model(id, title),
        role,
        scores: scores(auc),
    };
    let bin = |forecast, observed, count| ReliabilityBin {
        forecast: p(forecast),
        observed: Ranged {
            value: observed,
            low: observed / 2.0,
            high: observed * 2.0,
        },
        count,
    };
    Scoreboard {
        level: p(0.9),
        interval: "Replicates draw whole states.".into(),
        how: "Made up.".into(),
        boards: vec![Board {
            target: target(),
            protocol: protocol(),
            vintage: "first".into(),
            seeds: "1".into(),
            rival: "published".into(),
            pictured: vec!["auc".into(), "recall_at_30".into(), "brier_skill".into()],
            entries: vec![
                entrant("base-rate", "Base rate", Role::Baseline, 0.51),
                entrant("published", "A published model", Role::Published, 0.82),
                entrant("average", "Average of two models", Role::Chosen, 0.84),
            ],
            differences: vec![Difference {
                id: "auc".into(),
                score: "AUC".into(),
                model: "average".into(),
                against: "published".into(),
                shown: NumberForm::Places(3),
                better: Better::Higher,
                value: Ranged {
                    value: 0.02,
                    low: -0.01,
                    high: 0.05,
                },
                better_in: p(0.87),
            }],
            reliability: vec![ReliabilityCurve {
                model: "average".into(),
                bins: vec![bin(0.004, 0.003, 200), bin(0.03, 0.02, 200)],
            }],
            parts: vec![Part {
                title: "2021".into(),
                rows: 100,
                entries: vec![entrant(
                    "average",
                    "Average of two models",
                    Role::Chosen,
                    0.82,
                )],
            }],
            caveats: vec!["Made up.".into()],
        }],
        made: made(),
    }
}
