//! The project's own chores.

mod ci;
mod dictionary;
mod gdelt_like;
mod generate;
mod tidy;

use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The project's own chores")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Run every check and every test, as CI does; sets up what they need
    Ci,
    /// Write the generated files: schemas, guide pages, DATA.md
    Generate {
        /// Only check that they are current
        #[arg(long)]
        check: bool,
    },
    /// Write a table of made-up events in the shape of GDELT 2.0, and the answers that queries must give
    ///
    /// For more than a few million rows run it optimised: cargo run --release -p xtask -- gdelt-like
    GdeltLike {
        /// Rows
        #[arg(long)]
        rows: u64,
        /// Seed of the random numbers
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Folder to write to; 100 million rows take about 2 GB
        #[arg(long)]
        out: PathBuf,
    },
    /// Check the house rules: edges between crates, the crate map, names and sizes of files
    Tidy,
}

fn main() -> anyhow::Result<()> {
    let root = root();
    match Cli::parse().task {
        Task::Ci => ci::run(&root),
        Task::Generate { check } => generate::run(&root, check),
        Task::GdeltLike { rows, seed, out } => gdelt_like::run(rows, seed, &out),
        Task::Tidy => tidy::run(&root),
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."))
        .to_owned()
}
