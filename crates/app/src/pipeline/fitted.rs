use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, bail};
use forecast::protocols::rolling::asked;
use forecast::{Fitted, FittedFile, ForecastError};

use super::state_years::{input, states_of};
use super::watch::TARGET;
use super::{Archive, onset_model, state_years};
use crate::Knowledge;

/// An onset model fitted on all that is known at the end of a year, the latest if none is named.
///
/// # Errors
/// A model that does not exist or cannot be written, a file that is missing, an origin before the data.
pub fn fit(
    knowledge: &Knowledge,
    archive: &Archive<'_>,
    model: &str,
    origin: Option<i32>,
    seed: u64,
) -> anyhow::Result<FittedFile> {
    let model = onset_model(model)?;
    let data = state_years(archive, knowledge.predictors()?)?;
    let last = data.rows.time.iter().max().context("no state-years")?;
    let input = input(archive)?;
    let told = format!("{}. SHA-256 {}", input.reference(), input.sha256);
    let origin = origin.unwrap_or(*last);
    Ok(FittedFile::fit(
        &data,
        model,
        (TARGET, &told),
        origin,
        seed,
    )?)
}

/// The risks of a year by a model that was written to a file, as CSV, the highest first.
///
/// # Errors
/// A file that is no fitted model, or a year that the model cannot be asked about.
pub fn fitted_risks(
    knowledge: &Knowledge,
    archive: &Archive<'_>,
    file: &Path,
    year: Option<i32>,
) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("{} cannot be read", file.display()))?;
    let fitted: FittedFile = serde_json::from_str(&text).with_context(|| {
        format!(
            "{} is no model that `watchfire forecast fit` wrote",
            file.display()
        )
    })?;
    let (id, origin) = (fitted.model.clone(), fitted.origin);
    let linear = fitted.checked()?;
    let data = state_years(archive, knowledge.predictors()?)?;
    let last = data.rows.time.iter().max().context("no state-years")?;
    let year = year.unwrap_or(*last);
    if year < origin {
        bail!(
            "the model knows what happened up to {origin}, so that its forecast from data of {year} would be hindsight; ask about {origin} or later, or fit it with `--origin {year}`"
        );
    }
    let rows = asked(&data, year);
    if rows.is_empty() {
        return Err(ForecastError::NoRows {
            what: "forecasting from a year",
            help: format!("no state has complete predictors in {year}; the data ends in {last}"),
        }
        .into());
    }
    let risks = linear.predict(&data.rows.take(&rows))?;
    let states = states_of(archive)?;
    let mut lines: Vec<(f64, u32, String)> = rows
        .iter()
        .zip(risks)
        .map(|(row, risk)| {
            let unit = data.rows.unit[*row];
            let state = states.get(&(unit, year));
            let state = state.map_or_else(String::new, ToString::to_string);
            (risk.get(), unit, state)
        })
        .collect();
    lines.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    let mut text = String::from("model,origin,year,rank,gw,publishers_number,risk\n");
    for (rank, (risk, unit, state)) in (1..).zip(lines) {
        let _ = writeln!(text, "{id},{origin},{year},{rank},{state},{unit},{risk:.6}");
    }
    Ok(text)
}
