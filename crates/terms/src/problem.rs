use std::fmt;
use std::ops::Range;

/// The kinds of problem that fact files can have; each has a page entry in the guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// The file is not valid TOML or CSV.
    Syntax,
    /// A required field is missing.
    MissingField,
    /// A field is not part of the shape.
    UnknownField,
    /// A value has the wrong type or form.
    WrongValue,
    /// An id is used twice.
    DuplicateId,
    /// A reference names nothing that exists.
    UnknownReference,
    /// Dates contradict each other.
    DateOrder,
    /// A record says that it was checked but not against what, or the other way round.
    Unverified,
    /// A required file is missing, or a file stands where none belongs.
    WrongFile,
    /// A rule or criterion refers to itself.
    Circular,
    /// Something is declared and used nowhere.
    Unused,
}

impl Code {
    /// All codes, in the order of the guide.
    pub const ALL: [Code; 11] = [
        Code::Syntax,
        Code::MissingField,
        Code::UnknownField,
        Code::WrongValue,
        Code::DuplicateId,
        Code::UnknownReference,
        Code::DateOrder,
        Code::Unverified,
        Code::WrongFile,
        Code::Circular,
        Code::Unused,
    ];

    /// The stable short name that messages print.
    pub fn id(self) -> &'static str {
        match self {
            Code::Syntax => "F001",
            Code::MissingField => "F002",
            Code::UnknownField => "F003",
            Code::WrongValue => "F004",
            Code::DuplicateId => "F005",
            Code::UnknownReference => "F006",
            Code::DateOrder => "F007",
            Code::Unverified => "F008",
            Code::WrongFile => "F009",
            Code::Circular => "F010",
            Code::Unused => "F011",
        }
    }

    /// What the code means and what to do, for the guide.
    pub fn about(self) -> &'static str {
        match self {
            Code::Syntax => {
                "The file cannot be read as TOML or CSV. Look at the marked place: a missing quote, a doubled equals sign, a date that does not exist."
            }
            Code::MissingField => {
                "A record lacks a field that every record of its kind has. Add it; the schema of the kind lists all fields."
            }
            Code::UnknownField => {
                "A record has a field that its kind does not know, often a spelling mistake. Rename or remove it; nothing is read from unknown fields."
            }
            Code::WrongValue => {
                "A value is not of the form its field asks for, for example a grade outside A to F or a time that is no date."
            }
            Code::DuplicateId => {
                "Two records have the same id. Every id is used once; number a new record on."
            }
            Code::UnknownReference => {
                "A record names something that is declared nowhere: a criterion, source, origin, publisher, body or provision. Correct the name or declare it."
            }
            Code::DateOrder => {
                "Two dates contradict each other, for example an entry known before its source was published."
            }
            Code::Unverified => {
                "A record marked as checked must say against what; a record not checked must not. Nothing unchecked decides a finding."
            }
            Code::WrongFile => {
                "A file that must exist is missing, or its name differs from the id inside it."
            }
            Code::Circular => {
                "A criterion depends on itself through the rules it names. Break the circle."
            }
            Code::Unused => {
                "An origin, source or hypothesis is declared and no record uses it. Remove it or use it."
            }
        }
    }
}

/// A place in a text: byte span, and line and column counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// Path of the file, relative to the folder that was read.
    pub path: String,
    /// Byte range in the text.
    pub span: Range<usize>,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Location {
    /// The place of a byte range in a text.
    pub fn new(path: &str, text: &str, span: Range<usize>) -> Location {
        let start = floor_boundary(text, span.start);
        let end = floor_boundary(text, span.end).max(start);
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Location {
            path: path.to_owned(),
            span: start..end,
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// A parser may report a byte inside a character or past the end; both are moved to a boundary.
fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path, self.line, self.column)
    }
}

/// Something wrong in an input: what, where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The kind of problem.
    pub code: Code,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where it is.
    pub location: Location,
    /// What to do; empty if the message says it.
    pub help: String,
}

impl Problem {
    /// Adds what to do about it.
    pub fn help(mut self, help: impl Into<String>) -> Problem {
        self.help = help.into();
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} [{}]",
            self.location,
            self.message,
            self.code.id()
        )?;
        if !self.help.is_empty() {
            write!(f, "; {}", self.help)?;
        }
        Ok(())
    }
}

/// The candidate that looks most like `name`, if one looks alike at all; a name cut short looks like the whole.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| {
            let cut = name.len() >= 3 && candidate.starts_with(name);
            let distance = strsim::damerau_levenshtein(name, candidate);
            (if cut { 0 } else { distance }, candidate)
        })
        .filter(|(distance, candidate)| *distance <= name.len().max(candidate.len()) / 3 + 1)
        .min()
        .map(|(_, candidate)| candidate)
}

/// The end of a message on a name that is not known: what was probably meant, or nothing.
///
/// ```
/// assert_eq!(terms::did_you_mean("iciss", ["iciss-2001", "wso-2005"]), "; did you mean `iciss-2001`?");
/// assert_eq!(terms::did_you_mean("zzz", ["iciss-2001"]), "");
/// ```
pub fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, candidates)
        .map(|other| format!("; did you mean `{other}`?"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let text = "a = 1\nnäme = 2\n";
        let location = Location::new("x.toml", text, 7..9);
        assert_eq!(location.to_string(), "x.toml:2:2");
        assert_eq!(
            Location::new("x.toml", text, 8..8).column,
            2,
            "inside the ä"
        );
        assert_eq!(Location::new("x.toml", text, 999..999).line, 3);
    }

    #[test]
    fn a_slip_of_the_pen_finds_its_word_and_nonsense_finds_none() {
        let words = ["credibility", "checked", "claim"];
        assert_eq!(nearest("credability", words), Some("credibility"));
        assert_eq!(nearest("zzzzzzzz", words), None);
    }

    #[test]
    fn every_code_has_its_own_id() {
        let ids: std::collections::BTreeSet<&str> = Code::ALL.iter().map(|c| c.id()).collect();
        assert_eq!(ids.len(), Code::ALL.len());
    }
}
