use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Code, Day, FactFile, Problem};

/// A Gleditsch-Ward state number.
///
/// Source: K. S. Gleditsch and M. D. Ward, "A revised list of independent states since the
/// Congress of Vienna", International Interactions 25(4), 1999, and its later updates.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct StateId(pub u16);

impl fmt::Display for StateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One unbroken time in which a state was a member of the international system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spell {
    /// First day.
    pub from: Day,
    /// Last day; none while it lasts.
    pub to: Option<Day>,
}

impl Spell {
    /// Whether the day lies in the spell.
    pub fn contains(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

impl fmt::Display for Spell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to {
            Some(to) => write!(f, "{} to {to}", self.from),
            None => write!(f, "since {}", self.from),
        }
    }
}

/// A state of the Gleditsch-Ward list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Its number.
    pub id: StateId,
    /// Its ISO 3166-1 alpha-3 code, where it has or had one.
    pub iso3: Option<String>,
    /// Its common English name today.
    pub name: String,
    /// Other names and codes under which it is looked up.
    pub aliases: Vec<String>,
    /// Correlates of War numbers that mean it and differ from its own.
    pub cow: Vec<u16>,
    /// When it was a member of the system, in order.
    pub spells: Vec<Spell>,
    /// States of which its territory was part when it was no member.
    pub otherwise_part_of: Vec<StateId>,
}

impl State {
    /// Whether it was a member of the system on that day.
    pub fn exists(&self, on: Day) -> bool {
        self.spells.iter().any(|spell| spell.contains(on))
    }
}

/// Why a name, code or number gives no state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StateError {
    /// Nothing is called that.
    #[error("no state is called `{query}`{}", or_nearest(.nearest))]
    Unknown {
        /// What was asked for.
        query: String,
        /// The names that look most like it, all equally close.
        nearest: Vec<String>,
    },
    /// The state exists in the list but not on that day.
    #[error(
        "{name} (GW {id}) was not a member of the state system on {on}; it is listed {}{}",
        list_spells(.spells),
        name_territory(.part_of)
    )]
    NotAMember {
        /// The state's number.
        id: StateId,
        /// The state's name.
        name: String,
        /// The day that was asked for.
        on: Day,
        /// When it was a member.
        spells: Vec<Spell>,
        /// The state that its territory belonged to on that day.
        part_of: Option<(StateId, String)>,
    },
}

fn or_nearest(nearest: &[String]) -> String {
    if nearest.is_empty() {
        "; give an ISO 3166 code (IRQ), a Gleditsch-Ward number (645) or a common English name"
            .to_owned()
    } else {
        format!("; did you mean {}?", nearest.join(" or "))
    }
}

fn list_spells(spells: &[Spell]) -> String {
    spells
        .iter()
        .map(Spell::to_string)
        .collect::<Vec<_>>()
        .join(" and ")
}

fn name_territory(part_of: &Option<(StateId, String)>) -> String {
    match part_of {
        Some((id, name)) => format!("; on that day its territory was part of {name} (GW {id})"),
        None => String::new(),
    }
}

/// The table of states.
#[derive(Debug, Clone, Default)]
pub struct StateTable {
    states: BTreeMap<StateId, State>,
}

#[derive(Deserialize)]
struct Row {
    gw: u16,
    iso3: String,
    name: String,
    aliases: String,
    cow: String,
    from: String,
    to: String,
    otherwise_part_of: String,
}

impl StateTable {
    /// Reads the table from its CSV file, one row a spell.
    pub fn read(file: FactFile<'_>, problems: &mut Vec<Problem>) -> StateTable {
        let mut states: BTreeMap<StateId, State> = BTreeMap::new();
        let mut reader = csv::Reader::from_reader(file.text.as_bytes());
        for result in reader.deserialize::<Row>() {
            let row = match result {
                Ok(row) => row,
                Err(error) => {
                    problems.push(csv_problem(file, &error));
                    continue;
                }
            };
            match spell_of(&row) {
                Ok(spell) => {
                    let state = states.entry(StateId(row.gw)).or_insert_with(|| State {
                        id: StateId(row.gw),
                        iso3: (!row.iso3.is_empty()).then(|| row.iso3.clone()),
                        name: row.name.clone(),
                        aliases: row
                            .aliases
                            .split('|')
                            .filter(|a| !a.is_empty())
                            .map(str::to_owned)
                            .collect(),
                        cow: numbers(&row.cow),
                        spells: Vec::new(),
                        otherwise_part_of: numbers(&row.otherwise_part_of)
                            .into_iter()
                            .map(StateId)
                            .collect(),
                    });
                    state.spells.push(spell);
                }
                Err(message) => {
                    let line = file
                        .text
                        .find(&format!("\n{},{},", row.gw, row.iso3))
                        .map_or(0, |at| at + 1);
                    problems.push(file.problem(Code::WrongValue, line..line, message));
                }
            }
        }
        StateTable { states }
    }

