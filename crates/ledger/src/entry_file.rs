use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;
use serde_spanned::Spanned;
use terms::{Code, Day, Document, FactFile, Problem, ValidTime, nearest};

use crate::{
    Bearing, Credibility, Entry, EntryId, EntryKind, Figure, Grade, Hypothesis, Origin, Publisher,
    Reliability, Side, Source,
};

/// A public document, as a case file writes it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// Its id in this file.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// The publisher, by id.
    #[schemars(with = "String")]
    pub publisher: Spanned<String>,
    /// Title of the document.
    pub title: String,
    /// Document symbol, if it has one.
    #[serde(default)]
    pub document: Option<String>,
    /// When it was published.
    pub date: Day,
    /// Where it can be read.
    #[serde(default)]
    pub url: Option<String>,
    /// A letter that differs from the publisher's.
    #[serde(default)]
    pub reliability: Option<Reliability>,
    /// Why it differs; needed with `reliability`.
    #[serde(default)]
    pub reliability_reason: Option<String>,
}

/// What an entry says about a criterion or hypothesis, as a case file writes it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BearingFile {
    /// A criterion of `facts/criteria` or a hypothesis of this file.
    #[schemars(with = "String")]
    pub on: Spanned<String>,
    /// Whether the entry, if true, supports a yes (`for`) or a no (`against`).
    pub side: Side,
    /// Why, in one clause.
    pub why: String,
}

/// An entry, as a case file writes it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryFile {
    /// Its name: the prefix of the case and a number, for example IQ-017.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// What is claimed, in one or two sentences of our own.
    pub claim: String,
    /// Who claims it.
    pub by: String,
    /// What sort of thing it reports.
    pub kind: EntryKind,
    /// The document, by the id of a source in this file.
    #[schemars(with = "String")]
    pub source: Spanned<String>,
    /// The place in the document.
    #[serde(default)]
    pub locator: Option<String>,
    /// When it is true of the world: a day, month, year or interval.
    #[schemars(with = "String")]
    pub valid: Spanned<String>,
    /// The first day on which the public could know it.
    #[schemars(with = "Day")]
    pub known: Spanned<Day>,
    /// Why it was known before its source was published; needed where it was.
    #[serde(default)]
    pub known_reason: Option<String>,
    /// The number of the Admiralty grade, 1 to 6.
    #[schemars(with = "u8")]
    pub credibility: Spanned<u8>,
    /// Why the number, in one sentence.
    pub grade_reason: String,
    /// The origin cluster, by the id of an origin in this file.
    #[schemars(with = "String")]
    pub origin: Spanned<String>,
    /// The earlier entry that this one corrects.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub supersedes: Option<Spanned<String>>,
    /// Whether the source is kept from output to protect people.
    #[serde(default)]
    pub source_withheld: bool,
    /// The number that it reports.
    #[serde(default)]
    pub figure: Option<Figure>,
    /// What it says about criteria and hypotheses.
    pub bears: Vec<BearingFile>,
    /// The measures of `facts/measures` that it reports as tried or taken.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub tries: Vec<Spanned<String>>,
    /// Whether claim and dates were verified.
    #[schemars(with = "bool")]
    pub checked: Spanned<bool>,
    /// The public page or data file against which it was verified; empty if it was not.
    #[serde(default)]
    pub checked_against: String,
}

/// The ids that entries may name, declared by others.
#[derive(Debug, Clone, Default)]
pub struct Nameable {
    /// The criteria on which an entry may bear.
    pub criteria: BTreeSet<String>,
    /// The measures that an entry may report as tried.
    pub measures: BTreeSet<String>,
}

/// Turns entries as written into entries that cannot be wrong, and remembers what they used.
pub(crate) struct EntryReader<'a> {
    file: FactFile<'a>,
    publishers: &'a BTreeMap<String, Publisher>,
    bearable: BTreeSet<String>,
    measures: &'a BTreeSet<String>,
    sources: BTreeMap<String, (SourceFile, bool)>,
    origins: BTreeMap<String, (Spanned<Origin>, bool)>,
    hypotheses: BTreeMap<String, (Spanned<Hypothesis>, bool)>,
}

