use std::collections::BTreeMap;

use ledger::Entry;
use norms::{Assessment, Finding, Reading, Status, Value};
use schemars::JsonSchema;
use serde::Serialize;
use terms::{Day, Gap};

use crate::{Brief, Figures};

/// A brief as JSON.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BriefJson {
    /// The state.
    state: StateJson,
    /// The date as of which the record is read: nothing known later decides.
    as_of: Day,
    /// The day that the questions are about; the as-of date unless one looks back.
    on: Day,
    /// The case, if the casebook has one.
    case: Option<String>,
    /// Numbers and tables that were known on the day.
    figures: FiguresJson,
    /// The entries that were known on the day.
    entries: Vec<EntryJson>,
    /// Every text put to the record: instruments, and the methods that they draw on.
    assessments: Vec<AssessmentJson>,
    /// Claims of the debate that no criterion of any instrument asks for.
    claims: Vec<FindingJson>,
    /// Rules that apply together and contradict each other.
    conflicts: Vec<ConflictJson>,
    /// The bodies and how the state belongs to them on the day.
    memberships: Vec<MembershipJson>,
    /// The members of the Security Council on the day.
    council: Vec<SeatJson>,
    /// What became known only later; it decided nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    hindsight: Option<HindsightJson>,
    /// What produced the brief.
    generated_by: GeneratedByJson,
}

/// A state.
#[derive(Debug, Serialize, JsonSchema)]
struct StateJson {
    /// Gleditsch-Ward number.
    gw: u16,
    /// ISO 3166-1 alpha-3 code.
    iso3: Option<String>,
    /// Common English name.
    name: String,
}

/// Numbers and tables.
#[derive(Debug, Serialize, JsonSchema)]
struct FiguresJson {
    /// Numbers that entries report.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reported: Vec<ReportedJson>,
    /// Deaths by year and type, in persons.
    deaths: TableJson<DeathsJson>,
    /// Mass killings.
    mass_killings: TableJson<EpisodeJson>,
}

/// A table, or why it is missing.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
enum TableJson<T> {
    /// The table.
    Known {
        /// Its id.
        table: String,
        /// Its sources with their versions.
        source: Vec<String>,
        /// When it was published.
        known: Day,
        /// Its rows for this state.
        rows: Vec<T>,
    },
    /// Why it is missing.
    Missing(Gap),
}

/// A number that an entry reports.
#[derive(Debug, Serialize, JsonSchema)]
struct ReportedJson {
    /// The entry.
    entry: String,
    /// What is counted.
    what: ledger::FigureKind,
    /// The number, in persons.
    value: u64,
    /// Low end of the range.
    low: Option<u64>,
    /// High end of the range.
    high: Option<u64>,
    /// The time that it is for.
    valid: String,
}

/// Deaths in one year, in persons.
#[derive(Debug, Serialize, JsonSchema)]
struct DeathsJson {
    /// The year.
    year: i16,
    /// Fighting in which at least one side is a state.
    state_based: archive::Estimate,
    /// Fighting between groups none of which is a state.
    non_state: archive::Estimate,
    /// Killing of civilians by a state or an organised group.
    one_sided: archive::Estimate,
}

/// A mass killing.
#[derive(Debug, Serialize, JsonSchema)]
struct EpisodeJson {
    /// Its first year.
    first: i16,
    /// Its last year; none if it is listed as going on.
    last: Option<i16>,
    /// Whether a state led it.
    state_led: bool,
    /// The publisher's code.
    code: String,
}

/// An entry.
#[derive(Debug, Serialize, JsonSchema)]
struct EntryJson {
    /// Its name.
    id: String,
    /// The first day on which the public could know it.
    known: Day,
    /// When it is true of the world (EDTF).
    valid: String,
    /// The document; none if it is withheld to protect people.
    source: Option<SourceJson>,
    /// Its Admiralty grade.
    grade: String,
    /// Its origin cluster: entries of one origin count once.
    origin: String,
    /// Whether it was verified; what is not checked decides nothing.
    checked: bool,
    /// What it claims.
    text: String,
    /// Who claims it.
    by: String,
    /// What sort of thing it reports.
    kind: ledger::EntryKind,
    /// The entry that it corrects.
    #[serde(skip_serializing_if = "Option::is_none")]
    supersedes: Option<String>,
    /// What it says of which criterion or claim.
    bears: Vec<BearsJson>,
}

