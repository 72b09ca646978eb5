use std::collections::{BTreeMap, BTreeSet};

use ledger::Nameable;
use schemars::JsonSchema;
use serde::Deserialize;
use terms::Citation;

use crate::{Criterion, CriterionId, Forum, Instrument, Measure, Pack, Policy};

/// Whom a rule can speak to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Addressee {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
}

/// A point on which texts are compared: a row of a brief's matrix.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Aspect {
    /// Its id.
    pub id: String,
    /// A short title.
    pub title: String,
}

/// One of the things that the responsibility to protect is said to consist of: a row of the norm lattice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proposition {
    /// Its id.
    pub id: String,
    /// A short title.
    pub title: String,
    /// What it says.
    pub summary: String,
}

/// The row axis of the norm lattice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PropositionsHead {
    /// Its title.
    pub title: String,
    /// What it is.
    pub about: String,
    /// Where it comes from.
    pub citation: Citation,
    /// Whether the source was read.
    pub checked: bool,
    /// What it was checked against.
    #[serde(default)]
    pub checked_against: String,
}

/// The propositions and where they come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Propositions {
    /// Source and title.
    pub head: PropositionsHead,
    /// The rows, in order.
    pub rows: Vec<Proposition>,
}

/// Everything that the norms say: read once, checked, then only asked.
#[derive(Debug, Clone, Default)]
pub struct Norms {
    /// All criteria, by id.
    pub criteria: BTreeMap<CriterionId, Criterion>,
    /// The packs, by id.
    pub packs: BTreeMap<String, Pack>,
    /// The instruments, oldest first.
    pub instruments: Vec<Instrument>,
    /// The policies on proof, by id.
    pub policies: BTreeMap<String, Policy>,
    /// The measures, least coercive first.
    pub measures: Vec<Measure>,
    /// How states received the texts, oldest first.
    pub forums: Vec<Forum>,
    /// Whom rules can speak to, by id.
    pub addressees: BTreeMap<String, Addressee>,
    /// The points on which texts are compared, in order.
    pub aspects: Vec<Aspect>,
    /// The rows of the norm lattice.
    pub propositions: Option<Propositions>,
}

impl Norms {
    /// The ids that entries may name: criteria that evidence answers, and measures.
    pub fn nameable(&self) -> Nameable {
        let direct = self
            .criteria
            .values()
            .filter(|criterion| criterion.takes_entries());
        Nameable {
            criteria: direct.map(|criterion| criterion.id.0.clone()).collect(),
            measures: self
                .measures
                .iter()
                .map(|measure| measure.id.clone())
                .collect(),
        }
    }

    /// The instrument of that id.
    pub fn instrument(&self, id: &str) -> Option<&Instrument> {
        self.instruments
            .iter()
            .find(|instrument| instrument.head.id == id)
    }

    /// The criterion of that id.
    pub fn criterion(&self, id: &CriterionId) -> Option<&Criterion> {
        self.criteria.get(id)
    }

    /// The criteria that a criterion rests on and that entries answer, itself among them if they answer it.
    pub fn leaves(&self, id: &CriterionId) -> BTreeSet<CriterionId> {
        let criterion = self.criteria.get(id);
        let tree = criterion.and_then(|criterion| criterion.when.as_ref());
        let parts = tree.map(|tree| tree.criteria()).unwrap_or_default();
        let own = criterion
            .is_none_or(Criterion::takes_entries)
            .then(|| id.clone());
        parts
            .into_iter()
            .flat_map(|(id, _)| self.leaves(id.get_ref()))
            .chain(own)
            .collect()
    }

    /// The name of an addressee.
    pub fn addressee(&self, id: &str) -> String {
        self.addressees
            .get(id)
            .map_or_else(|| id.to_owned(), |addressee| addressee.title.clone())
    }
}
