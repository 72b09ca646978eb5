use maud::html;

use super::at;
use crate::{NumberForm, ReliabilityCurve};

/// Okabe-Ito colours, which people with colour-blindness can tell apart.
const COLOURS: [&str; 6] = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9",
];
const SIDE: f64 = 320.0;
const EDGE: f64 = 48.0;

/// The greatest value on either axis; risks are small, so that the axes rarely reach 1.
fn reach(curves: &[ReliabilityCurve]) -> f64 {
    let bins = curves.iter().flat_map(|curve| &curve.bins);
    let most = bins
        .flat_map(|bin| [bin.forecast.get(), bin.observed.value, bin.observed.high])
        .fold(0.0, f64::max);
    [0.04, 0.08, 0.2, 0.4]
        .into_iter()
        .find(|end| most <= *end)
        .unwrap_or(1.0)
}

pub(super) fn svg(curves: &[ReliabilityCurve]) -> String {
    let reach = reach(curves);
    let x = |value: f64| EDGE + SIDE * value / reach;
    let y = |value: f64| 10.0 + SIDE - SIDE * value / reach;
    let ticks: Vec<f64> = (0..=4_u32).map(|n| reach * f64::from(n) / 4.0).collect();
    let percent = |value: f64| format!("{:.0}", value * 100.0);
    html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 720 {}", SIDE + 56.0)) font-family="system-ui, sans-serif" font-size="12" {
            g stroke="#ddd" {
                @for tick in &ticks {
                    line x1=(at(x(*tick))) x2=(at(x(*tick))) y1="10" y2=(at(10.0 + SIDE)) {}
                    line y1=(at(y(*tick))) y2=(at(y(*tick))) x1=(at(EDGE)) x2=(at(EDGE + SIDE)) {}
                }
            }
            g fill="#444" {
                @for tick in &ticks {
                    text x=(at(x(*tick))) y=(at(SIDE + 26.0)) text-anchor="middle" { (percent(*tick)) }
                    text x=(at(EDGE - 6.0)) y=(at(y(*tick) + 4.0)) text-anchor="end" { (percent(*tick)) }
                }
                text x=(at(EDGE + SIDE / 2.0)) y=(at(SIDE + 44.0)) text-anchor="middle" { "forecast, %" }
                text x="12" y=(at(SIDE / 2.0 + 10.0)) text-anchor="middle" transform=(format!("rotate(-90 12 {})", at(SIDE / 2.0 + 10.0))) { "happened, %" }
            }
            line x1=(at(x(0.0))) y1=(at(y(0.0))) x2=(at(x(reach))) y2=(at(y(reach))) stroke="#888" stroke-dasharray="4 3" {}
            @for (n, (curve, colour)) in curves.iter().zip(COLOURS.iter().cycle()).enumerate() {
                g stroke=(colour) fill=(colour) {
                    polyline fill="none" stroke-width="1.5" points=(curve.bins.iter().map(|bin| format!("{},{}", at(x(bin.forecast.get())), at(y(bin.observed.value)))).collect::<Vec<_>>().join(" ")) {}
                    @for bin in &curve.bins {
                        line x1=(at(x(bin.forecast.get()))) x2=(at(x(bin.forecast.get()))) y1=(at(y(bin.observed.low))) y2=(at(y(bin.observed.high))) stroke-width="1" {}
                        circle cx=(at(x(bin.forecast.get()))) cy=(at(y(bin.observed.value))) r="3.5" stroke="none" {}
                    }
                }
                @let row = 24.0 + 20.0 * n as f64;
                rect x=(at(EDGE + SIDE + 30.0)) y=(at(row - 9.0)) width="12" height="12" fill=(colour) {}
                text x=(at(EDGE + SIDE + 48.0)) y=(at(row + 1.0)) { (curve.model) }
            }
        }
    }
    .into_string()
}

pub(super) fn lines(curves: &[ReliabilityCurve]) -> Vec<String> {
    let mut lines = Vec::new();
    for curve in curves {
        lines.push(format!("  {}", curve.model));
        for bin in &curve.bins {
            lines.push(format!(
                "    forecast {:>7}, happened {:>7} ({}) of {}",
                bin.forecast.to_string(),
                NumberForm::Percent.number(bin.observed.value),
                NumberForm::Percent.range(&bin.observed),
                bin.count
            ));
        }
    }
    lines
}
