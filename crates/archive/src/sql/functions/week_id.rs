use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray, Int32Array};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Date32Type};
use datafusion::error::Result;
use datafusion::logical_expr::sort_properties::{ExprProperties, SortProperties};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};

use super::{answer, as_date, count_arguments, is_constant};

/// `week_id(date)`: weeks from Monday, counted as `week_id` counts months: 1 holds 1 January 1980.
///
/// ISO 8601 lets weeks begin on Monday. A whole number is cheaper than a truncated time, and the order
/// of days is kept, so tables sorted by day are grouped by week with few groups at a time.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct WeekId {
    signature: Signature,
}

impl WeekId {
    pub(super) fn new() -> WeekId {
        WeekId {
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for WeekId {
    fn name(&self) -> &str {
        "week_id"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int32)
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        count_arguments("week_id(date)", 1, given.len())?;
        Ok(vec![as_date("week_id", &given[0])?])
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let constant = is_constant(&args.args[0]);
        let rows = if constant { 1 } else { args.number_rows };
        let dates = cast(&args.args[0].to_array(rows)?, &DataType::Date32)?;
        let weeks: Int32Array = dates.as_primitive::<Date32Type>().unary(week_of_day);
        answer(Arc::new(weeks) as ArrayRef, constant)
    }

    /// Later days have later weeks, so a table sorted by day needs no sort by week.
    fn output_ordering(&self, inputs: &[ExprProperties]) -> Result<SortProperties> {
        Ok(inputs
            .first()
            .map_or(SortProperties::Unordered, |input| input.sort_properties))
    }
}

/// Monday 31 December 1979 in days from 1970-01-01.
const FIRST_MONDAY: i32 = 3651;

fn week_of_day(days: i32) -> i32 {
    days.saturating_sub(FIRST_MONDAY).div_euclid(7) + 1
}

#[cfg(test)]
mod tests {
    use terms::Day;

    use super::*;

    #[test]
    fn weeks_begin_on_monday_and_the_first_holds_new_year_1980() {
        let epoch = Day::new(1970, 1, 1).unwrap();
        let week = |year, month, day| {
            let day = Day::new(year, month, day).unwrap();
            week_of_day(i32::try_from(day.days_since(epoch)).unwrap())
        };
        // 1 January 1980 was a Tuesday.
        assert_eq!(week(1979, 12, 30), 0);
        assert_eq!(week(1979, 12, 31), 1);
        assert_eq!(week(1980, 1, 6), 1);
        assert_eq!(week(1980, 1, 7), 2);
        // 19 March 2003 is 8478 days after 1 January 1980, 8479 after that Monday: 1211 weeks and 2 days.
        assert_eq!(week(2003, 3, 19), 1212);
    }
}
