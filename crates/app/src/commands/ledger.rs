use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use ::ledger::{ChainHead, Entry, EntryId, Salt, Store};
use anyhow::{Context, bail};
use clap::Subcommand;
use terms::Day;

use super::{block_on, entries_of};
use crate::pipeline::{WantedForecast, forecast_entry};
use crate::{Knowledge, Sink};

/// Keep a ledger of evidence of your own: append-only, bitemporal, hash-chained
#[derive(Debug, clap::Args)]
pub(super) struct Ledger {
    #[command(subcommand)]
    command: LedgerCommand,
}

#[derive(Debug, Subcommand)]
enum LedgerCommand {
    /// Create a ledger, empty or with the entries of a case
    New {
        /// The file to create
        file: PathBuf,
        /// Begin with the entries of this case
        #[arg(long, value_name = "CASE")]
        case: Option<String>,
    },
    /// Append the entries of a TOML file (shape of facts/cases), all or none
    Append {
        /// The ledger
        file: PathBuf,
        /// The file with origins, sources and entries
        entries: PathBuf,
        /// The case that they belong to
        #[arg(long, value_name = "CASE")]
        case: String,
    },
    /// Append an embedded forecast on a state as an entry, so that a rule can cite it
    AppendForecast {
        /// The ledger
        file: PathBuf,
        /// ISO3 code, Gleditsch-Ward number or common name of the state
        #[arg(long, value_name = "STATE")]
        state: String,
        /// Year of the data [default: the latest]
        #[arg(long, value_name = "YEAR")]
        year: Option<i16>,
        /// The case that it belongs to [default: the state's own code, for a state without a case]
        #[arg(long, value_name = "CASE")]
        case: Option<String>,
        /// First day on which it was known, no earlier than its release [default: that day]
        #[arg(long, value_name = "DATE")]
        known: Option<Day>,
        /// The earlier forecast that it takes the place of
        #[arg(long, value_name = "ENTRY")]
        supersedes: Option<String>,
    },
    /// Recompute the whole chain and name every record that was altered
    Verify {
        /// The ledger
        file: PathBuf,
        /// A head noted earlier (count:hash): also finds records cut off at the end
        #[arg(long, value_name = "HEAD")]
        head: Option<ChainHead>,
    },
    /// Erase the content of an entry, keep its hash, and record that it was erased
    Redact {
        /// The ledger
        file: PathBuf,
        /// The entry
        entry: String,
        /// Why, without saying what was in it
        #[arg(long)]
        reason: String,
    },
    /// Measure appending and verifying; prints JSON
    Bench {
        /// How many entries
        #[arg(long, default_value_t = 1_000_000)]
        entries: usize,
    },
}

