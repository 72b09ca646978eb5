//! What the versions of the norm ask, and what a record of evidence answers.
//!
//! `Norms` holds the instruments, criteria, standards of proof and measures of `facts/`;
//! [`assess`] puts them to ledger entries as of a date and returns findings with their trace.
//! Nothing statistical is seen here: a number decides only as a ledger entry.

mod argument;
mod assess;
mod compare;
mod conflict;
mod criterion;
mod evidence;
mod finding;
mod fragility;
mod indicators;
mod instrument;
mod measure;
mod norms;
mod options;
mod reader;
mod reception;
mod standard;
mod topple;
mod tree;
mod what_if;

pub use argument::{Change, Lever, Way, changes_between, levers};
pub use assess::{Assessment, Reading, RuleOutcome, assess};
pub use compare::{
    Asked, AspectPair, AuthorityPair, Cause, Clause, FindingPair, MeasurePair, Placed,
    PolicyComparison, StancePair, TextComparison, compare_on, compare_policies, compare_texts,
};
pub use conflict::{Conflict, conflicts};
pub use criterion::{Criterion, CriterionId, Nature, Pack, PackHead, PackRole, Period, Threshold};
pub use evidence::{Evidence, SetAside, Setting, SideReached, WhySetAside};
pub use finding::{Child, Finding, Value};
pub use fragility::{Fewest, Fragility, Wrong, fragility};
pub use indicators::{Indicator, Presence, Trend, indicators};
pub use instrument::{
    Ask, Exception, Instrument, InstrumentHead, InstrumentKind, LegalForce, Modality, Position,
    Provision, Rule, Stance,
};
pub use measure::{Authority, Measure, MeasureKind};
pub use norms::{Addressee, Aspect, Norms, Proposition, Propositions, PropositionsHead};
pub use options::{Blocker, MeasureOption, Route, Status};
pub use reader::{norms_schemas, read_norms};
pub use reception::{Forum, ForumHead, Reception, Stand};
pub use standard::{Bar, Cap, Need, Policy, Rung, Standard};
pub use tree::Tree;
pub use what_if::{Difference, StandingChange, Supposition, differences};

use argument::changes_in;
