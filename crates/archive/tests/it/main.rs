//! What the world's data becomes, and what is refused.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop where it is"
)]

mod computed;
mod deriving;
mod fetching;
mod geography;
mod interventions;
mod mirror;
mod pulling;
mod reading;
mod risks;
mod server;
mod shapes;
#[cfg(feature = "sql")]
mod sql;
mod state_codes;
mod storing;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use archive::reading::ReadError;
use archive::sources::{early_warning_project, natural_earth, prif_hmi, ucdp_country_year};
use archive::{
    Mirror, ReleaseError, SourceFacts, SourceFile, StateCodes, build, read_deaths, read_episodes,
    read_sources,
};
use terms::{FactFile, FactTree, Gap, StateId, StateTable};

const STATES: &str = include_str!("../../../../facts/states/gleditsch-ward.csv");
const UCDP: &str = include_str!("ucdp_country_year.csv");
const EWP: &str = include_str!("early_warning_project.csv");

fn states() -> StateTable {
    let mut problems = Vec::new();
    let states = StateTable::read(
        FactFile {
            path: "states/gleditsch-ward.csv",
            text: STATES,
        },
        &mut problems,
    );
    assert_eq!(problems, []);
    states
}

/// The facts of this repository that reading needs.
fn facts() -> FactTree {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../facts");
    let mut files = Vec::new();
    for folder in ["sources", "aliases", "states", "tables"] {
        for item in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = item.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            files.push((
                format!("{folder}/{name}"),
                std::fs::read_to_string(&path).unwrap(),
            ));
        }
    }
    FactTree::new(files)
}

/// The facts of this repository on its sources.
fn sources() -> BTreeMap<String, SourceFacts> {
    let mut problems = Vec::new();
    let sources = read_sources(&facts(), &mut problems);
    assert_eq!(problems, []);
    sources
}

/// The codes of states that this repository knows.
fn codes() -> StateCodes {
    let mut problems = Vec::new();
    let codes = StateCodes::read(&facts(), &mut problems);
    assert_eq!(problems, []);
    codes
}

/// The mirror of real data, where there is one; tests on it say that they were skipped otherwise.
fn mirror() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mirror = std::env::var_os("WATCHFIRE_MIRROR")
        .map_or_else(|| root.join("../shared/data"), PathBuf::from);
    if mirror.is_dir() {
        return Some(mirror);
    }
    eprintln!(
        "skipped: no mirror at {} (set WATCHFIRE_MIRROR)",
        mirror.display()
    );
    None
}

/// A mirror that holds the fixtures, and facts that know their checksums.
fn fixture_mirror(folder: &Path) -> (Mirror, BTreeMap<String, SourceFacts>) {
    let mut sources = sources();
    for (id, at, text) in [
        (ucdp_country_year::ID, 0, UCDP),
        (early_warning_project::ID, 0, EWP),
        (natural_earth::SOURCE.id, 0, geography::MAP),
        (natural_earth::SOURCE.id, 1, geography::FINE),
        (prif_hmi::SOURCE.id, 0, interventions::LIST),
    ] {
        let file = made_up(sources.get_mut(id).unwrap(), at, text);
        let path = folder.join(&file.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        file.sha256 = sha256(text);
    }
    (Mirror::new(folder), sources)
}

/// A file of a source, told that it lacks the columns that a made-up text of it leaves out.
pub(crate) fn made_up<'a>(
    source: &'a mut SourceFacts,
    at: usize,
    text: &str,
) -> &'a mut SourceFile {
    let columns = &source.table(&source.file[at].table).unwrap().columns;
    let lacks = columns
        .iter()
        .filter(|column| !text.contains(column.published()));
    let lacks = lacks.map(|column| column.name.clone()).collect();
    source.file[at].lacks = lacks;
    &mut source.file[at]
}

pub(crate) fn sha256(text: &str) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(text)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn tree(folder: &Path) -> FactTree {
    FactTree::new(std::fs::read_dir(folder).unwrap().map(|item| {
        let path = item.unwrap().path();
        (
            path.file_name().unwrap().to_string_lossy().into_owned(),
            std::fs::read_to_string(&path).unwrap(),
        )
    }))
}

/// The release built from the fixtures.
fn release(folder: &Path) -> FactTree {
    let (mirror, sources) = fixture_mirror(&folder.join("mirror"));
    let out = folder.join("releases");
    std::fs::create_dir(&out).unwrap();
    build(&mirror, &sources, &codes(), &out, |_, _| {}).unwrap();
    tree(&out)
}

