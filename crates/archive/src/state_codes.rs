use std::collections::BTreeMap;
use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use terms::{Citation, Code, Day, FactFile, FactTree, FileSchema, Problem, StateId, StateTable};

use crate::fetch::hex;

/// What is known of a table of codes: `aliases/<id>.toml` beside `aliases/<id>.csv`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AliasFacts {
    /// Its id, also the name of the files and of the kind of code.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What the codes are and who uses them.
    pub about: String,
    /// Where they are from.
    pub citation: Citation,
    /// Whether they were checked against it.
    pub checked: bool,
}

/// The schema of `aliases/<id>.toml`.
pub fn alias_schema() -> FileSchema {
    FileSchema::new::<AliasFacts>(
        "aliases",
        "A table of codes of states: facts/aliases/<id>.toml, with <id>.csv beside it",
    )
}

/// Maps publishers' codes of states to Gleditsch-Ward numbers at a date.
///
/// A code gives the state that existed on the day, or the one that held its territory then: UCDP
/// keeps 345 for Serbia after 2006, and South Sudan before 9 July 2011 lies in Sudan.
#[derive(Debug, Clone, Default)]
pub struct StateCodes {
    states: StateTable,
    names: BTreeMap<String, Vec<StateId>>,
    schemes: BTreeMap<String, BTreeMap<String, Vec<Alias>>>,
    /// The days on which a state or the meaning of a code begins or has just ended, in order.
    changes: Vec<Day>,
    /// Made when it is asked for: most commands read no file of a publisher.
    checksum: OnceLock<String>,
}

/// One row of facts/aliases.
#[derive(Debug, Clone)]
struct Alias {
    /// The state; none if the code means something that is no state.
    state: Option<StateId>,
    /// The first and the last day on which the code means it.
    from: Option<Day>,
    to: Option<Day>,
    /// What the code means, if that is no state.
    note: String,
}

/// The time that a row speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum When {
    /// A day.
    Day(Day),
    /// A year: July counts, or else the last day; the first only to find who held the territory.
    Year(i32),
    /// A VIEWS month: its last day counts, or else its first.
    Month(i32),
}

impl When {
    /// The days that are asked, the most telling first.
    fn days(self) -> Vec<Day> {
        match self {
            When::Day(day) => vec![day],
            When::Year(year) => i16::try_from(year)
                .ok()
                .map(|year| {
                    [(7, 1), (12, 31), (1, 1)]
                        .into_iter()
                        .filter_map(|(month, day)| Day::new(year, month, day))
                        .collect()
                })
                .unwrap_or_default(),
            When::Month(id) => {
                let month = terms::Month::from_month_id(id);
                let (Ok(year), Ok(number)) = (
                    i16::try_from(month.year()),
                    i8::try_from(month.month_of_year()),
                ) else {
                    return Vec::new();
                };
                let last = (28..=31).rev().find_map(|day| Day::new(year, number, day));
                last.into_iter().chain(Day::new(year, number, 1)).collect()
            }
        }
    }
}

impl std::fmt::Display for When {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            When::Day(day) => day.fmt(f),
            When::Year(year) => year.fmt(f),
            When::Month(id) => terms::Month::from_month_id(*id).fmt(f),
        }
    }
}

impl StateCodes {
    /// Reads `states/gleditsch-ward.csv` and `aliases/*.csv` (columns `code`, `gw`, `from`, `to`, `note`).
    pub fn read(facts: &FactTree, problems: &mut Vec<Problem>) -> StateCodes {
        let states = facts
            .required("states/gleditsch-ward.csv", problems)
            .map(|file| StateTable::read(file, problems))
            .unwrap_or_default();
        let mut schemes = BTreeMap::new();
        for file in facts.folder("aliases", ".csv") {
            let sidecar = format!("aliases/{}.toml", file.stem());
            if let Some(sidecar) = facts.required(&sidecar, problems) {
                let head = sidecar.parse(problems).head::<AliasFacts>(&[], problems);
                if head.is_some_and(|head| head.id != file.stem()) {
                    let message = "the id differs from the file name";
                    problems.push(sidecar.problem(Code::WrongFile, 0..0, message));
                }
            }
            schemes.insert(file.stem().to_owned(), read_scheme(file, &states, problems));
        }
        StateCodes::new(states, schemes)
    }

