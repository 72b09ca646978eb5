use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::bail;
use archive::fetch::{Patience, Place};
use archive::pull::{Derived, LARGE, Outcome, Progress, PullError, derive, pull_all};
use archive::reading::Limits;
use archive::{SourceFacts, SourceFile, Vintage};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::{DataFormat, RowCount, StoreArgs, counted, grouped, now, print, print_json};
use crate::Knowledge;

/// Bring sources into the store: fetch, check, read, account for every row
///
/// What is unchanged is not read again. Stopping it at any moment leaves a sound store; the next run
/// goes on where it ended.
#[derive(Debug, Args)]
pub(super) struct Pull {
    /// Folder or address with the publishers' files; may be given several times, the first that has
    /// a file is taken. Without it the publishers' own addresses are used
    #[arg(long, value_name = "DIR|URL")]
    mirror: Vec<String>,
    /// Only this source; may be given several times
    #[arg(long, value_name = "ID")]
    source: Vec<String>,
    /// Also use addresses of publishers that nobody has checked yet; checksums still decide
    #[arg(long)]
    unchecked_addresses: bool,
    /// Stop a source at the first row that cannot be taken, instead of keeping it as a reject
    #[arg(long)]
    strict: bool,
    /// Read again what is unchanged, as after damage
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    store: StoreArgs,
    /// Form of the result
    #[arg(long, value_enum, default_value_t = DataFormat::Text)]
    format: DataFormat,
}

#[derive(Serialize)]
struct Line {
    source: String,
    vintage: String,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<RowCount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    /// Vintages that a computed table still lacks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    waits_for: Vec<String>,
    #[serde(skip)]
    computed: bool,
}

impl Line {
    fn of(source: &str, vintage: Vintage, outcome: Result<Outcome, PullError>) -> Line {
        let (outcome, rows, error) = match outcome {
            Ok(Outcome::Stored(it)) => ("stored", Some(RowCount::of(&it)), None),
            Ok(Outcome::Unchanged(it)) => ("unchanged", Some(RowCount::of(&it)), None),
            Err(error) => ("failed", None, Some(error.to_string())),
        };
        Line {
            source: source.to_owned(),
            vintage: vintage.id,
            outcome,
            rows,
            error,
            waits_for: Vec::new(),
            computed: false,
        }
    }

    /// The lines of a computed table: one a vintage, or one that says what it waits for.
    fn of_computed(table: Derived) -> Vec<Line> {
        if !table.missing.is_empty() {
            return vec![Line {
                source: table.id,
                vintage: String::new(),
                outcome: "waiting",
                rows: None,
                error: None,
                waits_for: table.missing,
                computed: true,
            }];
        }
        let vintages = table.vintages.into_iter();
        vintages
            .map(|(vintage, outcome)| Line {
                computed: true,
                ..Line::of(&table.id, vintage, outcome)
            })
            .collect()
    }
}

impl Pull {
    pub(super) fn run(self, knowledge: &Knowledge) -> anyhow::Result<ExitCode> {
        let sources = chosen(&knowledge.sources, &self.source)?;
        let mut places: Vec<Place> = self.mirror.iter().map(|text| Place::parse(text)).collect();
        if places.is_empty() {
            places.push(Place::Publishers);
        }
        for place in &places {
            if let Place::Folder(folder) = place
                && !folder.is_dir()
            {
                bail!(
                    "{} is no folder; `--mirror` names one, or an address",
                    folder.display()
                );
            }
        }
        let store = self.store.open_or_create()?;
        let writer = store.writer()?;
        let vintages: usize = sources.iter().map(|source| source.vintages().len()).sum();
        let bar = bar(vintages);
        let patience = Patience::default();
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let options = archive::pull::Pull {
            places: &places,
            unchecked_addresses: self.unchecked_addresses,
            strict: self.strict,
            again: self.again,
            threads,
            large: LARGE,
            limits: Limits::default(),
            retrieved: now()?,
            patience: &patience,
            sleep: &std::thread::sleep,
            progress: &|progress| show(&bar, progress),
        };
        let pulled = pull_all(&writer, &sources, &knowledge.codes, &options, threads);
        let derived = derive(&writer, &knowledge.computed, &knowledge.states, &options);
        bar.finish_and_clear();
        let mut lines = Vec::new();
        for (source, vintages) in pulled {
            let vintages = vintages.into_iter();
            lines.extend(vintages.map(|(vintage, outcome)| Line::of(&source, vintage, outcome)));
        }
        // Of a table that nothing of this pull enters, there is nothing to say.
        let concerned = |table: &Derived| {
            let mut chosen = sources.iter();
            chosen.any(|source| table.sources.contains(&source.id))
        };
        lines.extend(
            derived
                .into_iter()
                .filter(concerned)
                .flat_map(Line::of_computed),
        );
        match self.format {
            DataFormat::Json => print_json(&lines)?,
            DataFormat::Text => print(&text(&lines))?,
        }
        let failed: Vec<&Line> = lines.iter().filter(|line| line.error.is_some()).collect();
        for line in &failed {
            let error = line.error.as_deref().unwrap_or_default();
            eprintln!("error: {} {}: {error}", line.source, line.vintage);
        }
        if places == [Place::Publishers] && !failed.is_empty() {
            eprint!("{}", self.without_address(&sources));
        }
        Ok(match failed.is_empty() {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        })
    }
}

