use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int32Array};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Date32Type, Int64Type};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use terms::{Day, StateError, StateTable};

use super::{answer, as_date, count_arguments, is_constant};

/// `gw(state, date)`: the Gleditsch-Ward number of the state meant on a day.
///
/// The table of states is that of the binary; in a cluster every process must be of one release.
#[derive(Debug)]
pub(super) struct Gw {
    signature: Signature,
    states: Arc<StateTable>,
}

impl Gw {
    pub(super) fn new(states: Arc<StateTable>) -> Gw {
        Gw {
            signature: Signature::user_defined(Volatility::Immutable),
            states,
        }
    }
}

/// A process has one table of states, so two of these functions are the same function.
impl PartialEq for Gw {
    fn eq(&self, other: &Gw) -> bool {
        self.signature == other.signature
    }
}

impl Eq for Gw {}

impl Hash for Gw {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.signature.hash(state);
    }
}

impl ScalarUDFImpl for Gw {
    fn name(&self) -> &str {
        "gw"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int32)
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        count_arguments("gw(state, date)", 2, given.len())?;
        Ok(vec![as_state(&given[0])?, as_date("gw", &given[1])?])
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let constant = args.args.iter().all(is_constant);
        let literal = is_constant(&args.args[0]);
        let rows = if constant { 1 } else { args.number_rows };
        let given = args.args[0].to_array(rows)?;
        let dates = cast(&args.args[1].to_array(rows)?, &DataType::Date32)?;
        let dates = dates.as_primitive::<Date32Type>();
        // A column has few states and many rows: each name and day is looked up once.
        let mut seen: BTreeMap<(Query<'_>, i32), Option<i32>> = BTreeMap::new();
        let mut nobody: BTreeSet<Query<'_>> = BTreeSet::new();
        let found = (0..rows).map(|row| {
            let (Some(query), true) = (query(&given, row), dates.is_valid(row)) else {
                return Ok(None);
            };
            let day = dates.value(row);
            if let Some(found) = seen.get(&(query, day)) {
                return Ok(*found);
            }
            // A name that means no state of any day is not looked up for every day.
            if nobody.contains(&query) {
                return Ok(None);
            }
            let found = match self.find(query, day) {
                Ok(found) => found,
                // In a column an unknown name is a gap; written in the query it is a slip of the pen.
                Err(error) if literal => return Err(DataFusionError::Execution(error.to_string())),
                Err(_) => {
                    nobody.insert(query);
                    None
                }
            };
            seen.insert((query, day), found);
            Ok(found)
        });
        let numbers: Int32Array = found.collect::<Result<_>>()?;
        answer(Arc::new(numbers) as ArrayRef, constant)
    }
}

/// What names a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Query<'a> {
    Number(i64),
    Name(&'a str),
}

fn as_state(given: &DataType) -> Result<DataType> {
    match given {
        number if number.is_integer() => Ok(DataType::Int64),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => {
            Ok(DataType::Utf8)
        }
        DataType::Dictionary(_, value) => as_state(value),
        other => Err(DataFusionError::Plan(format!(
            "gw takes a name, an ISO3 code or a whole number for the state, not {other}"
        ))),
    }
}

fn query(given: &ArrayRef, row: usize) -> Option<Query<'_>> {
    if given.is_null(row) {
        return None;
    }
    if let Some(numbers) = given.as_primitive_opt::<Int64Type>() {
        return Some(Query::Number(numbers.value(row)));
    }
    given
        .as_string_opt::<i32>()
        .map(|names| Query::Name(names.value(row)))
}

impl Gw {
    /// The number, or none where the state did not exist.
    ///
    /// # Errors
    /// If the name means no state of any day.
    fn find(&self, query: Query<'_>, day: i32) -> Result<Option<i32>, StateError> {
        let Some(on) = day_of(day) else {
            return Ok(None);
        };
        let number = match query {
            Query::Number(number) => Some(number),
            Query::Name(name) => name.trim().parse().ok(),
        };
        let state = match (number, query) {
            (None, Query::Name(name)) => match self.states.find(name, on) {
                Ok(state) => Some(state),
                Err(StateError::NotAMember { .. }) => None,
                Err(error @ StateError::Unknown { .. }) => return Err(error),
            },
            (number, _) => number
                .and_then(|number| u16::try_from(number).ok())
                .and_then(|number| self.states.by_number(number, on)),
        };
        Ok(state.map(|state| i32::from(state.id.0)))
    }
}

/// The day of a count from 1970-01-01.
fn day_of(days: i32) -> Option<Day> {
    let date = datafusion::arrow::temporal_conversions::date32_to_datetime(days)?.date();
    date.to_string().parse().ok()
}
