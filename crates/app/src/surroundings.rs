//! What stands around the findings: figures, origins, memberships, the Council of the day.

use std::collections::{BTreeMap, BTreeSet};

use ledger::Entry;
use report::{CouncilSeat, Figures, MembershipLine, Origin, ReportedFigure};
use terms::{Day, Gap, MembershipRole, State};

use crate::Knowledge;

/// The body that decides on measures for peace and security.
const COUNCIL: &str = "un-security-council";

/// Tables published at a time that is asked for.
pub(crate) fn figures(
    knowledge: &Knowledge,
    state: &State,
    wanted: impl Fn(Day) -> bool,
) -> Figures {
    let deaths = match &knowledge.deaths {
        Some(table) if wanted(table.head.known()) => {
            Ok((table.head.clone(), table.of(state.id).cloned().collect()))
        }
        Some(table) => Err(Gap::NotYetKnown {
            known: table.head.known(),
        }),
        None => Err(Gap::NoEvidence),
    };
    let episodes = match &knowledge.episodes {
        Some(table) if wanted(table.head.known()) => {
            Ok((table.head.clone(), table.of(state.id).cloned().collect()))
        }
        Some(table) => Err(Gap::NotYetKnown {
            known: table.head.known(),
        }),
        None => Err(Gap::NoEvidence),
    };
    Figures { deaths, episodes }
}

pub(crate) fn origins(entries: &[&Entry]) -> Vec<Origin> {
    let mut origins: BTreeMap<&str, Origin> = BTreeMap::new();
    for entry in entries {
        let origin = origins.entry(&entry.origin).or_insert_with(|| Origin {
            id: entry.origin.clone(),
            title: entry.origin_title.clone(),
            entries: Vec::new(),
        });
        origin.entries.push(entry.id.clone());
    }
    origins.into_values().collect()
}

pub(crate) fn reported(entries: &[&Entry]) -> Vec<ReportedFigure> {
    let with_figure = entries
        .iter()
        .filter_map(|entry| Some((entry, entry.figure?)));
    let mut reported: Vec<ReportedFigure> = with_figure
        .map(|(entry, figure)| ReportedFigure {
            entry: entry.id.clone(),
            figure,
            valid: entry.valid.clone(),
            by: if entry.source_withheld {
                "withheld".to_owned()
            } else {
                entry.by.clone()
            },
            grade: entry.grade.to_string(),
            checked: entry.checked,
        })
        .collect();
    reported.sort_by_key(|reported| (reported.figure.what, reported.valid.from()));
    reported
}

pub(crate) fn memberships(knowledge: &Knowledge, state: &State, on: Day) -> Vec<MembershipLine> {
    let lines = knowledge
        .bodies
        .values()
        .filter(|body| body.head.id != COUNCIL && body.head.founded <= on);
    lines
        .map(|body| {
            let membership = body.membership(state.id, on);
            MembershipLine {
                body: body.head.id.clone(),
                name: body.head.name.clone(),
                short: body.head.short.clone(),
                role: membership.map(|membership| membership.role),
                since: membership.map(|membership| membership.from),
                checked: membership.is_none_or(|membership| membership.checked),
                powers: body
                    .powers
                    .iter()
                    .filter(|power| power.since <= on)
                    .map(|power| power.title.clone())
                    .collect(),
            }
        })
        .collect()
}

/// The bodies that had the state as a member on a day, by id.
pub(crate) fn bodies_of(knowledge: &Knowledge, state: &State, on: Day) -> BTreeSet<String> {
    let bodies = knowledge.bodies.values();
    bodies
        .filter(|body| {
            let membership = body.membership(state.id, on);
            membership.is_some_and(|membership| membership.role != MembershipRole::Observer)
        })
        .map(|body| body.head.id.clone())
        .collect()
}

pub(crate) fn council(knowledge: &Knowledge, on: Day) -> Vec<CouncilSeat> {
    let members = knowledge
        .bodies
        .get(COUNCIL)
        .into_iter()
        .flat_map(|body| body.on(on));
    let mut seats: Vec<CouncilSeat> = members
        .filter(|member| {
            matches!(
                member.role,
                MembershipRole::Permanent | MembershipRole::Elected
            )
        })
        .map(|member| CouncilSeat {
            name: knowledge.states.name(member.state),
            permanent: member.role == MembershipRole::Permanent,
        })
        .collect();
    seats.sort_by(|a, b| (!a.permanent, &a.name).cmp(&(!b.permanent, &b.name)));
    seats
}
