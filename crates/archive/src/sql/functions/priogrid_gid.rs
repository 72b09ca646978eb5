use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Int32Array};
use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};

use super::{answer, number, numbers};

/// `priogrid_gid(lat, lon)`: the PRIO-GRID cell that holds a point.
///
/// Source: A. F. Tollefsen, H. Strand and H. Buhaug, "PRIO-GRID: A unified spatial data structure",
/// Journal of Peace Research 49(2), 2012: 360 rows by 720 columns, counted from the south-west corner.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct PriogridGid {
    signature: Signature,
}

impl PriogridGid {
    pub(super) fn new() -> PriogridGid {
        PriogridGid {
            signature: Signature::exact(
                vec![DataType::Float64, DataType::Float64],
                Volatility::Immutable,
            ),
        }
    }
}

impl ScalarUDFImpl for PriogridGid {
    fn name(&self) -> &str {
        "priogrid_gid"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int32)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let (points, constant) = numbers(&args)?;
        let cells: Int32Array = (0..points[0].len())
            .map(|row| cell(number(&points[0], row)?, number(&points[1], row)?))
            .collect();
        answer(Arc::new(cells) as ArrayRef, constant)
    }
}

/// The north pole and the date line belong to the last row and column: there is no cell beyond.
fn cell(lat: f64, lon: f64) -> Option<i32> {
    if !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
        return None;
    }
    let row = (((lat + 90.0) * 2.0).floor() as i32).min(359);
    let column = (((lon + 180.0) * 2.0).floor() as i32).min(719);
    Some(row * 720 + column + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_counted_from_the_south_west_corner() {
        // By the definition: the first cell, the last of the first row, the first of the second, the last.
        assert_eq!(cell(-89.9, -179.9), Some(1));
        assert_eq!(cell(-89.9, 179.9), Some(720));
        assert_eq!(cell(-89.4, -179.9), Some(721));
        assert_eq!(cell(90.0, 180.0), Some(360 * 720));
        // 180 rows of 720 lie south of the equator, 360 cells west of Greenwich: 129600 + 361.
        assert_eq!(cell(0.25, 0.25), Some(129_961));
    }

    #[test]
    fn a_point_off_the_globe_has_no_cell() {
        assert_eq!(cell(90.1, 0.0), None);
        assert_eq!(cell(0.0, -180.1), None);
        assert_eq!(cell(f64::NAN, 0.0), None);
    }
}
