use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use terms::{Code, Day, FactFile, FactTree, Gap, Problem, StateId};

use crate::geography::{NEIGHBOURS, SHAPES};
use crate::interventions::OUTCOMES;
use crate::mirror::sha256;
use crate::sources::{RejectedRow, Rows, Take, early_warning_project, ucdp_country_year};
use crate::{Mirror, MirrorError, SourceFacts, SourceFile, StateCodes};

/// A number of people with the range that its source gives, as published: in some rows of UCDP the
/// best estimate lies outside its own range, and nothing is corrected here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Estimate {
    /// Low estimate, in persons.
    pub low: u32,
    /// Best estimate, in persons.
    pub best: u32,
    /// High estimate, in persons.
    pub high: u32,
}

/// Deaths from organised violence in one state in one year, by UCDP's types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeathsRow {
    /// The state.
    pub state: StateId,
    /// The year.
    pub year: i16,
    /// Fighting in which at least one side is a state.
    pub state_based: Estimate,
    /// Fighting between groups none of which is a state.
    pub non_state: Estimate,
    /// Killing of civilians by a state or an organised group.
    pub one_sided: Estimate,
}

/// One mass killing: at least 1,000 noncombatants of a group killed within a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Episode {
    /// The state in which it took place.
    pub state: StateId,
    /// Its first year.
    pub first: i16,
    /// Its last year; none if the list has it as going on.
    pub last: Option<i16>,
    /// Whether a state led it.
    pub state_led: bool,
    /// The publisher's code.
    pub code: String,
}

/// A column of a release table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// What it is.
    pub about: String,
}

/// What a release table was computed from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseInput {
    /// The source, by id.
    pub source: String,
    /// Its title.
    pub title: String,
    /// Its publisher.
    pub publisher: String,
    /// Its version.
    pub vintage: String,
    /// When that version was published.
    pub released: Day,
    /// Its licence.
    pub licence: String,
    /// How to cite it.
    pub citation: String,
    /// SHA-256 of the file that was read.
    pub sha256: String,
}

impl ReleaseInput {
    /// A file of a source.
    pub fn of(source: &SourceFacts, file: &SourceFile) -> ReleaseInput {
        ReleaseInput {
            source: source.id.clone(),
            title: source.title.clone(),
            publisher: source.publisher.clone(),
            vintage: source.vintage.clone(),
            released: source.released,
            licence: source.licence.clone(),
            citation: source.citation.to_string(),
            sha256: file.sha256.clone(),
        }
    }

    /// Title, version, licence and citation in one line.
    pub fn reference(&self) -> String {
        format!(
            "{}, version {}, published {}. Licence: {}. Cite: {}",
            self.title, self.vintage, self.released, self.licence, self.citation
        )
    }
}

/// The sidecar of a release table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseHead {
    /// Its id, also the file name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is.
    pub about: String,
    /// Number of rows.
    pub rows: usize,
    /// How many rows of the source were left out, by reason.
    #[serde(default)]
    pub left_out: BTreeMap<String, usize>,
    /// SHA-256 of the table.
    pub sha256: String,
    /// What it was computed from.
    pub input: Vec<ReleaseInput>,
    /// Its columns.
    pub column: Vec<Column>,
}

impl ReleaseHead {
    /// The first day on which the table could be known: when the last of its inputs was published.
    pub fn known(&self) -> Day {
        self.input
            .iter()
            .map(|input| input.released)
            .max()
            .unwrap_or_else(|| Day::new(9999, 12, 31).expect("a day of the calendar"))
    }
}

/// A table that Watchfire computes from a source: one register, one shape.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its id.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it is.
    pub about: &'static str,
    /// The source that it is computed from.
    pub source: &'static str,
    /// Which files of the source, by their place in its fact file.
    pub files: &'static [usize],
    /// Its columns: name, unit, meaning.
    pub columns: &'static [DescribedColumn],
    pub(crate) compute: fn(&Inputs<'_>) -> Rows<Vec<String>>,
}

/// What a table is computed from.
pub(crate) struct Inputs<'a> {
    /// The path in the mirror and the text of each file.
    pub(crate) texts: Vec<(&'a str, &'a str)>,
    /// What codes of states mean.
    pub(crate) codes: &'a StateCodes,
    /// When the version of the source was published.
    pub(crate) released: Day,
}

