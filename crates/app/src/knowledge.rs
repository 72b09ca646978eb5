use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use anyhow::Context;
use archive::computed::{ComputedFacts, read_computed};
use archive::{
    Deaths, Episodes, ForecastScores, Outcomes, Outlines, Risks, Skills, SourceFacts, StateCodes,
    View, read_deaths, read_episodes, read_forecast_scores, read_outcomes, read_outlines,
    read_risks, read_skills, read_sources, read_views,
};
use forecast::{Predictors, read_predictors, read_protocols};
use include_dir::{Dir, include_dir};
use ledger::{Casebook, ForecastRule, read_casebook, read_forecast_rules};
use norms::{Norms, read_norms};
use report::{Plan, WatchPlan, read_plan, read_watch_plan};
use sha2::{Digest, Sha256};
use terms::{Body, Code, FactTree, Problem, StateTable, read_bodies};

use crate::ProblemsFound;

/// The predictors of the risks that the binary carries, a file of facts/predictors.
pub(crate) const PREDICTORS: &str = "early-warning-project";

static FACTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../facts");
static RELEASES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../releases");

fn tree(folder: &Dir<'_>) -> FactTree {
    fn collect(folder: &Dir<'_>, files: &mut Vec<(String, String)>) {
        for file in folder.files().filter(|file| is_fact(file.path())) {
            let path = file.path().to_string_lossy().replace('\\', "/");
            files.push((path, String::from_utf8_lossy(file.contents()).into_owned()));
        }
        folder.dirs().for_each(|folder| collect(folder, files));
    }
    let mut files = Vec::new();
    collect(folder, &mut files);
    FactTree::new(files)
}

/// Facts are TOML and CSV; a README beside them is for people.
fn is_fact(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending == "toml" || ending == "csv")
}

/// The facts that the binary carries.
pub fn embedded_facts() -> FactTree {
    tree(&FACTS)
}

/// The tables that the binary carries.
pub fn embedded_releases() -> FactTree {
    tree(&RELEASES)
}

/// The fact files below a folder.
pub fn facts_in(folder: &Path) -> anyhow::Result<FactTree> {
    fn walk(folder: &Path, root: &Path, files: &mut Vec<(String, String)>) -> anyhow::Result<()> {
        let items = std::fs::read_dir(folder)
            .with_context(|| format!("{} cannot be read", folder.display()))?;
        for item in items {
            let path = item
                .with_context(|| format!("{} cannot be read", folder.display()))?
                .path();
            if path.is_dir() {
                walk(&path, root, files)?;
            } else if is_fact(&path) {
                let text = std::fs::read_to_string(&path)
                    .with_context(|| format!("{} cannot be read", path.display()))?;
                let name = path
                    .strip_prefix(root)
                    .unwrap_or(&path)
                    .to_string_lossy()
                    .replace('\\', "/");
                files.push((name, text));
            }
        }
        Ok(())
    }
    let mut files = Vec::new();
    walk(folder, folder, &mut files)?;
    Ok(FactTree::new(files))
}

/// Everything that Watchfire knows before a question is put: facts and tables, read and checked.
#[derive(Debug)]
pub struct Knowledge {
    /// The states.
    pub states: StateTable,
    /// What publishers' codes of states mean.
    pub codes: StateCodes,
    /// The bodies and their members over time.
    pub bodies: BTreeMap<String, Body>,
    /// Instruments, criteria, policies and measures.
    pub norms: Norms,
    /// The cases.
    pub casebook: Casebook,
    /// How forecasts become entries, by target.
    pub forecasts: BTreeMap<String, ForecastRule>,
    /// The public sources.
    pub sources: BTreeMap<String, SourceFacts>,
    /// The views of SQL.
    pub views: Vec<View>,
    /// The tables that are computed from sources.
    pub computed: BTreeMap<String, ComputedFacts>,
    /// Deaths by state and year; none before the first release was built.
    pub deaths: Option<Deaths>,
    /// Mass killings; none before the first release was built.
    pub episodes: Option<Episodes>,
    /// Outlines of states for maps; none before the first release was built.
    pub outlines: Option<Outlines>,
    /// How interventions ended; none before the first release was built.
    pub outcomes: Option<Outcomes>,
    /// Risks of mass killings; none before they were computed.
    pub risks: Option<Risks>,
    /// How good past forecasts were; none before they were scored.
    pub skills: Option<Skills>,
    /// How good the forecasts of every model were; none before they were scored.
    pub scores: Option<ForecastScores>,
    /// How protocols of backtests are told.
    pub protocols: BTreeMap<String, forecast::ProtocolFacts>,
    /// How the watch list is read.
    pub watch: WatchPlan,
    /// What is forecast.
    pub targets: BTreeMap<String, forecast::Target>,
    /// What the predictors of risks are.
    pub predictors: Option<Predictors>,
    /// What the first page of a brief shows.
    pub plan: Plan,
    /// SHA-256 over all facts and tables, in hexadecimal.
    pub hash: String,
}

