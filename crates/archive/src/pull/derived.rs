//! Tables that are computed from the store's own: each a vintage a day on which one of its inputs was
//! published, made of what was published by then.

use std::collections::{BTreeMap, BTreeSet};

use arrow::array::RecordBatch;
use sha2::{Digest, Sha256};
use terms::{Day, StateTable};

use super::{Outcome, Progress, Pull, PullError};
use crate::Vintage;
use crate::computed::{
    ComputedFacts, VOTES, VOTES_COLUMNS, VOTES_TITLE, VotesOf, state_table, votes, votes_schema,
};
use crate::fetch::hex;
use crate::store::{DerivedFrom, Edition, Manifest, NewTable, NewVintage, StoreError, Writer};

/// Raised whenever the same inputs and facts would give other rows.
const COMPUTER: u32 = 1;

/// What came of the vintages of one computed table.
#[derive(Debug)]
pub struct Derived {
    /// The table, which is also the name of its source.
    pub id: String,
    /// The sources that it is computed from.
    pub sources: BTreeSet<String>,
    /// Inputs that the store does not hold, as source and vintage; while one is missing, nothing is
    /// computed anew.
    pub missing: Vec<String>,
    /// What came of each vintage, the earliest first.
    pub vintages: super::Pulled,
}

/// Computes every table of `computed`, and the one of all votes, from what the store holds.
///
/// A vintage is named after the day on which the latest of its inputs was published. One whose inputs
/// and facts are those of before is left as it is; one that no day asks for any longer is taken away.
pub fn derive(
    writer: &Writer<'_>,
    computed: &BTreeMap<String, ComputedFacts>,
    states: &StateTable,
    options: &Pull<'_>,
) -> Vec<Derived> {
    let cells = computed.values().map(|facts| Recipe::Cells(facts, states));
    let recipes: Vec<Recipe<'_>> = cells.chain([Recipe::Votes]).collect();
    let (manifests, _) = writer.store().manifests();
    let work = |recipe: &Recipe<'_>| recipe.derive(writer, &manifests, options);
    std::thread::scope(|scope| {
        let tables: Vec<_> = recipes
            .iter()
            .map(|recipe| scope.spawn(move || work(recipe)))
            .collect();
        let tables = tables.into_iter().map(|table| table.join());
        tables
            .map(|table| table.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

/// How a table is computed.
enum Recipe<'a> {
    /// Cells by state and time, each from the best source of its span.
    Cells(&'a ComputedFacts, &'a StateTable),
    /// The votes of all bodies.
    Votes,
}

/// A vintage of a table of a source.
#[derive(Clone, Copy)]
struct Input<'a> {
    manifest: &'a Manifest,
    table: &'a str,
}

impl Recipe<'_> {
    fn id(&self) -> &str {
        match self {
            Recipe::Cells(facts, _) => &facts.id,
            Recipe::Votes => VOTES,
        }
    }

    fn title(&self) -> &str {
        match self {
            Recipe::Cells(facts, _) => &facts.title,
            Recipe::Votes => VOTES_TITLE,
        }
    }

    fn derive(&self, writer: &Writer<'_>, manifests: &[Manifest], options: &Pull<'_>) -> Derived {
        let (inputs, missing) = self.inputs(manifests);
        let mut derived = Derived {
            id: self.id().to_owned(),
            sources: self.sources(),
            missing,
            vintages: Vec::new(),
        };
        if !derived.missing.is_empty() {
            return derived;
        }
        for day in self.days(&inputs) {
            let known: Vec<Input<'_>> = self.known(&inputs, day);
            let vintage = Vintage {
                id: day.to_string(),
                released: day,
                released_reason: "The latest publication among the tables it is computed from."
                    .to_owned(),
            };
            let outcome = self.vintage(writer, &vintage, &known, options);
            (options.progress)(Progress::Done {
                source: self.id(),
                vintage: &vintage.id,
            });
            derived.vintages.push((vintage, outcome));
        }
        if let Err(error) = self.take_away_others(writer, &derived)
            && let Some((_, outcome)) = derived.vintages.last_mut()
        {
            *outcome = Err(error.into());
        }
        derived
    }

    fn sources(&self) -> BTreeSet<String> {
        match self {
            Recipe::Cells(facts, _) => {
                let sources = facts.span.iter().map(|span| span.source.clone());
                sources.collect()
            }
            Recipe::Votes => VotesOf::ALL.iter().map(|of| of.source.to_owned()).collect(),
        }
    }

    /// Every vintage that can enter, and those that the store lacks.
    fn inputs<'m>(&'m self, manifests: &'m [Manifest]) -> (Vec<Input<'m>>, Vec<String>) {
        let (mut inputs, mut missing) = (Vec::new(), Vec::new());
        match self {
            Recipe::Cells(facts, _) => {
                for (source, table, vintage) in facts.inputs() {
                    let found = manifests.iter().find(|one| {
                        one.edition.source == source
                            && one.edition.vintage == vintage
                            && one.table(table).is_some()
                    });
                    match found {
                        Some(manifest) => inputs.push(Input { manifest, table }),
                        None => missing.push(format!("{source} {vintage}")),
                    }
                }
            }
            Recipe::Votes => {
                for of in VotesOf::ALL {
                    let table = of.table;
                    let before = inputs.len();
                    let own = manifests
                        .iter()
                        .filter(|one| one.edition.source == of.source);
                    let own = own.filter(|one| one.table(table).is_some());
                    inputs.extend(own.map(|manifest| Input { manifest, table }));
                    if inputs.len() == before {
                        missing.push(of.source.to_owned());
                    }
                }
            }
        }
        (inputs, missing)
    }

    /// The days on which something was published that changes the table.
    fn days(&self, inputs: &[Input<'_>]) -> BTreeSet<Day> {
        let days = inputs.iter().map(|input| input.manifest.edition.released);
        // A table of votes without one of the bodies would say that it never voted.
        let whole = |day: &Day| match self {
            Recipe::Cells(..) => true,
            Recipe::Votes => self.known(inputs, *day).len() == VotesOf::ALL.len(),
        };
        days.filter(whole).collect()
    }

    /// The inputs as of a day: of votes the latest of each body, of cells all that spans name.
    fn known<'m>(&self, inputs: &[Input<'m>], day: Day) -> Vec<Input<'m>> {
        let published = inputs
            .iter()
            .filter(|one| one.manifest.edition.released <= day);
        match self {
            Recipe::Cells(..) => published.copied().collect(),
            Recipe::Votes => {
                let latest = |of: VotesOf| {
                    let own = published.clone().filter(|one| one.table == of.table);
                    own.max_by_key(|one| {
                        (one.manifest.edition.released, &one.manifest.edition.vintage)
                    })
                };
                VotesOf::ALL
                    .into_iter()
                    .filter_map(latest)
                    .copied()
                    .collect()
            }
        }
    }

    fn vintage(
        &self,
        writer: &Writer<'_>,
        vintage: &Vintage,
        inputs: &[Input<'_>],
        options: &Pull<'_>,
    ) -> Result<Outcome, PullError> {
        let from: BTreeMap<(&str, &str), &Manifest> = inputs
            .iter()
            .map(|input| input.manifest)
            .map(|one| {
                (
                    (one.edition.source.as_str(), one.edition.vintage.as_str()),
                    one,
                )
            })
            .collect();
        let derived_from: Vec<DerivedFrom> = from
            .values()
            .map(|one| DerivedFrom {
                source: one.edition.source.clone(),
                vintage: one.edition.vintage.clone(),
                content: one.content.clone(),
            })
            .collect();
        let reader = self.reader();
        let before = writer.store().manifest(self.id(), &vintage.id);
        let before = before.ok().flatten();
        let before = super::unchanged(writer, before, &reader, None, options);
        if let Some(before) = before.filter(|before| before.edition.derived_from == derived_from) {
            return Ok(Outcome::Unchanged(before));
        }
        let table = self.compute(writer, inputs)?;
        let every = |of: fn(&Manifest) -> &String| {
            let texts: BTreeSet<&str> = from.values().map(|one| of(one).as_str()).collect();
            texts.into_iter().collect::<Vec<_>>().join("; ")
        };
        let edition = Edition {
            source: self.id().to_owned(),
            vintage: vintage.id.clone(),
            released: vintage.released,
            title: self.title().to_owned(),
            publisher: format!(
                "Watchfire, from tables of: {}",
                every(|one| &one.edition.publisher)
            ),
            licence: every(|one| &one.edition.licence),
            citation: every(|one| &one.edition.citation),
            retrieved: options.retrieved.clone(),
            reader,
            input: Vec::new(),
            derived_from,
        };
        let tables = vec![table];
        Ok(Outcome::Stored(writer.put(NewVintage { edition, tables })?))
    }

    /// The version of the computation with a checksum of the facts that it follows.
    fn reader(&self) -> String {
        let told = match self {
            Recipe::Cells(facts, states) => format!("{facts:?}{states:?}"),
            Recipe::Votes => format!("{:?}", VotesOf::ALL),
        };
        let checksum = hex(&Sha256::digest(told.as_bytes()));
        format!("computed {COMPUTER}:{}", &checksum[..16])
    }

    fn compute(&self, writer: &Writer<'_>, inputs: &[Input<'_>]) -> Result<NewTable, PullError> {
        let rows = |input: &Input<'_>, columns: &[&str]| -> Result<Vec<RecordBatch>, StoreError> {
            match input.manifest.table(input.table) {
                Some(table) => writer.store().rows(input.manifest, table, columns),
                None => Ok(Vec::new()),
            }
        };
        match self {
            Recipe::Cells(facts, states) => {
                let find = |source: &str, table: &str, vintage: &str| {
                    inputs.iter().find(|one| {
                        (
                            one.manifest.edition.source.as_str(),
                            one.table,
                            one.manifest.edition.vintage.as_str(),
                        ) == (source, table, vintage)
                    })
                };
                let facts = facts
                    .with_spans(|span| find(&span.source, &span.table, &span.vintage).is_some());
                let (batch, report) = state_table(&facts, states, |source, table, vintage| {
                    let columns: Vec<&str> = facts.reads(table).into_iter().collect();
                    match find(source, table, vintage) {
                        Some(input) => rows(input, &columns),
                        None => Ok(Vec::new()),
                    }
                })?;
                let time = match facts.time {
                    crate::computed::Time::Month => "month_id",
                    crate::computed::Time::Year => "year",
                };
                let about = facts.columns().into_iter();
                Ok(NewTable {
                    name: facts.id.clone(),
                    schema: facts.schema(),
                    read: batch.num_rows() as u64,
                    batches: vec![batch],
                    left_out: BTreeMap::new(),
                    rejects: None,
                    unused: report.left_out,
                    sort: vec!["gw".to_owned(), time.to_owned()],
                    partition: None,
                    about: about
                        .map(|(name, unit, about)| (name, (unit, about)))
                        .collect(),
                })
            }
            Recipe::Votes => {
                let mut batches = Vec::new();
                for of in VotesOf::ALL {
                    let own = inputs.iter().filter(|input| input.table == of.table);
                    for input in own {
                        for batch in rows(input, &of.reads())? {
                            batches.push(votes(of, &batch)?);
                        }
                    }
                }
                let about = VOTES_COLUMNS.map(|(name, unit, about)| {
                    (name.to_owned(), (unit.to_owned(), about.to_owned()))
                });
                Ok(NewTable {
                    name: VOTES.to_owned(),
                    schema: votes_schema(),
                    read: batches.iter().map(|batch| batch.num_rows() as u64).sum(),
                    batches,
                    left_out: BTreeMap::new(),
                    rejects: None,
                    unused: BTreeMap::new(),
                    sort: ["body", "date", "vote_id", "member"]
                        .map(str::to_owned)
                        .into(),
                    partition: None,
                    about: BTreeMap::from(about),
                })
            }
        }
    }

    /// Takes away vintages of other days: they follow facts or inputs that are no longer those of the
    /// store, and would answer questions as of their days.
    fn take_away_others(&self, writer: &Writer<'_>, derived: &Derived) -> Result<(), StoreError> {
        for stored in writer.store().vintages(self.id())? {
            if derived
                .vintages
                .iter()
                .all(|(one, _)| one.id != stored.edition.vintage)
            {
                writer.remove(self.id(), &stored.edition.vintage)?;
            }
        }
        Ok(())
    }
}
