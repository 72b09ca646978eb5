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

/// `month_id(date)`: the month as VIEWS counts them, 1 = January 1980.
///
/// Source: H. Hegre et al., "ViEWS2020: Revising and evaluating the ViEWS political Violence
/// Early-Warning System", Journal of Peace Research 58(3), 2021, replication data.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct MonthId {
    signature: Signature,
}

impl MonthId {
    pub(super) fn new() -> MonthId {
        MonthId {
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for MonthId {
    fn name(&self) -> &str {
        "month_id"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int32)
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        count_arguments("month_id(date)", 1, given.len())?;
        Ok(vec![as_date("month_id", &given[0])?])
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let constant = is_constant(&args.args[0]);
        let rows = if constant { 1 } else { args.number_rows };
        let dates = cast(&args.args[0].to_array(rows)?, &DataType::Date32)?;
        let months: Int32Array = dates.as_primitive::<Date32Type>().unary(month_of_day);
        answer(Arc::new(months) as ArrayRef, constant)
    }

    /// Later days have later months, so a table sorted by day needs no sort by month.
    fn output_ordering(&self, inputs: &[ExprProperties]) -> Result<SortProperties> {
        Ok(inputs
            .first()
            .map_or(SortProperties::Unordered, |input| input.sort_properties))
    }
}

/// The month of a day counted from 1970-01-01, by the civil calendar algorithm of H. Hinnant,
/// "chrono-compatible low-level date algorithms" (2013), in years that begin in March.
fn month_of_day(days: i32) -> i32 {
    let days = i64::from(days) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let months = (era * 400 + year_of_era) * 12 + march_month + 2;
    i32::try_from(months - 1980 * 12 + 1).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use terms::{Day, Month};

    use super::*;

    #[test]
    fn the_month_is_that_of_the_calendar_on_every_day_from_1800_to_2100() {
        let epoch = Day::new(1970, 1, 1).unwrap();
        let mut day = Day::new(1800, 1, 1).unwrap();
        while day.year() < 2101 {
            let days = i32::try_from(day.days_since(epoch)).unwrap();
            let month = Month::new(i32::from(day.year()), day.month_of_year() as u32).unwrap();
            assert_eq!(month_of_day(days), month.month_id(), "{day}");
            day = day.tomorrow();
        }
    }
}
