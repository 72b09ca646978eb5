//! Pictures as inline SVG, one file each: no script, readable in print and on a phone, and each
//! with words for those who do not see it.

mod intervals;
mod map;
mod reliability;

use crate::{Inline, NumberForm, Ranged, ReliabilityCurve, StateRisk, watch::Atlas};

/// A picture of a section.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// What it shows, for those who do not see it.
    pub title: String,
    /// What is drawn.
    pub drawing: Drawing,
    /// Where the numbers stand.
    pub source: Inline,
}

/// What a picture draws.
#[derive(Debug, Clone, PartialEq)]
pub enum Drawing {
    /// States in the shade of their risk; those of the first ranks are numbered.
    Map {
        /// The outlines.
        atlas: Atlas,
        /// The risks.
        risks: Vec<StateRisk>,
        /// Up to which rank a state is numbered.
        numbered: u32,
    },
    /// Figures with their intervals, one below the other.
    Intervals {
        /// The name and figure of each line; none where there is no figure.
        lines: Vec<(String, Option<Ranged>)>,
        /// How numbers are printed.
        shown: NumberForm,
        /// A value to compare with, such as a score without skill.
        mark: Option<f64>,
    },
    /// How often it happened where a model forecast so much.
    Reliability(Vec<ReliabilityCurve>),
}

/// The picture as SVG.
pub(crate) fn svg(picture: &Picture) -> String {
    match &picture.drawing {
        Drawing::Map {
            atlas,
            risks,
            numbered,
        } => map::svg(atlas, risks, *numbered),
        Drawing::Intervals { lines, shown, mark } => intervals::svg(lines, *shown, *mark),
        Drawing::Reliability(curves) => reliability::svg(curves),
    }
}

/// The picture as lines of text.
pub(crate) fn lines(picture: &Picture) -> Vec<String> {
    match &picture.drawing {
        Drawing::Map { atlas, risks, .. } => map::lines(atlas, risks),
        Drawing::Intervals { lines, shown, mark } => intervals::lines(lines, *shown, *mark),
        Drawing::Reliability(curves) => reliability::lines(curves),
    }
}

/// A coordinate with one decimal place: enough for a screen, and the same bytes everywhere.
fn at(value: f64) -> String {
    format!("{value:.1}")
}
