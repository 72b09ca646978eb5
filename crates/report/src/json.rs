mod documents;
mod shape;

use ledger::Entry;
use norms::{Assessment, Change, Fewest, Finding, MeasureOption, Norms, Presence};

pub use documents::{
    ArgumentJson, LatticeRowJson, MenuJson, PoliciesJson, StandJson, argument_json, lattice_json,
    menu_json, policies_json, stances_json,
};
pub use shape::BriefJson;
use shape::{
    AssessmentJson, BearsJson, BesideJson, ChangeJson, ConflictJson, DeathsJson, EntryJson,
    EpisodeJson, FallsJson, FiguresJson, FindingJson, GeneratedByJson, HeadlineJson, HindsightJson,
    IndicatorJson, MembershipJson, OptionJson, ReportedJson, RiskJson, RuleJson, SeatJson,
    SourceJson, StateJson, TableJson,
};

use crate::{Brief, Figures, MembershipLine};

/// The JSON form of a brief.
pub fn brief_json(brief: &Brief<'_>) -> BriefJson {
    BriefJson {
        state: StateJson {
            gw: brief.state.id.0,
            iso3: brief.state.iso3.clone(),
            name: brief.state.name.clone(),
        },
        as_of: brief.as_of.0,
        on: brief.on,
        case: brief.case.as_ref().map(|case| case.id.clone()),
        figures: FiguresJson {
            reported: brief.reported.iter().map(reported).collect(),
            ..figures(&brief.figures)
        },
        risk: match &brief.risk {
            Ok(found) => RiskJson::Known(Box::new(found.clone())),
            Err(gap) => RiskJson::Missing(gap.clone()),
        },
        entries: brief
            .entries
            .iter()
            .map(|entry| entry_json(entry))
            .collect(),
        headlines: headlines(brief),
        assessments: brief
            .assessments
            .iter()
            .map(|one| assessment(brief.norms, one))
            .collect(),
        indicators: indicators(brief),
        tried: brief
            .tried
            .iter()
            .map(|(measure, tried)| {
                let entries = tried.iter().map(|tried| tried.entry.0.clone());
                (measure.clone(), entries.collect())
            })
            .collect(),
        claims: brief.claims.iter().map(finding).collect(),
        conflicts: brief
            .conflicts
            .iter()
            .map(|conflict| ConflictJson {
                kind: conflict.kind,
                addressee: conflict.addressee.clone(),
                permits: conflict.permits.0.clone(),
                forbids: conflict.forbids.0.clone(),
            })
            .collect(),
        memberships: memberships(&brief.memberships),
        council: brief
            .council
            .iter()
            .map(|seat| SeatJson {
                name: seat.name.clone(),
                permanent: seat.permanent,
            })
            .collect(),
        hindsight: brief.hindsight.as_ref().map(|hindsight| HindsightJson {
            figures: figures(&hindsight.figures),
            risk: hindsight.risk.clone(),
            entries: hindsight.entries.iter().map(entry_json).collect(),
            changes: hindsight.changes.iter().map(change).collect(),
        }),
        generated_by: GeneratedByJson {
            version: brief.provenance.version.clone(),
            facts_hash: brief.provenance.facts_hash.clone(),
            ledger: brief.provenance.ledger.map(|head| head.to_string()),
            policy: brief.policy.id.clone(),
            command: brief.provenance.command.clone(),
        },
    }
}

fn headlines(brief: &Brief<'_>) -> Vec<HeadlineJson> {
    let asked = brief.headlines.iter().zip(&brief.plan.headlines);
    let lines = asked.enumerate().map(|(at, (finding, headline))| {
        let fragility = brief.fragility.get(at).and_then(Option::as_ref);
        HeadlineJson {
            label: headline.label.clone(),
            criterion: finding.criterion.0.clone(),
            value: finding.value,
            falls: fragility.map(|fragility| {
                let (at_least, at_most) = match fragility.origins.fewest {
                    Fewest::Exactly(n) => (n, n),
                    Fewest::Between(low, high) => (low, high),
                };
                let set = fragility.origins.sets.first();
                FallsJson {
                    at_least,
                    at_most,
                    origins: set.into_iter().flatten().cloned().collect(),
                }
            }),
            beside: brief.beside.as_ref().and_then(|beside| {
                let other = beside.headlines.get(at)?;
                Some(BesideJson {
                    policy: beside.policy.id.clone(),
                    value: other.value,
                })
            }),
        }
    });
    lines.collect()
}

fn indicators(brief: &Brief<'_>) -> Vec<IndicatorJson> {
    let lists = brief.checklists.iter();
    let lines = lists.flat_map(|(pack, lines)| lines.iter().map(move |line| (pack, line)));
    lines
        .filter(|(_, line)| line.presence != Presence::Unknown)
        .map(|(pack, line)| IndicatorJson {
            pack: pack.clone(),
            criterion: line.finding.criterion.0.clone(),
            presence: line.presence,
            since: line.since,
            trend: line.trend,
            nature: line.nature,
        })
        .collect()
}

fn memberships(lines: &[MembershipLine]) -> Vec<MembershipJson> {
    let lines = lines.iter().map(|line| MembershipJson {
        body: line.body.clone(),
        name: line.name.clone(),
        role: line.role,
        since: line.since,
        checked: line.checked,
        powers: line.powers.clone(),
    });
    lines.collect()
}

