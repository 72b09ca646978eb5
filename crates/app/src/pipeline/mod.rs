//! The order of the stages, read from top to bottom: what was known on a day is taken from the
//! ledger, put to the norms, and laid out for a reader.

mod argument;
mod bench;
mod brief;
mod compare;
mod fitted;
mod flip;
mod forecast_entry;
mod killing_years;
mod measures;
mod onset_backtest;
mod risk;
mod score_lines;
mod scoreboard;
mod scores;
mod state_deaths;
mod state_months;
mod state_risk;
mod state_years;
mod watch;
mod watch_readings;
mod what_if;

use std::collections::BTreeSet;

use anyhow::{Context, anyhow, bail};
use ledger::{ChainHead, Entry, Hypothesis, Ledger};
use norms::{CriterionId, Evidence, Instrument, Policy, Setting};
use report::CaseLine;
use terms::{AsOf, Day, State, StateError};

use crate::Knowledge;
use crate::surroundings::bodies_of;

pub use argument::argument;
pub use bench::norms_bench;
pub use brief::brief;
pub use compare::{compare_two_policies, compare_two_texts};
pub use fitted::{fit, fitted_risks};
pub use flip::flip;
pub use forecast_entry::{WantedForecast, forecast_entry};
pub use killing_years::{
    Killing, KillingScoring, killing_backtest, killing_model, killing_risks, killings,
};
pub use measures::menu;
pub use onset_backtest::{OnsetScoring, onset_backtest, onset_model};
pub use risk::{RiskTables, risk_tables};
pub use scoreboard::scoreboard;
pub use scores::{
    KillingBars, OnsetBars, Scored, count_bar, count_scores, count_windows, inputs_of,
    inputs_of_deaths, killing_scores, onset_scores,
};
pub use state_deaths::state_years_with_deaths;
pub use state_months::{Archive, StateMonths, one_sided, published_draws, state_based};
pub use state_years::state_years;
pub use watch::watch;
pub use what_if::what_if;

/// The policy on proof that is used unless another is asked for.
pub const DEFAULT_POLICY: &str = "commission-of-inquiry";

/// The seed of everything random, unless another is asked for: that of the embedded tables.
pub const DEFAULT_SEED: u64 = 20_260_101;

/// A question: on whom, and as of when.
#[derive(Debug, Clone)]
pub struct Question {
    /// A case id, ISO3 code, Gleditsch-Ward number or common name.
    pub about: String,
    /// The date; none for the case's own day, or today for a state.
    pub as_of: Option<AsOf>,
    /// The day that the question is about; none for the as-of date.
    pub on: Option<Day>,
    /// Today, for questions about a state without a date.
    pub today: Day,
    /// Only these instruments, if any are named.
    pub instruments: Vec<String>,
    /// The policy on proof.
    pub policy: String,
    /// Whether what became known only later is shown, set apart.
    pub hindsight: bool,
}

/// What a question is about, once it is understood.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The state.
    pub state: &'a State,
    /// The date as of which the record is read.
    pub as_of: AsOf,
    /// The day that the question is about.
    pub on: Day,
    /// The case, if there is exactly one.
    pub case: Option<CaseLine>,
    /// The claims of the debate.
    pub hypotheses: Vec<Hypothesis>,
    /// All entries on the state, known on the day or not.
    pub entries: Vec<&'a Entry>,
    /// The ledger's head.
    pub head: Option<ChainHead>,
}

impl Subject<'_> {
    /// The case, or the state if there is none.
    pub fn title(&self) -> String {
        let case = self.case.as_ref().map(|case| case.title.clone());
        case.unwrap_or_else(|| self.state.name.clone())
    }
}

