use maud::html;

use super::at;
use crate::{NumberForm, Ranged};

const NAMES: f64 = 210.0;
const WIDTH: f64 = 720.0;
const LINE: f64 = 22.0;

/// The least and greatest value that is drawn.
fn extent(lines: &[(String, Option<Ranged>)], mark: Option<f64>) -> Option<(f64, f64)> {
    let drawn = lines
        .iter()
        .filter_map(|(_, ranged)| ranged.as_ref())
        .flat_map(|ranged| [ranged.low, ranged.value, ranged.high])
        .chain(mark);
    let (least, most) = drawn.fold(
        (f64::INFINITY, f64::NEG_INFINITY),
        |(least, most), value| (least.min(value), most.max(value)),
    );
    let room = (most - least).max(1e-12);
    (least.is_finite() && most.is_finite()).then_some((least - 0.03 * room, most + 0.03 * room))
}

pub(super) fn svg(
    lines: &[(String, Option<Ranged>)],
    shown: NumberForm,
    mark: Option<f64>,
) -> String {
    let Some((least, most)) = extent(lines, mark) else {
        return String::new();
    };
    let x = |value: f64| NAMES + (WIDTH - NAMES - 90.0) * (value - least) / (most - least);
    let height = LINE * (lines.len() as f64 + 1.0);
    html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {WIDTH} {}", at(height))) font-family="system-ui, sans-serif" font-size="12" {
            @if let Some(mark) = mark {
                line x1=(at(x(mark))) x2=(at(x(mark))) y1="2" y2=(at(height - LINE)) stroke="#888" stroke-dasharray="3 3" {}
                text x=(at(x(mark))) y=(at(height - 6.0)) text-anchor="middle" fill="#666" { (shown.number(mark)) }
            }
            @for (n, (name, ranged)) in lines.iter().enumerate() {
                @let y = LINE * (n as f64 + 0.6);
                text x=(at(NAMES - 10.0)) y=(at(y + 4.0)) text-anchor="end" { (name) }
                @if let Some(ranged) = ranged {
                    line x1=(at(x(ranged.low))) x2=(at(x(ranged.high))) y1=(at(y)) y2=(at(y)) stroke="#0072B2" stroke-width="2" {}
                    circle cx=(at(x(ranged.value))) cy=(at(y)) r="4" fill="#0072B2" {}
                    text x=(at(WIDTH - 4.0)) y=(at(y + 4.0)) text-anchor="end" { (shown.number(ranged.value)) }
                } @else {
                    text x=(at(NAMES)) y=(at(y + 4.0)) fill="#666" { "none" }
                }
            }
        }
    }
    .into_string()
}

pub(super) fn lines(
    lines: &[(String, Option<Ranged>)],
    shown: NumberForm,
    mark: Option<f64>,
) -> Vec<String> {
    const CELLS: usize = 40;
    let Some((least, most)) = extent(lines, mark) else {
        return Vec::new();
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place among forty"
    )]
    let cell = |value: f64| {
        (((value - least) / (most - least) * (CELLS - 1) as f64).round() as usize).min(CELLS - 1)
    };
    let widest = lines
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or(0);
    lines
        .iter()
        .map(|(name, ranged)| {
            let mut bar = vec![' '; CELLS];
            if let Some(mark) = mark {
                bar[cell(mark)] = '┊';
            }
            let Some(ranged) = ranged else {
                return format!("  {name:widest$}  none");
            };
            bar[cell(ranged.low)..=cell(ranged.high)].fill('─');
            bar[cell(ranged.value)] = '●';
            let bar: String = bar.into_iter().collect();
            format!("  {name:widest$}  {bar}  {}", shown.number(ranged.value))
        })
        .collect()
}