fn change(change: &Change) -> ChangeJson {
    ChangeJson {
        criterion: change.criterion.0.clone(),
        before: change.value.0,
        after: change.value.1,
        gained: ids(&change.gained),
        lost: ids(&change.lost),
        decisive: ids(&change.decisive),
    }
}

/// The bodies that can take a measure, and by what route.
fn routes(option: &MeasureOption) -> Vec<String> {
    let routes = option.routes.iter();
    routes
        .map(|route| format!("{}: {}", route.name, route.route))
        .collect()
}

fn blockers(option: &MeasureOption) -> Vec<String> {
    let blockers = option.routes.iter().flat_map(|route| &route.blockers);
    blockers.map(ToString::to_string).collect()
}

/// The JSON Schema of a brief.
pub fn brief_schema() -> schemars::Schema {
    schemars::schema_for!(BriefJson)
}

fn ids(ids: &[ledger::EntryId]) -> Vec<String> {
    ids.iter().map(|id| id.0.clone()).collect()
}

fn reported(reported: &crate::ReportedFigure) -> ReportedJson {
    let figure = reported.figure;
    ReportedJson {
        entry: reported.entry.0.clone(),
        what: figure.what,
        value: figure.value,
        low: figure.low,
        high: figure.high,
        valid: reported.valid.to_string(),
    }
}

fn figures(figures: &Figures) -> FiguresJson {
    let source = |head: &archive::ReleaseHead| {
        head.input
            .iter()
            .map(|input| {
                format!(
                    "{} {}, version {}",
                    input.publisher, input.title, input.vintage
                )
            })
            .collect()
    };
    let deaths = match &figures.deaths {
        Err(gap) => TableJson::Missing(gap.clone()),
        Ok((head, rows)) => TableJson::Known {
            table: head.id.clone(),
            source: source(head),
            known: head.known(),
            rows: rows
                .iter()
                .map(|row| DeathsJson {
                    year: row.year,
                    state_based: row.state_based,
                    non_state: row.non_state,
                    one_sided: row.one_sided,
                })
                .collect(),
        },
    };
    let mass_killings = match &figures.episodes {
        Err(gap) => TableJson::Missing(gap.clone()),
        Ok((head, rows)) => TableJson::Known {
            table: head.id.clone(),
            source: source(head),
            known: head.known(),
            rows: rows
                .iter()
                .map(|row| EpisodeJson {
                    first: row.first,
                    last: row.last,
                    state_led: row.state_led,
                    code: row.code.clone(),
                })
                .collect(),
        },
    };
    FiguresJson {
        reported: Vec::new(),
        deaths,
        mass_killings,
    }
}

fn entry_json(entry: &Entry) -> EntryJson {
    let source = &entry.source;
    EntryJson {
        id: entry.id.0.clone(),
        known: entry.known,
        valid: entry.valid.to_string(),
        source: (!entry.source_withheld).then(|| SourceJson {
            publisher: source.publisher_name.clone(),
            title: source.title.clone(),
            document: source.document.clone(),
            locator: entry.locator.clone(),
            date: source.date,
            url: source.url.clone(),
        }),
        grade: entry.grade.to_string(),
        origin: entry.origin.clone(),
        checked: entry.checked,
        text: entry.claim.clone(),
        by: if entry.source_withheld {
            "withheld".to_owned()
        } else {
            entry.by.clone()
        },
        kind: entry.kind,
        forecast: entry.forecast.clone(),
        supersedes: entry.supersedes.as_ref().map(|id| id.0.clone()),
        bears: entry
            .bears
            .iter()
            .map(|bears| BearsJson {
                on: bears.on.clone(),
                side: bears.side,
            })
            .collect(),
    }
}

fn assessment(norms: &Norms, assessment: &Assessment) -> AssessmentJson {
    AssessmentJson {
        instrument: assessment.instrument.clone(),
        title: assessment.title.clone(),
        adopted: assessment.adopted,
        reading: assessment.reading,
        legal_force: assessment.legal_force,
        standard: assessment.policy.clone(),
        findings: assessment.findings.iter().map(finding).collect(),
        rules: assessment
            .rules
            .iter()
            .map(|rule| RuleJson {
                rule: rule.id.clone(),
                paragraph: rule.paragraph.clone(),
                modality: rule.modality,
                addressees: rule.addressees.clone(),
                value: rule.value,
                blocked_by: rule.blockers.iter().map(ToString::to_string).collect(),
                checked: rule.checked,
            })
            .collect(),
        options: assessment
            .options
            .iter()
            .map(|option| OptionJson {
                measure: option.measure.clone(),
                kind: option.kind,
                pillar: norms
                    .measures
                    .iter()
                    .find(|measure| measure.id == option.measure)
                    .map(|measure| measure.pillar),
                status: option.status,
                authority: routes(option),
                blocked_by: blockers(option),
                standard: option.standard,
            })
            .collect(),
    }
}

fn finding(finding: &Finding) -> FindingJson {
    FindingJson {
        criterion: finding.criterion.0.clone(),
        asks: finding.asks.clone(),
        value: finding.value,
        standard_required: finding.standard_required,
        standard_reached: finding.standard_reached(),
        entries_for: ids(&finding.entries_for),
        against: ids(&finding.entries_against),
        set_aside: finding
            .set_aside
            .iter()
            .map(|aside| (aside.entry.0.clone(), aside.why.word().to_owned()))
            .collect(),
        condition: finding.condition.clone(),
        reason: finding.reason.clone(),
    }
}