/// All release tables.
pub const TABLES: [Table; 5] = [
    Table {
        id: "deaths-by-state-year",
        title: "Deaths from organised violence by state, year and type",
        about: "For every state and year of the source, zeros included. A state and year without a row are not covered, which is not zero.",
        source: ucdp_country_year::ID,
        files: &[0],
        columns: &[
            (
                "gw",
                "Gleditsch-Ward number",
                "the state that existed in the year",
            ),
            ("year", "calendar year", "the year of the deaths"),
            (
                "state_based_low",
                "persons",
                "fighting in which at least one side is a state, low estimate",
            ),
            ("state_based_best", "persons", "the same, best estimate"),
            ("state_based_high", "persons", "the same, high estimate"),
            (
                "non_state_low",
                "persons",
                "fighting between groups none of which is a state, low estimate",
            ),
            ("non_state_best", "persons", "the same, best estimate"),
            ("non_state_high", "persons", "the same, high estimate"),
            (
                "one_sided_low",
                "persons",
                "killing of civilians by a state or an organised group, low estimate",
            ),
            ("one_sided_best", "persons", "the same, best estimate"),
            ("one_sided_high", "persons", "the same, high estimate"),
        ],
        compute: |inputs| {
            let (file, text) = inputs.texts[0];
            let rows = ucdp_country_year::read(file, text, inputs.codes.states());
            let fields = |row: &DeathsRow| {
                let mut fields = vec![row.state.to_string(), row.year.to_string()];
                for estimate in [row.state_based, row.non_state, row.one_sided] {
                    fields.extend(
                        [estimate.low, estimate.best, estimate.high].map(|n| n.to_string()),
                    );
                }
                fields
            };
            Rows {
                taken: rows.taken.iter().map(fields).collect(),
                left_out: rows.left_out,
                rejected: rows.rejected,
            }
        },
    },
    Table {
        id: "mass-killing-episodes",
        title: "Mass killings by state",
        about: "Where and when a mass killing began and ended, and whether a state led it, as the source codes it: at least 1,000 noncombatants of a group killed within a year.",
        source: early_warning_project::ID,
        files: &[0],
        columns: &[
            (
                "gw",
                "Gleditsch-Ward number",
                "the state in which it took place, in its first year",
            ),
            ("first", "calendar year", "its first year"),
            (
                "last",
                "calendar year",
                "its last year; empty if the source has it as going on",
            ),
            ("state_led", "yes or no", "whether a state led it"),
            ("code", "text", "the publisher's code of the episode"),
        ],
        compute: |inputs| {
            let (file, text) = inputs.texts[0];
            let rows = early_warning_project::read(file, text, inputs.codes.states());
            let fields = |row: &Episode| {
                let last = row.last.map(|year| year.to_string()).unwrap_or_default();
                let led = if row.state_led { "yes" } else { "no" };
                vec![
                    row.state.to_string(),
                    row.first.to_string(),
                    last,
                    led.to_owned(),
                    row.code.clone(),
                ]
            };
            Rows {
                taken: rows.taken.iter().map(fields).collect(),
                left_out: rows.left_out,
                rejected: rows.rejected,
            }
        },
    },
    NEIGHBOURS,
    SHAPES,
    OUTCOMES,
];

