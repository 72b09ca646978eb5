use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Float64Array};
use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};

use super::{answer, number, numbers};

/// Mean radius of the Earth in kilometres, (2a + b) / 3 of GRS 80.
///
/// Source: H. Moritz, "Geodetic Reference System 1980", Journal of Geodesy 74, 2000.
const EARTH_KM: f64 = 6371.0088;

/// `great_circle_km(lat1, lon1, lat2, lon2)`: distance on the sphere by the haversine formula.
///
/// Source: R. W. Sinnott, "Virtues of the haversine", Sky and Telescope 68(2), 1984.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct GreatCircleKm {
    signature: Signature,
}

impl GreatCircleKm {
    pub(super) fn new() -> GreatCircleKm {
        GreatCircleKm {
            signature: Signature::exact(vec![DataType::Float64; 4], Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for GreatCircleKm {
    fn name(&self) -> &str {
        "great_circle_km"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let (points, constant) = numbers(&args)?;
        let distances: Float64Array = (0..points[0].len())
            .map(|row| {
                distance(
                    (number(&points[0], row)?, number(&points[1], row)?),
                    (number(&points[2], row)?, number(&points[3], row)?),
                )
            })
            .collect();
        answer(Arc::new(distances) as ArrayRef, constant)
    }
}

/// Longitudes may be counted to 360 as well: the sphere closes on itself.
fn distance(from: (f64, f64), to: (f64, f64)) -> Option<f64> {
    let on_the_globe = |(lat, lon): (f64, f64)| lat.abs() <= 90.0 && lon.abs() <= 360.0;
    if !on_the_globe(from) || !on_the_globe(to) {
        return None;
    }
    let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
    let haversine = half(to.0 - from.0)
        + from.0.to_radians().cos() * to.0.to_radians().cos() * half(to.1 - from.1);
    Some(2.0 * EARTH_KM * haversine.min(1.0).sqrt().asin())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_km(from: (f64, f64), to: (f64, f64), km: f64) {
        let found = distance(from, to).unwrap();
        assert!(
            (found - km).abs() < 1e-6 * km.max(1.0),
            "{found} and not {km}"
        );
    }

    #[test]
    fn distances_are_those_of_arithmetic() {
        // A quarter and a half of the circumference 2 pi 6371.0088 = 40030.228...
        let around = 2.0 * std::f64::consts::PI * 6371.0088;
        assert_km((0.0, 0.0), (0.0, 90.0), around / 4.0);
        assert_km((90.0, 0.0), (-90.0, 0.0), around / 2.0);
        assert_km((0.0, 179.5), (0.0, -179.5), around / 360.0);
        assert_km((12.0, 34.0), (12.0, 34.0), 0.0);
    }

    #[test]
    fn the_published_example_comes_out_at_its_radius() {
        // Rosetta Code, "Haversine formula": Nashville to Los Angeles airport is 2887.2599506 km with a
        // radius of 6372.8 km.
        let km = 2_887.259_950_6 * 6371.0088 / 6372.8;
        assert_km((36.12, -86.67), (33.94, -118.40), km);
    }

    #[test]
    fn a_point_off_the_globe_has_no_distance() {
        assert_eq!(distance((91.0, 0.0), (0.0, 0.0)), None);
        assert_eq!(distance((0.0, f64::NAN), (0.0, 0.0)), None);
    }
}