impl Knowledge {
    /// What the binary carries.
    pub fn embedded() -> Result<Knowledge, ProblemsFound> {
        Knowledge::read(embedded_facts(), embedded_releases())
    }

    /// Reads facts and tables; every problem in them is found, and none is passed over.
    pub fn read(facts: FactTree, releases: FactTree) -> Result<Knowledge, ProblemsFound> {
        // The data are read beside the norms and cases: a brief is asked for while someone waits.
        std::thread::scope(|scope| {
            let data = scope.spawn(|| Data::read(&facts, &releases));
            let mut problems: Vec<Problem> = Vec::new();
            let codes = StateCodes::read(&facts, &mut problems);
            let states = codes.states().clone();
            let bodies = read_bodies(&facts, &mut problems);
            check_members(&facts, &states, &bodies, &mut problems);
            let norms = read_norms(&facts, &mut problems);
            check_forums(&facts, &states, &norms, &mut problems);
            let casebook = read_casebook(&facts, &norms.nameable(), &mut problems);
            check_cases(&facts, &states, &casebook, &mut problems);
            let forecasts = read_forecast_rules(
                &facts,
                &casebook.publishers,
                &norms.nameable(),
                &mut problems,
            );
            check_forecasts(&facts, &norms, &forecasts, &mut problems);
            let plan = read_plan(&facts, &norms, &mut problems);
            let data = data.join();
            let data = data.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            problems.extend(data.problems);
            if !problems.is_empty() {
                problems.sort_by(|a, b| {
                    (&a.location.path, a.location.span.start)
                        .cmp(&(&b.location.path, b.location.span.start))
                });
                return Err(ProblemsFound {
                    problems,
                    facts: facts.clone(),
                });
            }
            Ok(Knowledge {
                states,
                codes,
                bodies,
                norms,
                casebook,
                forecasts,
                sources: data.sources,
                views: data.views,
                computed: data.computed,
                deaths: data.deaths,
                episodes: data.episodes,
                outlines: data.outlines,
                outcomes: data.outcomes,
                risks: data.risks,
                skills: data.skills,
                scores: data.scores,
                protocols: data.protocols,
                watch: data.watch,
                targets: data.targets,
                predictors: data.predictors,
                plan,
                hash: digest(&facts, &releases),
            })
        })
    }
}

/// What is known of sources, tables and forecasts, with what is wrong in it.
struct Data {
    sources: BTreeMap<String, SourceFacts>,
    views: Vec<View>,
    computed: BTreeMap<String, ComputedFacts>,
    deaths: Option<Deaths>,
    episodes: Option<Episodes>,
    outlines: Option<Outlines>,
    outcomes: Option<Outcomes>,
    risks: Option<Risks>,
    skills: Option<Skills>,
    scores: Option<ForecastScores>,
    protocols: BTreeMap<String, forecast::ProtocolFacts>,
    watch: WatchPlan,
    targets: BTreeMap<String, forecast::Target>,
    predictors: Option<Predictors>,
    problems: Vec<Problem>,
}

impl Data {
    fn read(facts: &FactTree, releases: &FactTree) -> Data {
        let mut problems = Vec::new();
        let sources = read_sources(facts, &mut problems);
        let views = read_views(facts, &mut problems);
        let computed = read_computed(facts, &sources, &mut problems);
        let targets = forecast::read_targets(facts, &mut problems);
        let mut table = Released {
            releases,
            problems: &mut problems,
            released: releases.files().next().is_some(),
        };
        Data {
            deaths: table.read(read_deaths),
            episodes: table.read(read_episodes),
            outlines: table.read(read_outlines),
            outcomes: table.read(read_outcomes),
            risks: table.read(read_risks),
            skills: table.read(read_skills),
            scores: read_forecast_scores(releases, &mut problems),
            protocols: read_protocols(facts, &targets, &mut problems),
            watch: read_watch_plan(facts, &mut problems),
            targets,
            predictors: read_predictors(facts, PREDICTORS, &mut problems),
            sources,
            views,
            computed,
            problems,
        }
    }
}

