//! The binary `watchfire`.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = app::commands::Cli::parse();
    match app::commands::run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
