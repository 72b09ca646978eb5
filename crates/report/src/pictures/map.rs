use std::collections::BTreeMap;

use maud::html;
use terms::{Probability, StateId};

use super::at;
use crate::StateRisk;
use crate::watch::{Atlas, Outline};

/// ColorBrewer YlOrRd: lightness falls with each step, so that it also prints in grey.
const SHADES: [&str; 5] = ["#ffffcc", "#fed976", "#fd8d3c", "#e31a1c", "#800026"];
const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 450.0;

fn class(from: &[f64; 5], risk: Probability) -> usize {
    from.iter()
        .rposition(|from| risk.get() >= *from)
        .unwrap_or(0)
}

fn name(from: &[f64; 5], class: usize) -> String {
    // Hundredths of a per cent are kept; 7 % is not to be 7.000000000000001 %.
    let percent = |value: f64| format!("{}", (value * 1e4).round() / 100.0);
    match from.get(class + 1) {
        None => format!("{} % and more", percent(from[class])),
        Some(to) if class == 0 => format!("below {} %", percent(*to)),
        Some(to) => format!("{} to {} %", percent(from[class]), percent(*to)),
    }
}

/// The world in Equal Earth, an equal-area projection: B. Šavrič, T. Patterson and B. Jenny,
/// International Journal of Geographical Information Science 33(3), 2019.
fn project((longitude, latitude): (f32, f32)) -> (f64, f64) {
    const A: [f64; 4] = [1.340_264, -0.081_106, 0.000_893, 0.003_796];
    let half_root_3 = 3.0_f64.sqrt() / 2.0;
    let theta = (half_root_3 * f64::from(latitude).to_radians().sin()).asin();
    let square = theta * theta;
    let sixth = square * square * square;
    let slope = A[0] + 3.0 * A[1] * square + sixth * (7.0 * A[2] + 9.0 * A[3] * square);
    let x = f64::from(longitude).to_radians() * theta.cos() / (half_root_3 * slope);
    let y = theta * (A[0] + A[1] * square + sixth * (A[2] + A[3] * square));
    // At the scale that fills the width, the picture ends a little north of Antarctica.
    let scale = WIDTH / 5.414;
    (WIDTH / 2.0 + scale * x, HEIGHT / 2.0 + 10.0 - scale * y)
}

pub(super) fn svg(atlas: &Atlas, risks: &[StateRisk], numbered: u32) -> String {
    let by_state: BTreeMap<StateId, &StateRisk> =
        risks.iter().map(|risk| (risk.gw, risk)).collect();
    let numbers: Vec<((f64, f64), &StateRisk)> = risks
        .iter()
        .filter(|risk| risk.rank <= numbered)
        .filter_map(|risk| Some((middle(atlas.outlines.get(&Some(risk.gw))?)?, risk)))
        .collect();
    html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {WIDTH} {}", HEIGHT + 34.0)) font-family="system-ui, sans-serif" {
            defs { pattern id="no-risk" width="5" height="5" patternUnits="userSpaceOnUse" {
                rect width="5" height="5" fill="#f2f2f2" {}
                path d="M0 5L5 0" stroke="#bbb" stroke-width="0.7" {}
            } }
            g stroke="#666" stroke-width="0.4" stroke-linejoin="round" {
                @for (state, outlines) in &atlas.outlines {
                    @let risk = state.and_then(|state| by_state.get(&state));
                    @let fill = risk.map_or("url(#no-risk)", |risk| SHADES[class(&atlas.shades, risk.risk)]);
                    g fill=(fill) {
                        @if let Some(risk) = risk { title { (said(risk)) } }
                        @for outline in outlines {
                            @if let [place] = outline.as_slice() {
                                @let (x, y) = project(*place);
                                circle cx=(at(x)) cy=(at(y)) r="2.4" {}
                            } @else {
                                @for piece in pieces(outline) { path d=(path(&piece)) {} }
                            }
                        }
                    }
                }
            }
            g font-size="9" font-weight="600" text-anchor="middle" {
                @for ((x, y), risk) in &numbers {
                    circle cx=(at(*x)) cy=(at(*y)) r="6.5" fill="#fff" stroke="#333" stroke-width="0.6" {}
                    text x=(at(*x)) y=(at(y + 3.2)) { (risk.rank) }
                }
            }
            g font-size="12" {
                @for (class, shade) in SHADES.iter().enumerate() {
                    @let x = 20.0 + 130.0 * class as f64;
                    rect x=(at(x)) y=(at(HEIGHT + 12.0)) width="18" height="12" fill=(shade) stroke="#666" stroke-width="0.5" {}
                    text x=(at(x + 24.0)) y=(at(HEIGHT + 22.5)) { (name(&atlas.shades, class)) }
                }
                rect x="690" y=(at(HEIGHT + 12.0)) width="18" height="12" fill="url(#no-risk)" stroke="#666" stroke-width="0.5" {}
                text x="714" y=(at(HEIGHT + 22.5)) { "no forecast" }
            }
        }
    }
    .into_string()
}

