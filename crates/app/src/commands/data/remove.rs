use std::process::ExitCode;

use anyhow::bail;
use clap::Args;

use super::{StoreArgs, print};

/// Take vintages of a source out of the store
#[derive(Debug, Args)]
pub(super) struct Remove {
    /// The source
    #[arg(value_name = "SOURCE")]
    source: String,
    /// The vintage
    #[arg(long, value_name = "NAME", required_unless_present = "all")]
    vintage: Option<String>,
    /// All its vintages
    #[arg(long, conflicts_with = "vintage")]
    all: bool,
    #[command(flatten)]
    store: StoreArgs,
}

impl Remove {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let store = self.store.open()?;
        let writer = store.writer()?;
        let vintages = match self.vintage {
            Some(vintage) => vec![vintage],
            None => {
                let there = store.vintages(&self.source)?;
                there.into_iter().map(|one| one.edition.vintage).collect()
            }
        };
        if vintages.is_empty() {
            bail!("the store has no vintage of `{}`", self.source);
        }
        for vintage in vintages {
            writer.remove(&self.source, &vintage)?;
            print(&format!("{} {vintage}: removed\n", self.source))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
