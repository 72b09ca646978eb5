use std::path::Path;

use serde::Deserialize;
use terms::{FactTree, Probability, Problem, StateId};

use crate::release::{
    Described, DescribedColumn, ReleaseHead, places, read_table, write_files, written,
};
use crate::{ReleaseError, ReleaseInput};

/// The risk of one state from the data of one year.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskRow {
    /// The state.
    pub state: StateId,
    /// The year of the data; the forecast is for the two years after it.
    pub year: i16,
    /// Its place among the states of the year; the highest risk is 1.
    pub rank: u32,
    /// The risk.
    pub risk: Probability,
    /// Its interval, for years for which it was made.
    pub interval: Option<(Probability, Probability)>,
    /// What moves it most, the strongest first, for years for which it was made.
    pub factors: Vec<FactorRow>,
}

/// A predictor and by how much it moves a risk.
#[derive(Debug, Clone, PartialEq)]
pub struct FactorRow {
    /// The predictor.
    pub id: String,
    /// By how much it moves the log-odds, against the mean of what was learned from.
    pub contribution: f64,
    /// By how much that changed since the year before; none if the state had no risk then.
    pub change: Option<f64>,
}

/// One score of the forecasts of past years.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct SkillRow {
    /// Which reading of the forecasts was compared with what.
    pub reading: String,
    /// The model.
    pub model: String,
    /// How many state-years.
    pub rows: usize,
    /// In how many of them it happened.
    pub events: usize,
    /// The mean of the forecasts.
    pub mean_forecast: f64,
    /// The score.
    pub score: String,
    /// Its value.
    pub value: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end of its interval.
    pub high: f64,
}

/// The embedded risks.
#[derive(Debug, Clone)]
pub struct Risks {
    /// Its sidecar.
    pub head: ReleaseHead,
    /// By year and rank.
    pub rows: Vec<RiskRow>,
}

/// The embedded scores.
#[derive(Debug, Clone)]
pub struct Skills {
    /// Its sidecar.
    pub head: ReleaseHead,
    /// By reading, model and score.
    pub rows: Vec<SkillRow>,
}

/// The id of the table of risks.
pub const RISKS: &str = "mass-killing-risk";
/// The id of the table of scores.
pub const SKILLS: &str = "mass-killing-skill";

#[derive(Deserialize)]
struct Record {
    gw: u16,
    year: i16,
    rank: u32,
    risk: f64,
    low: Option<f64>,
    high: Option<f64>,
    factors: String,
}

/// Reads the risks from the embedded releases; none if they were not built.
pub fn read_risks(releases: &FactTree, problems: &mut Vec<Problem>) -> Option<Risks> {
    releases.file(&format!("{RISKS}.csv"))?;
    let (head, rows) = read_table(releases, RISKS, problems, |row: Record| {
        let probability = |value| Probability::new(value).map_err(|error| error.to_string());
        let interval = match (row.low, row.high) {
            (Some(low), Some(high)) => Some((probability(low)?, probability(high)?)),
            _ => None,
        };
        let factors = row.factors.split('|').filter(|factor| !factor.is_empty());
        Ok(RiskRow {
            state: StateId(row.gw),
            year: row.year,
            rank: row.rank,
            risk: probability(row.risk)?,
            interval,
            factors: factors.map(factor).collect::<Result<_, _>>()?,
        })
    })?;
    Some(Risks { head, rows })
}

fn factor(text: &str) -> Result<FactorRow, String> {
    let wrong = || format!("`{text}` is no factor; it is written id:contribution:change");
    let mut parts = text.split(':');
    let (Some(id), Some(contribution), change) = (parts.next(), parts.next(), parts.next()) else {
        return Err(wrong());
    };
    let number = |text: &str| text.parse::<f64>().map_err(|_| wrong());
    let change = change.filter(|change| !change.is_empty());
    Ok(FactorRow {
        id: id.to_owned(),
        contribution: number(contribution)?,
        change: change.map(number).transpose()?,
    })
}

/// Reads the scores from the embedded releases; none if they were not built.
pub fn read_skills(releases: &FactTree, problems: &mut Vec<Problem>) -> Option<Skills> {
    releases.file(&format!("{SKILLS}.csv"))?;
    let (head, rows) = read_table(releases, SKILLS, problems, |row: SkillRow| Ok(row))?;
    Some(Skills { head, rows })
}

/// Writes both tables with their sidecars; `about` says which model and settings made them.
///
/// # Errors
/// If a file cannot be written.
pub fn write_risks(
    out: &Path,
    risks: &[RiskRow],
    skills: &[SkillRow],
    about: &str,
    input: &ReleaseInput,
) -> Result<(), ReleaseError> {
    let risk_rows = risks.iter().map(|row| {
        let (low, high) = row.interval.map_or_else(Default::default, |(low, high)| {
            (places(low.get()), places(high.get()))
        });
        let factors = row.factors.iter().map(|factor| {
            let change = factor
                .change
                .map_or_else(String::new, |change| format!("{change:.3}"));
            format!("{}:{:.3}:{change}", factor.id, factor.contribution)
        });
        vec![
            row.state.to_string(),
            row.year.to_string(),
            row.rank.to_string(),
            places(row.risk.get()),
            low,
            high,
            factors.collect::<Vec<_>>().join("|"),
        ]
    });
    let skill_rows = skills.iter().map(|row| {
        vec![
            row.reading.clone(),
            row.model.clone(),
            row.rows.to_string(),
            row.events.to_string(),
            places(row.mean_forecast),
            row.score.clone(),
            places(row.value),
            places(row.low),
            places(row.high),
        ]
    });
    let described = |id, title, columns| Described {
        id,
        title,
        about,
        input: vec![input.clone()],
        left_out: Default::default(),
        columns,
    };
    let risk = described(
        RISKS,
        "Risk of a new mass killing within two years, by state and year",
        &RISK_COLUMNS,
    );
    let skill = described(
        SKILLS,
        "How good forecasts of new mass killings were before",
        &SKILL_COLUMNS,
    );
    write_files(
        out,
        "watchfire forecast predict",
        vec![
            written(risk, &risk_rows.collect::<Vec<_>>()),
            written(skill, &skill_rows.collect::<Vec<_>>()),
        ],
    )
}

const RISK_COLUMNS: [DescribedColumn; 7] = [
    (
        "gw",
        "Gleditsch-Ward number",
        "the state that existed in the year",
    ),
    (
        "year",
        "calendar year",
        "year of the data; the forecast is for the two years after it",
    ),
    (
        "rank",
        "number",
        "place among the states of the year; the highest risk is 1",
    ),
    (
        "risk",
        "probability",
        "that a new mass killing begins within two years",
    ),
    (
        "low",
        "probability",
        "lower end of the 90 % interval; latest year only",
    ),
    (
        "high",
        "probability",
        "upper end of the 90 % interval; latest year only",
    ),
    (
        "factors",
        "log-odds",
        "predictor:contribution:change since the year before, the strongest first; latest year only",
    ),
];

const SKILL_COLUMNS: [DescribedColumn; 9] = [
    (
        "reading",
        "text",
        "which reading of the forecasts was compared with what",
    ),
    ("model", "text", "the model"),
    ("rows", "number", "state-years"),
    ("events", "number", "state-years in which it happened"),
    ("mean_forecast", "probability", "mean of the forecasts"),
    ("score", "text", "the score"),
    ("value", "the score's own", "its value"),
    (
        "low",
        "the score's own",
        "lower end of the 95 % interval over resampled states",
    ),
    (
        "high",
        "the score's own",
        "upper end of the 95 % interval over resampled states",
    ),
];
