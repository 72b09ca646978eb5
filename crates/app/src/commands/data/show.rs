use std::process::ExitCode;

use anyhow::bail;
use archive::store::{Head, Manifest, Store, StoredTable};
use clap::Args;
use terms::AsOf;

use super::{DataFormat, RowCount, StoreArgs, aligned, grouped, print, print_json};

/// Show a source or table: where it is from, its columns, its rows and what was not taken
#[derive(Debug, Args)]
pub(super) struct Show {
    /// A source or a table of the store
    #[arg(value_name = "SOURCE|TABLE")]
    what: String,
    /// The vintage; by default the latest
    #[arg(long, value_name = "NAME", conflicts_with = "as_of")]
    vintage: Option<String>,
    /// The vintage that was the latest on this date (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    as_of: Option<AsOf>,
    /// How many rows of each table to show
    #[arg(long, value_name = "N", default_value_t = 5)]
    rows: usize,
    #[command(flatten)]
    store: StoreArgs,
    /// Form of the result: as JSON it is the manifest
    #[arg(long, value_enum, default_value_t = DataFormat::Text)]
    format: DataFormat,
}

impl Show {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let store = self.store.open()?;
        let (source, table) = self.meant(&store)?;
        let manifest = match &self.vintage {
            Some(vintage) => match store.manifest(&source, vintage)? {
                Some(manifest) => manifest,
                None => bail!("the store has no vintage `{vintage}` of `{source}`"),
            },
            None => store.as_of(&source, self.as_of)?,
        };
        if self.format == DataFormat::Json {
            print_json(&manifest)?;
            return Ok(ExitCode::SUCCESS);
        }
        let mut text = about(&manifest);
        let tables = manifest.table.iter();
        for one in tables.filter(|one| table.as_ref().is_none_or(|name| *name == one.name)) {
            text.push_str(&table_text(one));
            text.push_str(&rows("first rows", &store.head(&manifest, one, self.rows)?));
            text.push_str(&rows(
                "not taken",
                &store.rejects(&manifest, one, self.rows)?,
            ));
        }
        print(&text)?;
        Ok(ExitCode::SUCCESS)
    }

    /// The source that is meant, and the table if one was named.
    fn meant(&self, store: &Store) -> anyhow::Result<(String, Option<String>)> {
        let (manifests, _) = store.manifests();
        if manifests.iter().any(|one| one.source == self.what) {
            return Ok((self.what.clone(), None));
        }
        if let Some(one) = manifests.iter().find(|one| one.table(&self.what).is_some()) {
            return Ok((one.source.clone(), Some(self.what.clone())));
        }
        bail!(
            "the store has no source or table `{}`; `watchfire data list` shows what there is",
            self.what
        )
    }
}

fn about(manifest: &Manifest) -> String {
    let mut text = format!(
        "{}\n{} {}, published {} by {}\nlicence: {}\ncite: {}\nretrieved: {}, reader {}\n",
        manifest.title,
        manifest.source,
        manifest.vintage,
        manifest.released,
        manifest.publisher,
        manifest.licence,
        manifest.citation,
        manifest.retrieved,
        manifest.reader,
    );
    for file in &manifest.input {
        text.push_str(&format!(
            "from: {} ({} bytes, SHA-256 {}){}\n",
            file.path,
            grouped(file.bytes),
            file.sha256,
            file.from
                .as_ref()
                .map(|at| format!(", {at}"))
                .unwrap_or_default()
        ));
    }
    for from in &manifest.derived_from {
        text.push_str(&format!(
            "computed from: {} {}\n",
            from.source, from.vintage
        ));
    }
    text.push_str(&format!("{}\n", RowCount::of(manifest)));
    text
}

fn table_text(table: &StoredTable) -> String {
    let mut text = format!("\ntable {}: {} rows", table.name, grouped(table.rows));
    if !table.sort.is_empty() {
        text.push_str(&format!(", sorted by {}", table.sort.join(", ")));
    }
    text.push('\n');
    for (reason, n) in &table.left_out {
        text.push_str(&format!("  left out: {} ({reason})\n", grouped(*n)));
    }
    for (reason, n) in &table.unused {
        text.push_str(&format!("  not counted: {} ({reason})\n", grouped(*n)));
    }
    let columns = table.column.iter().map(|column| {
        vec![
            format!("  {}", column.name),
            column.kind.clone(),
            column.unit.clone(),
            column.about.clone(),
        ]
    });
    text.push_str(&aligned(&columns.collect::<Vec<_>>(), &[]));
    text
}

/// Rows as `column: value`, since tables are wider than any page.
fn rows(title: &str, head: &Head) -> String {
    let mut text = String::new();
    for (n, row) in head.rows.iter().enumerate() {
        text.push_str(&format!("  {title}, {}:\n", n + 1));
        for (column, value) in head.columns.iter().zip(row) {
            if let Some(value) = value {
                let shown: String = value.chars().take(80).collect();
                let cut = if shown.len() < value.len() {
                    " ..."
                } else {
                    ""
                };
                let shown = shown.replace(['\n', '\r'], " ");
                text.push_str(&format!("    {column}: {shown}{cut}\n"));
            }
        }
    }
    text
}
