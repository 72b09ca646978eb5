use std::process::ExitCode;

use clap::Args;

use super::{DataFormat, StoreArgs, counted, grouped, print, print_json};

/// Hash every file of the store anew and name any that is not as it was written
#[derive(Debug, Args)]
pub(super) struct Verify {
    #[command(flatten)]
    store: StoreArgs,
    /// Form of the result
    #[arg(long, value_enum, default_value_t = DataFormat::Text)]
    format: DataFormat,
}

impl Verify {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let store = self.store.open()?;
        let bar = indicatif::ProgressBar::new(0);
        let found = store.verify(&|done, of| {
            bar.set_length(of as u64);
            bar.set_position(done as u64);
        })?;
        bar.finish_and_clear();
        match self.format {
            DataFormat::Json => {
                let damages = found.damages.iter();
                let damages: Vec<_> = damages
                    .map(|damage| serde_json::json!({"file": damage.file, "what": damage.what}))
                    .collect();
                print_json(&serde_json::json!({
                    "store": store.root().display().to_string(),
                    "vintages": found.vintages,
                    "tables": found.tables,
                    "files": found.files,
                    "bytes": found.bytes,
                    "rows": found.rows,
                    "damages": damages,
                    "unnamed": found.unnamed,
                }))?;
            }
            DataFormat::Text => {
                let mut text = String::new();
                for name in &found.unnamed {
                    text.push_str(&format!(
                        "{name}: no table names this file; what a stopped run left is swept by the next one\n"
                    ));
                }
                text.push_str(&format!(
                    "{}: {}, {}, {}, {} bytes, {} rows: {}\n",
                    store.root().display(),
                    counted(found.vintages, "vintage"),
                    counted(found.tables, "table"),
                    counted(found.files, "file"),
                    grouped(found.bytes),
                    grouped(found.rows),
                    match found.damages.len() {
                        0 => "sound".to_owned(),
                        n => counted(n, "damage"),
                    }
                ));
                print(&text)?;
            }
        }
        for damage in &found.damages {
            eprintln!("error: {damage}");
        }
        Ok(match found.damages.is_empty() {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        })
    }
}
