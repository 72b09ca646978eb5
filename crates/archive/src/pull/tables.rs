use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray, UInt64Array};

use super::{Progress, Pull, PullError};
use crate::fetch::Fetched;
use crate::reading::{ReadOptions, Reject, Report, open_file};
use crate::store::NewTable;
use crate::{SourceFacts, SourceFile, StateCodes, TableFacts};

/// Reads every table that those files have rows of.
pub(super) fn read(
    source: &SourceFacts,
    files: &[(&SourceFile, Fetched)],
    codes: &StateCodes,
    options: &Pull<'_>,
) -> Result<Vec<NewTable>, PullError> {
    let mut tables = Vec::new();
    for table in &source.table {
        let own: Vec<&(&SourceFile, Fetched)> = files
            .iter()
            .filter(|(file, _)| file.table == table.name)
            .collect();
        if !own.is_empty() {
            tables.push(read_table(source, table, &own, codes, options)?);
        }
    }
    Ok(tables)
}

fn read_table(
    source: &SourceFacts,
    table: &TableFacts,
    files: &[&(&SourceFile, Fetched)],
    codes: &StateCodes,
    options: &Pull<'_>,
) -> Result<NewTable, PullError> {
    let how = ReadOptions {
        strict: options.strict,
        limits: options.limits,
        ..ReadOptions::default()
    };
    let (mut batches, mut rejects) = (Vec::new(), Vec::new());
    let mut report = Report::default();
    for (file, fetched) in files {
        let mut reader = open_file(&fetched.file, source, file, codes, how)?;
        for batch in &mut reader {
            let batch = batch?;
            rejects.extend(batch.rejects);
            if batch.rows.num_rows() > 0 {
                batches.push(batch.rows);
            }
            let rows = report.read + reader_rows(&batches);
            let table = table.name.as_str();
            (options.progress)(Progress::Reading { table, rows });
        }
        let own = reader.report();
        report.read += own.read;
        for (reason, n) in &own.left_out {
            *report.left_out.entry(reason.clone()).or_default() += n;
        }
    }
    let about = table.columns.iter().map(|column| {
        let told = (column.unit.clone(), column.about.clone());
        (column.name.clone(), told)
    });
    Ok(NewTable {
        name: table.name.clone(),
        schema: table.schema(),
        batches,
        read: report.read,
        left_out: report.left_out,
        rejects: rejects_table(&rejects),
        sort: table.sort.clone(),
        partition: None,
        about: about.collect::<BTreeMap<_, _>>(),
    })
}

fn reader_rows(batches: &[RecordBatch]) -> u64 {
    batches.iter().map(|batch| batch.num_rows() as u64).sum()
}

/// The rows that were not taken, as a table: file, row, column, value, reason.
fn rejects_table(rejects: &[Reject]) -> Option<RecordBatch> {
    if rejects.is_empty() {
        return None;
    }
    let text = |of: fn(&Reject) -> &str| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(rejects.iter().map(of)))
    };
    let row = UInt64Array::from_iter_values(rejects.iter().map(|reject| reject.row));
    RecordBatch::try_from_iter([
        ("file", text(|reject| &reject.file)),
        ("row", Arc::new(row) as ArrayRef),
        ("column", text(|reject| &reject.column)),
        ("value", text(|reject| &reject.value)),
        ("reason", text(|reject| &reject.reason)),
    ])
    .ok()
}
