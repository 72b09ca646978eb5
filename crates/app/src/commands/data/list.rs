use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::{DataFormat, RowCount, StoreArgs, aligned, counted, grouped, print, print_json};

/// List every vintage in the store: source, publication, rows, size, licence
#[derive(Debug, Args)]
pub(super) struct List {
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
    released: terms::Day,
    retrieved: String,
    tables: Vec<String>,
    rows: RowCount,
    bytes: u64,
    licence: String,
}

impl List {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let store = self.store.open()?;
        let (manifests, broken) = store.manifests();
        let lines: Vec<Line> = manifests
            .iter()
            .map(|one| Line {
                source: one.edition.source.clone(),
                vintage: one.edition.vintage.clone(),
                released: one.edition.released,
                retrieved: one.edition.retrieved.to_string(),
                tables: one.table.iter().map(|table| table.name.clone()).collect(),
                rows: RowCount::of(one),
                bytes: one.files().map(|file| file.bytes).sum(),
                licence: one.edition.licence.clone(),
            })
            .collect();
        match self.format {
            DataFormat::Json => print_json(&lines)?,
            DataFormat::Text => {
                let head = ["source", "vintage", "published", "rows", "bytes", "licence"];
                let mut rows = vec![head.map(str::to_owned).to_vec()];
                rows.extend(lines.iter().map(|line| {
                    vec![
                        line.source.clone(),
                        line.vintage.clone(),
                        line.released.to_string(),
                        grouped(line.rows.taken),
                        grouped(line.bytes),
                        line.licence.clone(),
                    ]
                }));
                let sum: u64 = lines.iter().map(|line| line.rows.taken).sum();
                let end = format!(
                    "{} in {}, {} rows\n",
                    counted(lines.len(), "vintage"),
                    store.root().display(),
                    grouped(sum)
                );
                print(&(aligned(&rows, &[3, 4]) + &end))?;
            }
        }
        for error in &broken {
            eprintln!("error: {error}");
        }
        Ok(match broken.is_empty() {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        })
    }
}
