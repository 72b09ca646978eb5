use std::collections::BTreeMap;
use std::ops::Range;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_spanned::Spanned;
use toml::de::{DeTable, DeValue};

use crate::shape;
use crate::{Code, Location, Problem};

/// All fact files by path, for example `cases/iraq-2003.toml`.
///
/// Whoever may touch the disk fills it; everyone else reads from it.
#[derive(Debug, Clone, Default)]
pub struct FactTree {
    files: BTreeMap<String, String>,
}

impl FactTree {
    /// A tree of paths (with `/`) and their texts.
    pub fn new(files: impl IntoIterator<Item = (String, String)>) -> FactTree {
        FactTree {
            files: files.into_iter().collect(),
        }
    }

    /// One file.
    pub fn file<'a>(&'a self, path: &'a str) -> Option<FactFile<'a>> {
        self.files.get(path).map(|text| FactFile { path, text })
    }

    /// One file that must exist; a problem is reported if it does not.
    pub fn required<'a>(
        &'a self,
        path: &'a str,
        problems: &mut Vec<Problem>,
    ) -> Option<FactFile<'a>> {
        let file = self.file(path);
        if file.is_none() {
            problems.push(FactFile { path, text: "" }.problem(
                Code::WrongFile,
                0..0,
                "this file is missing",
            ));
        }
        file
    }

    /// The files with that ending directly in a folder, in order of their names.
    pub fn folder<'a>(
        &'a self,
        folder: &'a str,
        ending: &'a str,
    ) -> impl Iterator<Item = FactFile<'a>> {
        self.files.iter().filter_map(move |(path, text)| {
            let name = path.strip_prefix(folder)?.strip_prefix('/')?;
            (!name.contains('/') && name.ends_with(ending)).then_some(FactFile { path, text })
        })
    }

    /// All files in order of their paths.
    pub fn files(&self) -> impl Iterator<Item = FactFile<'_>> {
        self.files
            .iter()
            .map(|(path, text)| FactFile { path, text })
    }
}

/// One fact file: its path and its text.
#[derive(Debug, Clone, Copy)]
pub struct FactFile<'a> {
    /// Path relative to the facts folder.
    pub path: &'a str,
    /// The whole text.
    pub text: &'a str,
}

impl<'a> FactFile<'a> {
    /// The file name without folder and ending.
    pub fn stem(&self) -> &'a str {
        let name = self.path.rsplit('/').next().unwrap_or(self.path);
        name.split('.').next().unwrap_or(name)
    }

    /// A problem at a place in this file.
    pub fn problem(&self, code: Code, span: Range<usize>, message: impl Into<String>) -> Problem {
        Problem {
            code,
            message: message.into(),
            location: Location::new(self.path, self.text, span),
            help: String::new(),
        }
    }

    /// The TOML document, with every syntax error reported; none is returned only for an empty file.
    pub fn parse(self, problems: &mut Vec<Problem>) -> Document<'a> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        let broken: Vec<Range<usize>> = errors.iter().filter_map(toml::de::Error::span).collect();
        for error in &errors {
            let span = error.span().unwrap_or(0..0);
            problems.push(self.problem(Code::Syntax, span, error.message()));
        }
        Document {
            file: self,
            table,
            broken,
        }
    }
}

/// A parsed TOML file from which records are read, each checked on its own.
#[derive(Debug)]
pub struct Document<'a> {
    file: FactFile<'a>,
    table: Spanned<DeTable<'a>>,
    broken: Vec<Range<usize>>,
}

impl<'a> Document<'a> {
    /// The file it came from.
    pub fn file(&self) -> FactFile<'a> {
        self.file
    }

    /// The fields at the top of the file. `lists` names the arrays of tables that follow them.
    pub fn head<T: DeserializeOwned + JsonSchema>(
        &self,
        lists: &[&str],
        problems: &mut Vec<Problem>,
    ) -> Option<T> {
        let mut top = self.table.get_ref().clone();
        for list in lists {
            top.remove(*list);
        }
        let top = Spanned::new(0..0, DeValue::Table(top));
        self.record(top, lists, problems).map(Spanned::into_inner)
    }

    /// The records of one array of tables (`[[key]]`), each with its span; bad ones are reported and left out.
    pub fn list<T: DeserializeOwned + JsonSchema>(
        &self,
        key: &str,
        problems: &mut Vec<Problem>,
    ) -> Vec<Spanned<T>> {
        let Some(value) = self.table.get_ref().get(key) else {
            return Vec::new();
        };
        let Some(records) = value.get_ref().as_array() else {
            let message = format!("`{key}` must be a list of tables, written as [[{key}]]");
            problems.push(self.file.problem(Code::WrongValue, value.span(), message));
            return Vec::new();
        };
        records
            .iter()
            .filter_map(|record| self.record(record.clone(), &[], problems))
            .collect()
    }

    fn record<T: DeserializeOwned + JsonSchema>(
        &self,
        value: Spanned<DeValue<'a>>,
        also_known: &[&str],
        problems: &mut Vec<Problem>,
    ) -> Option<Spanned<T>> {
        let span = value.span();
        let found = shape::check::<T>(self.file, &value, also_known);
        // What the parser already reported is not reported twice.
        let (known, new): (Vec<Problem>, Vec<Problem>) = found
            .into_iter()
            .partition(|problem| self.is_broken(&problem.location.span));
        let sound = known.is_empty() && new.is_empty();
        problems.extend(new);
        if !sound {
            return None;
        }
        match T::deserialize(toml::de::ValueDeserializer::from(value)) {
            Ok(record) => Some(Spanned::new(span, record)),
            Err(error) => {
                let place = error.span().unwrap_or(span);
                if !self.is_broken(&place) {
                    problems.push(self.file.problem(
                        Code::WrongValue,
                        place,
                        error.message().trim().replace('\n', "; "),
                    ));
                }
                None
            }
        }
    }

    fn is_broken(&self, span: &Range<usize>) -> bool {
        // A value that the parser made up to go on has no place of its own.
        let made_up = *span == (0..0) && !self.broken.is_empty();
        made_up
            || self
                .broken
                .iter()
                .any(|broken| broken.start <= span.end && span.start <= broken.end)
    }
}
