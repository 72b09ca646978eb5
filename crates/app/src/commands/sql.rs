use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use terms::AsOf;

use crate::Knowledge;

/// Ask the tables of a store in SQL; functions and tables are listed in docs/guide/data-dictionary.md
#[derive(Debug, clap::Args)]
pub(super) struct Sql {
    /// The query, for example "SHOW TABLES" or "SELECT * FROM state_years LIMIT 5"; - reads standard input
    #[arg(value_name = "QUERY")]
    query: String,
    #[command(flatten)]
    store: super::data::StoreArgs,
    /// Read each table in the version that was published by this date (YYYY-MM-DD); by default the newest
    #[arg(long, value_name = "DATE")]
    as_of: Option<AsOf>,
    /// Also ask this Parquet file, or folder of Parquet files of one table; may be given several times
    #[arg(long, value_name = "NAME=PATH", value_parser = named_path)]
    table: Vec<(String, PathBuf)>,
    /// Form of the answer
    #[arg(long, value_enum, default_value_t = AnswerFormat::Text)]
    format: AnswerFormat,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The most rows that the text form shows
    #[arg(long, value_name = "N", default_value_t = 100)]
    rows: usize,
    /// Say on standard error how long it took to open the tables and answer
    #[arg(long)]
    time: bool,
    /// Threads of the engine; 0 means all cores
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
    /// Run the query on the cluster whose scheduler listens there; it must see the files under the same paths
    #[arg(long, value_name = "HOST:PORT", conflicts_with = "threads")]
    cluster: Option<String>,
}

/// In which form an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AnswerFormat {
    /// A table for people; NULL is written as such
    Text,
    /// Comma-separated values; NULL is an empty field
    Csv,
    /// A JSON array of objects
    Json,
    /// Parquet with zstd; needs --out
    Parquet,
}

fn named_path(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, path)) if !name.is_empty() && !path.is_empty() => {
            Ok((name.to_owned(), PathBuf::from(path)))
        }
        _ => Err("write it as NAME=PATH, for example events=ged.parquet".to_owned()),
    }
}

#[cfg(not(feature = "sql"))]
impl Sql {
    pub(super) fn run(
        self,
        _: impl FnOnce() -> anyhow::Result<Knowledge>,
    ) -> anyhow::Result<ExitCode> {
        anyhow::bail!(
            "this build has no SQL engine, which keeps it small; `cargo build --release --features sql` \
             makes one that has it, and releases ship with it"
        )
    }
}

#[cfg(feature = "sql")]
impl Sql {
    pub(super) fn run(
        self,
        read: impl FnOnce() -> anyhow::Result<Knowledge>,
    ) -> anyhow::Result<ExitCode> {
        use anyhow::{Context, bail};
        use archive::sql::{Form, Session};

        if self.format == AnswerFormat::Parquet && self.out.is_none() {
            bail!("Parquet is not for a terminal: say where to with --out FILE");
        }
        let query = match self.query.as_str() {
            "-" => std::io::read_to_string(std::io::stdin())
                .context("standard input cannot be read")?,
            _ => self.query.clone(),
        };
        let knowledge = read()?;
        let begun = std::time::Instant::now();
        let store = self.store.open_if_there()?;
        // No vintage is removed while it is read.
        let _reading = store.as_ref().map(archive::store::Store::reading);
        let tables = self.tables(store.as_ref())?;
        let session = Session::open(tables, &knowledge.views, knowledge.states, self.engine()?)?;
        let form = match self.format {
            AnswerFormat::Text => Form::Text { rows: self.rows },
            AnswerFormat::Csv => Form::Csv,
            AnswerFormat::Json => Form::Json,
            AnswerFormat::Parquet => Form::Parquet,
        };
        let written = match &self.out {
            None => session.write(&query, form, &mut std::io::stdout())?,
            Some(path) => {
                crate::output::write_stream(path, |file| Ok(session.write(&query, form, file)?))?
            }
        };
        if self.time {
            eprintln!(
                "answered in {:.4} s, {} rows",
                begun.elapsed().as_secs_f64(),
                written.rows
            );
        }
        Ok(ExitCode::SUCCESS)
    }

    fn tables(
        &self,
        store: Option<&archive::store::Store>,
    ) -> anyhow::Result<archive::sql::Tables> {
        use archive::sql::{TableFiles, Tables, stored_tables, tables_in};

        let mut tables = match store {
            Some(store) => stored_tables(store, self.as_of)?,
            None => Tables::default(),
        };
        for (name, path) in &self.table {
            let files = match path.is_dir() {
                true => tables_in(path)?
                    .into_iter()
                    .flat_map(|table| table.files)
                    .collect(),
                false => vec![path.clone()],
            };
            anyhow::ensure!(
                !files.is_empty(),
                "{} holds no Parquet file",
                path.display()
            );
            tables.files.retain(|table| table.name != *name);
            tables.files.push(TableFiles {
                name: name.clone(),
                files,
            });
        }
        Ok(tables)
    }

    #[cfg(feature = "cluster")]
    fn engine(&self) -> anyhow::Result<archive::sql::Engine> {
        Ok(match &self.cluster {
            Some(address) => archive::sql::Engine::Cluster {
                address: address.clone(),
            },
            None => archive::sql::Engine::Here {
                threads: self.threads,
            },
        })
    }

    #[cfg(not(feature = "cluster"))]
    fn engine(&self) -> anyhow::Result<archive::sql::Engine> {
        anyhow::ensure!(
            self.cluster.is_none(),
            "this build has no cluster; `cargo build --release --features cluster` makes one that has it"
        );
        Ok(archive::sql::Engine::Here {
            threads: self.threads,
        })
    }
}
