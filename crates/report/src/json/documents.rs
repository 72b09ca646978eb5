//! The JSON forms of the documents other than the brief.

use norms::{LegalForce, MeasureKind, Norms, Reading, Reception, Stance, Status};
use serde::Serialize;
use terms::{AsOf, Day};

use super::shape::{ChangeJson, FindingJson, MembershipJson};
use super::{blockers, change, finding, memberships, routes};
use crate::{Argument, Menu, Policies, Tried};

/// A finding with all that it rests on, and how it differs from another date.
#[derive(Debug, Serialize)]
pub struct ArgumentJson {
    title: String,
    as_of: AsOf,
    /// The finding asked for, then all that it rests on.
    findings: Vec<FindingJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compared_with: Option<AsOf>,
    changes: Vec<ChangeJson>,
}

/// The JSON form of an argument.
pub fn argument_json(argument: &Argument<'_>) -> ArgumentJson {
    let comparison = argument.comparison.as_ref();
    ArgumentJson {
        title: argument.title.clone(),
        as_of: argument.as_of,
        findings: argument
            .findings
            .iter()
            .map(|(_, one)| finding(one))
            .collect(),
        compared_with: comparison.map(|comparison| comparison.with),
        changes: comparison
            .into_iter()
            .flat_map(|comparison| comparison.changes.iter().map(change))
            .collect(),
    }
}

/// Every measure on a record.
#[derive(Debug, Serialize)]
pub struct MenuJson {
    title: String,
    as_of: AsOf,
    measures: Vec<MeasureJson>,
    /// The precautionary tests for force.
    precautions: Vec<FindingJson>,
    bodies: Vec<MembershipJson>,
}

#[derive(Debug, Serialize)]
struct MeasureJson {
    measure: String,
    title: String,
    kind: MeasureKind,
    pillar: u8,
    rung: u8,
    /// Whether its legal basis was read.
    checked: bool,
    under: Vec<UnderJson>,
    tried: Vec<Tried>,
}

#[derive(Debug, Serialize)]
struct UnderJson {
    instrument: String,
    status: Status,
    authority: Vec<String>,
    blocked_by: Vec<String>,
}

/// The JSON form of a menu: texts in force only.
pub fn menu_json(menu: &Menu<'_>) -> MenuJson {
    let in_force = || {
        menu.assessments
            .iter()
            .filter(|a| a.reading == Reading::InForce)
    };
    let measures = menu.norms.measures.iter().map(|measure| MeasureJson {
        measure: measure.id.clone(),
        title: measure.title.clone(),
        kind: measure.kind,
        pillar: measure.pillar,
        rung: measure.rung,
        checked: measure.checked,
        under: in_force()
            .flat_map(|assessment| {
                let own = assessment
                    .options
                    .iter()
                    .filter(|option| option.measure == measure.id);
                own.map(|option| UnderJson {
                    instrument: assessment.instrument.clone(),
                    status: option.status,
                    authority: routes(option),
                    blocked_by: blockers(option),
                })
            })
            .collect(),
        tried: menu.tried.get(&measure.id).cloned().unwrap_or_default(),
    });
    MenuJson {
        title: menu.title.clone(),
        as_of: menu.as_of,
        measures: measures.collect(),
        precautions: menu.precautions.iter().map(finding).collect(),
        bodies: memberships(&menu.memberships),
    }
}

/// Two policies on proof on one record.
#[derive(Debug, Serialize)]
pub struct PoliciesJson {
    title: String,
    as_of: AsOf,
    policies: (String, String),
    /// How many findings were compared.
    of: usize,
    /// Those that differ, under the first and under the second policy.
    findings: Vec<(FindingJson, FindingJson)>,
}

/// The JSON form of two policies.
pub fn policies_json(policies: &Policies) -> PoliciesJson {
    let comparison = &policies.comparison;
    let pairs = comparison.findings.iter();
    PoliciesJson {
        title: policies.title.clone(),
        as_of: policies.as_of,
        policies: comparison.policies.clone(),
        of: comparison.of,
        findings: pairs
            .map(|pair| (finding(&pair.findings.0), finding(&pair.findings.1)))
            .collect(),
    }
}

/// One text in the norm lattice.
#[derive(Debug, Serialize)]
pub struct LatticeRowJson {
    instrument: String,
    title: String,
    adopted: Day,
    applies_from: Day,
    legal_force: LegalForce,
    cells: Vec<LatticeCellJson>,
}

#[derive(Debug, Serialize)]
struct LatticeCellJson {
    proposition: String,
    stance: Stance,
    paragraph: String,
    note: String,
    checked: bool,
}

/// The JSON form of the norm lattice.
pub fn lattice_json(norms: &Norms) -> Vec<LatticeRowJson> {
    let rows = norms.instruments.iter().map(|instrument| LatticeRowJson {
        instrument: instrument.head.id.clone(),
        title: instrument.head.title.clone(),
        adopted: instrument.head.adopted,
        applies_from: instrument.head.applies_from(),
        legal_force: instrument.head.legal_force,
        cells: instrument
            .positions
            .iter()
            .map(|position| {
                let provision = instrument.provision(position.provision.get_ref());
                LatticeCellJson {
                    proposition: position.proposition.get_ref().clone(),
                    stance: position.stance,
                    paragraph: provision.map(|p| p.paragraph.clone()).unwrap_or_default(),
                    note: position.note.clone(),
                    checked: provision.is_some_and(|provision| provision.checked),
                }
            })
            .collect(),
    });
    rows.collect()
}

/// How one state or group received one text.
#[derive(Debug, Serialize)]
pub struct StandJson {
    of: String,
    kind: Reception,
    forum: String,
    day: Day,
    text: String,
    summary: String,
    checked: bool,
}

/// The JSON form of the stances on record, of all or of one.
pub fn stances_json(norms: &Norms, of: Option<&str>) -> Vec<StandJson> {
    let stands = norms.forums.iter().flat_map(|forum| {
        forum.stands.iter().map(move |stand| StandJson {
            of: stand.of.get_ref().clone(),
            kind: stand.kind,
            forum: forum.head.id.clone(),
            day: forum.head.day,
            text: forum.head.text.get_ref().clone(),
            summary: stand.summary.clone(),
            checked: stand.checked,
        })
    });
    stands
        .filter(|stand| of.is_none_or(|of| stand.of == of))
        .collect()
}
