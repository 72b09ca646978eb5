use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::state::csv_problem;
use crate::{Citation, Code, Day, FactTree, FileSchema, Problem, StateId};

/// What sort of body it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BodyKind {
    /// Open to all states.
    Universal,
    /// A council of some members.
    Council,
    /// A regional organisation.
    Regional,
    /// A defence alliance.
    Alliance,
}

/// What the texts of a body let it do to protect populations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Power {
    /// Its id, for example `ecowas.intervene`.
    pub id: String,
    /// A short name.
    pub title: String,
    /// What the text permits, in our own words.
    pub summary: String,
    /// Where the text says so.
    pub citation: Citation,
    /// Since when.
    pub since: Day,
    /// Whether the text was read.
    pub checked: bool,
}

/// What a membership table rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MembershipSource {
    /// Where the table comes from.
    pub citation: Citation,
    /// How it was built, and what in it is exact.
    pub about: String,
    /// Whether the table was checked against the source.
    pub checked: bool,
}

/// The top of a body's fact file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BodyHead {
    /// Its id, also the file name.
    pub id: String,
    /// Its full name.
    pub name: String,
    /// Its short name.
    pub short: String,
    /// What sort of body it is.
    pub kind: BodyKind,
    /// When it was founded.
    pub founded: Day,
    /// What it is, in one or two sentences.
    pub about: String,
    /// The body that it replaced, if any.
    #[serde(default)]
    pub predecessor: Option<String>,
    /// Whether these fields were checked.
    pub checked: bool,
    /// What the membership table rests on.
    pub membership: MembershipSource,
}

/// How a state belongs to a body.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum MembershipRole {
    /// A full member.
    Member,
    /// A permanent member of a council.
    Permanent,
    /// An elected member of a council.
    Elected,
    /// A member whose participation is suspended.
    Suspended,
    /// An observer without a vote.
    Observer,
}

impl MembershipRole {
    /// The word that is printed.
    pub fn word(self) -> &'static str {
        match self {
            MembershipRole::Member => "member",
            MembershipRole::Permanent => "permanent member",
            MembershipRole::Elected => "elected member",
            MembershipRole::Suspended => "suspended",
            MembershipRole::Observer => "observer",
        }
    }
}

/// One spell of one state in a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The state.
    pub state: StateId,
    /// First day.
    pub from: Day,
    /// Last day; none while it lasts.
    pub to: Option<Day>,
    /// How it belongs.
    pub role: MembershipRole,
    /// Whether both dates were checked.
    pub checked: bool,
    /// What is special about it, or nothing.
    pub note: String,
}

/// A body with its powers and its members over time.
#[derive(Debug, Clone)]
pub struct Body {
    /// The top of its file.
    pub head: BodyHead,
    /// What it may do.
    pub powers: Vec<Power>,
    /// Every spell of membership, in the order of the table.
    pub members: Vec<Membership>,
}

impl Body {
    /// How a state belonged on a day; a suspension goes before the membership it suspends.
    pub fn membership(&self, state: StateId, on: Day) -> Option<&Membership> {
        let mut current = self.on(on).filter(|m| m.state == state);
        let first = current.next()?;
        Some(
            current
                .find(|m| m.role == MembershipRole::Suspended)
                .unwrap_or(first),
        )
    }

    /// All memberships that held on a day.
    pub fn on(&self, day: Day) -> impl Iterator<Item = &Membership> {
        self.members
            .iter()
            .filter(move |m| m.from <= day && m.to.is_none_or(|to| day <= to))
    }
}

#[derive(Deserialize)]
struct Row {
    gw: u16,
    from: Day,
    to: Option<Day>,
    role: MembershipRole,
    checked: String,
    note: String,
}

