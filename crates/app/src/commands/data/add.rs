use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use archive::fetch::Patience;
use archive::pull::{LARGE, Outcome};
use archive::reading::Limits;
use archive::{SourceFile, Vintage};
use clap::Args;
use terms::Day;

use super::{RowCount, StoreArgs, now, print};
use crate::Knowledge;

/// Add a file of your own, such as an export of ACLED made with your account
///
/// It stays yours: it is read into your store under the terms on which you got it, and nothing of it
/// enters a release.
#[derive(Debug, Args)]
pub(super) struct Add {
    /// The file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The source that it is of
    #[arg(long, value_name = "ID")]
    source: String,
    /// Which file of the source it stands for, by its path in facts/sources, if there are several
    #[arg(long, value_name = "PATH")]
    stands_for: Option<String>,
    /// When it was exported: nothing in it counts as known before
    #[arg(long, value_name = "DATE")]
    exported: Day,
    /// The name of the vintage; by default the day of the export
    #[arg(long, value_name = "NAME")]
    vintage: Option<String>,
    /// Stop at the first row that cannot be taken, instead of keeping it as a reject
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    store: StoreArgs,
}

impl Add {
    pub(super) fn run(self, knowledge: &Knowledge) -> anyhow::Result<ExitCode> {
        let sources = &knowledge.sources;
        let source = sources.get(&self.source).with_context(|| {
            let known: Vec<&str> = sources.keys().map(String::as_str).collect();
            let known = known.join(", ");
            format!("there is no source `{}`; there are: {known}", self.source)
        })?;
        let file = self.meant(&source.file)?;
        if !self.file.is_file() {
            bail!("{} is no file", self.file.display());
        }
        let vintage = Vintage {
            id: self.vintage.unwrap_or_else(|| self.exported.to_string()),
            released: self.exported,
            released_reason: "The day of the export, as its owner says.".to_owned(),
        };
        let store = self.store.open_or_create()?;
        let writer = store.writer()?;
        let patience = Patience::default();
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let options = archive::pull::Pull {
            places: &[],
            unchecked_addresses: false,
            strict: self.strict,
            again: false,
            threads,
            large: LARGE,
            limits: Limits::default(),
            retrieved: now()?,
            patience: &patience,
            sleep: &|_| {},
            progress: &|_| {},
        };
        let codes = &knowledge.codes;
        let outcome =
            archive::pull::add(&writer, source, file, self.file, &vintage, codes, &options)?;
        let told = match &outcome {
            Outcome::Stored(_) => "stored",
            Outcome::Unchanged(_) => "unchanged",
        };
        let rows = RowCount::of(outcome.manifest());
        print(&format!("{} {}: {told}, {rows}\n", source.id, vintage.id))?;
        Ok(ExitCode::SUCCESS)
    }

    fn meant<'a>(&self, files: &'a [SourceFile]) -> anyhow::Result<&'a SourceFile> {
        let mut fitting = files.iter().filter(|file| {
            let wanted = self.stands_for.as_deref();
            wanted.is_none_or(|path| path == file.path)
        });
        match (fitting.next(), fitting.next()) {
            (Some(file), None) => Ok(file),
            (None, _) => bail!(
                "the source `{}` has no such file; it has: {}",
                self.source,
                paths(files)
            ),
            (Some(_), Some(_)) => bail!(
                "the source `{}` has several files; say with `--stands-for` which one this is: {}",
                self.source,
                paths(files)
            ),
        }
    }
}

fn paths(files: &[SourceFile]) -> String {
    let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    paths.join(", ")
}
