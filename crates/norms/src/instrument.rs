use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_spanned::Spanned;
use terms::Day;

use crate::{CriterionId, Measure, MeasureKind, Tree};

/// What sort of document an instrument is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum InstrumentKind {
    /// A treaty.
    Treaty,
    /// A resolution of the General Assembly.
    AssemblyResolution,
    /// A resolution of the Security Council.
    CouncilResolution,
    /// A report of the Secretary-General.
    SecretaryGeneralReport,
    /// A report of a panel named by the United Nations.
    PanelReport,
    /// A report of an independent commission.
    CommissionReport,
    /// A decision or strategy of a regional organisation or an alliance.
    OrganisationDecision,
    /// A letter, note or code that states circulated or signed.
    StatesInitiative,
}

/// What an instrument can demand.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum LegalForce {
    /// It proposes and binds no one.
    Proposal,
    /// States committed themselves politically.
    PoliticalCommitment,
    /// It is law for its parties.
    Binding,
}

impl fmt::Display for LegalForce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            LegalForce::Proposal => "a proposal, binding no one",
            LegalForce::PoliticalCommitment => "a political commitment",
            LegalForce::Binding => "binding law",
        })
    }
}

/// The top of an instrument's file: one document with one date of adoption.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InstrumentHead {
    /// Its id, also the file name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// A short name for columns.
    pub short: String,
    /// What sort of document it is.
    pub kind: InstrumentKind,
    /// What it can demand.
    pub legal_force: LegalForce,
    /// Whether it is a column on the first pages of a brief; every text is in the annex.
    #[serde(default)]
    pub first_pages: bool,
    /// When it was adopted, signed or published.
    pub adopted: Day,
    /// When it came into force, if that is later.
    #[serde(default)]
    pub in_force: Option<Day>,
    /// The body whose members it concerns, by id; none if it concerns all states.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub members_of: Option<Spanned<String>>,
    /// Who adopted or wrote it.
    pub author: String,
    /// Its symbol.
    pub document: String,
    /// Where it can be read.
    pub url: String,
    /// What it is, in one or two sentences.
    pub about: String,
    /// Whether title, dates and symbol were checked.
    pub checked: bool,
    /// What they were checked against.
    #[serde(default)]
    pub checked_against: String,
}

impl InstrumentHead {
    /// The first day on which it applies.
    pub fn applies_from(&self) -> Day {
        self.in_force.unwrap_or(self.adopted)
    }
}

/// What one paragraph of an instrument says, in our own words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provision {
    /// Its id: the instrument's, a dot, and the place.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// The paragraph or article.
    pub paragraph: String,
    /// What it says.
    pub summary: String,
    /// Whether the text was read; if not, nothing that rests on it decides.
    pub checked: bool,
    /// What it was checked against.
    #[serde(default)]
    pub checked_against: String,
}

/// How far an instrument accepts a proposition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stance {
    /// It accepts the proposition.
    Accepted,
    /// It accepts part of it, or under conditions.
    Partly,
    /// Its meaning on the point is disputed.
    Contested,
    /// It does not speak to it.
    Absent,
}

impl fmt::Display for Stance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Stance::Accepted => "accepted",
            Stance::Partly => "partly",
            Stance::Contested => "contested",
            Stance::Absent => "absent",
        })
    }
}

/// Where an instrument stands on one proposition: a cell of the norm lattice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// The proposition, by id.
    #[schemars(with = "String")]
    pub proposition: Spanned<String>,
    /// How far it is accepted.
    pub stance: Stance,
    /// The provision that shows it.
    #[schemars(with = "String")]
    pub provision: Spanned<String>,
    /// What qualifies the stance.
    #[serde(default)]
    pub note: String,
}

/// Which criterion an instrument puts on one of the points on which texts are compared.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// The aspect, by id.
    #[schemars(with = "String")]
    pub aspect: Spanned<String>,
    /// The criterion, its own or one of a pack.
    #[schemars(with = "String")]
    pub criterion: Spanned<CriterionId>,
    /// The provision that puts it.
    #[schemars(with = "String")]
    pub provision: Spanned<String>,
}

/// What a rule does.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Modality {
    /// The addressee must act.
    Obligation,
    /// The addressee may act.
    Permission,
    /// The addressee must not act.
    Prohibition,
}

impl fmt::Display for Modality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Modality::Obligation => "demands",
            Modality::Permission => "permits",
            Modality::Prohibition => "forbids",
        })
    }
}

/// What takes a case out of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// What it is.
    pub title: String,
    /// The provision that grants it.
    #[schemars(with = "String")]
    pub provision: Spanned<String>,
    /// When it holds.
    pub when: Tree,
}

/// What an instrument permits, demands or forbids, of whom, and when.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its id.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// A short title.
    pub title: String,
    /// The provision that it encodes.
    #[schemars(with = "String")]
    pub provision: Spanned<String>,
    /// Whether it demands, permits or forbids.
    pub modality: Modality,
    /// To whom it speaks, by ids of addressees.
    #[schemars(with = "Vec<String>")]
    pub addressees: Vec<Spanned<String>>,
    /// The kinds of measure that it covers.
    pub covers: Vec<MeasureKind>,
    /// Only these measures of those kinds, by id; all of them if left out.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub only: Vec<Spanned<String>>,
    /// When it applies; left out if always.
    #[serde(default)]
    pub when: Option<Tree>,
    /// What takes a case out of it.
    #[serde(default)]
    pub exception: Vec<Exception>,
}

impl Rule {
    /// Whether it speaks to that addressee.
    pub fn speaks_to(&self, addressee: &str) -> bool {
        self.addressees
            .iter()
            .any(|known| known.get_ref() == addressee)
    }

    /// Whether it covers a measure.
    pub fn covers(&self, measure: &Measure) -> bool {
        let named = |id: &Spanned<String>| *id.get_ref() == measure.id;
        self.covers.contains(&measure.kind) && (self.only.is_empty() || self.only.iter().any(named))
    }
}

/// An instrument with all that it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instrument {
    /// The top of its file.
    pub head: InstrumentHead,
    /// Its provisions.
    pub provisions: Vec<Provision>,
    /// Its cells in the norm lattice.
    pub positions: Vec<Position>,
    /// Its own criteria, in order.
    pub criteria: Vec<CriterionId>,
    /// What it asks on the points on which texts are compared.
    pub asks: Vec<Ask>,
    /// Its rules.
    pub rules: Vec<Rule>,
}

impl Instrument {
    /// The provision of that id.
    pub fn provision(&self, id: &str) -> Option<&Provision> {
        self.provisions
            .iter()
            .find(|provision| provision.id.get_ref() == id)
    }

    /// Where it stands on a proposition.
    pub fn position(&self, proposition: &str) -> Option<&Position> {
        let stands = |position: &&Position| position.proposition.get_ref() == proposition;
        self.positions.iter().find(stands)
    }

    /// What it asks on one of the points on which texts are compared.
    pub fn asks(&self, aspect: &str) -> Option<&Ask> {
        self.asks.iter().find(|ask| ask.aspect.get_ref() == aspect)
    }
}
