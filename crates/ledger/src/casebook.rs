use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_spanned::Spanned;
use terms::{Code, Day, FactFile, FactTree, FileSchema, Problem, StateId};

use crate::entry_file::{EntryReader, Nameable};
use crate::{Entry, EntryFile, Ledger, Reliability, SourceFile};

/// Who publishes, and how reliable its reports have usually been.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Publisher {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its Admiralty letter, used in every case alike.
    pub reliability: Reliability,
    /// Why the letter.
    pub reason: String,
}

/// The top of a case file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseHead {
    /// Its id, also the file name.
    pub id: String,
    /// The state under assessment, by Gleditsch-Ward number.
    pub state: StateId,
    /// A short title.
    pub title: String,
    /// The day on which the question is put.
    pub as_of: Day,
    /// The question, in one sentence.
    pub question: String,
    /// The context, in a few sentences borne out by entries.
    pub background: String,
    /// What entry ids of this case begin with.
    pub prefix: String,
}

/// A claim made in the debate that is no criterion of any norm.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hypothesis {
    /// Its id, which begins with `claim.`.
    pub id: String,
    /// A short name.
    pub title: String,
    /// A yes or no question.
    pub asks: String,
}

/// Who saw, counted, decided or asserted: entries that rest on the same origin count once.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Its id.
    pub id: String,
    /// What it is.
    pub title: String,
}

/// One case: its question and its evidence.
#[derive(Debug, Clone)]
pub struct Case {
    /// The top of its file.
    pub head: CaseHead,
    /// The claims of its debate.
    pub hypotheses: Vec<Hypothesis>,
    /// Its evidence.
    pub ledger: Ledger,
}

/// All cases, by id.
#[derive(Debug, Clone, Default)]
pub struct Casebook {
    /// The cases, by id.
    pub cases: BTreeMap<String, Case>,
    /// The publishers, by id.
    pub publishers: BTreeMap<String, Publisher>,
}

/// The lists that a case file holds below its top.
const LISTS: [&str; 4] = ["hypothesis", "origin", "source", "entry"];

/// Reads `publishers.toml` and every file in `cases/`; `nameable` are the ids that entries may name.
pub fn read_casebook(
    facts: &FactTree,
    nameable: &Nameable,
    problems: &mut Vec<Problem>,
) -> Casebook {
    let publishers = read_publishers(facts, problems);
    let mut cases = BTreeMap::new();
    for file in facts.folder("cases", ".toml") {
        if let Some(case) = read_case(file, &publishers, nameable, problems) {
            cases.insert(case.head.id.clone(), case);
        }
    }
    Casebook { cases, publishers }
}

/// The schemas of `cases/<id>.toml` and `publishers.toml`.
pub fn casebook_schemas() -> [FileSchema; 2] {
    [
        FileSchema::new::<CaseHead>("case", "A case: facts/cases/<id>.toml")
            .list::<Hypothesis>("hypothesis")
            .list::<Origin>("origin")
            .list::<SourceFile>("source")
            .list::<EntryFile>("entry"),
        FileSchema::lists_only(
            "publishers",
            "Who publishes, and how reliable: facts/publishers.toml",
        )
        .list::<Publisher>("publisher"),
    ]
}

fn read_publishers(facts: &FactTree, problems: &mut Vec<Problem>) -> BTreeMap<String, Publisher> {
    let mut publishers = BTreeMap::new();
    let Some(file) = facts.required("publishers.toml", problems) else {
        return publishers;
    };
    for publisher in file
        .parse(problems)
        .list::<Publisher>("publisher", problems)
    {
        let span = publisher.span();
        let publisher = publisher.into_inner();
        if let Some(first) = publishers.insert(publisher.id.clone(), publisher) {
            problems.push(file.problem(
                Code::DuplicateId,
                span,
                format!("the publisher `{}` is listed twice", first.id),
            ));
        }
    }
    publishers
}

fn read_case(
    file: FactFile<'_>,
    publishers: &BTreeMap<String, Publisher>,
    nameable: &Nameable,
    problems: &mut Vec<Problem>,
) -> Option<Case> {
    let before = problems.len();
    let document = file.parse(problems);
    let head = document.head::<CaseHead>(&LISTS, problems);
    if let Some(head) = &head
        && head.id != file.stem()
    {
        let message = format!("the id `{}` differs from the file name", head.id);
        problems.push(file.problem(Code::WrongFile, 0..0, message));
    }
    let mut reader = EntryReader::new(&document, publishers, nameable, problems);
    let mut ledger = Ledger::new();
    let case = head.as_ref().map_or("", |head| head.id.as_str());
    for entry in document.list::<EntryFile>("entry", problems) {
        let (id_span, id) = (
            entry.get_ref().id.span(),
            entry.get_ref().id.get_ref().clone(),
        );
        if let Some(head) = &head
            && !id.starts_with(&format!("{}-", head.prefix))
        {
            let message = format!("the entry id `{id}` does not begin with `{}-`", head.prefix);
            problems.push(file.problem(Code::WrongValue, id_span.clone(), message));
        }
        let Some(entry) = reader.entry(entry.into_inner(), case, problems) else {
            continue;
        };
        // The chain of the embedded casebook is rebuilt from the files, so its salt hides nothing.
        if let Err(error) = ledger.append(entry, 0, [0; 16]) {
            problems.push(file.problem(Code::DuplicateId, id_span, error.to_string()));
        }
    }
    // A bad entry uses nothing; what only it would have used is not reported as unused.
    if problems.len() == before {
        reader.report_unused(problems);
    }
    let hypotheses = document
        .list::<Hypothesis>("hypothesis", problems)
        .into_iter()
        .map(Spanned::into_inner)
        .collect();
    Some(Case {
        head: head?,
        hypotheses,
        ledger,
    })
}

/// Entries that a user wants to append to a ledger of their own.
#[derive(Debug)]
pub struct NewEntries {
    /// The entries, in the order of the file.
    pub entries: Vec<Entry>,
}

/// Reads a file of the same shape as a case file, without the fields at its top, for a user's own ledger.
pub fn read_entries(
    file: FactFile<'_>,
    case: &str,
    publishers: &BTreeMap<String, Publisher>,
    nameable: &Nameable,
    problems: &mut Vec<Problem>,
) -> NewEntries {
    let document = file.parse(problems);
    let mut reader = EntryReader::new(&document, publishers, nameable, problems);
    let entries = document
        .list::<EntryFile>("entry", problems)
        .into_iter()
        .filter_map(|entry| reader.entry(entry.into_inner(), case, problems))
        .collect();
    NewEntries { entries }
}
