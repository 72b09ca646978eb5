use std::collections::BTreeMap;
use std::path::Path;

use archive::reading::{ReadOptions, open_bytes};
use archive::sources::natural_earth::{self, borders, outlines};
use archive::{read_borders, read_outlines};
use arrow_array::RecordBatch;
use terms::{Day, StateId};

use crate::{codes, made_up, sources, tree};

fn on() -> Day {
    "2018-10-31".parse().unwrap()
}

/// Two squares side by side, one with an island, and a third country that touches in a corner only.
pub(crate) const MAP: &str = r#"{ "type": "FeatureCollection", "features": [
  { "type": "Feature", "properties": { "name": "Chad", "gwcode": 483 },
    "geometry": { "type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]] } },
  { "type": "Feature", "properties": { "name": "Somaliland", "gwcode": null },
    "geometry": { "type": "MultiPolygon", "coordinates": [
      [[[1, 0], [1, 1], [2, 1], [2, 0], [1, 0]]],
      [[[5, 5], [5, 6], [6, 6], [5, 5]]] ] } },
  { "type": "Feature", "properties": { "name": "Czechia", "gwcode": 315 },
    "geometry": { "type": "Polygon", "coordinates": [[[2, 1], [2, 2], [3, 2], [2, 1]]] } },
  { "type": "Feature", "properties": { "name": "Antarctica", "gwcode": null },
    "geometry": { "type": "Polygon", "coordinates": [[[0, -70], [0, -80], [9, -80], [0, -70]]] } }
] }"#;

/// A state that the coarse map leaves out.
pub(crate) const FINE: &str = r#"{ "type": "FeatureCollection", "features": [
  { "type": "Feature", "properties": { "name": "Singapore", "gwcode": 830 },
    "geometry": { "type": "Polygon", "coordinates": [[[103.6, 1.2], [103.6, 1.4], [104.0, 1.4], [103.6, 1.2]]] } }
] }"#;

/// The rows of a map, read as one of Natural Earth's files.
fn map(at: usize, text: &str) -> Vec<RecordBatch> {
    let mut sources = sources();
    let source = sources.get_mut(natural_earth::SOURCE.id).unwrap();
    let file = made_up(source, at, text).clone();
    let codes = codes();
    let options = ReadOptions::default();
    let reader = open_bytes(text.into(), source, &file, &codes, options).unwrap();
    reader.map(|batch| batch.unwrap().rows).collect()
}

#[test]
fn states_adjoin_if_their_outlines_share_a_line_not_if_they_touch_in_a_point() {
    let rows = borders(&map(0, MAP), &codes(), on());
    let pairs: Vec<_> = rows
        .taken
        .iter()
        .map(|row| (row.state, row.neighbour))
        .collect();
    // Somaliland stands for Somalia (520), by facts/aliases/natural-earth.csv.
    assert_eq!(pairs, [(StateId(483), StateId(520))]);
    // One degree along a meridian: 6,371 km * pi / 180 = 111 km.
    assert_eq!(rows.taken[0].kilometres, 111);
    let left_out: Vec<_> = rows.left_out.keys().map(String::as_str).collect();
    assert_eq!(left_out, ["Antarctica is no state of the list"]);
}

/// A map in metres instead of degrees, or with one number mistyped, must not become a border.
#[test]
fn a_country_with_a_point_off_the_globe_is_rejected_and_named() {
    let text = MAP.replace("[2, 1], [2, 0]", "[9999999, 1], [-9999999, 0]");
    let rows = borders(&map(0, &text), &codes(), on());
    assert_eq!(rows.taken, []);
    assert_eq!(
        rows.rejected[0],
        "Somaliland has a point at 9999999, 1, which is not on the globe"
    );
    let drawn = outlines(&map(0, &text), &map(1, FINE), &codes(), on());
    assert_eq!(drawn.rejected.len(), 1);
}

#[test]
fn a_state_without_a_point_has_no_place() {
    let empty = FINE.replace("[103.6, 1.2], [103.6, 1.4], [104.0, 1.4], [103.6, 1.2]", "");
    let rows = outlines(&map(0, MAP), &map(1, &empty), &codes(), on());
    let singapore = |row: &&archive::OutlineRow| row.state == Some(StateId(830));
    assert_eq!(rows.taken.iter().find(singapore), None);
}

#[test]
fn outlines_leave_out_the_far_south_and_give_small_states_a_place() {
    let rows = outlines(&map(0, MAP), &map(1, FINE), &codes(), on());
    let drawn: Vec<_> = rows
        .taken
        .iter()
        .map(|row| (row.state.map(|s| s.0), row.part))
        .collect();
    assert_eq!(
        drawn,
        [
            (Some(483), 1),
            (Some(520), 1),
            (Some(520), 2),
            (Some(316), 1),
            (Some(830), 1)
        ]
    );
    assert_eq!(rows.taken[0].places, [(0, 0), (0, 10), (10, 10), (10, 0)]);
    assert_eq!(rows.taken[4].places, [(1038, 13)]);
}

#[test]
fn a_shape_that_cannot_be_read_is_a_rejected_row() {
    let rows = borders(
        &map(0, &MAP.replacen("Polygon", "Circle", 1)),
        &codes(),
        on(),
    );
    insta::assert_snapshot!(rows.rejected.join("\n"), @"the shape of Chad: unknown variant `Circle`, expected `Polygon` or `MultiPolygon` at line 1 column 64");
}

/// Pairs that any atlas shows; of islands none.
#[test]
fn the_embedded_borders_are_those_of_an_atlas() {
    let mut problems = Vec::new();
    let releases = tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../releases"));
    let borders = read_borders(&releases, &mut problems).unwrap();
    let outlines = read_outlines(&releases, &mut problems).unwrap();
    assert_eq!(problems, []);
    let mut near: BTreeMap<u16, Vec<u16>> = BTreeMap::new();
    for row in &borders.rows {
        assert!(row.state < row.neighbour, "each pair stands once");
        near.entry(row.state.0).or_default().push(row.neighbour.0);
        near.entry(row.neighbour.0).or_default().push(row.state.0);
    }
    let of = |gw: u16| near.get(&gw).cloned().unwrap_or_default();
    assert_eq!(of(2), [20, 70], "United States: Canada, Mexico");
    assert_eq!(
        of(360),
        [310, 340, 355, 359, 369],
        "Romania: Hungary, Serbia, Bulgaria, Moldova, Ukraine"
    );
    assert_eq!(of(570), [560], "Lesotho: South Africa");
    assert_eq!(
        of(316),
        [260, 290, 305, 317],
        "Czechia: Germany, Poland, Austria, Slovakia"
    );
    assert_eq!(of(740), [] as [u16; 0], "Japan");
    let degrees = outlines.degrees();
    assert!(degrees.len() > 190, "{} states can be drawn", degrees.len());
}