/// Why a release was not built.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseError {
    /// A file of the mirror could not be used.
    #[error(transparent)]
    Mirror(#[from] MirrorError),
    /// The facts do not know the source of a table.
    #[error("facts/sources/{0}.toml is missing or names no file")]
    Source(String),
    /// Rows were not taken; a release must hold all of them.
    #[error("{} rows could not be taken, so nothing was written: {}", .0.len(), list(.0))]
    Rejected(Vec<RejectedRow>),
    /// A table could not be written.
    #[error("{path}: {source}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

fn list(rejected: &[RejectedRow]) -> String {
    let shown: Vec<String> = rejected.iter().take(5).map(ToString::to_string).collect();
    shown.join("; ")
}

/// Computes every table from the mirror and writes it with its sidecar; nothing is written unless all could be computed.
pub fn build(
    mirror: &Mirror,
    sources: &BTreeMap<String, SourceFacts>,
    codes: &StateCodes,
    out: &Path,
    mut progress: impl FnMut(&Table, usize),
) -> Result<(), ReleaseError> {
    let mut files = Vec::new();
    for table in TABLES {
        let source = sources
            .get(table.source)
            .filter(|source| table.files.iter().all(|at| *at < source.file.len()));
        let source = source.ok_or_else(|| ReleaseError::Source(table.source.to_owned()))?;
        let read: Vec<&SourceFile> = table.files.iter().map(|at| &source.file[*at]).collect();
        let texts: Vec<String> = read
            .iter()
            .map(|file| mirror.text(source, file))
            .collect::<Result<_, _>>()?;
        let inputs = Inputs {
            texts: read
                .iter()
                .zip(&texts)
                .map(|(file, text)| (file.path.as_str(), text.as_str()))
                .collect(),
            codes,
            released: source.released,
        };
        let Rows {
            taken: mut rows,
            left_out,
            rejected,
        } = (table.compute)(&inputs);
        if !rejected.is_empty() {
            return Err(ReleaseError::Rejected(rejected));
        }
        // Numbers sort as numbers: state, then first year.
        rows.sort_by_key(|row| {
            (
                row[0].parse::<u16>().unwrap_or(0),
                row[1].parse::<i16>().unwrap_or(0),
                row.clone(),
            )
        });
        progress(&table, rows.len());
        let described = Described {
            id: table.id,
            title: table.title,
            about: table.about,
            input: read
                .iter()
                .map(|file| ReleaseInput::of(source, file))
                .collect(),
            left_out,
            columns: table.columns,
        };
        files.push(written(described, &rows));
    }
    write_files(out, "watchfire release build", files)
}

/// Writes tables with their sidecars, which name the command that did; each file is replaced at once.
pub(crate) fn write_files(
    out: &Path,
    command: &str,
    tables: Vec<WrittenTable<'_>>,
) -> Result<(), ReleaseError> {
    let mut files = Vec::new();
    for (id, csv, head) in tables {
        files.push((out.join(format!("{id}.csv")), csv));
        let sidecar = toml::to_string(&head)
            .expect("a sidecar has only text and numbers, which TOML can hold");
        files.push((
            out.join(format!("{id}.toml")),
            format!("# Written by `{command}`; do not edit.\n{sidecar}"),
        ));
    }
    for (path, text) in files {
        let write = |source| ReleaseError::Write {
            path: path.clone(),
            source,
        };
        let part = path.with_extension("part");
        std::fs::write(&part, text).map_err(write)?;
        std::fs::rename(&part, &path).map_err(write)?;
    }
    Ok(())
}

/// A table that is ready to be written: its id, its text and its sidecar.
pub(crate) type WrittenTable<'a> = (&'a str, String, ReleaseHead);

/// What a table is, apart from its rows.
pub(crate) struct Described<'a> {
    pub(crate) id: &'a str,
    pub(crate) title: &'a str,
    pub(crate) about: &'a str,
    pub(crate) input: Vec<ReleaseInput>,
    /// How many rows of the source were left out, by reason.
    pub(crate) left_out: BTreeMap<String, usize>,
    pub(crate) columns: &'a [DescribedColumn],
}

/// Name, unit and meaning of a column.
pub(crate) type DescribedColumn = (&'static str, &'static str, &'static str);

/// The text of a table and the sidecar that belongs to it.
pub(crate) fn written<'a>(table: Described<'a>, rows: &[Vec<String>]) -> WrittenTable<'a> {
    let header: Vec<&str> = table.columns.iter().map(|(name, _, _)| *name).collect();
    let mut csv = header.join(",") + "\n";
    for row in rows {
        csv.push_str(&row.join(","));
        csv.push('\n');
    }
    let column = |(name, unit, about): &DescribedColumn| Column {
        name: (*name).to_owned(),
        unit: (*unit).to_owned(),
        about: (*about).to_owned(),
    };
    let head = ReleaseHead {
        id: table.id.to_owned(),
        title: table.title.to_owned(),
        about: table.about.to_owned(),
        rows: rows.len(),
        left_out: table.left_out,
        sha256: sha256(csv.as_bytes()),
        input: table.input,
        column: table.columns.iter().map(column).collect(),
    };
    (table.id, csv, head)
}

/// A probability or score as it stands in a table.
pub(crate) fn places(value: f64) -> String {
    format!("{value:.6}")
}

/// The embedded table of deaths.
#[derive(Debug, Clone)]
pub struct Deaths {
    /// Its sidecar.
    pub head: ReleaseHead,
    rows: BTreeMap<(StateId, i16), DeathsRow>,
}

