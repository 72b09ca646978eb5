use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray, UInt64Array};

use super::{Progress, Pull, PullError};
use crate::reading::{Part, ReadError, ReadOptions, Reject, Report, TableReader, cut, open_part};
use crate::store::NewTable;
use crate::{SourceFacts, SourceFile, StateCodes, TableFacts};

/// Reads every table that those files have rows of.
pub(super) fn read(
    source: &SourceFacts,
    files: &[(&SourceFile, &Path)],
    codes: &StateCodes,
    options: &Pull<'_>,
) -> Result<Vec<NewTable>, PullError> {
    let mut tables = Vec::new();
    for table in &source.table {
        let own: Vec<&(&SourceFile, &Path)> = files
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
    files: &[&(&SourceFile, &Path)],
    codes: &StateCodes,
    options: &Pull<'_>,
) -> Result<NewTable, PullError> {
    let how = ReadOptions {
        strict: options.strict,
        limits: options.limits,
        ..ReadOptions::default()
    };
    let mut all = ReadFile::default();
    for (file, path) in files {
        let rows = all.report.read;
        let told = |read: u64| {
            let table = table.name.as_str();
            let rows = rows + read;
            (options.progress)(Progress::Reading { table, rows });
        };
        all.append(read_file(source, file, path, codes, how, options, &told)?);
    }
    let about = table.columns.iter().map(|column| {
        let told = (column.unit.clone(), column.about.clone());
        (column.name.clone(), told)
    });
    Ok(NewTable {
        name: table.name.clone(),
        schema: table.schema(),
        batches: all.batches,
        read: all.report.read,
        left_out: all.report.left_out,
        rejects: rejects_table(&all.rejects),
        unused: BTreeMap::new(),
        sort: table.sort.clone(),
        partition: None,
        about: about.collect::<BTreeMap<_, _>>(),
    })
}

/// What was read, in the order of the files.
#[derive(Default)]
struct ReadFile {
    batches: Vec<RecordBatch>,
    rejects: Vec<Reject>,
    report: Report,
}

impl ReadFile {
    fn append(&mut self, next: ReadFile) {
        self.batches.extend(next.batches);
        self.rejects.extend(next.rejects);
        self.report.read += next.report.read;
        for (reason, n) in next.report.left_out {
            *self.report.left_out.entry(reason).or_default() += n;
        }
    }
}

/// Reads a file; a large one in parts side by side, where its shape allows it.
fn read_file(
    source: &SourceFacts,
    file: &SourceFile,
    path: &Path,
    codes: &StateCodes,
    how: ReadOptions,
    options: &Pull<'_>,
    told: &(dyn Fn(u64) + Sync),
) -> Result<ReadFile, PullError> {
    let regular = crate::sources::source(&source.id).is_none_or(|own| own.open.is_none());
    let parts = match regular {
        true => {
            cut(path, file, options.threads, options.large).unwrap_or_else(|_| vec![Part::WHOLE])
        }
        false => vec![Part::WHOLE],
    };
    let read = |part: Part| read_part(open_part(path, source, file, codes, how, part)?, told);
    if let [part] = parts[..] {
        return read(part);
    }
    let read_parts: Vec<Result<ReadFile, PullError>> = std::thread::scope(|scope| {
        let parts: Vec<_> = parts
            .iter()
            .map(|part| scope.spawn(|| read(*part)))
            .collect();
        let broken = || Err(PullError::Unknown("a thread ended early".to_owned()));
        let parts = parts.into_iter();
        parts
            .map(|part| part.join().unwrap_or_else(|_| broken()))
            .collect()
    });
    let mut all = ReadFile::default();
    for part in read_parts {
        match part {
            Ok(part) => all.append(part),
            // Cut at a wrong place: only the whole tells what its records are.
            Err(PullError::Read(ReadError::Cut(_))) => return read(Part::WHOLE),
            Err(error) => return Err(error),
        }
    }
    Ok(all)
}

fn read_part(
    mut reader: TableReader<'_>,
    told: &(dyn Fn(u64) + Sync),
) -> Result<ReadFile, PullError> {
    let mut all = ReadFile::default();
    while let Some(batch) = reader.next() {
        let batch = batch?;
        all.rejects.extend(batch.rejects);
        if batch.rows.num_rows() > 0 {
            all.batches.push(batch.rows);
        }
        told(reader.report().read);
    }
    all.report = reader.report().clone();
    Ok(all)
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