impl Pull {
    /// What cannot be brought without a mirror, and where its publishers are.
    fn without_address(&self, sources: &[&SourceFacts]) -> String {
        let usable = |file: &&SourceFile| file.address_usable(self.unchecked_addresses);
        let (mut lacking, mut all, mut told) = (0, 0, String::new());
        for source in sources {
            all += source.file.len();
            let with = source.file.iter().filter(usable).count();
            let without = source.file.len() - with;
            if without > 0 {
                lacking += without;
                let id = &source.id;
                let files = counted(without, "file");
                told.push_str(&format!("  {id}: {files}, see {}\n", source.address));
            }
        }
        format!(
            "{lacking} of {} have no checked address and come only from a folder or address given with `--mirror`:\n{told}",
            counted(all, "file")
        )
    }
}

/// The sources of those ids, or all; every unknown id is told.
fn chosen<'a>(
    sources: &'a BTreeMap<String, SourceFacts>,
    ids: &[String],
) -> anyhow::Result<Vec<&'a SourceFacts>> {
    let unknown: Vec<&str> = ids
        .iter()
        .filter(|id| !sources.contains_key(*id))
        .map(String::as_str)
        .collect();
    if !unknown.is_empty() {
        let known: Vec<&str> = sources.keys().map(String::as_str).collect();
        bail!(
            "there is no source {}; there are: {}",
            unknown.join(", "),
            known.join(", ")
        );
    }
    let wanted = |source: &&SourceFacts| match ids.is_empty() {
        // What a user must export with an account of their own is not to be pulled.
        true => !source.user_supplied,
        false => ids.contains(&source.id),
    };
    Ok(sources.values().filter(wanted).collect())
}

fn text(lines: &[Line]) -> String {
    let mut text = String::new();
    for line in lines {
        text.push_str(&format!("{} {}", line.source, line.vintage));
        let told = match (line.rows, line.computed) {
            (Some(rows), false) => format!(": {}, {rows}\n", line.outcome),
            (Some(rows), true) => format!(
                ": {}, computed, {} rows\n",
                line.outcome,
                grouped(rows.taken)
            ),
            (None, _) if line.waits_for.is_empty() => format!(": {}\n", line.outcome),
            (None, _) => format!(
                "is not computed: the store lacks {}\n",
                line.waits_for.join(", ")
            ),
        };
        text.push_str(&told);
    }
    let (computed, read): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(|line| line.computed);
    let rows = read.iter().filter_map(|line| line.rows);
    let sum = rows.fold(RowCount::default(), RowCount::plus);
    text.push_str(&format!("{}; {sum}\n", summary(&read, "source")));
    if computed.iter().any(|line| line.outcome != "waiting") {
        text.push_str(&format!("{}\n", summary(&computed, "computed table")));
    }
    text
}

fn summary(lines: &[&Line], what: &str) -> String {
    let of = |outcome: &str| lines.iter().filter(|line| line.outcome == outcome).count();
    let sources: BTreeSet<&str> = lines.iter().map(|line| line.source.as_str()).collect();
    format!(
        "{} of {}: {} stored, {} unchanged, {} failed",
        counted(lines.len(), "vintage"),
        counted(sources.len(), what),
        of("stored"),
        of("unchanged"),
        of("failed"),
    )
}

/// A bar on standard error, if that is a terminal.
fn bar(vintages: usize) -> ProgressBar {
    let bar = ProgressBar::new(vintages as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:20} {pos}/{len} {elapsed} {wide_msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn show(bar: &ProgressBar, progress: Progress<'_>) {
    match progress {
        Progress::Fetching { path, bytes, of } => bar.set_message(match of {
            Some(of) => format!("{path}: {bytes} of {of} bytes"),
            None => format!("{path}: {bytes} bytes"),
        }),
        Progress::Reading { table, rows } => bar.set_message(format!("{table}: {rows} rows")),
        Progress::Done { .. } => bar.inc(1),
    }
}