impl Deaths {
    /// The deaths in a state and year, or why there is no figure.
    pub fn get(&self, state: StateId, year: i16) -> Result<&DeathsRow, Gap> {
        self.rows.get(&(state, year)).ok_or_else(|| {
            let years = self
                .rows
                .keys()
                .filter(|(known, _)| *known == state)
                .map(|(_, year)| *year);
            let covers = match (years.clone().min(), years.max()) {
                (Some(first), Some(last)) => format!("{first} to {last} for this state"),
                _ => "no year of this state".to_owned(),
            };
            Gap::OutsideCoverage { covers }
        })
    }

    /// All years of a state, in order.
    pub fn of(&self, state: StateId) -> impl Iterator<Item = &DeathsRow> {
        self.rows
            .range((state, i16::MIN)..=(state, i16::MAX))
            .map(|(_, row)| row)
    }
}

/// The embedded list of mass killings.
#[derive(Debug, Clone)]
pub struct Episodes {
    /// Its sidecar.
    pub head: ReleaseHead,
    rows: Vec<Episode>,
}

impl Episodes {
    /// The episodes in a state, by first year.
    pub fn of(&self, state: StateId) -> impl Iterator<Item = &Episode> {
        self.rows
            .iter()
            .filter(move |episode| episode.state == state)
    }
}

#[derive(Deserialize)]
struct DeathsRecord {
    gw: u16,
    year: i16,
    state_based_low: u32,
    state_based_best: u32,
    state_based_high: u32,
    non_state_low: u32,
    non_state_best: u32,
    non_state_high: u32,
    one_sided_low: u32,
    one_sided_best: u32,
    one_sided_high: u32,
}

/// Reads the table of deaths from the embedded releases.
pub fn read_deaths(releases: &FactTree, problems: &mut Vec<Problem>) -> Option<Deaths> {
    let estimate = |low, best, high| Estimate { low, best, high };
    let (head, rows) = read_table(releases, TABLES[0].id, problems, |row: DeathsRecord| {
        Ok(DeathsRow {
            state: StateId(row.gw),
            year: row.year,
            state_based: estimate(
                row.state_based_low,
                row.state_based_best,
                row.state_based_high,
            ),
            non_state: estimate(row.non_state_low, row.non_state_best, row.non_state_high),
            one_sided: estimate(row.one_sided_low, row.one_sided_best, row.one_sided_high),
        })
    })?;
    Some(Deaths {
        head,
        rows: rows
            .into_iter()
            .map(|row| ((row.state, row.year), row))
            .collect(),
    })
}

#[derive(Deserialize)]
struct EpisodeRecord {
    gw: u16,
    first: i16,
    last: Option<i16>,
    state_led: String,
    code: String,
}

/// Reads the list of mass killings from the embedded releases.
pub fn read_episodes(releases: &FactTree, problems: &mut Vec<Problem>) -> Option<Episodes> {
    let (head, rows) = read_table(releases, TABLES[1].id, problems, |row: EpisodeRecord| {
        Ok(Episode {
            state: StateId(row.gw),
            first: row.first,
            last: row.last,
            state_led: row.state_led == "yes",
            code: row.code,
        })
    })?;
    Some(Episodes { head, rows })
}

pub(crate) fn read_table<R: serde::de::DeserializeOwned, T>(
    releases: &FactTree,
    id: &str,
    problems: &mut Vec<Problem>,
    take: impl Fn(R) -> Result<T, String>,
) -> Option<(ReleaseHead, Vec<T>)> {
    let (sidecar, table) = (format!("{id}.toml"), format!("{id}.csv"));
    let head = releases
        .required(&sidecar, problems)?
        .parse(problems)
        .head::<ReleaseHead>(&[], problems)?;
    let file: FactFile<'_> = releases.required(&table, problems)?;
    if sha256(file.text.as_bytes()) != head.sha256 {
        let message = "this table is not the one that its sidecar describes";
        problems.push(
            file.problem(Code::WrongFile, 0..0, message)
                .help("build it again with `watchfire release build`"),
        );
        return None;
    }
    let Rows {
        taken: rows,
        rejected,
        ..
    } = crate::sources::rows(file.path, file.text, |row| take(row).map(Take::Row));
    for row in rejected {
        problems.push(file.problem(
            Code::WrongValue,
            0..0,
            format!("line {}: {}", row.line, row.reason),
        ));
    }
    Some((head, rows))
}
