use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{
    ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl,
};
use datafusion::prelude::SessionContext;
use terms::{AsOf, Day};

use super::SqlError;
use crate::store::{Store, StoreError};

/// A table: a name, and the Parquet files that hold its rows, all of one schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableFiles {
    /// The name in SQL.
    pub name: String,
    /// Its files. On a cluster every process must find them under these paths.
    pub files: Vec<PathBuf>,
}

/// What a store holds for SQL as of a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tables {
    /// The tables, each in the vintage that was the latest on the day.
    pub files: Vec<TableFiles>,
    /// Tables that the store holds only in vintages published later, with the earliest publication.
    pub not_yet: BTreeMap<String, Day>,
}

/// The tables of a store as of a day; without a day, each in its latest vintage.
pub fn stored_tables(store: &Store, as_of: Option<AsOf>) -> Result<Tables, StoreError> {
    let known = store.tables(as_of)?;
    let mut tables = Tables::default();
    let (manifests, _) = store.manifests();
    for manifest in &manifests {
        for table in manifest
            .table
            .iter()
            .filter(|table| !known.contains_key(&table.name))
        {
            let earliest = tables
                .not_yet
                .entry(table.name.clone())
                .or_insert(manifest.edition.released);
            *earliest = manifest.edition.released.min(*earliest);
        }
    }
    tables.files = known
        .into_iter()
        .filter(|(_, (_, files))| !files.is_empty())
        .map(|(name, (_, files))| TableFiles { name, files })
        .collect();
    Ok(tables)
}

/// The tables of a folder: each file `name.parquet`, and each folder `name` with Parquet files in it.
pub fn tables_in(folder: &Path) -> Result<Vec<TableFiles>, SqlError> {
    let mut tables = Vec::new();
    for path in entries(folder)? {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let files = if path.is_dir() {
            entries(&path)?
                .into_iter()
                .filter(|file| is_parquet(file))
                .collect()
        } else if is_parquet(&path) {
            vec![path.clone()]
        } else {
            Vec::new()
        };
        if !files.is_empty() {
            tables.push(TableFiles {
                name: name.into_owned(),
                files,
            });
        }
    }
    Ok(tables)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, SqlError> {
    let unreadable = |source| SqlError::Unreadable {
        path: folder.to_owned(),
        source,
    };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(unreadable)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(unreadable)?;
    paths.sort();
    Ok(paths)
}

fn is_parquet(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "parquet")
}

/// Registers a table with the schema that its first file declares.
pub(super) async fn register(context: &SessionContext, table: &TableFiles) -> Result<(), SqlError> {
    let wrong = |source| SqlError::Table {
        table: table.name.clone(),
        source: Box::new(source),
    };
    let mut urls = Vec::new();
    for file in &table.files {
        let path = std::path::absolute(file).map_err(|source| SqlError::Unreadable {
            path: file.clone(),
            source,
        })?;
        urls.push(ListingTableUrl::parse(path.to_string_lossy()).map_err(wrong)?);
    }
    let state = context.state();
    let format = ParquetFormat::default().with_options(state.table_options().parquet.clone());
    // No order is declared, though files say how they are sorted: a group-by over a sorted column would keep
    // that order between threads, and one thread would wait for the other (DataFusion 55).
    let options = ListingOptions::new(Arc::new(format))
        .with_file_extension(".parquet")
        .with_file_sort_order(vec![Vec::new()]);
    let config = ListingTableConfig::new_with_multi_paths(urls)
        .with_listing_options(options)
        .infer_schema(&state)
        .await
        .map_err(wrong)?;
    let listing = ListingTable::try_new(config).map_err(wrong)?;
    context
        .register_table(table.name.as_str(), Arc::new(listing))
        .map_err(wrong)?;
    Ok(())
}
