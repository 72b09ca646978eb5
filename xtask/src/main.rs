//! The project's own chores.

mod ci;
mod dictionary;
mod fuzz;
mod gdelt_like;
mod ged_like;
mod generate;
mod kill_pull;
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
    /// Run the reader of every source and every other fuzz target for some seconds each
    ///
    /// Needs a nightly toolchain and cargo-fuzz. Corpora, inputs that failed and logs are kept in
    /// target/fuzz.
    Fuzz {
        /// Seconds for each
        #[arg(long, default_value_t = 60)]
        seconds: u64,
        /// How many run at a time
        #[arg(long, default_value_t = 1)]
        jobs: usize,
        /// Only these sources or targets
        #[arg(value_name = "NAME")]
        only: Vec<String>,
    },
    /// Write a table of made-up events in the shape of GDELT 2.0, and the answers that queries must give
    ///
    /// For more than a few million rows run it optimised: cargo run --release -p xtask -- gdelt-like
    GdeltLike {
        /// Number of rows
        #[arg(long)]
        rows: u64,
        /// Seed: the same seed gives the same rows
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// The folder; 100 million rows take about 2 GB
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Write a table that looks like UCDP GED, for measuring: seeded, quoted commas and line ends
    GedLike {
        /// Number of rows
        #[arg(long, default_value_t = 386_000)]
        rows: u64,
        /// Seed: the same seed gives the same bytes
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// The file
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Kill pulls at random moments and check the store after each
    KillPull {
        /// The program; build it with `cargo build --release -p app`
        #[arg(long, value_name = "FILE", default_value = "target/release/watchfire")]
        binary: PathBuf,
        /// Folder with the publishers' files
        #[arg(long, value_name = "DIR", default_value = "../shared/data")]
        mirror: PathBuf,
        /// How many pulls to kill
        #[arg(long, default_value_t = 100)]
        rounds: u64,
        /// Seed of the moments
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Check the house rules: edges between crates, the crate map, names and sizes of files
    Tidy,
}

fn main() -> anyhow::Result<()> {
    let root = root();
    match Cli::parse().task {
        Task::Ci => ci::run(&root),
        Task::Generate { check } => generate::run(&root, check),
        Task::Fuzz {
            seconds,
            jobs,
            only,
        } => fuzz::run(&root, seconds, jobs, &only),
        Task::GdeltLike { rows, seed, out } => gdelt_like::run(rows, seed, &out),
        Task::GedLike { rows, seed, out } => {
            let (rows, bytes, best) = ged_like::write(&out, rows, seed)?;
            println!("{{\"rows\": {rows}, \"bytes\": {bytes}, \"sum_of_best\": {best}}}");
            Ok(())
        }
        Task::KillPull {
            binary,
            mirror,
            rounds,
            seed,
        } => kill_pull::run(&binary, &mirror, rounds, seed),
        Task::Tidy => tidy::run(&root),
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."))
        .to_owned()
}
