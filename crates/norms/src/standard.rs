use std::collections::BTreeMap;
use std::fmt;

use ledger::{Credibility, Entry, EntryKind, Reliability};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use terms::{Citation, Day};

use crate::MeasureKind;

/// How sure one must be: the ladder of standards of proof, from lowest to highest.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Standard {
    /// There is something that points to it.
    ReasonableSuspicion,
    /// A reliable body of information, consistent with other material, shows it: usual for commissions of inquiry.
    ReasonableGroundsToBelieve,
    /// It is more likely than not.
    BalanceOfProbabilities,
    /// It is highly and substantially more likely than not.
    ClearAndConvincing,
    /// No reasonable doubt is left: for courts.
    BeyondReasonableDoubt,
}

impl Standard {
    /// The ladder, lowest first.
    pub const LADDER: [Standard; 5] = [
        Standard::ReasonableSuspicion,
        Standard::ReasonableGroundsToBelieve,
        Standard::BalanceOfProbabilities,
        Standard::ClearAndConvincing,
        Standard::BeyondReasonableDoubt,
    ];
}

impl fmt::Display for Standard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Standard::ReasonableSuspicion => "reasonable suspicion",
            Standard::ReasonableGroundsToBelieve => "reasonable grounds to believe",
            Standard::BalanceOfProbabilities => "balance of probabilities",
            Standard::ClearAndConvincing => "clear and convincing",
            Standard::BeyondReasonableDoubt => "beyond reasonable doubt",
        })
    }
}

/// How much proof a yes and a no need.
///
/// A measure may ask more for a yes than a finding does; what speaks against it counts as soon as it
/// would carry a finding. Otherwise more caution would hide what is already known to be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// The standard that a yes must reach.
    pub yes: Standard,
    /// The standard that a no must reach.
    pub no: Standard,
}

impl Bar {
    /// The same standard for both.
    pub fn both(standard: Standard) -> Bar {
        Bar {
            yes: standard,
            no: standard,
        }
    }

    /// The bar for the opposite of a question.
    pub(crate) fn swapped(self) -> Bar {
        Bar {
            yes: self.no,
            no: self.yes,
        }
    }
}

/// So many independent origins with at least such a grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// How many independent origins.
    pub origins: usize,
    /// The least reliability.
    pub reliability: Reliability,
    /// The least credibility, 1 to 6.
    #[schemars(with = "u8")]
    pub credibility: Credibility,
    /// Only entries of this kind, if given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<EntryKind>,
}

impl Need {
    /// Whether an entry counts towards it.
    pub fn accepts(&self, entry: &Entry) -> bool {
        entry.grade.is_at_least(self.reliability, self.credibility)
            && self.kind.is_none_or(|kind| kind == entry.kind)
    }

    /// Whether whoever satisfies this need also satisfies the other.
    pub(crate) fn implies(&self, other: &Need) -> bool {
        self.origins >= other.origins
            && self.reliability <= other.reliability
            && self.credibility <= other.credibility
            && (other.kind.is_none() || self.kind == other.kind)
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.origins == 1 {
            "origin"
        } else {
            "origins"
        };
        let credibility = u8::from(self.credibility);
        write!(
            f,
            "{} independent {plural} graded {:?}{credibility} or better",
            self.origins, self.reliability
        )?;
        if self.kind == Some(EntryKind::Judgment) {
            f.write_str(" in a court's judgment")?;
        }
        if self.kind == Some(EntryKind::Decision) {
            f.write_str(" in the record of a decision")?;
        }
        Ok(())
    }
}

/// What it takes to reach one standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rung {
    /// The standard.
    pub standard: Standard,
    /// All of these.
    pub needs: Vec<Need>,
    /// Whether it is another way to the standard for what a body decided, and only for that.
    #[serde(default)]
    pub acts: bool,
}

/// Up to which standard entries of a kind can carry a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// The kind.
    pub kind: EntryKind,
    /// The highest standard towards which they count.
    pub at_most: Standard,
    /// Why no higher.
    pub reason: String,
}

/// A declared policy: how graded, independent entries reach a standard, and which standard is asked for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Its id, also the file name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is.
    pub about: String,
    /// Since when the practice that it follows is on record.
    pub dated: Day,
    /// What was decided where no text decides.
    pub choice: String,
    /// Where the practice is set out.
    pub citations: Vec<Citation>,
    /// Whether the citations were read.
    pub checked: bool,
    /// The standard for a finding as such.
    pub finding: Standard,
    /// The standard for each kind of measure.
    pub measures: BTreeMap<MeasureKind, Standard>,
    /// What each standard takes, lowest first.
    pub rungs: Vec<Rung>,
    /// Kinds of entries that count only up to a standard.
    pub caps: Vec<Cap>,
}