    /// The codes that a table of states knows by itself, without aliases.
    pub fn of_states(states: StateTable) -> StateCodes {
        StateCodes::new(states, BTreeMap::new())
    }

    fn new(
        states: StateTable,
        schemes: BTreeMap<String, BTreeMap<String, Vec<Alias>>>,
    ) -> StateCodes {
        let mut names: BTreeMap<String, Vec<StateId>> = BTreeMap::new();
        for state in states.states() {
            let all = std::iter::once(&state.name)
                .chain(&state.aliases)
                .chain(&state.iso3);
            for name in all {
                let known = names.entry(plain(name)).or_default();
                if !known.contains(&state.id) {
                    known.push(state.id);
                }
            }
        }
        let spells = states.states().flat_map(|state| &state.spells);
        let spells = spells.map(|spell| (Some(spell.from), spell.to));
        let aliases = schemes.values().flat_map(BTreeMap::values).flatten();
        let aliases = aliases.map(|alias| (alias.from, alias.to));
        let mut changes: Vec<Day> = spells
            .chain(aliases)
            .flat_map(|(from, to)| [from, to.map(Day::tomorrow)])
            .flatten()
            .collect();
        changes.sort_unstable();
        changes.dedup();
        StateCodes {
            states,
            names,
            schemes,
            changes,
            checksum: OnceLock::new(),
        }
    }

    /// SHA-256 in hexadecimal of all that it knows: with other codes, the same file gives other rows.
    pub fn checksum(&self) -> &str {
        self.checksum.get_or_init(|| {
            let told = format!("{:?}{:?}", self.states, self.schemes);
            hex(&Sha256::digest(told.as_bytes()))
        })
    }

    /// The table of states.
    pub fn states(&self) -> &StateTable {
        &self.states
    }

    /// Whether a scheme is known: `gw`, `cow`, `iso3`, `name`, or a file of facts/aliases.
    pub fn knows(&self, scheme: &str) -> bool {
        matches!(scheme, "gw" | "cow" | "iso3" | "name") || self.schemes.contains_key(scheme)
    }

    /// Which stretch of time a day lies in: on all days of one, every code means the same state.
    pub(crate) fn era(&self, day: Day) -> usize {
        self.changes.partition_point(|change| *change <= day)
    }

    /// The state that a code means at a time, or that held its territory then, or the reason why
    /// there is none.
    pub fn resolve(&self, scheme: &str, code: &str, when: When) -> Result<StateId, String> {
        self.find(scheme, code, when, false)
    }

    /// The state that a code means, if it existed at that time, or the reason why there is none.
    pub fn resolve_own(&self, scheme: &str, code: &str, when: When) -> Result<StateId, String> {
        self.find(scheme, code, when, true)
    }

    fn find(&self, scheme: &str, code: &str, when: When, own: bool) -> Result<StateId, String> {
        let days = when.days();
        if days.is_empty() {
            return Err(format!("{when} is no time of the calendar"));
        }
        let key = plain(code);
        if let Some(aliases) = self.schemes.get(scheme).and_then(|known| known.get(&key)) {
            return self.by_alias(aliases, &days, code, when, own);
        }
        if matches!(scheme, "gw" | "cow") && code.contains([',', ';']) {
            return Err(format!("`{}` means several states", code.trim()));
        }
        let number = || code.trim().parse::<u16>().ok();
        let mut candidates = match scheme {
            "gw" => number().map(|n| vec![StateId(n)]).unwrap_or_default(),
            "cow" => number().map(|n| self.by_cow(n)).unwrap_or_default(),
            "iso3" if key.len() != 3 => Vec::new(),
            "iso3" | "name" => self.names.get(&key).cloned().unwrap_or_default(),
            _ => Vec::new(),
        };
        candidates.retain(|id| self.states.get(*id).is_some());
        if candidates.is_empty() {
            return Err(format!("`{}` is not known as a {scheme} code", code.trim()));
        }
        self.existing(&candidates, &days, own)
            .ok_or_else(|| format!("`{}` was no state in {when}", code.trim()))
    }