#[test]
fn a_release_is_built_from_a_mirror_and_reads_back() {
    let folder = tempfile::tempdir().unwrap();
    let files = release(folder.path());
    let mut problems = Vec::new();
    let deaths = read_deaths(&files, &mut problems).unwrap();
    let episodes = read_episodes(&files, &mut problems).unwrap();
    assert_eq!(problems, []);
    // The fixture repeats UCDP's published numbers for Sudan 2004: 5,829 (5,665 to 30,873) in one-sided violence.
    let darfur = deaths.get(StateId(625), 2004).unwrap();
    assert_eq!(
        (
            darfur.one_sided.low,
            darfur.one_sided.best,
            darfur.one_sided.high
        ),
        (5_665, 5_829, 30_873)
    );
    assert_eq!(
        episodes
            .of(StateId(625))
            .map(|episode| episode.first)
            .collect::<Vec<_>>(),
        [1983, 2003]
    );
    assert_eq!(
        episodes.of(StateId(626)).next().unwrap().last,
        None,
        "it is listed as going on"
    );
}

#[test]
fn a_year_that_the_table_does_not_have_is_a_gap_and_not_zero() {
    let folder = tempfile::tempdir().unwrap();
    let deaths = read_deaths(&release(folder.path()), &mut Vec::new()).unwrap();
    assert_eq!(
        deaths.get(StateId(2), 1990).unwrap().one_sided.best,
        0,
        "a recorded zero"
    );
    let gap = deaths.get(StateId(625), 1980).unwrap_err();
    assert_eq!(
        gap,
        Gap::OutsideCoverage {
            covers: "2003 to 2011 for this state".to_owned()
        }
    );
}

#[test]
fn a_file_of_another_version_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (mirror, sources) = fixture_mirror(&folder.path().join("mirror"));
    let file = &sources[ucdp_country_year::ID].file[0];
    std::fs::write(
        folder.path().join("mirror").join(&file.path),
        UCDP.replace("5829", "5830"),
    )
    .unwrap();
    let out = folder.path().join("releases");
    std::fs::create_dir(&out).unwrap();
    let error = build(&mirror, &sources, &codes(), &out, |_, _| {}).unwrap_err();
    assert!(
        matches!(error, ReleaseError::Read(ReadError::Mirror(_))),
        "{error}"
    );
    assert!(
        error
            .to_string()
            .contains("it is another version or damaged, and nothing was read from it"),
        "{error}"
    );
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 0);
}

#[test]
fn numbers_of_states_that_changed_are_mapped_to_the_state_of_the_year() {
    let folder = tempfile::tempdir().unwrap();
    let deaths = read_deaths(&release(folder.path()), &mut Vec::new()).unwrap();
    let found = |gw, year| deaths.get(StateId(gw), year).is_ok();
    assert!(found(345, 1999), "Yugoslavia");
    assert!(found(340, 2010), "Serbia, which UCDP still numbers 345");
    assert!(
        found(625, 2011) && found(626, 2011),
        "South Sudan became a state in July 2011, and its row is not a second one of Sudan"
    );
    assert_eq!(
        deaths.head.left_out.values().sum::<usize>(),
        1,
        "a territory that is no state and has no deaths is left out and counted"
    );
    assert_eq!(
        deaths.head.rows + 1,
        UCDP.lines().count() - 1,
        "every row is accounted for"
    );
}

#[test]
fn a_row_that_cannot_be_taken_is_named_with_its_line_and_reason() {
    let refused = |id: &str, text: &str| {
        let folder = tempfile::tempdir().unwrap();
        let (mirror, mut sources) = fixture_mirror(&folder.path().join("mirror"));
        let file = &mut sources.get_mut(id).unwrap().file[0];
        std::fs::write(folder.path().join("mirror").join(&file.path), text).unwrap();
        file.sha256 = sha256(text);
        let error = build(&mirror, &sources, &codes(), folder.path(), |_, _| {}).unwrap_err();
        error.to_string()
    };
    let broken = UCDP
        .replacen("625,Sudan,2003", "999,Nowhere,2003", 1)
        .replacen(",5829,", ",many,", 1);
    insta::assert_snapshot!(refused(ucdp_country_year::ID, &broken), @"2 rows could not be taken, so nothing was written: ucdp/organizedviolencecy_v25_1.csv:6: os_total_deaths_best `many`: it is not a whole number; no state has the number 999 (Nowhere) in 2003");
    let broken = EWP.replacen("State-Led,625", "Led,625", 1);
    insta::assert_snapshot!(refused(early_warning_project::ID, &broken), @"1 rows could not be taken, so nothing was written: ewp/2025/mass_killing_events_2025__mk_events.csv:2: led `Led`: it is none of State-Led, Non-State-Led");
}

/// The committed tables are what the mirror gives. Runs where there is a mirror.
#[test]
fn the_committed_tables_are_what_the_mirror_gives() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let Some(mirror) = mirror() else { return };
    let out = tempfile::tempdir().unwrap();
    build(
        &Mirror::new(&mirror),
        &sources(),
        &codes(),
        out.path(),
        |_, _| {},
    )
    .unwrap();
    for item in std::fs::read_dir(out.path()).unwrap() {
        let path = item.unwrap().path();
        let committed = root.join("releases").join(path.file_name().unwrap());
        let same = std::fs::read(&path).unwrap() == std::fs::read(&committed).unwrap();
        assert!(
            same,
            "{} differs from what the mirror gives",
            committed.display()
        );
    }
}