impl Knowledge {
    /// The predictors of risks. Error: no file of facts holds any.
    pub fn predictors(&self) -> anyhow::Result<&Predictors> {
        let predictors = self.predictors.as_ref();
        predictors.context("facts/predictors holds no predictors")
    }

    /// The printed name of a state or group as stances write it.
    pub fn party_name(&self, party: &str) -> String {
        if let Some(group) = party.strip_prefix("group:") {
            return format!("{} (group)", group.replace('-', " "));
        }
        let state = self
            .states
            .states()
            .find(|state| state.iso3.as_deref() == Some(party));
        state.map_or_else(|| party.to_owned(), |state| state.name.clone())
    }
}

/// The release tables, all of which are there once one is.
struct Released<'a> {
    releases: &'a FactTree,
    problems: &'a mut Vec<Problem>,
    released: bool,
}

impl Released<'_> {
    fn read<T>(&mut self, table: fn(&FactTree, &mut Vec<Problem>) -> Option<T>) -> Option<T> {
        if self.released {
            table(self.releases, self.problems)
        } else {
            None
        }
    }
}

/// Every state whose stance is on record is a state of the table.
fn check_forums(facts: &FactTree, states: &StateTable, norms: &Norms, problems: &mut Vec<Problem>) {
    let known: BTreeSet<&str> = states
        .states()
        .filter_map(|state| state.iso3.as_deref())
        .collect();
    for forum in &norms.forums {
        let path = format!("stances/{}.toml", forum.head.id);
        let Some(file) = facts.file(&path) else {
            continue;
        };
        let parties = forum.stands.iter().map(|stand| &stand.of);
        for of in parties.filter(|of| !of.get_ref().starts_with("group:")) {
            if !known.contains(of.get_ref().as_str()) {
                let message = format!("no state has the ISO3 code {}", of.get_ref());
                problems.push(file.problem(Code::UnknownReference, of.span(), message));
            }
        }
    }
}

/// A case is about a state that existed on its day.
fn check_cases(
    facts: &FactTree,
    states: &StateTable,
    casebook: &Casebook,
    problems: &mut Vec<Problem>,
) {
    for case in casebook.cases.values() {
        if let Err(error) = states.member(case.head.state, case.head.as_of)
            && let Some(file) = facts.file(&format!("cases/{}.toml", case.head.id))
        {
            let at = file.text.find("\nstate = ").map_or(0, |at| at + 1);
            problems.push(file.problem(Code::UnknownReference, at..at + 5, error.to_string()));
        }
    }
}

/// Forecasts bear only on a question that takes them: one that asks what may come.
fn check_forecasts(
    facts: &FactTree,
    norms: &Norms,
    rules: &BTreeMap<String, ForecastRule>,
    problems: &mut Vec<Problem>,
) {
    for (id, rule) in rules {
        let asked = rule.criterion.get_ref();
        let criterion = norms.criteria.iter().find(|(id, _)| &id.0 == asked);
        if let (Some(file), Some((_, criterion))) =
            (facts.file(&format!("forecasts/{id}.toml")), criterion)
            && !criterion.forecasts
        {
            let message = format!("`{asked}` takes no forecast: it asks what is or was");
            problems.push(file.problem(Code::WrongValue, rule.criterion.span(), message));
        }
    }
}

/// Every member of a body is a state of the table.
fn check_members(
    facts: &FactTree,
    states: &StateTable,
    bodies: &BTreeMap<String, Body>,
    problems: &mut Vec<Problem>,
) {
    for (id, body) in bodies {
        let path = format!("bodies/{id}.csv");
        for member in body
            .members
            .iter()
            .filter(|member| states.get(member.state).is_none())
        {
            let Some(file) = facts.file(&path) else {
                continue;
            };
            let at = file
                .text
                .find(&format!("\n{},", member.state))
                .map_or(0, |at| at + 1);
            problems.push(file.problem(
                Code::UnknownReference,
                at..at,
                format!("no state has the number {}", member.state),
            ));
        }
    }
}

fn digest(facts: &FactTree, releases: &FactTree) -> String {
    let mut hasher = Sha256::new();
    for (root, tree) in [("facts/", facts), ("releases/", releases)] {
        for file in tree.files() {
            // Length first, so that no text can be moved from one file to the next.
            hasher.update(format!("{root}{}\n{}\n", file.path, file.text.len()));
            hasher.update(file.text);
        }
    }
    hasher
        .finalize()
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