impl Ledger {
    pub(super) fn run(
        self,
        knowledge: impl FnOnce() -> anyhow::Result<Knowledge>,
    ) -> anyhow::Result<ExitCode> {
        let sink = Sink { out: None };
        match self.command {
            LedgerCommand::New { file, case } => {
                let entries = match &case {
                    Some(case) => case_entries(&knowledge()?, case)?,
                    None => Vec::new(),
                };
                let head = block_on(async {
                    let mut store = Store::create(&file).await?;
                    store.append(entries, now(), salt).await?;
                    Ok::<_, ::ledger::StoreError>(store.head())
                })??;
                sink.write(&format!(
                    "{}: {} records, head {head}\n",
                    file.display(),
                    head.count
                ))?;
            }
            LedgerCommand::Append {
                file,
                entries,
                case,
            } => {
                let entries = entries_of(&knowledge()?, &entries, &case)?;
                let appended = entries.len();
                let head = block_on(async {
                    let mut store = Store::open(&file).await?;
                    store.append(entries, now(), salt).await?;
                    Ok::<_, ::ledger::StoreError>(store.head())
                })??;
                sink.write(&format!(
                    "{}: {appended} entries appended, {} records, head {head}\n",
                    file.display(),
                    head.count
                ))?;
            }
            LedgerCommand::AppendForecast {
                file,
                state,
                year,
                case,
                known,
                supersedes,
            } => {
                let wanted = WantedForecast {
                    state,
                    data_year: year,
                    case,
                    known,
                    supersedes,
                };
                let entry = forecast_entry(&knowledge()?, &wanted)?;
                let told = format!("{}: {} Known on {}.", entry.id, entry.claim, entry.known);
                let head = block_on(async {
                    let mut store = Store::open(&file).await?;
                    store.append([entry], now(), salt).await?;
                    Ok::<_, ::ledger::StoreError>(store.head())
                })??;
                sink.write(&format!(
                    "{told}\n{}: 1 entry appended, {} records, head {head}\n",
                    file.display(),
                    head.count
                ))?;
            }
            LedgerCommand::Verify { file, head } => {
                let found = block_on(Store::verify(&file, head))??;
                if !found.damages.is_empty() {
                    for damage in &found.damages {
                        eprintln!("{}: {damage}", file.display());
                    }
                    eprintln!(
                        "{}: damaged; {} records read",
                        file.display(),
                        found.head.count
                    );
                    return Ok(ExitCode::FAILURE);
                }
                sink.write(&format!(
                    "{}: sound, {} records, head {}\n",
                    file.display(),
                    found.head.count,
                    found.head
                ))?;
            }
            LedgerCommand::Redact {
                file,
                entry,
                reason,
            } => {
                let head = block_on(async {
                    let mut store = Store::open(&file).await?;
                    store
                        .redact(&EntryId(entry.clone()), &reason, now(), salt())
                        .await?;
                    Ok::<_, ::ledger::StoreError>(store.head())
                })??;
                sink.write(&format!(
                    "{}: the content of {entry} is erased, {} records, head {head}\n",
                    file.display(),
                    head.count
                ))?;
            }
            LedgerCommand::Bench { entries } => sink.write(&bench(&knowledge()?, entries)?)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn case_entries(knowledge: &Knowledge, id: &str) -> anyhow::Result<Vec<Entry>> {
    let known: Vec<&str> = knowledge
        .casebook
        .cases
        .keys()
        .map(String::as_str)
        .collect();
    let case = knowledge
        .casebook
        .cases
        .get(id)
        .with_context(|| format!("there is no case `{id}`; there are: {}", known.join(", ")))?;
    Ok(case.ledger.entries().into_iter().cloned().collect())
}

/// Microseconds since 1970 UTC.
fn now() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}

fn salt() -> Salt {
    let mut salt = Salt::default();
    getrandom::fill(&mut salt).expect("the operating system gives random bytes");
    salt
}

/// Appends entries like those of the casebook in batches, then verifies the file.
fn bench(knowledge: &Knowledge, wanted: usize) -> anyhow::Result<String> {
    const BATCH: usize = 10_000;
    let samples: Vec<Entry> = knowledge
        .casebook
        .cases
        .values()
        .flat_map(|case| case.ledger.entries().into_iter().cloned())
        .collect();
    if samples.is_empty() {
        bail!("the casebook has no entry to copy");
    }
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let path = folder.path().join("bench.ledger");
    let progress = indicatif::ProgressBar::new(wanted as u64).with_message("appending");
    block_on(async {
        let mut store = Store::create(&path).await?;
        let begun = Instant::now();
        let mut done = 0;
        while done < wanted {
            let batch = (done..wanted.min(done + BATCH)).map(|n| {
                let sample = &samples[n % samples.len()];
                Entry {
                    id: EntryId(format!("B-{n:07}")),
                    supersedes: None,
                    ..sample.clone()
                }
            });
            store.append(batch, now(), salt).await?;
            done = wanted.min(done + BATCH);
            progress.set_position(done as u64);
        }
        let append = begun.elapsed().as_secs_f64();
        progress.finish_and_clear();
        let begun = Instant::now();
        let found = Store::verify(&path, Some(store.head())).await?;
        let verify = begun.elapsed().as_secs_f64();
        let bytes = std::fs::metadata(&path).map_or(0, |file| file.len());
        let result = serde_json::json!({
            "entries": wanted,
            "bytes": bytes,
            "append_seconds": append,
            "append_per_second": (wanted as f64 / append).round(),
            "verify_seconds": verify,
            "verify_per_second": (wanted as f64 / verify).round(),
            "damages": found.damages.len(),
        });
        Ok::<_, anyhow::Error>(format!("{result:#}\n"))
    })?
}
