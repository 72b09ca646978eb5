//! Natural Earth: who adjoins whom, and outlines for small maps.

use std::collections::{BTreeMap, BTreeSet};

use arrow_array::RecordBatch;
use serde::Deserialize;
use terms::{Day, StateId};

use super::Source;
use crate::record::{Rows, Take};
use crate::{Border, OutlineRow, StateCodes, When};

/// Its entry in the register.
pub const SOURCE: Source = Source::regular("natural-earth");

/// A point of the map in thousandths of a degree: the map has three decimals, and borders that two
/// countries share have the same points in both.
type Point = (i32, i32);

#[derive(Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    Polygon(Vec<Vec<[f64; 2]>>),
    MultiPolygon(Vec<Vec<Vec<[f64; 2]>>>),
}

/// The outlines of one country.
struct Country {
    state: Result<StateId, String>,
    /// Every ring, outer and inner.
    rings: Vec<Vec<Point>>,
}

/// The states that share a border, by the segments that both their outlines have.
pub fn borders(map: &[RecordBatch], codes: &StateCodes, on: Day) -> Rows<Border> {
    let mut rows = Rows::empty();
    let mut owners: BTreeMap<(Point, Point), BTreeSet<StateId>> = BTreeMap::new();
    for country in read(map, codes, on, &mut rows) {
        let state = match country.state {
            Ok(state) => state,
            Err(reason) => {
                *rows.left_out.entry(reason).or_default() += 1;
                continue;
            }
        };
        for ring in country.rings {
            for (one, other) in ring.iter().zip(ring.iter().skip(1)) {
                let segment = (*one.min(other), *one.max(other));
                owners.entry(segment).or_default().insert(state);
            }
        }
    }
    let mut lengths: BTreeMap<(StateId, StateId), f64> = BTreeMap::new();
    for ((one, other), states) in &owners {
        let mut pair = states.iter();
        if let (Some(first), Some(second)) = (pair.next(), pair.next()) {
            *lengths.entry((*first, *second)).or_default() += kilometres(*one, *other);
        }
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a border is a few thousand kilometres long"
    )]
    let border = |((state, neighbour), length): ((StateId, StateId), f64)| Border {
        state,
        neighbour,
        kilometres: length.round() as u32,
    };
    rows.taken = lengths.into_iter().map(border).collect();
    rows
}

/// Outlines for a small map from the coarse file; states that are only in the fine one get a place.
pub fn outlines(
    coarse: &[RecordBatch],
    fine: &[RecordBatch],
    codes: &StateCodes,
    on: Day,
) -> Rows<OutlineRow> {
    let mut rows = Rows::empty();
    let mut drawn = BTreeSet::new();
    let mut outlines = Vec::new();
    for country in read(coarse, codes, on, &mut rows) {
        let state = country.state.ok();
        for ring in country.rings.iter().filter(|ring| !antarctic(ring)) {
            let places = tenths(ring);
            if places.len() >= 3 {
                drawn.extend(state);
                outlines.push((state, places));
            }
        }
    }
    for country in read(fine, codes, on, &mut rows) {
        let Ok(state) = country.state else {
            continue;
        };
        if let Some(largest) = country.rings.iter().max_by_key(|ring| ring.len())
            && !largest.is_empty()
            && drawn.insert(state)
        {
            outlines.push((Some(state), vec![middle(largest)]));
        }
    }
    let mut parts: BTreeMap<Option<StateId>, u32> = BTreeMap::new();
    for (state, places) in outlines {
        let part = parts.entry(state).or_default();
        *part += 1;
        rows.taken.push(OutlineRow {
            state,
            part: *part,
            places,
        });
    }
    rows
}

fn read<T>(map: &[RecordBatch], codes: &StateCodes, on: Day, rows: &mut Rows<T>) -> Vec<Country> {
    let countries = Rows::of(map, |row| {
        let name = row.text("name")?;
        let at = When::Day(on);
        let number: Option<u16> = row.maybe("gwcode")?;
        let state = number
            .ok_or_else(String::new)
            .and_then(|number| codes.resolve("gw", &number.to_string(), at))
            .or_else(|_| codes.resolve("natural-earth", name, at))
            .or_else(|_| codes.resolve("name", name, at));
        let geometry = serde_json::from_str(row.text("geometry")?)
            .map_err(|error| format!("the shape of {name}: {error}"))?;
        let polygons = match geometry {
            Geometry::Polygon(rings) => vec![rings],
            Geometry::MultiPolygon(polygons) => polygons,
        };
        let rings: Vec<Vec<[f64; 2]>> = polygons.into_iter().flatten().collect();
        let off = |[x, y]: &&[f64; 2]| x.abs() > 180.0 || y.abs() > 90.0;
        if let Some([x, y]) = rings.iter().flatten().find(off) {
            return Err(format!(
                "{name} has a point at {x}, {y}, which is not on the globe"
            ));
        }
        let point = |[x, y]: [f64; 2]| (thousandths(x), thousandths(y));
        Ok(Take::Row(Country {
            state: state.map_err(|_| format!("{name} is no state of the list")),
            rings: rings
                .into_iter()
                .map(|ring| ring.into_iter().map(point).collect())
                .collect(),
        }))
    });
    rows.rejected.extend(countries.rejected);
    countries.taken
}

#[expect(clippy::cast_possible_truncation, reason = "degrees are at most 180")]
fn thousandths(degrees: f64) -> i32 {
    (degrees * 1000.0).round() as i32
}

/// The way between two points on a sphere of 6,371 km.
fn kilometres(one: Point, other: Point) -> f64 {
    let radians = |value: i32| (f64::from(value) / 1000.0).to_radians();
    let (up, across) = (radians(other.1 - one.1), radians(other.0 - one.0));
    let half = (up / 2.0).sin().powi(2)
        + radians(one.1).cos() * radians(other.1).cos() * (across / 2.0).sin().powi(2);
    2.0 * 6371.0 * half.min(1.0).sqrt().asin()
}

/// South of 60° S there is no state.
fn antarctic(ring: &[Point]) -> bool {
    ring.iter().all(|point| point.1 < -60_000)
}

/// The ring in tenths of a degree, 11 km at most, without points that fall on their predecessor or
/// repeat the first.
fn tenths(ring: &[Point]) -> Vec<(i16, i16)> {
    let mut places: Vec<(i16, i16)> = ring.iter().map(|point| tenth(*point)).collect();
    places.dedup();
    if places.len() > 1 && places.first() == places.last() {
        places.pop();
    }
    places
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "tenths of degrees are at most 1,800"
)]
fn tenth((x, y): Point) -> (i16, i16) {
    let round = |value: i32| (f64::from(value) / 100.0).round() as i16;
    (round(x), round(y))
}

/// The middle of the smallest box around a ring.
fn middle(ring: &[Point]) -> (i16, i16) {
    let middle = |values: &mut dyn Iterator<Item = i32>| {
        let (least, most) = values.fold((i32::MAX, i32::MIN), |(least, most), value| {
            (least.min(value), most.max(value))
        });
        (least + most) / 2
    };
    tenth((
        middle(&mut ring.iter().map(|point| point.0)),
        middle(&mut ring.iter().map(|point| point.1)),
    ))
}
