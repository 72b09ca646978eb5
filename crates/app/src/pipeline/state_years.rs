use std::collections::BTreeMap;

use anyhow::{Context, bail};
use archive::ReleaseInput;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type};
use arrow_array::{Array, RecordBatch};
use forecast::{Matrix, Predictors, Rows, StateYears, derive};
use terms::StateId;

use super::Archive;

pub(super) const SOURCE: &str = "early-warning-project";
pub(super) const TABLE: &str = "ewp_predictors";

/// State-years with the published predictors, in the order of the facts, and those derived from them.
///
/// Rows stand by the publisher's number of the state and by year, as published: the folds of its
/// cross-validation depend on it. Errors: a file that is missing or damaged, a column that is missing.
pub fn state_years(archive: &Archive<'_>, predictors: &Predictors) -> anyhow::Result<StateYears> {
    let batches = archive.table(SOURCE, TABLE, None)?;
    let unit = column(&batches, TABLE, "ccode")?;
    let year = column(&batches, TABLE, "year")?;
    let mut order: Vec<usize> = (0..unit.len()).collect();
    order.sort_by(|a, b| {
        let unit = unit[*a].total_cmp(&unit[*b]);
        unit.then(year[*a].total_cmp(&year[*b]))
    });
    let sorted = |name: &str| -> anyhow::Result<Vec<f64>> {
        let values = column(&batches, TABLE, name)?;
        Ok(order.iter().map(|row| values[*row]).collect())
    };
    let columns = predictors
        .published()
        .map(|predictor| Ok((predictor.name.clone(), sorted(&predictor.name)?)))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let onset = sorted("mk_onset")?
        .iter()
        .map(|value| *value == 1.0)
        .collect();
    let ahead = [sorted("mk_onset_1")?, sorted("mk_onset_2")?];
    let target = sorted("mk_onset_1or2")?;
    let within_two = target.iter().enumerate().map(|(row, value)| {
        // An outcome is known once both years are; a state that ended has none.
        let known = ahead.iter().all(|year| !year[row].is_nan());
        known.then_some(*value == 1.0)
    });
    let within_two = within_two.collect();
    let rows = Rows {
        x: Matrix::new(columns)?,
        unit: order.iter().map(|row| unit[*row] as u32).collect(),
        time: order.iter().map(|row| year[*row] as i32).collect(),
    };
    Ok(derive(StateYears::new(rows, onset, within_two)?)?)
}

/// The file that they are read from, as release tables name it.
pub(super) fn input(archive: &Archive<'_>) -> anyhow::Result<ReleaseInput> {
    let source = archive
        .sources
        .get(SOURCE)
        .with_context(|| format!("facts/sources/{SOURCE}.toml is missing"))?;
    let file = source.files_of(TABLE, &source.vintage).next();
    let file = file.with_context(|| format!("{SOURCE} names no file for {TABLE}"))?;
    Ok(ReleaseInput::of(source, file))
}

/// The state that each of the publisher's numbers means in a year, where the list of states has one.
pub(super) fn states_of(archive: &Archive<'_>) -> anyhow::Result<BTreeMap<(u32, i32), StateId>> {
    let batches = archive.table(SOURCE, TABLE, None)?;
    let (unit, year) = (
        column(&batches, TABLE, "ccode")?,
        column(&batches, TABLE, "year")?,
    );
    let keys = unit.iter().zip(&year);
    let keys = keys.map(|(unit, year)| (*unit as u32, *year as i32));
    let states = keys.zip(column(&batches, TABLE, "gw")?);
    Ok(states
        .filter(|(_, gw)| gw.is_finite())
        .map(|(key, gw)| (key, StateId(gw as u16)))
        .collect())
}

/// A column of numbers over all batches; NaN where the source has none.
pub(super) fn column(batches: &[RecordBatch], table: &str, name: &str) -> anyhow::Result<Vec<f64>> {
    let mut values = Vec::new();
    for batch in batches {
        let column = batch
            .column_by_name(name)
            .with_context(|| format!("`{table}` has no column `{name}`"))?;
        if let Some(whole) = column.as_primitive_opt::<Int32Type>() {
            values.extend(whole.iter().map(|value| value.map_or(f64::NAN, f64::from)));
        } else if let Some(real) = column.as_primitive_opt::<Float64Type>() {
            values.extend(real.iter().map(|value| value.unwrap_or(f64::NAN)));
        } else {
            bail!(
                "`{name}` of `{table}` is {} and not a number",
                column.data_type()
            );
        }
    }
    Ok(values)
}