/// Reads all bodies: `bodies/<id>.toml` with its members in `bodies/<id>.csv`.
pub fn read_bodies(facts: &FactTree, problems: &mut Vec<Problem>) -> BTreeMap<String, Body> {
    let mut bodies = BTreeMap::new();
    for file in facts.folder("bodies", ".toml") {
        let document = file.parse(problems);
        let powers = document.list::<Power>("power", problems);
        let Some(head) = document.head::<BodyHead>(&["power"], problems) else {
            continue;
        };
        if head.id != file.stem() {
            let message = format!("the id `{}` differs from the file name", head.id);
            problems.push(file.problem(Code::WrongFile, 0..0, message));
        }
        let members = read_members(facts, &format!("bodies/{}.csv", file.stem()), problems);
        let powers = powers
            .into_iter()
            .map(serde_spanned::Spanned::into_inner)
            .collect();
        bodies.insert(
            head.id.clone(),
            Body {
                head,
                powers,
                members,
            },
        );
    }
    bodies
}

/// The schema of `bodies/<id>.toml`.
pub fn body_schema() -> FileSchema {
    FileSchema::new::<BodyHead>(
        "body",
        "A body: facts/bodies/<id>.toml, with its members in <id>.csv",
    )
    .list::<Power>("power")
}

fn read_members(facts: &FactTree, path: &str, problems: &mut Vec<Problem>) -> Vec<Membership> {
    let Some(file) = facts.required(path, problems) else {
        return Vec::new();
    };
    let mut members = Vec::new();
    let mut reader = csv::Reader::from_reader(file.text.as_bytes());
    let headers = csv::StringRecord::from(vec!["gw", "from", "to", "role", "checked", "note"]);
    for result in reader.records() {
        let row = result.and_then(|record| {
            let at = record.position().map_or(0, csv::Position::byte);
            record
                .deserialize::<Row>(Some(&headers))
                .map(|row| (row, at))
        });
        match row {
            Ok((row, at)) => {
                let at = usize::try_from(at).unwrap_or(0);
                if row.to.is_some_and(|to| to < row.from) {
                    problems.push(file.problem(
                        Code::DateOrder,
                        at..at,
                        "this membership ends before it begins",
                    ));
                }
                if !matches!(row.checked.as_str(), "yes" | "no") {
                    let message = format!("`checked` must be yes or no, not `{}`", row.checked);
                    problems.push(file.problem(Code::WrongValue, at..at, message));
                }
                members.push(Membership {
                    state: StateId(row.gw),
                    from: row.from,
                    to: row.to,
                    role: row.role,
                    checked: row.checked == "yes",
                    note: row.note,
                });
            }
            Err(error) => problems.push(csv_problem(file, &error)),
        }
    }
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(members: &str) -> (BTreeMap<String, Body>, Vec<Problem>) {
        let head = r#"
id = "league"
name = "A league"
short = "League"
kind = "regional"
founded = 1945-03-22
about = "For tests."
checked = true

[membership]
about = "For tests."
checked = true
citation = { publisher = "A", title = "B", date = "1945" }
"#;
        let facts = FactTree::new([
            ("bodies/league.toml".to_owned(), head.to_owned()),
            (
                "bodies/league.csv".to_owned(),
                format!("gw,from,to,role,checked,note\n{members}"),
            ),
        ]);
        let mut problems = Vec::new();
        let bodies = read_bodies(&facts, &mut problems);
        (bodies, problems)
    }

    #[test]
    fn a_suspension_is_shown_instead_of_the_membership_that_it_suspends() {
        let (bodies, problems) =
            body("652,1945-03-22,,member,yes,\n652,2011-11-16,2023-05-07,suspended,yes,\n");
        assert_eq!(problems, []);
        let role = |day: &str| {
            bodies["league"]
                .membership(StateId(652), day.parse().unwrap())
                .map(|m| m.role)
        };
        assert_eq!(role("2011-01-01"), Some(MembershipRole::Member));
        assert_eq!(role("2012-01-01"), Some(MembershipRole::Suspended));
        assert_eq!(role("2024-01-01"), Some(MembershipRole::Member));
        assert_eq!(role("1940-01-01"), None);
    }

    #[test]
    fn every_bad_row_is_named_with_its_line() {
        let (_, problems) = body(
            "652,2001-01-01,2000-01-01,member,yes,\n9,1999-13-01,,member,yes,\n9,1999-01-01,,chief,maybe,\n",
        );
        let lines: Vec<usize> = problems.iter().map(|p| p.location.line).collect();
        assert_eq!(lines, [2, 3, 4], "{problems:#?}");
    }
}
