use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_spanned::Spanned;
use terms::{Citation, Day};

use crate::{CriterionId, Tree};

/// What sort of measure it is, from least to most coercive.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum MeasureKind {
    /// Help that the state asks for or accepts.
    Assist,
    /// Recovery, reform and reunion after conflict.
    Rebuild,
    /// Words, mediation, envoys.
    Diplomatic,
    /// Aid and refuge.
    Humanitarian,
    /// Aid, loans and trade as incentive or pressure.
    Economic,
    /// Inquiry and courts.
    Legal,
    /// Missions with consent.
    Peacekeeping,
    /// Binding measures without force.
    Sanctions,
    /// Military action.
    Forcible,
}

impl MeasureKind {
    /// All kinds, from least to most coercive.
    pub const ALL: [MeasureKind; 9] = [
        MeasureKind::Assist,
        MeasureKind::Rebuild,
        MeasureKind::Diplomatic,
        MeasureKind::Humanitarian,
        MeasureKind::Economic,
        MeasureKind::Legal,
        MeasureKind::Peacekeeping,
        MeasureKind::Sanctions,
        MeasureKind::Forcible,
    ];
}

impl fmt::Display for MeasureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            MeasureKind::Assist => "assistance",
            MeasureKind::Rebuild => "rebuilding",
            MeasureKind::Diplomatic => "diplomatic",
            MeasureKind::Humanitarian => "humanitarian",
            MeasureKind::Economic => "economic",
            MeasureKind::Legal => "legal",
            MeasureKind::Peacekeeping => "with consent",
            MeasureKind::Sanctions => "sanctions",
            MeasureKind::Forcible => "forcible",
        })
    }
}

/// Who can take or authorise a measure, and by what.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// The addressee, by id.
    #[schemars(with = "String")]
    pub by: Spanned<String>,
    /// The route, for example a decision under Article 41.
    pub route: String,
    /// What must hold for this way, beyond what the measure and the text ask.
    #[serde(default)]
    pub when: Option<Tree>,
    /// The criterion that says whether it has decided; none if it needs no formal decision.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub decision: Option<Spanned<CriterionId>>,
}

/// Something that can be done to protect a population.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Its id, also the file name.
    pub id: String,
    /// A short title.
    pub title: String,
    /// What sort of measure it is.
    pub kind: MeasureKind,
    /// Its place on the ladder of coercion; the least coercive come first.
    pub rung: u8,
    /// The pillar of the responsibility to protect that it serves (Secretary-General 2009): 1 the state's
    /// own duty, 2 help by others, 3 timely and decisive response.
    pub pillar: u8,
    /// What it is, in one or two sentences.
    pub about: String,
    /// Who keeps this file true.
    pub owner: String,
    /// When it is next to be looked at.
    pub review: Day,
    /// Since when it exists; left out if always.
    #[serde(default)]
    pub since: Option<Day>,
    /// What must hold before it can be taken, beyond what an instrument asks.
    #[serde(default)]
    pub when: Option<Tree>,
    /// The texts that it rests on.
    pub legal_basis: Vec<Citation>,
    /// Who can take or authorise it.
    pub authority: Vec<Authority>,
    /// Whether the legal basis was read.
    pub checked: bool,
    /// What it was checked against.
    #[serde(default)]
    pub checked_against: String,
}