    /// All states in order of their numbers.
    pub fn states(&self) -> impl Iterator<Item = &State> {
        self.states.values()
    }

    /// The state with that number.
    pub fn get(&self, id: StateId) -> Option<&State> {
        self.states.get(&id)
    }

    /// The name of a state, or its number if the table does not have it.
    pub fn name(&self, id: StateId) -> String {
        self.get(id)
            .map_or_else(|| format!("GW {id}"), |state| state.name.clone())
    }

    /// The state with that ISO3 code, Gleditsch-Ward number or common name that existed on that day.
    ///
    /// Where several states bear a name (Germany), the one that existed on the day is meant.
    pub fn find(&self, query: &str, on: Day) -> Result<&State, StateError> {
        let named: Vec<&State> = self
            .states
            .values()
            .filter(|state| answers_to(state, query))
            .collect();
        if let Some(state) = named.iter().find(|state| state.exists(on)) {
            return Ok(state);
        }
        match named.first() {
            Some(state) => Err(self.not_a_member(state, on)),
            None => Err(StateError::Unknown {
                query: query.to_owned(),
                nearest: self.nearest(query),
            }),
        }
    }

    /// The state with that number, if it existed on that day.
    pub fn member(&self, id: StateId, on: Day) -> Result<&State, StateError> {
        match self.get(id) {
            Some(state) if state.exists(on) => Ok(state),
            Some(state) => Err(self.not_a_member(state, on)),
            None => Err(StateError::Unknown {
                query: format!("GW {id}"),
                nearest: Vec::new(),
            }),
        }
    }

    /// The state that a source means by a Correlates of War or Gleditsch-Ward number on a day.
    ///
    /// Sources keep a number when a state changes its own (Serbia, Germany, Yemen); the state that
    /// existed on the day is meant, or the one that held its territory then.
    pub fn by_number(&self, number: u16, on: Day) -> Option<&State> {
        let own = self.get(StateId(number));
        let existing = |state: &&State| state.exists(on);
        own.filter(existing)
            .or_else(|| {
                self.states()
                    .filter(|state| state.cow.contains(&number))
                    .find(existing)
            })
            .or_else(|| {
                own?.otherwise_part_of
                    .iter()
                    .filter_map(|id| self.get(*id))
                    .find(existing)
            })
    }

    fn not_a_member(&self, state: &State, on: Day) -> StateError {
        let part_of = state
            .otherwise_part_of
            .iter()
            .filter_map(|id| self.get(*id))
            .find(|other| other.exists(on))
            .map(|other| (other.id, other.name.clone()));
        StateError::NotAMember {
            id: state.id,
            name: state.name.clone(),
            on,
            spells: state.spells.clone(),
            part_of,
        }
    }

    fn nearest(&self, query: &str) -> Vec<String> {
        let query = plain(query);
        let distance = |state: &&State| strsim::damerau_levenshtein(&query, &plain(&state.name));
        let Some(least) = self.states.values().map(|state| distance(&state)).min() else {
            return Vec::new();
        };
        if least > query.len() / 3 + 1 {
            return Vec::new();
        }
        self.states
            .values()
            .filter(|state| distance(state) == least)
            .map(|state| state.name.clone())
            .collect()
    }
}

/// The problem that a row of a CSV fact file has.
pub(crate) fn csv_problem(file: FactFile<'_>, error: &csv::Error) -> Problem {
    let at = error
        .position()
        .map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
    file.problem(Code::Syntax, at..at, error.to_string())
}

