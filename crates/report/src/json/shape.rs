use std::collections::BTreeMap;

use norms::{Reading, Status, Value};
use schemars::JsonSchema;
use serde::Serialize;
use terms::{Day, Gap};

use crate::StateForecast;

/// A brief as JSON.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BriefJson {
    /// The state.
    pub(super) state: StateJson,
    /// The date as of which the record is read: nothing known later decides.
    pub(super) as_of: Day,
    /// The day that the questions are about; the as-of date unless one looks back.
    pub(super) on: Day,
    /// The case, if the casebook has one.
    pub(super) case: Option<String>,
    /// Numbers and tables that were known on the day.
    pub(super) figures: FiguresJson,
    /// The state's risk of a new mass killing, by a table known on the day, or why there is none.
    pub(super) risk: RiskJson,
    /// The entries that were known on the day.
    pub(super) entries: Vec<EntryJson>,
    /// The questions of the first page.
    pub(super) headlines: Vec<HeadlineJson>,
    /// Every text put to the record: instruments, and the methods that they draw on.
    pub(super) assessments: Vec<AssessmentJson>,
    /// The lines of the checklists of risk that are there on the record, partly, not, or contested; the others are unknown.
    pub(super) indicators: Vec<IndicatorJson>,
    /// The entries that report a measure as tried, by measure.
    pub(super) tried: BTreeMap<String, Vec<String>>,
    /// Claims of the debate that no criterion of any instrument asks for.
    pub(super) claims: Vec<FindingJson>,
    /// Rules that apply together and contradict each other.
    pub(super) conflicts: Vec<ConflictJson>,
    /// The bodies and how the state belongs to them on the day.
    pub(super) memberships: Vec<MembershipJson>,
    /// The members of the Security Council on the day.
    pub(super) council: Vec<SeatJson>,
    /// What became known only later; it decided nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hindsight: Option<HindsightJson>,
    /// What produced the brief.
    pub(super) generated_by: GeneratedByJson,
}

/// A question of the first page.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct HeadlineJson {
    /// How it is put.
    pub(super) label: String,
    /// The criterion.
    pub(super) criterion: String,
    /// The answer.
    pub(super) value: Value,
    /// What would have to be wrong for the answer to fall; none if it is undetermined.
    pub(super) falls: Option<FallsJson>,
    /// The answer under the other policy on proof.
    pub(super) beside: Option<BesideJson>,
}

/// The fewest independent origins whose falsity takes an answer away.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct FallsJson {
    /// At least so many.
    pub(super) at_least: usize,
    /// At most so many; the same number unless the search was stopped at its bound.
    pub(super) at_most: usize,
    /// One such set, by origin.
    pub(super) origins: Vec<String>,
}

/// The answer under the other policy on proof.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct BesideJson {
    /// The policy.
    pub(super) policy: String,
    /// The answer.
    pub(super) value: Value,
}

/// A line of a checklist.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct IndicatorJson {
    /// The checklist.
    pub(super) pack: String,
    /// The criterion.
    pub(super) criterion: String,
    /// Whether it is there.
    pub(super) presence: norms::Presence,
    /// The first day of which an entry reports it.
    pub(super) since: Option<Day>,
    /// How its reports stand in time.
    pub(super) trend: Option<norms::Trend>,
    /// Whether it changes slowly or fast.
    pub(super) nature: Option<norms::Nature>,
}

/// A state.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct StateJson {
    /// Gleditsch-Ward number.
    pub(super) gw: u16,
    /// ISO 3166-1 alpha-3 code.
    pub(super) iso3: Option<String>,
    /// Common English name.
    pub(super) name: String,
}

/// Numbers and tables.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct FiguresJson {
    /// Numbers that entries report.
    pub(super) reported: Vec<ReportedJson>,
    /// Deaths by year and type, in persons.
    pub(super) deaths: TableJson<DeathsJson>,
    /// Mass killings.
    pub(super) mass_killings: TableJson<EpisodeJson>,
}

