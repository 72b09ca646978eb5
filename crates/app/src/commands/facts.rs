use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;

use crate::{Knowledge, Sink, embedded_facts, embedded_releases, facts_in, render_problems};

/// Work with the fact files
#[derive(Debug, clap::Args)]
pub(super) struct Facts {
    #[command(subcommand)]
    command: FactsCommand,
}

#[derive(Debug, Subcommand)]
enum FactsCommand {
    /// Read every fact file and list every problem with its file, line and column
    Check {
        /// The folder; by default `facts` here if there is one, else the facts in the binary
        folder: Option<PathBuf>,
    },
}

impl Facts {
    pub(super) fn run(self, global: Option<PathBuf>) -> anyhow::Result<ExitCode> {
        let FactsCommand::Check { folder } = self.command;
        let here = Path::new("facts");
        let folder = folder
            .or(global)
            .or_else(|| here.is_dir().then(|| here.to_owned()));
        let (name, facts) = match &folder {
            Some(folder) => (folder.display().to_string(), facts_in(folder)?),
            None => ("the facts in the binary".to_owned(), embedded_facts()),
        };
        let files = facts.files().count();
        match Knowledge::read(facts, embedded_releases()) {
            Ok(knowledge) => {
                let entries: usize = knowledge
                    .casebook
                    .cases
                    .values()
                    .map(|case| case.ledger.entries().len())
                    .sum();
                let text = format!(
                    "{name}: {files} files without a problem: {} states, {} bodies, {} instruments, {} criteria, {} measures, {} cases with {entries} entries\n",
                    knowledge.states.states().count(),
                    knowledge.bodies.len(),
                    knowledge.norms.instruments.len(),
                    knowledge.norms.criteria.len(),
                    knowledge.norms.measures.len(),
                    knowledge.casebook.cases.len(),
                );
                Sink { out: None }.write(&text)?;
                Ok(ExitCode::SUCCESS)
            }
            Err(found) => {
                let colour =
                    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
                eprint!("{}", render_problems(&found.problems, &found.facts, colour));
                eprintln!("{name}: {} problems in {files} files", found.problems.len());
                Ok(ExitCode::FAILURE)
            }
        }
    }
}