fn numbers(list: &str) -> Vec<u16> {
    list.split('|')
        .filter_map(|number| number.parse().ok())
        .collect()
}

fn spell_of(row: &Row) -> Result<Spell, String> {
    let from = row
        .from
        .parse()
        .map_err(|error| format!("GW {}: {error}", row.gw))?;
    let to = match row.to.as_str() {
        "" => None,
        text => Some(
            text.parse()
                .map_err(|error| format!("GW {}: {error}", row.gw))?,
        ),
    };
    Ok(Spell { from, to })
}

fn answers_to(state: &State, query: &str) -> bool {
    if let Ok(number) = query.parse::<u16>() {
        return state.id.0 == number;
    }
    let query = plain(query);
    state
        .iso3
        .as_deref()
        .is_some_and(|iso3| iso3.eq_ignore_ascii_case(&query))
        || plain(&state.name) == query
        || state.aliases.iter().any(|alias| plain(alias) == query)
}

/// Lower case without the accents that English writers leave out.
fn plain(name: &str) -> String {
    name.trim()
        .to_lowercase()
        .chars()
        .map(|c| match c {
            'á' | 'à' | 'ã' | 'â' | 'ä' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'í' | 'ì' | 'î' => 'i',
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
            'ú' | 'ù' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            '’' => '\'',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = include_str!("../../../facts/states/gleditsch-ward.csv");

    fn table() -> StateTable {
        let mut problems = Vec::new();
        let table = StateTable::read(
            FactFile {
                path: "states/gleditsch-ward.csv",
                text: TABLE,
            },
            &mut problems,
        );
        assert_eq!(problems, []);
        table
    }

    fn on(day: &str) -> Day {
        day.parse().unwrap()
    }

    #[test]
    fn a_state_is_found_by_code_number_and_name() {
        let table = table();
        for query in ["IRQ", "irq", "645", "Iraq"] {
            assert_eq!(
                table.find(query, on("2003-03-19")).unwrap().id,
                StateId(645),
                "{query}"
            );
        }
        for query in ["CIV", "Cote d'Ivoire", "Côte d’Ivoire", "ivory coast"] {
            assert_eq!(
                table.find(query, on("2011-03-01")).unwrap().id,
                StateId(437),
                "{query}"
            );
        }
    }

    #[test]
    fn germany_means_the_state_of_the_day() {
        let table = table();
        assert_eq!(
            table.find("Germany", on("2003-01-01")).unwrap().id,
            StateId(260)
        );
        assert_eq!(
            table.find("East Germany", on("1989-01-01")).unwrap().id,
            StateId(265)
        );
    }

    #[test]
    fn a_state_that_did_not_exist_is_an_error_that_says_so() {
        let error = table().find("SSD", on("2004-09-18")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "South Sudan (GW 626) was not a member of the state system on 2004-09-18; it is listed since \
             2011-07-09; on that day its territory was part of Sudan (GW 625)"
        );
        let error = table()
            .find("Serbia", on("1999-03-24"))
            .unwrap_err()
            .to_string();
        assert!(error.contains("part of Yugoslavia (GW 345)"), "{error}");
    }

    #[test]
    fn a_number_means_the_state_of_the_day() {
        let table = table();
        let by = |number, day| table.by_number(number, on(day)).map(|state| state.id.0);
        assert_eq!(by(345, "1999-06-01"), Some(345), "Yugoslavia");
        assert_eq!(
            by(345, "2010-06-01"),
            Some(340),
            "UCDP keeps 345 for Serbia"
        );
        assert_eq!(
            by(340, "1998-06-01"),
            Some(345),
            "Serbia before 2006 was part of Yugoslavia"
        );
        assert_eq!(by(679, "1994-06-01"), Some(678), "COW renumbered Yemen");
        assert_eq!(by(255, "1995-06-01"), Some(260), "COW renumbered Germany");
        assert_eq!(
            by(626, "2004-06-01"),
            Some(625),
            "South Sudan was part of Sudan"
        );
    }

    #[test]
    fn a_misspelt_name_is_answered_with_all_that_are_equally_near() {
        let error = table()
            .find("Irak", on("2003-03-19"))
            .unwrap_err()
            .to_string();
        assert_eq!(
            error,
            "no state is called `Irak`; did you mean Iran or Iraq?"
        );
    }
}