/// A document.
#[derive(Debug, Serialize, JsonSchema)]
struct SourceJson {
    /// Who published it.
    publisher: String,
    /// Its title.
    title: String,
    /// Its symbol.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<String>,
    /// The place in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    locator: Option<String>,
    /// When it was published.
    date: Day,
    /// Where it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// What an entry says of one question.
#[derive(Debug, Serialize, JsonSchema)]
struct BearsJson {
    /// The criterion or claim.
    on: String,
    /// For or against.
    side: ledger::Side,
}

/// One text put to the record.
#[derive(Debug, Serialize, JsonSchema)]
struct AssessmentJson {
    /// The instrument's or method's id.
    instrument: String,
    /// Its title.
    title: String,
    /// When it was adopted.
    adopted: Day,
    /// Whether it applied on the day, is a later reading, or is a method and no norm.
    reading: Reading,
    /// What it can demand; none for a method.
    legal_force: Option<norms::LegalForce>,
    /// The policy on proof.
    standard: String,
    /// The answers.
    findings: Vec<FindingJson>,
    /// What its rules come to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rules: Vec<RuleJson>,
    /// What can be done under it; empty unless it applied on the day.
    options: Vec<OptionJson>,
}

/// The answer to a criterion.
#[derive(Debug, Serialize, JsonSchema)]
struct FindingJson {
    /// The criterion.
    criterion: String,
    /// Its question.
    asks: String,
    /// The answer.
    value: Value,
    /// The standard of proof that was asked.
    standard_required: norms::Standard,
    /// The standard reached in the direction of the answer; none if not even the lowest.
    standard_reached: Option<norms::Standard>,
    /// The entries for a yes.
    #[serde(rename = "for")]
    entries_for: Vec<String>,
    /// The entries for a no.
    against: Vec<String>,
    /// Entries that bear on it and do not count, with the reason.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    set_aside: BTreeMap<String, String>,
    /// The condition, if it rests on other criteria.
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<String>,
    /// Why.
    reason: String,
}

/// What a rule comes to.
#[derive(Debug, Serialize, JsonSchema)]
struct RuleJson {
    /// The rule.
    rule: String,
    /// The paragraph that it encodes.
    paragraph: String,
    /// Whether it demands, permits or forbids.
    modality: norms::Modality,
    /// Of whom.
    addressees: Vec<String>,
    /// Whether it applies.
    value: Value,
    /// The criteria that keep it from applying.
    blocked_by: Vec<String>,
    /// Whether its text was read; if not, it decides nothing.
    checked: bool,
}

/// A measure under an instrument.
#[derive(Debug, Serialize, JsonSchema)]
struct OptionJson {
    /// The measure.
    measure: String,
    /// Its kind, from assistance to force.
    kind: norms::MeasureKind,
    /// Where it stands.
    status: Status,
    /// Who can take or authorise it, and by what route.
    authority: Vec<String>,
    /// What is missing.
    blocked_by: Vec<String>,
    /// The standard of proof that it asks for.
    standard: norms::Standard,
}

/// Two rules that contradict each other.
#[derive(Debug, Serialize, JsonSchema)]
struct ConflictJson {
    /// The kind of measure.
    kind: norms::MeasureKind,
    /// To whom both speak.
    addressee: String,
    /// The rule that permits or demands.
    permits: String,
    /// The rule that forbids.
    forbids: String,
}

/// A body and the state.
#[derive(Debug, Serialize, JsonSchema)]
struct MembershipJson {
    /// The body.
    body: String,
    /// Its name.
    name: String,
    /// How the state belongs; none if it does not.
    role: Option<terms::MembershipRole>,
    /// Since when.
    since: Option<Day>,
    /// Whether the date was checked.
    checked: bool,
}

/// A seat in the Security Council.
#[derive(Debug, Serialize, JsonSchema)]
struct SeatJson {
    /// The member.
    name: String,
    /// Whether the seat is permanent.
    permanent: bool,
}

/// What became known only later.
#[derive(Debug, Serialize, JsonSchema)]
struct HindsightJson {
    /// Tables published later.
    figures: FiguresJson,
    /// Entries known later.
    entries: Vec<EntryJson>,
    /// How headline findings change once everything on record is known.
    changes: Vec<ChangeJson>,
}

/// How a finding changes.
#[derive(Debug, Serialize, JsonSchema)]
struct ChangeJson {
    /// The criterion.
    criterion: String,
    /// Its value on the day.
    before: Value,
    /// Its value later.
    after: Value,
    /// Entries that came to count.
    gained: Vec<String>,
    /// Those of them that alone make the difference.
    decisive: Vec<String>,
}

/// What produced the brief.
#[derive(Debug, Serialize, JsonSchema)]
struct GeneratedByJson {
    /// Watchfire's version.
    version: String,
    /// SHA-256 over all facts and releases.
    facts_hash: String,
    /// The ledger: number of records, a colon, hash of the last one.
    ledger: Option<String>,
    /// The policy on proof.
    policy: String,
    /// The command that makes it again.
    command: String,
}

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
        entries: brief
            .entries
            .iter()
            .map(|entry| entry_json(entry))
            .collect(),
        assessments: brief.assessments.iter().map(assessment).collect(),
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
        memberships: brief
            .memberships
            .iter()
            .map(|line| MembershipJson {
                body: line.body.clone(),
                name: line.name.clone(),
                role: line.role,
                since: line.since,
                checked: line.checked,
            })
            .collect(),
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
            entries: hindsight.entries.iter().map(entry_json).collect(),
            changes: hindsight
                .changes
                .iter()
                .map(|change| ChangeJson {
                    criterion: change.criterion.0.clone(),
                    before: change.value.0,
                    after: change.value.1,
                    gained: ids(&change.gained),
                    decisive: ids(&change.decisive),
                })
                .collect(),
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

fn assessment(assessment: &Assessment) -> AssessmentJson {
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
                status: option.status,
                authority: option
                    .routes
                    .iter()
                    .map(|route| format!("{}: {}", route.name, route.route))
                    .collect(),
                blocked_by: option
                    .routes
                    .iter()
                    .flat_map(|route| &route.blockers)
                    .map(ToString::to_string)
                    .collect(),
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
