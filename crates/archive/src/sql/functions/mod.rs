//! The functions that Watchfire adds to SQL, one file each. They are called by name on every process
//! of a cluster, so each process registers all of them.

mod great_circle_km;
mod gw;
mod month_id;
mod priogrid_gid;
mod week_id;

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF};
use terms::StateTable;

/// All of [`crate::FUNCTIONS`], ready to be registered.
pub(crate) fn functions(states: &Arc<StateTable>) -> Vec<Arc<ScalarUDF>> {
    vec![
        Arc::new(ScalarUDF::from(month_id::MonthId::new())),
        Arc::new(ScalarUDF::from(week_id::WeekId::new())),
        Arc::new(ScalarUDF::from(priogrid_gid::PriogridGid::new())),
        Arc::new(ScalarUDF::from(gw::Gw::new(Arc::clone(states)))),
        Arc::new(ScalarUDF::from(great_circle_km::GreatCircleKm::new())),
    ]
}

/// The types that dates may come in; text is read as YYYY-MM-DD and fails the query if it is none.
fn as_date(function: &str, given: &DataType) -> Result<DataType> {
    match given {
        DataType::Date32
        | DataType::Date64
        | DataType::Timestamp(_, _)
        | DataType::Null
        | DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View => Ok(DataType::Date32),
        DataType::Dictionary(_, value) => as_date(function, value),
        other => Err(DataFusionError::Plan(format!(
            "{function} takes a date, not {other}; write DATE '2003-03-19' or make_date(year, month, 1)"
        ))),
    }
}

fn count_arguments(call: &str, wanted: usize, given: usize) -> Result<()> {
    if wanted == given {
        return Ok(());
    }
    Err(DataFusionError::Plan(format!(
        "it is called as {call}, and {given} arguments were given"
    )))
}

/// The arguments as columns of numbers, and whether all of them are one value for all rows.
fn numbers(args: &ScalarFunctionArgs) -> Result<(Vec<ArrayRef>, bool)> {
    let constant = args.args.iter().all(is_constant);
    let rows = if constant { 1 } else { args.number_rows };
    let arrays = args
        .args
        .iter()
        .map(|value| Ok(cast(&value.to_array(rows)?, &DataType::Float64)?))
        .collect::<Result<_>>()?;
    Ok((arrays, constant))
}

fn is_constant(value: &ColumnarValue) -> bool {
    matches!(value, ColumnarValue::Scalar(_))
}

/// A number of a row; none where it is NULL.
fn number(array: &ArrayRef, row: usize) -> Option<f64> {
    use datafusion::arrow::array::Array;
    let array = array.as_primitive::<Float64Type>();
    array.is_valid(row).then(|| array.value(row))
}

/// A result column, or its one value if every argument was a constant.
fn answer(array: ArrayRef, constant: bool) -> Result<ColumnarValue> {
    if constant {
        let value = datafusion::common::ScalarValue::try_from_array(&array, 0)?;
        return Ok(ColumnarValue::Scalar(value));
    }
    Ok(ColumnarValue::Array(array))
}