    /// A candidate that existed on one of the days, or else the state that held its territory.
    fn existing(&self, candidates: &[StateId], days: &[Day], own: bool) -> Option<StateId> {
        // A state that ended in the spring is not meant by a row on the whole year, but its
        // successor is; one that began in the autumn is meant.
        let telling = if days.len() == 3 { &days[..2] } else { days };
        let itself = telling.iter().find_map(|day| {
            candidates
                .iter()
                .copied()
                .find(|id| self.states.get(*id).is_some_and(|state| state.exists(*day)))
        });
        if own {
            return itself;
        }
        itself.or_else(|| {
            days.iter().find_map(|day| {
                candidates
                    .iter()
                    .find_map(|id| self.states.by_number(id.0, *day))
                    .map(|state| state.id)
            })
        })
    }

    /// Correlates of War gives some states other numbers; the rest bear the same in both lists.
    fn by_cow(&self, number: u16) -> Vec<StateId> {
        let renumbered: Vec<StateId> = self
            .states
            .states()
            .filter(|state| state.cow.contains(&number))
            .map(|state| state.id)
            .collect();
        renumbered
            .into_iter()
            .chain(std::iter::once(StateId(number)))
            .collect()
    }

    fn by_alias(
        &self,
        aliases: &[Alias],
        days: &[Day],
        code: &str,
        when: When,
        own: bool,
    ) -> Result<StateId, String> {
        let meant: Vec<&Alias> = aliases
            .iter()
            .filter(|alias| {
                days.iter().any(|day| {
                    alias.from.is_none_or(|from| from <= *day)
                        && alias.to.is_none_or(|to| *day <= to)
                })
            })
            .collect();
        let states: Vec<StateId> = meant.iter().filter_map(|alias| alias.state).collect();
        if let Some(id) = self.existing(&states, days, own) {
            return Ok(id);
        }
        match meant.iter().find(|alias| alias.state.is_none()) {
            Some(alias) => Err(format!("`{}` is no state: {}", code.trim(), alias.note)),
            None => Err(format!("`{}` was no state in {when}", code.trim())),
        }
    }
}

#[derive(Deserialize)]
struct Row {
    code: String,
    gw: Option<u16>,
    from: Option<Day>,
    to: Option<Day>,
    note: String,
}

fn read_scheme(
    file: FactFile<'_>,
    states: &StateTable,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, Vec<Alias>> {
    let mut known: BTreeMap<String, Vec<Alias>> = BTreeMap::new();
    let mut reader = csv::Reader::from_reader(file.text.as_bytes());
    for result in reader.deserialize::<Row>() {
        let row = match result {
            Ok(row) => row,
            Err(error) => {
                let at = error.position().map_or(0, |p| p.byte() as usize);
                problems.push(file.problem(Code::Syntax, at..at, error.to_string()));
                continue;
            }
        };
        let at = file
            .text
            .find(&format!("\n{},", row.code))
            .map_or(0, |n| n + 1);
        let mut wrong =
            |message: String| problems.push(file.problem(Code::WrongValue, at..at, message));
        match row.gw {
            None if row.note.is_empty() => wrong(format!(
                "`{}` has no number; `note` must say what it means",
                row.code
            )),
            Some(gw) if states.get(StateId(gw)).is_none() => {
                wrong(format!("no state has the number {gw}"));
            }
            _ => {}
        }
        known.entry(plain(&row.code)).or_default().push(Alias {
            state: row.gw.map(StateId),
            from: row.from,
            to: row.to,
            note: row.note,
        });
    }
    known
}

/// Lower case, without accents, typographic apostrophes and double spaces, in which writers differ.
fn plain(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.trim().chars().flat_map(char::to_lowercase) {
        match c {
            'á' | 'à' | 'ã' | 'â' | 'ä' | 'å' => out.push('a'),
            'é' | 'è' | 'ê' | 'ë' => out.push('e'),
            'í' | 'ì' | 'î' | 'ï' => out.push('i'),
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' => out.push('o'),
            'ú' | 'ù' | 'û' | 'ü' => out.push('u'),
            'ç' => out.push('c'),
            'ñ' => out.push('n'),
            '’' | '`' | '´' => out.push('\''),
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            other => out.push(other),
        }
    }
    out
}
