//! The commands, one file each.

mod assess;
mod backtest;
mod brief;
mod cases;
mod cluster;
mod completions;
mod data;
mod facts;
mod forecast;
mod ledger;
mod man;
mod norms;
mod options;
mod release;
mod scoreboard;
mod sql;
mod watch;
mod what_if;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, CommandFactory, Parser, Subcommand};
use terms::{AsOf, Day, FactFile, FactTree};

use crate::pipeline::{DEFAULT_POLICY, Question};
use crate::{Format, Knowledge, ProblemsFound, Sink, facts_in};

/// Watchfire says what each version of the responsibility to protect asks of a case, what the
/// record known on a day answers, and what may then lawfully be done and by whom. It works offline.
/// It informs people: it decides nothing and recommends nothing.
#[derive(Debug, Parser)]
#[command(
    name = "watchfire",
    version,
    propagate_version = true,
    max_term_width = 100
)]
pub struct Cli {
    /// Read facts from this folder instead of those in the binary
    #[arg(long, global = true, value_name = "DIR")]
    facts: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Watch(watch::Watch),
    Scoreboard(scoreboard::Scoreboard),
    Brief(brief::Brief),
    Assess(assess::Assess),
    Options(options::Options),
    WhatIf(what_if::WhatIf),
    Norms(norms::Norms),
    Cases(cases::Cases),
    Backtest(backtest::Backtest),
    Facts(facts::Facts),
    Ledger(ledger::Ledger),
    Data(data::Data),
    Forecast(forecast::Forecast),
    Release(release::Release),
    Sql(sql::Sql),
    Cluster(cluster::Cluster),
    Completions(completions::Completions),
    Man(man::Man),
}

/// The whole command line, for the guide and the manual.
pub fn cli() -> clap::Command {
    Cli::command()
}

/// Runs a command.
pub fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let facts = cli.facts;
    match cli.command {
        Command::Watch(command) => command.run(&read(facts)?),
        Command::Scoreboard(command) => command.run(&read(facts)?),
        Command::Brief(command) => command.run(&read(facts)?),
        Command::Assess(command) => command.run(&read(facts)?),
        Command::Options(command) => command.run(&read(facts)?),
        Command::WhatIf(command) => command.run(&read(facts)?),
        Command::Norms(command) => command.run(&read(facts)?),
        Command::Cases(command) => command.run(&read(facts)?),
        Command::Backtest(command) => command.run(&tree(facts)?),
        Command::Facts(command) => command.run(facts),
        Command::Ledger(command) => command.run(|| read(facts)),
        Command::Data(command) => command.run(|| read(facts)),
        Command::Release(command) => command.run(&without_tables(facts)?),
        Command::Sql(command) => command.run(|| read(facts)),
        Command::Cluster(command) => command.run(|| read(facts)),
        Command::Forecast(command) => command.run(&read(facts)?),
        Command::Completions(command) => command.run(),
        Command::Man(command) => command.run(),
    }
}

fn tree(facts: Option<PathBuf>) -> anyhow::Result<FactTree> {
    Ok(match facts {
        Some(folder) => facts_in(&folder)?,
        None => crate::embedded_facts(),
    })
}

fn read(facts: Option<PathBuf>) -> anyhow::Result<Knowledge> {
    Ok(match facts {
        Some(folder) => Knowledge::read(facts_in(&folder)?, crate::embedded_releases())?,
        None => Knowledge::embedded()?,
    })
}

/// What builds the tables needs none of them.
fn without_tables(facts: Option<PathBuf>) -> anyhow::Result<Knowledge> {
    Ok(Knowledge::read(tree(facts)?, FactTree::new([]))?)
}

/// What a question is about: shared by the commands that put one.
#[derive(Debug, Args)]
struct AboutArgs {
    /// A case (see `watchfire cases`), or a state by ISO3 code, Gleditsch-Ward number or common name
    #[arg(value_name = "CASE|STATE")]
    about: String,
    /// Read the record as of this date (YYYY-MM-DD); by default the case's own day, or today for a state
    #[arg(long, value_name = "DATE")]
    as_of: Option<AsOf>,
    /// The day that the question is about, if it is not the as-of date: looks back with later knowledge
    #[arg(long, value_name = "DATE")]
    on: Option<Day>,
    /// Policy on proof (a file of facts/standards)
    #[arg(long, value_name = "ID", default_value = DEFAULT_POLICY)]
    standard: String,
    /// Only this instrument; may be given several times
    #[arg(long, value_name = "ID")]
    instrument: Vec<String>,
    /// Take the evidence from this ledger instead of the casebook
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
}

impl AboutArgs {
    fn question(&self, hindsight: bool) -> anyhow::Result<Question> {
        Ok(Question {
            about: self.about.clone(),
            as_of: self.as_of,
            on: self.on,
            today: today()?,
            instruments: self.instrument.clone(),
            policy: self.standard.clone(),
            hindsight,
        })
    }

    fn own_ledger(&self) -> anyhow::Result<Option<::ledger::Ledger>> {
        self.ledger
            .as_deref()
            .map(|path| block_on(::ledger::Store::load(path))?.map_err(Into::into))
            .transpose()
    }
}

/// In which form a result is written, and where to: shared by the commands that show one.
#[derive(Debug, Args)]
struct OutputArgs {
    /// Form of the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl OutputArgs {
    /// Writes a result in the form asked for.
    fn write(
        &self,
        document: impl FnOnce() -> report::Document,
        json: &impl serde::Serialize,
    ) -> anyhow::Result<ExitCode> {
        let sink = Sink {
            out: self.out.clone(),
        };
        let text = match self.format {
            Format::Text => report::render_text(&document(), 100, sink.colour()),
            Format::Html => report::render_html(&document()),
            Format::Json => crate::output::json(json)?,
        };
        sink.write(&text)?;
        Ok(ExitCode::SUCCESS)
    }

    /// Writes what is a page for readers and has no JSON of its own: facts are data already.
    fn write_page(&self, document: impl FnOnce() -> report::Document) -> anyhow::Result<ExitCode> {
        if self.format == Format::Json {
            bail!("this is told as text or html; as data it stands in facts/");
        }
        self.write(document, &())
    }
}

/// The entries of a TOML file in the shape of facts/cases, every problem reported.
fn entries_of(
    knowledge: &Knowledge,
    path: &Path,
    case: &str,
) -> anyhow::Result<Vec<::ledger::Entry>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    let name = path.to_string_lossy();
    let file = FactFile {
        path: &name,
        text: &text,
    };
    let mut problems = Vec::new();
    let new = ::ledger::read_entries(
        file,
        case,
        &knowledge.casebook.publishers,
        &knowledge.norms.nameable(),
        &mut problems,
    );
    if problems.is_empty() && new.entries.is_empty() {
        bail!("{} holds no entry", path.display());
    }
    if !problems.is_empty() {
        let facts = terms::FactTree::new([(name.to_string(), text.clone())]);
        return Err(ProblemsFound { problems, facts }.into());
    }
    Ok(new.entries)
}

/// The clock is read here and nowhere else.
fn today() -> anyhow::Result<Day> {
    jiff::Timestamp::now().to_string()[..10]
        .parse()
        .context("the clock of this machine gives no date")
}

/// Runs the store's futures on this thread.
fn block_on<T>(future: impl Future<Output = T>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    Ok(runtime
        .context("no thread could be started for the store")?
        .block_on(future))
}