impl<'a> EntryReader<'a> {
    pub(crate) fn new(
        document: &Document<'a>,
        publishers: &'a BTreeMap<String, Publisher>,
        nameable: &'a Nameable,
        problems: &mut Vec<Problem>,
    ) -> EntryReader<'a> {
        let file = document.file();
        let twice = |what: &str, id: &str| format!("the {what} `{id}` is declared twice");
        let mut origins = BTreeMap::new();
        for origin in document.list::<Origin>("origin", problems) {
            let (id, span) = (origin.get_ref().id.clone(), origin.span());
            if origins.insert(id.clone(), (origin, false)).is_some() {
                problems.push(file.problem(Code::DuplicateId, span, twice("origin", &id)));
            }
        }
        let mut hypotheses = BTreeMap::new();
        for hypothesis in document.list::<Hypothesis>("hypothesis", problems) {
            let (id, span) = (hypothesis.get_ref().id.clone(), hypothesis.span());
            if !id.starts_with("claim.") {
                let message = format!("the hypothesis `{id}` must begin with `claim.`");
                problems.push(file.problem(Code::WrongValue, span.clone(), message));
            }
            if hypotheses.insert(id.clone(), (hypothesis, false)).is_some() {
                problems.push(file.problem(Code::DuplicateId, span, twice("hypothesis", &id)));
            }
        }
        let mut sources = BTreeMap::new();
        for source in document.list::<SourceFile>("source", problems) {
            let source = source.into_inner();
            let id = source.id.clone();
            check_source(file, &source, publishers, problems);
            if sources
                .insert(id.get_ref().clone(), (source, false))
                .is_some()
            {
                problems.push(file.problem(
                    Code::DuplicateId,
                    id.span(),
                    twice("source", id.get_ref()),
                ));
            }
        }
        let criteria = nameable.criteria.iter();
        let bearable = criteria.chain(hypotheses.keys()).cloned().collect();
        EntryReader {
            file,
            publishers,
            bearable,
            measures: &nameable.measures,
            sources,
            origins,
            hypotheses,
        }
    }

    pub(crate) fn entry(
        &mut self,
        entry: EntryFile,
        case: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<Entry> {
        let before = problems.len();
        let source = self.source(&entry, problems);
        let origin = self.origin(&entry.origin, problems);
        let valid = entry.valid.get_ref().parse::<ValidTime>();
        if let Err(error) = &valid {
            problems.push(self.file.problem(
                Code::WrongValue,
                entry.valid.span(),
                error.to_string(),
            ));
        }
        let credibility = Credibility::new(*entry.credibility.get_ref());
        if credibility.is_none() {
            let message = format!("credibility is 1 to 6, not {}", entry.credibility.get_ref());
            problems.push(
                self.file
                    .problem(Code::WrongValue, entry.credibility.span(), message),
            );
        }
        if *entry.checked.get_ref() == entry.checked_against.is_empty() {
            let message = match entry.checked.get_ref() {
                true => "this entry is marked as checked, but not against what",
                false => {
                    "this entry is marked as not checked, yet names what it was checked against"
                }
            };
            problems.push(
                self.file
                    .problem(Code::Unverified, entry.checked.span(), message)
                    .help("name the public page or data file in `checked_against`, or write `checked = false` and leave it out"),
            );
        }
        if entry.bears.is_empty() {
            let message = format!("the entry `{}` bears on nothing", entry.id.get_ref());
            problems.push(
                self.file
                    .problem(Code::MissingField, entry.id.span(), message)
                    .help("an entry that says nothing about any question is left out"),
            );
        }
        let bears = entry
            .bears
            .iter()
            .map(|bearing| self.bearing(bearing, problems))
            .collect();
        for measure in entry
            .tries
            .iter()
            .filter(|id| !self.measures.contains(id.get_ref()))
        {
            let known = self.measures.iter().map(String::as_str).collect();
            problems.push(unknown(self.file, "measure", measure, known));
        }
        if problems.len() > before {
            return None;
        }
        let ((source, reliability), (origin, origin_title)) = (source?, origin?);
        Some(Entry {
            id: EntryId(entry.id.into_inner()),
            case: case.to_owned(),
            claim: entry.claim,
            by: entry.by,
            kind: entry.kind,
            source,
            locator: entry.locator,
            valid: valid.ok()?,
            known: entry.known.into_inner(),
            grade: Grade {
                reliability,
                credibility: credibility?,
            },
            grade_reason: entry.grade_reason,
            origin,
            origin_title,
            supersedes: entry.supersedes.map(|id| EntryId(id.into_inner())),
            source_withheld: entry.source_withheld,
            figure: entry.figure,
            forecast: None,
            bears,
            tries: entry.tries.into_iter().map(Spanned::into_inner).collect(),
            checked: entry.checked.into_inner(),
            checked_against: entry.checked_against,
        })
    }

    fn source(
        &mut self,
        entry: &EntryFile,
        problems: &mut Vec<Problem>,
    ) -> Option<(Source, Reliability)> {
        let wanted = &entry.source;
        let Some((source, used)) = self.sources.get_mut(wanted.get_ref()) else {
            let ids: Vec<&str> = self.sources.keys().map(String::as_str).collect();
            problems.push(unknown(self.file, "source", wanted, ids));
            return None;
        };
        *used = true;
        if *entry.known.get_ref() < source.date && entry.known_reason.is_none() {
            let message = format!(
                "known on {}, before its source was published on {}",
                entry.known.get_ref(),
                source.date
            );
            let help = "say in `known_reason` how the public could know it then, or correct a date";
            problems.push(
                self.file
                    .problem(Code::DateOrder, entry.known.span(), message)
                    .help(help),
            );
        }
        let publisher = self.publishers.get(source.publisher.get_ref())?;
        let named = Source {
            id: source.id.get_ref().clone(),
            publisher: publisher.id.clone(),
            publisher_name: publisher.name.clone(),
            title: source.title.clone(),
            document: source.document.clone(),
            date: source.date,
            url: source.url.clone(),
        };
        Some((named, source.reliability.unwrap_or(publisher.reliability)))
    }

    fn origin(
        &mut self,
        wanted: &Spanned<String>,
        problems: &mut Vec<Problem>,
    ) -> Option<(String, String)> {
        let Some((origin, used)) = self.origins.get_mut(wanted.get_ref()) else {
            let ids: Vec<&str> = self.origins.keys().map(String::as_str).collect();
            problems.push(unknown(self.file, "origin", wanted, ids));
            return None;
        };
        *used = true;
        Some((origin.get_ref().id.clone(), origin.get_ref().title.clone()))
    }

    fn bearing(&mut self, bearing: &BearingFile, problems: &mut Vec<Problem>) -> Bearing {
        let on = bearing.on.get_ref();
        if !self.bearable.contains(on) {
            let ids: Vec<&str> = self.bearable.iter().map(String::as_str).collect();
            problems.push(unknown(
                self.file,
                "criterion or hypothesis",
                &bearing.on,
                ids,
            ));
        }
        if let Some((_, used)) = self.hypotheses.get_mut(on) {
            *used = true;
        }
        Bearing {
            on: on.clone(),
            side: bearing.side,
            why: bearing.why.clone(),
        }
    }

    pub(crate) fn report_unused(&self, problems: &mut Vec<Problem>) {
        let mut report = |span, what: &str, id: &str| {
            problems.push(self.file.problem(
                Code::Unused,
                span,
                format!("no entry uses the {what} `{id}`"),
            ));
        };
        for (id, (source, used)) in &self.sources {
            if !used {
                report(source.id.span(), "source", id);
            }
        }
        for (id, (origin, used)) in &self.origins {
            if !used {
                report(origin.span(), "origin", id);
            }
        }
        for (id, (hypothesis, used)) in &self.hypotheses {
            if !used {
                report(hypothesis.span(), "hypothesis", id);
            }
        }
    }
}

fn check_source(
    file: FactFile<'_>,
    source: &SourceFile,
    publishers: &BTreeMap<String, Publisher>,
    problems: &mut Vec<Problem>,
) {
    if !publishers.contains_key(source.publisher.get_ref()) {
        let ids: Vec<&str> = publishers.keys().map(String::as_str).collect();
        problems.push(unknown(file, "publisher", &source.publisher, ids));
    }
    if source.reliability.is_some() && source.reliability_reason.is_none() {
        let message = format!(
            "the source `{}` departs from its publisher's letter without a reason",
            source.id.get_ref()
        );
        problems.push(
            file.problem(Code::MissingField, source.id.span(), message)
                .help("say why in `reliability_reason`"),
        );
    }
}

fn unknown(file: FactFile<'_>, what: &str, wanted: &Spanned<String>, known: Vec<&str>) -> Problem {
    let help = match nearest(wanted.get_ref(), known) {
        Some(other) => format!("did you mean `{other}`?"),
        None => format!("declare the {what} first"),
    };
    file.problem(
        Code::UnknownReference,
        wanted.span(),
        format!("there is no {what} `{}`", wanted.get_ref()),
    )
    .help(help)
}
