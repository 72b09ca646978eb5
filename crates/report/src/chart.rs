use kuva::backend::svg::SvgBackend;
use kuva::plot::BarPlot;
use kuva::plot::legend::LegendPosition;
use kuva::render::layout::Layout;
use kuva::render::plots::Plot;
use kuva::render::render::render_multiple;

use crate::Chart;

/// Okabe-Ito colours, which people with colour-blindness can tell apart.
const COLOURS: [&str; 3] = ["#0072B2", "#E69F00", "#D55E00"];

/// The chart as an SVG picture that scales with its place on the page.
pub(crate) fn svg(chart: &Chart) -> String {
    let mut bars = BarPlot::new().with_width(0.85);
    // Labels of many years would run into each other; every fifth is enough to find one's way.
    let step = if chart.categories.len() > 16 { 5 } else { 1 };
    for (at, category) in chart.categories.iter().enumerate() {
        let values = chart
            .series
            .iter()
            .zip(COLOURS)
            .map(|(series, colour)| (series.values.get(at).copied().unwrap_or(0.0), colour));
        let shown = category.parse::<i32>().map_or(at % step == 0, |year| {
            year % i32::try_from(step).unwrap_or(1) == 0
        });
        let label = if shown { category.as_str() } else { "" };
        bars = bars.with_group(label, values);
    }
    bars = bars.with_stacked().with_legend(
        chart
            .series
            .iter()
            .map(|series| series.name.as_str())
            .collect(),
    );
    let plots = vec![Plot::Bar(bars)];
    let layout = Layout::auto_from_plots(&plots)
        .with_width(720.0)
        .with_height(170.0)
        .with_y_label(&chart.unit)
        .with_font_family("system-ui, sans-serif")
        .with_tick_size(10)
        .with_label_size(11)
        .with_body_size(10)
        .with_legend_position(LegendPosition::OutsideRightTop);
    let svg = SvgBackend.render_scene(&render_multiple(plots, layout));
    without_size(&svg)
}

/// Turns the fixed size into a view box and drops any header, so that the picture takes the width of its place.
fn without_size(svg: &str) -> String {
    let start = svg.find("<svg").unwrap_or(0);
    let end = svg[start..].find('>').map_or(svg.len(), |at| start + at);
    let (mut width, mut height) = ("720", "240");
    let mut kept = Vec::new();
    for part in svg[start..end].split_whitespace() {
        match part.split_once('=') {
            Some(("width", size)) => width = size.trim_matches('"'),
            Some(("height", size)) => height = size.trim_matches('"'),
            Some(("viewBox", _)) => {}
            _ => kept.push(part),
        }
    }
    format!(
        "{} viewBox=\"0 0 {width} {height}\"{}",
        kept.join(" "),
        &svg[end..]
    )
}
