//! `watchfire data`: the store of public sources.

mod add;
mod list;
mod pull;
mod remove;
mod show;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use archive::store::{Manifest, Store};
use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

use crate::output::json;
use crate::{Knowledge, Sink};

/// Bring public sources into a checked store, and see what is in it
#[derive(Debug, Args)]
pub(super) struct Data {
    #[command(subcommand)]
    command: DataCommand,
}

#[derive(Debug, Subcommand)]
enum DataCommand {
    List(list::List),
    Pull(pull::Pull),
    Add(add::Add),
    Verify(verify::Verify),
    Show(show::Show),
    Remove(remove::Remove),
}

impl Data {
    pub(super) fn run(
        self,
        knowledge: impl FnOnce() -> anyhow::Result<Knowledge>,
    ) -> anyhow::Result<ExitCode> {
        match self.command {
            DataCommand::List(command) => command.run(),
            DataCommand::Pull(command) => command.run(&knowledge()?),
            DataCommand::Add(command) => command.run(&knowledge()?),
            DataCommand::Verify(command) => command.run(),
            DataCommand::Show(command) => command.run(),
            DataCommand::Remove(command) => command.run(),
        }
    }
}

/// Which store: shared by all commands that use one.
#[derive(Debug, Args)]
pub(super) struct StoreArgs {
    /// Folder of the store; by default WATCHFIRE_STORE, else `watchfire-data` among the user's data
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,
}

impl StoreArgs {
    /// The folder.
    pub(super) fn folder(&self) -> anyhow::Result<PathBuf> {
        if let Some(folder) = &self.store {
            return Ok(folder.clone());
        }
        match std::env::var_os("WATCHFIRE_STORE") {
            Some(folder) if !folder.is_empty() => Ok(PathBuf::from(folder)),
            _ => user_data()
                .map(|folder| folder.join("watchfire-data"))
                .context("no folder for the user's data is known here; name one with `--store`"),
        }
    }

    /// The store that is there.
    pub(super) fn open(&self) -> anyhow::Result<Store> {
        Ok(Store::open(&self.folder()?)?)
    }

    /// The store, for a command that can also do without one: none unless it is there or was named.
    #[cfg(feature = "sql")]
    pub(super) fn open_if_there(&self) -> anyhow::Result<Option<Store>> {
        match Store::open(&self.folder()?) {
            Ok(store) => Ok(Some(store)),
            Err(archive::store::StoreError::None(_)) if self.store.is_none() => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The store, which is made if it is not there.
    fn open_or_create(&self) -> anyhow::Result<Store> {
        Ok(Store::open_or_create(&self.folder()?)?)
    }
}

/// Where programs of this system keep the data of a user.
fn user_data() -> Option<PathBuf> {
    let of = |name: &str| {
        let folder = std::env::var_os(name).map(PathBuf::from);
        folder.filter(|folder| folder.is_absolute())
    };
    if cfg!(windows) {
        return of("LOCALAPPDATA");
    }
    if cfg!(target_os = "macos") {
        return of("HOME").map(|home| home.join("Library/Application Support"));
    }
    of("XDG_DATA_HOME").or_else(|| of("HOME").map(|home| home.join(".local/share")))
}

/// In which form a result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DataFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

fn print_json(value: &impl Serialize) -> anyhow::Result<()> {
    Sink { out: None }.write(&json(value)?)
}

fn print(text: &str) -> anyhow::Result<()> {
    Sink { out: None }.write(text)
}

/// The rows of a vintage or of many, and what became of them.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
struct RowCount {
    read: u64,
    taken: u64,
    left_out: u64,
    rejected: u64,
}

impl RowCount {
    fn of(manifest: &Manifest) -> RowCount {
        manifest
            .table
            .iter()
            .fold(RowCount::default(), |sum, table| RowCount {
                read: sum.read + table.read,
                taken: sum.taken + table.rows,
                left_out: sum.left_out + table.left_out.values().sum::<u64>(),
                rejected: sum.rejected + table.rejected,
            })
    }

    fn plus(self, other: RowCount) -> RowCount {
        RowCount {
            read: self.read + other.read,
            taken: self.taken + other.taken,
            left_out: self.left_out + other.left_out,
            rejected: self.rejected + other.rejected,
        }
    }
}

impl std::fmt::Display for RowCount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} rows read = {} taken + {} left out + {} rejected",
            grouped(self.read),
            grouped(self.taken),
            grouped(self.left_out),
            grouped(self.rejected)
        )
    }
}

/// A number with a comma before every three digits.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 vintage`, `2 vintages`.
fn counted(n: usize, one: &str) -> String {
    format!(
        "{} {one}{}",
        grouped(n as u64),
        if n == 1 { "" } else { "s" }
    )
}

/// Columns set side by side with two spaces between; the last is not filled up.
fn aligned(rows: &[Vec<String>], right: &[usize]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let fill = " ".repeat(widths[column] - cell.chars().count());
            match right.contains(&column) {
                true => line.push_str(&format!("{fill}{cell}  ")),
                false => line.push_str(&format!("{cell}{fill}  ")),
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// The retrieval time of what is brought now: the clock is read here and nowhere else.
fn now() -> anyhow::Result<archive::store::Retrieved> {
    let now = jiff::Timestamp::now().to_string();
    now.parse().map_err(anyhow::Error::msg)
}