fn said(risk: &StateRisk) -> String {
    format!(
        "{}: {} ({}), rank {}",
        risk.name,
        risk.risk,
        risk.interval(),
        risk.rank
    )
}

/// The parts of a ring on either side of the 180th meridian, which would else be drawn across the
/// whole picture. A ring around a pole stays as it is.
fn pieces(outline: &Outline) -> Vec<Outline> {
    let mut unrolled: Outline = Vec::with_capacity(outline.len());
    for (longitude, latitude) in outline {
        let turn = unrolled.last().map_or(0.0, |(last, _)| {
            ((last - longitude) / 360.0).round() * 360.0
        });
        unrolled.push((longitude + turn, *latitude));
    }
    let ends = unrolled.first().zip(unrolled.last());
    let around_a_pole = ends.is_some_and(|(first, last)| (first.0 - last.0).abs() > 180.0);
    let (west, east) = unrolled
        .iter()
        .fold((0.0_f32, 0.0_f32), |(west, east), place| {
            (west.min(place.0), east.max(place.0))
        });
    if around_a_pole || (west >= -180.0 && east <= 180.0) {
        return vec![outline.clone()];
    }
    let turns = [-360.0, 0.0, 360.0];
    let parts = turns.map(|turn| {
        let moved: Outline = unrolled.iter().map(|(x, y)| (x + turn, *y)).collect();
        let east_of = cut(&moved, |x| x + 180.0);
        cut(&east_of, |x| 180.0 - x)
    });
    parts.into_iter().filter(|part| part.len() > 2).collect()
}

/// The part of a ring where `inside` of the longitude is not below 0 (I. Sutherland and G. Hodgman,
/// Communications of the ACM 17(1), 1974).
fn cut(ring: &Outline, inside: impl Fn(f32) -> f32) -> Outline {
    let mut kept = Vec::new();
    for (one, next) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        let (here, there) = (inside(one.0), inside(next.0));
        if here >= 0.0 {
            kept.push(*one);
        }
        if (here >= 0.0) != (there >= 0.0) {
            let share = here / (here - there);
            kept.push((
                one.0 + share * (next.0 - one.0),
                one.1 + share * (next.1 - one.1),
            ));
        }
    }
    kept
}

fn path(outline: &Outline) -> String {
    let mut path = String::new();
    let mut last = String::new();
    for place in outline {
        let (x, y) = project(*place);
        let point = format!("{} {}", at(x), at(y));
        // Neighbouring points often fall on one another at this scale.
        if point != last {
            path.push(if path.is_empty() { 'M' } else { 'L' });
            path.push_str(&point);
            last = point;
        }
    }
    path.push('Z');
    path
}

/// The centre of gravity of the largest ring, on the picture.
fn middle(outlines: &[Outline]) -> Option<(f64, f64)> {
    let rings = outlines
        .iter()
        .flat_map(pieces)
        .map(|outline| -> Vec<(f64, f64)> {
            outline.iter().map(|place| project(*place)).collect()
        });
    let (area, x, y, ring) = rings
        .map(|ring| {
            let (mut area, mut x, mut y) = (0.0, 0.0, 0.0);
            for (one, next) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                let cross = one.0 * next.1 - next.0 * one.1;
                area += cross / 2.0;
                x += (one.0 + next.0) * cross / 6.0;
                y += (one.1 + next.1) * cross / 6.0;
            }
            (area, x, y, ring)
        })
        .max_by(|one, other| one.0.abs().total_cmp(&other.0.abs()))?;
    if area.abs() < 1e-9 {
        return ring.first().copied();
    }
    Some((x / area, y / area))
}

pub(super) fn lines(atlas: &Atlas, risks: &[StateRisk]) -> Vec<String> {
    let from = &atlas.shades;
    (0..from.len())
        .rev()
        .map(|shade| {
            let count = risks
                .iter()
                .filter(|risk| class(from, risk.risk) == shade)
                .count();
            format!(
                "{:>15}  {} {count}",
                name(from, shade),
                "█".repeat(count.div_ceil(4))
            )
        })
        .collect()
}
