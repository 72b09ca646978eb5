use std::path::Path;

use serde::Deserialize;
use terms::{FactTree, Problem};

use crate::release::{
    Described, DescribedColumn, ReleaseHead, places, read_table, write_files, written,
};
use crate::{ReleaseError, ReleaseInput};

/// One score of one model under one reading of a protocol, or how it differs from another model's.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ScoreRow {
    /// What is forecast, a file of facts/targets.
    pub target: String,
    /// How forecasts were made and compared.
    pub protocol: String,
    /// Which comparison of the protocol, or which of its windows.
    pub reading: String,
    /// The version of the outcomes.
    pub vintage: String,
    /// The model.
    pub model: String,
    /// The seed of everything random.
    pub seed: u64,
    /// How many rows were scored.
    pub rows: usize,
    /// In how many of them it happened; none for counts.
    pub events: Option<usize>,
    /// The mean of the forecasts; none for counts.
    pub mean_forecast: Option<f64>,
    /// The score.
    pub score: String,
    /// The model that it is compared with; empty for the score itself.
    pub against: String,
    /// The score, or by how much it exceeds the other model's.
    pub value: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end of its interval.
    pub high: f64,
    /// The share of replicates in which the model is better than the other; none for the score itself.
    pub better_in: Option<f64>,
}

/// Forecasts of similar height, and how often it happened.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ReliabilityRow {
    /// How forecasts were made and compared.
    pub protocol: String,
    /// Which comparison of the protocol.
    pub reading: String,
    /// The version of the outcomes.
    pub vintage: String,
    /// The model.
    pub model: String,
    /// The group, the lowest forecasts first.
    pub bin: usize,
    /// The mean of its forecasts.
    pub forecast: f64,
    /// How often it happened.
    pub observed: f64,
    /// The lower end of the interval of that.
    pub low: f64,
    /// The upper end of the interval of that.
    pub high: f64,
    /// How many forecasts.
    pub rows: usize,
    /// In how many of them it happened.
    pub events: usize,
}

/// The scores of every model, with what they were made from.
#[derive(Debug, Clone)]
pub struct ForecastScores {
    /// The sidecar of the scores.
    pub head: ReleaseHead,
    /// By protocol, vintage, reading, model and score.
    pub scores: Vec<ScoreRow>,
    /// By protocol, vintage, reading, model and group.
    pub reliability: Vec<ReliabilityRow>,
}

/// The id of the table of scores.
pub const FORECAST_SCORES: &str = "forecast-scores";
/// The id of the table of reliability.
pub const FORECAST_RELIABILITY: &str = "forecast-reliability";

/// Reads both tables; none if they were not made.
pub fn read_forecast_scores(
    releases: &FactTree,
    problems: &mut Vec<Problem>,
) -> Option<ForecastScores> {
    releases.file(&format!("{FORECAST_SCORES}.csv"))?;
    let (head, scores) = read_table(releases, FORECAST_SCORES, problems, Ok)?;
    let (_, reliability) = read_table(releases, FORECAST_RELIABILITY, problems, Ok)?;
    Some(ForecastScores {
        head,
        scores,
        reliability,
    })
}

/// Writes both tables with their sidecars; `about` says how the scores were made.
///
/// Rows are put in order here, so that the same scores give the same bytes however they came together.
///
/// # Errors
/// If a file cannot be written.
pub fn write_forecast_scores(
    out: &Path,
    mut scores: Vec<ScoreRow>,
    mut reliability: Vec<ReliabilityRow>,
    about: &str,
    inputs: &[ReleaseInput],
) -> Result<(), ReleaseError> {
    scores.sort_by(|one, other| key(one).cmp(&key(other)));
    reliability.sort_by(|one, other| {
        let key = |row: &ReliabilityRow| {
            [&row.protocol, &row.vintage, &row.reading, &row.model].map(Clone::clone)
        };
        (key(one), one.bin).cmp(&(key(other), other.bin))
    });
    let score_lines = scores.iter().map(|row| {
        vec![
            row.target.clone(),
            row.protocol.clone(),
            row.reading.clone(),
            row.vintage.clone(),
            row.model.clone(),
            row.seed.to_string(),
            row.rows.to_string(),
            row.events
                .map(|events| events.to_string())
                .unwrap_or_default(),
            row.mean_forecast.map(places).unwrap_or_default(),
            row.score.clone(),
            row.against.clone(),
            places(row.value),
            places(row.low),
            places(row.high),
            row.better_in
                .map(|share| format!("{share:.4}"))
                .unwrap_or_default(),
        ]
    });
    let reliability_lines = reliability.iter().map(|row| {
        vec![
            row.protocol.clone(),
            row.reading.clone(),
            row.vintage.clone(),
            row.model.clone(),
            row.bin.to_string(),
            places(row.forecast),
            places(row.observed),
            places(row.low),
            places(row.high),
            row.rows.to_string(),
            row.events.to_string(),
        ]
    });
    let described = |id, title, columns| Described {
        id,
        title,
        about,
        input: inputs.to_vec(),
        left_out: Default::default(),
        columns,
    };
    let score = described(
        FORECAST_SCORES,
        "How good every model's forecasts were",
        &SCORE_COLUMNS,
    );
    let groups = described(
        FORECAST_RELIABILITY,
        "How often it happened where a model forecast so much",
        &RELIABILITY_COLUMNS,
    );
    write_files(
        out,
        "watchfire forecast score",
        vec![
            written(score, &score_lines.collect::<Vec<_>>()),
            written(groups, &reliability_lines.collect::<Vec<_>>()),
        ],
    )
}

/// Scores themselves come before differences.
fn key(row: &ScoreRow) -> [&str; 6] {
    [
        &row.protocol,
        &row.vintage,
        &row.reading,
        &row.model,
        &row.against,
        &row.score,
    ]
}

const SCORE_COLUMNS: [DescribedColumn; 15] = [
    (
        "target",
        "text",
        "what is forecast, a file of facts/targets",
    ),
    ("protocol", "text", "how forecasts were made and compared"),
    (
        "reading",
        "text",
        "which comparison of the protocol; a year is one of its windows, `windows` the mean of all",
    ),
    ("vintage", "text", "the version of the outcomes"),
    ("model", "text", "the model"),
    ("seed", "number", "the seed of everything random"),
    ("rows", "number", "rows that were scored"),
    (
        "events",
        "number",
        "rows in which it happened; none for counts",
    ),
    (
        "mean_forecast",
        "probability",
        "mean of the forecasts; none for counts",
    ),
    ("score", "text", "the score"),
    (
        "against",
        "text",
        "the model that it is compared with; none for the score itself",
    ),
    (
        "value",
        "the score's own",
        "the score, or by how much it exceeds the other model's",
    ),
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
    (
        "better_in",
        "share",
        "replicates in which the model is better than the other; none for the score itself",
    ),
];

const RELIABILITY_COLUMNS: [DescribedColumn; 11] = [
    ("protocol", "text", "how forecasts were made and compared"),
    ("reading", "text", "which comparison of the protocol"),
    ("vintage", "text", "the version of the outcomes"),
    ("model", "text", "the model"),
    ("bin", "number", "the group, the lowest forecasts first"),
    ("forecast", "probability", "mean of its forecasts"),
    ("observed", "share", "how often it happened"),
    (
        "low",
        "share",
        "lower end of the 95 % interval over resampled states",
    ),
    (
        "high",
        "share",
        "upper end of the 95 % interval over resampled states",
    ),
    ("rows", "number", "forecasts"),
    ("events", "number", "forecasts of which it happened"),
];