/// Finds the state and its evidence: from the user's own ledger if there is one, else from the casebook.
pub fn subject<'a>(
    knowledge: &'a Knowledge,
    question: &Question,
    own: Option<&'a Ledger>,
) -> anyhow::Result<Subject<'a>> {
    let named = knowledge.casebook.cases.get(&question.about);
    let (state, as_of) = match named {
        Some(case) => {
            let as_of = question.as_of.unwrap_or(AsOf(case.head.as_of));
            (
                knowledge
                    .states
                    .member(case.head.state, question.on.unwrap_or(as_of.0))?,
                as_of,
            )
        }
        None => {
            let as_of = question.as_of.unwrap_or(AsOf(question.today));
            let day = question.on.unwrap_or(as_of.0);
            let found = knowledge.states.find(&question.about, day);
            let state = found.map_err(|error| not_found(knowledge, &question.about, error))?;
            (state, as_of)
        }
    };
    let on = question.on.unwrap_or(as_of.0);
    let cases: Vec<_> = match named {
        Some(case) => vec![case],
        None => knowledge
            .casebook
            .cases
            .values()
            .filter(|case| case.head.state == state.id)
            .collect(),
    };
    let mut ids: BTreeSet<&str> = cases.iter().map(|case| case.head.id.as_str()).collect();
    if named.is_none() {
        // A ledger of one's own may hold entries on a state without a case, under the state's code.
        ids.extend(state.iso3.as_deref());
    }
    let entries = match own {
        Some(ledger) => ledger
            .entries()
            .into_iter()
            .filter(|entry| ids.contains(entry.case.as_str()))
            .collect(),
        None => cases
            .iter()
            .flat_map(|case| case.ledger.entries())
            .collect(),
    };
    let head = own.map(Ledger::head).or(match cases.as_slice() {
        [case] => Some(case.ledger.head()),
        _ => None,
    });
    let case = match cases.as_slice() {
        [case] => Some(CaseLine {
            id: case.head.id.clone(),
            title: case.head.title.clone(),
            as_of: case.head.as_of,
            question: case.head.question.clone(),
            background: case.head.background.clone(),
        }),
        _ => None,
    };
    let hypotheses = cases
        .iter()
        .flat_map(|case| case.hypotheses.iter().cloned())
        .collect();
    Ok(Subject {
        state,
        as_of,
        on,
        case,
        hypotheses,
        entries,
        head,
    })
}

/// A name with a hyphen was meant as a case; anything else as a state.
fn not_found(knowledge: &Knowledge, about: &str, error: StateError) -> anyhow::Error {
    let cases = knowledge.casebook.cases.keys().map(String::as_str);
    let cases: Vec<&str> = cases.collect();
    match (&error, terms::nearest(about, cases.iter().copied())) {
        (StateError::Unknown { .. }, Some(case)) if about.contains('-') => {
            anyhow!("there is no case `{about}`; did you mean {case}?")
        }
        (StateError::Unknown { .. }, _) => {
            anyhow!("{error}; `watchfire cases` lists the cases")
        }
        (StateError::NotAMember { .. }, _) => error.into(),
    }
}

fn policy<'a>(knowledge: &'a Knowledge, id: &str) -> anyhow::Result<&'a Policy> {
    let known: Vec<&str> = knowledge
        .norms
        .policies
        .keys()
        .map(String::as_str)
        .collect();
    knowledge.norms.policies.get(id).with_context(|| {
        format!(
            "there is no policy on proof `{id}`; there are: {}",
            known.join(", ")
        )
    })
}

/// What was known on a date, for a question about a day.
fn evidence_on<'a>(
    knowledge: &'a Knowledge,
    policy: &'a Policy,
    subject: &'a Subject<'a>,
    as_of: AsOf,
    on: Day,
) -> Evidence<'a> {
    Evidence::new(
        &knowledge.norms,
        policy,
        &subject.hypotheses,
        subject.entries.iter().copied(),
        setting(knowledge, subject, as_of, on),
    )
}

fn setting(knowledge: &Knowledge, subject: &Subject<'_>, as_of: AsOf, on: Day) -> Setting {
    Setting {
        as_of,
        on,
        bodies: bodies_of(knowledge, subject.state, on),
    }
}

/// The criterion or claim of that name.
fn criterion(
    knowledge: &Knowledge,
    subject: &Subject<'_>,
    id: &str,
) -> anyhow::Result<CriterionId> {
    let claims = subject.hypotheses.iter().map(|claim| claim.id.as_str());
    let criteria = knowledge.norms.criteria.keys().map(|id| id.0.as_str());
    let known: BTreeSet<&str> = criteria.chain(claims).collect();
    if !known.contains(id) {
        let hint = terms::did_you_mean(id, known);
        bail!("there is no criterion `{id}`{hint}");
    }
    Ok(CriterionId(id.to_owned()))
}

/// The instrument of that name.
fn instrument<'a>(knowledge: &'a Knowledge, id: &str) -> anyhow::Result<&'a Instrument> {
    knowledge.norms.instrument(id).with_context(|| {
        let known = knowledge.norms.instruments.iter();
        let hint = terms::did_you_mean(id, known.map(|text| text.head.id.as_str()));
        format!("there is no instrument `{id}`{hint}; `watchfire norms lattice` lists them")
    })
}
