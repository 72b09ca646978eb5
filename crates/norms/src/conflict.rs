use terms::Truth;

use crate::{Evidence, LegalForce, MeasureKind, Modality, Reading, Rule};

/// Two rules that both apply and say opposite things to the same addressee about the same kind of measure.
///
/// It is shown, never resolved: an exception that settles it would name the rule that it defeats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The kind of measure.
    pub kind: MeasureKind,
    /// To whom both rules speak, by name.
    pub addressee: String,
    /// The rule that permits or demands, and what its instrument can demand.
    pub permits: (String, LegalForce),
    /// The rule that forbids, and what its instrument can demand.
    pub forbids: (String, LegalForce),
}

/// Every conflict between rules of instruments that applied on the day.
pub fn conflicts(evidence: &Evidence<'_>) -> Vec<Conflict> {
    let applicable: Vec<_> = evidence
        .norms
        .instruments
        .iter()
        .filter(|instrument| evidence.reading(instrument) == Reading::InForce)
        .flat_map(|instrument| instrument.rules.iter().map(move |rule| (instrument, rule)))
        .collect();
    let mut found = Vec::new();
    for kind in MeasureKind::ALL {
        let bar = evidence.policy.for_measure(kind);
        let (forbidding, permitting): (Vec<_>, Vec<_>) = applicable
            .iter()
            .filter(|(instrument, rule)| {
                rule.covers.contains(&kind)
                    && evidence.rule_truth(instrument, rule, bar) == Truth::True
            })
            .partition(|(_, rule)| rule.modality == Modality::Prohibition);
        let share = |one: &Rule, other: &Rule| {
            let mut measures = evidence.norms.measures.iter();
            measures
                .any(|measure| measure.kind == kind && one.covers(measure) && other.covers(measure))
        };
        for (forbids, forbid) in &forbidding {
            for (permits, permit) in permitting
                .iter()
                .filter(|(_, permit)| share(forbid, permit))
            {
                for addressee in permit
                    .addressees
                    .iter()
                    .filter(|addressee| forbid.speaks_to(addressee.get_ref()))
                {
                    found.push(Conflict {
                        kind,
                        addressee: evidence.norms.addressee(addressee.get_ref()),
                        permits: (permit.id.get_ref().clone(), permits.head.legal_force),
                        forbids: (forbid.id.get_ref().clone(), forbids.head.legal_force),
                    });
                }
            }
        }
    }
    found
}
