use std::collections::BTreeMap;

use archive::{DeathsRow, Episode, ReleaseHead};
use ledger::{ChainHead, Entry, EntryId, Figure};
use norms::{
    Assessment, Change, Conflict, Finding, Fragility, Indicator, Lever, Norms, Policy,
    TextComparison,
};
use terms::{AsOf, Day, Gap, MembershipRole, State, ValidTime};

use crate::{Plan, Policies, StateForecast, Tried};

/// The case that a brief is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseLine {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its own day.
    pub as_of: Day,
    /// Its question.
    pub question: String,
    /// Its context.
    pub background: String,
}

/// A number that an entry reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedFigure {
    /// The entry.
    pub entry: EntryId,
    /// The number and its range.
    pub figure: Figure,
    /// The time that it is for.
    pub valid: ValidTime,
    /// Who reports it.
    pub by: String,
    /// The entry's grade, as printed.
    pub grade: String,
    /// Whether the entry was checked.
    pub checked: bool,
}

/// Tables of deaths and episodes, or why there are none.
#[derive(Debug, Clone)]
pub struct Figures {
    /// Deaths by year, with the table that they stand in.
    pub deaths: Result<(ReleaseHead, Vec<DeathsRow>), Gap>,
    /// Mass killings, with the table that they stand in.
    pub episodes: Result<(ReleaseHead, Vec<Episode>), Gap>,
}

/// What became known only after the as-of date. It decides nothing.
#[derive(Debug, Clone)]
pub struct Hindsight {
    /// Entries known later.
    pub entries: Vec<Entry>,
    /// Tables published later.
    pub figures: Figures,
    /// The state's risk by a table published later; none if there is nothing to show.
    pub risk: Option<StateForecast>,
    /// How the headline findings change once everything on record is known.
    pub changes: Vec<Change>,
    /// The day on which the last entry became known.
    pub until: Option<Day>,
}

/// How the state belongs to a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipLine {
    /// The body's id.
    pub body: String,
    /// The body's name.
    pub name: String,
    /// Its short name.
    pub short: String,
    /// How the state belongs, or nothing if it does not.
    pub role: Option<MembershipRole>,
    /// Since when.
    pub since: Option<Day>,
    /// Whether the dates were checked.
    pub checked: bool,
    /// What the body's texts let it do, by title, as of the day.
    pub powers: Vec<String>,
}

/// A seat in the Security Council.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CouncilSeat {
    /// The member's name.
    pub name: String,
    /// Whether the seat is permanent.
    pub permanent: bool,
}

/// An origin with the entries that rest on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Its id.
    pub id: String,
    /// What it is.
    pub title: String,
    /// The entries that rest on it.
    pub entries: Vec<EntryId>,
}

/// What produced the brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// Watchfire's version.
    pub version: String,
    /// SHA-256 over all facts and releases.
    pub facts_hash: String,
    /// Number of records of the ledger and hash of the last one.
    pub ledger: Option<ChainHead>,
    /// The command that produces the same bytes.
    pub command: String,
}

/// The same record under the other policy on proof.
#[derive(Debug)]
pub struct Beside<'a> {
    /// The other policy.
    pub policy: &'a Policy,
    /// The headline findings under it, in the order of the plan.
    pub headlines: Vec<Finding>,
    /// Every finding that differs between the two.
    pub policies: Policies,
}

/// Everything that a brief shows, computed elsewhere.
#[derive(Debug)]
pub struct Brief<'a> {
    /// The state.
    pub state: &'a State,
    /// The date as of which the record is read.
    pub as_of: AsOf,
    /// The day that the questions are about.
    pub on: Day,
    /// The case, if the casebook has one.
    pub case: Option<CaseLine>,
    /// The norms that were put to the record.
    pub norms: &'a Norms,
    /// The policy on proof.
    pub policy: &'a Policy,
    /// What the first page shows.
    pub plan: &'a Plan,
    /// What was known on the day.
    pub entries: Vec<&'a Entry>,
    /// The origins of the entries.
    pub origins: Vec<Origin>,
    /// The headline findings, in the order of the plan.
    pub headlines: Vec<Finding>,
    /// What would have to be wrong for each headline finding to fall; none if it is undetermined.
    pub fragility: Vec<Option<Fragility>>,
    /// The other policy on proof, if the plan names one.
    pub beside: Option<Beside<'a>>,
    /// Pairs of texts, compared on this record.
    pub pairs: Vec<TextComparison>,
    /// The checklists of risk, line by line, by pack.
    pub checklists: Vec<(String, Vec<Indicator>)>,
    /// What entries report as tried, by measure.
    pub tried: BTreeMap<String, Vec<Tried>>,
    /// Every text put to the record.
    pub assessments: Vec<Assessment>,
    /// Findings on the claims of the debate that no criterion asks for.
    pub claims: Vec<Finding>,
    /// Rules that contradict each other.
    pub conflicts: Vec<Conflict>,
    /// What would change the headline findings.
    pub levers: Vec<Lever>,
    /// Numbers that entries report.
    pub reported: Vec<ReportedFigure>,
    /// Tables known on the day.
    pub figures: Figures,
    /// The state's risk of a new mass killing, by a table known on the day, or why there is none.
    pub risk: Result<StateForecast, Gap>,
    /// What became known later; none if it was asked to be left out.
    pub hindsight: Option<Hindsight>,
    /// The bodies and how the state belongs to them.
    pub memberships: Vec<MembershipLine>,
    /// The Security Council on that day.
    pub council: Vec<CouncilSeat>,
    /// What produced the brief.
    pub provenance: Provenance,
}