/// A risk, or why there is none.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum RiskJson {
    /// The risk.
    Known(Box<StateForecast>),
    /// Why there is none.
    Missing(Gap),
}

/// A table, or why it is missing.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum TableJson<T> {
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
pub(super) struct ReportedJson {
    /// The entry.
    pub(super) entry: String,
    /// What is counted.
    pub(super) what: ledger::FigureKind,
    /// The number, in persons.
    pub(super) value: u64,
    /// Low end of the range.
    pub(super) low: Option<u64>,
    /// High end of the range.
    pub(super) high: Option<u64>,
    /// The time that it is for.
    pub(super) valid: String,
}

/// Deaths in one year, in persons.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct DeathsJson {
    /// The year.
    pub(super) year: i16,
    /// Fighting in which at least one side is a state.
    pub(super) state_based: archive::Estimate,
    /// Fighting between groups none of which is a state.
    pub(super) non_state: archive::Estimate,
    /// Killing of civilians by a state or an organised group.
    pub(super) one_sided: archive::Estimate,
}

/// A mass killing.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct EpisodeJson {
    /// Its first year.
    pub(super) first: i16,
    /// Its last year; none if it is listed as going on.
    pub(super) last: Option<i16>,
    /// Whether a state led it.
    pub(super) state_led: bool,
    /// The publisher's code.
    pub(super) code: String,
}

/// An entry.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct EntryJson {
    /// Its name.
    pub(super) id: String,
    /// The first day on which the public could know it.
    pub(super) known: Day,
    /// When it is true of the world (EDTF).
    pub(super) valid: String,
    /// The document; none if it is withheld to protect people.
    pub(super) source: Option<SourceJson>,
    /// Its Admiralty grade.
    pub(super) grade: String,
    /// Its origin cluster: entries of one origin count once.
    pub(super) origin: String,
    /// Whether it was verified; what is not checked decides nothing.
    pub(super) checked: bool,
    /// What it claims.
    pub(super) text: String,
    /// Who claims it.
    pub(super) by: String,
    /// What sort of thing it reports.
    pub(super) kind: ledger::EntryKind,
    /// The forecast that it carries, with its model, table and scores.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) forecast: Option<ledger::Forecast>,
    /// The entry that it corrects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) supersedes: Option<String>,
    /// What it says of which criterion or claim.
    pub(super) bears: Vec<BearsJson>,
}

/// A document.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct SourceJson {
    /// Who published it.
    pub(super) publisher: String,
    /// Its title.
    pub(super) title: String,
    /// Its symbol.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) document: Option<String>,
    /// The place in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) locator: Option<String>,
    /// When it was published.
    pub(super) date: Day,
    /// Where it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
}

/// What an entry says of one question.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct BearsJson {
    /// The criterion or claim.
    pub(super) on: String,
    /// For or against.
    pub(super) side: ledger::Side,
}

/// One text put to the record.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct AssessmentJson {
    /// The instrument's or method's id.
    pub(super) instrument: String,
    /// Its title.
    pub(super) title: String,
    /// When it was adopted.
    pub(super) adopted: Day,
    /// Whether it applied on the day, is a later reading, or is a method and no norm.
    pub(super) reading: Reading,
    /// What it can demand; none for a method.
    pub(super) legal_force: Option<norms::LegalForce>,
    /// The policy on proof.
    pub(super) standard: String,
    /// The answers.
    pub(super) findings: Vec<FindingJson>,
    /// What its rules come to.
    pub(super) rules: Vec<RuleJson>,
    /// What can be done under it; empty unless it applied on the day.
    pub(super) options: Vec<OptionJson>,
}