impl Policy {
    /// The bar for a finding as such.
    pub fn for_finding(&self) -> Bar {
        Bar::both(self.finding)
    }

    /// The bar for a measure of that kind.
    pub fn for_measure(&self, kind: MeasureKind) -> Bar {
        let yes = self
            .measures
            .get(&kind)
            .copied()
            .unwrap_or(Standard::BeyondReasonableDoubt);
        Bar {
            yes,
            no: self.finding,
        }
    }

    /// Whether an entry counts towards a need of a standard.
    ///
    /// A kind with a cap counts up to it. A forecast counts towards nothing unless the policy says up
    /// to where, so that no policy lets one through by being silent.
    pub fn accepts(&self, standard: Standard, need: &Need, entry: &Entry) -> bool {
        self.may_reach(standard, entry.kind) && need.accepts(entry)
    }

    /// Whether entries of a kind can count at a standard, however many there are and whatever their grade.
    pub fn may_reach(&self, standard: Standard, kind: EntryKind) -> bool {
        match self.caps.iter().find(|cap| cap.kind == kind) {
            Some(cap) => standard <= cap.at_most,
            None => kind != EntryKind::Forecast,
        }
    }

    /// What one standard takes of evidence.
    pub fn needs(&self, standard: Standard) -> &[Need] {
        self.rungs
            .iter()
            .find(|rung| rung.standard == standard && !rung.acts)
            .map_or(&[], |rung| &rung.needs)
    }

    /// The ways to a standard: of evidence, and for what a body decided also of its own record.
    pub fn ways(&self, standard: Standard, act: bool) -> impl Iterator<Item = &Rung> {
        self.rungs
            .iter()
            .filter(move |rung| rung.standard == standard && (act || !rung.acts))
    }
}

/// The top of a policy file.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PolicyHead {
    /// Its id, also the file name.
    pub(crate) id: String,
    /// Its title.
    pub(crate) title: String,
    /// What it is.
    pub(crate) about: String,
    /// Since when the practice that it follows is on record.
    pub(crate) dated: Day,
    /// What was decided where no text decides.
    pub(crate) choice: String,
    /// Where the practice is set out.
    #[serde(default)]
    pub(crate) citation: Vec<Citation>,
    /// The standard for a finding, and for each kind of measure.
    pub(crate) required: RequiredFile,
    /// Whether the citations were read.
    pub(crate) checked: bool,
    /// What they were checked against.
    #[serde(default)]
    pub(crate) checked_against: String,
}

/// Which standard each purpose asks for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequiredFile {
    pub(crate) finding: Standard,
    pub(crate) assist: Standard,
    pub(crate) rebuild: Standard,
    pub(crate) diplomatic: Standard,
    pub(crate) humanitarian: Standard,
    pub(crate) economic: Standard,
    pub(crate) legal: Standard,
    pub(crate) peacekeeping: Standard,
    pub(crate) sanctions: Standard,
    pub(crate) forcible: Standard,
}

impl RequiredFile {
    pub(crate) fn measures(&self) -> BTreeMap<MeasureKind, Standard> {
        BTreeMap::from([
            (MeasureKind::Assist, self.assist),
            (MeasureKind::Rebuild, self.rebuild),
            (MeasureKind::Diplomatic, self.diplomatic),
            (MeasureKind::Humanitarian, self.humanitarian),
            (MeasureKind::Economic, self.economic),
            (MeasureKind::Legal, self.legal),
            (MeasureKind::Peacekeeping, self.peacekeeping),
            (MeasureKind::Sanctions, self.sanctions),
            (MeasureKind::Forcible, self.forcible),
        ])
    }
}

/// The standards of a ladder that do not take all that the one below takes; each must, so that more proof never proves less.
pub(crate) fn out_of_order(rungs: &[Rung]) -> Vec<Standard> {
    let ladder: Vec<&Rung> = rungs.iter().filter(|rung| !rung.acts).collect();
    ladder
        .windows(2)
        .filter(|pair| {
            let (lower, higher) = (pair[0], pair[1]);
            lower.standard >= higher.standard
                || !lower
                    .needs
                    .iter()
                    .all(|need| higher.needs.iter().any(|other| other.implies(need)))
        })
        .map(|pair| pair[1].standard)
        .collect()
}