/// The answer to a criterion.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct FindingJson {
    /// The criterion.
    pub(super) criterion: String,
    /// Its question.
    pub(super) asks: String,
    /// The answer.
    pub(super) value: Value,
    /// The standard of proof that was asked.
    pub(super) standard_required: norms::Standard,
    /// The standard reached in the direction of the answer; none if not even the lowest.
    pub(super) standard_reached: Option<norms::Standard>,
    /// The entries for a yes.
    #[serde(rename = "for")]
    pub(super) entries_for: Vec<String>,
    /// The entries for a no.
    pub(super) against: Vec<String>,
    /// Entries that bear on it and do not count, with the reason.
    pub(super) set_aside: BTreeMap<String, String>,
    /// The condition, if it rests on other criteria.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) condition: Option<String>,
    /// Why.
    pub(super) reason: String,
}

/// What a rule comes to.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct RuleJson {
    /// The rule.
    pub(super) rule: String,
    /// The paragraph that it encodes.
    pub(super) paragraph: String,
    /// Whether it demands, permits or forbids.
    pub(super) modality: norms::Modality,
    /// Of whom.
    pub(super) addressees: Vec<String>,
    /// Whether it applies.
    pub(super) value: Value,
    /// The criteria that keep it from applying.
    pub(super) blocked_by: Vec<String>,
    /// Whether its text was read; if not, it decides nothing.
    pub(super) checked: bool,
}

/// A measure under an instrument.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct OptionJson {
    /// The measure.
    pub(super) measure: String,
    /// Its kind, from assistance to force.
    pub(super) kind: norms::MeasureKind,
    /// The pillar of the responsibility to protect that it serves, 1 to 3.
    pub(super) pillar: Option<u8>,
    /// Where it stands.
    pub(super) status: Status,
    /// Who can take or authorise it, and by what route.
    pub(super) authority: Vec<String>,
    /// What is missing.
    pub(super) blocked_by: Vec<String>,
    /// The standard of proof that it asks for.
    pub(super) standard: norms::Standard,
}

/// Two rules that contradict each other.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ConflictJson {
    /// The kind of measure.
    pub(super) kind: norms::MeasureKind,
    /// To whom both speak.
    pub(super) addressee: String,
    /// The rule that permits or demands.
    pub(super) permits: String,
    /// The rule that forbids.
    pub(super) forbids: String,
}

/// A body and the state.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct MembershipJson {
    /// The body.
    pub(super) body: String,
    /// Its name.
    pub(super) name: String,
    /// How the state belongs; none if it does not.
    pub(super) role: Option<terms::MembershipRole>,
    /// Since when.
    pub(super) since: Option<Day>,
    /// Whether the date was checked.
    pub(super) checked: bool,
    /// What its texts let it do to protect, as of the day.
    pub(super) powers: Vec<String>,
}

/// A seat in the Security Council.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct SeatJson {
    /// The member.
    pub(super) name: String,
    /// Whether the seat is permanent.
    pub(super) permanent: bool,
}

/// What became known only later.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct HindsightJson {
    /// Tables published later.
    pub(super) figures: FiguresJson,
    /// The state's risk by a table published later: a reconstruction, or none.
    pub(super) risk: Option<StateForecast>,
    /// Entries known later.
    pub(super) entries: Vec<EntryJson>,
    /// How headline findings change once everything on record is known.
    pub(super) changes: Vec<ChangeJson>,
}

/// How a finding changes.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ChangeJson {
    /// The criterion.
    pub(super) criterion: String,
    /// Its value on the day.
    pub(super) before: Value,
    /// Its value later.
    pub(super) after: Value,
    /// Entries that came to count.
    pub(super) gained: Vec<String>,
    /// Entries that no longer count.
    pub(super) lost: Vec<String>,
    /// Those of them that alone make the difference.
    pub(super) decisive: Vec<String>,
}

/// What produced the brief.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct GeneratedByJson {
    /// Watchfire's version.
    pub(super) version: String,
    /// SHA-256 over all facts and releases.
    pub(super) facts_hash: String,
    /// The ledger: number of records, a colon, hash of the last one.
    pub(super) ledger: Option<String>,
    /// The policy on proof.
    pub(super) policy: String,
    /// The command that makes it again.
    pub(super) command: String,
}
