//! What must hold of everything that is read, whatever the bytes.

use archive::reading::{Limits, ReadError, ReadOptions, Report, open_bytes};
use archive::{SourceFacts, SourceFile, StateCodes, TableFacts};
use arrow_array::{Array, RecordBatch};

/// Far below the defaults, so that a reader which ignores them is seen at once.
pub const LIMITS: Limits = Limits {
    expanded: 1 << 20,
    ratio: 100,
    row: 1 << 20,
};

/// Reads bytes as that file of the source; panics if a row is not accounted for.
///
/// # Errors
/// What the reader says of a file that it refuses.
pub fn read(
    bytes: &[u8],
    source: &SourceFacts,
    file: &SourceFile,
    codes: &StateCodes,
    (batch_rows, strict): (usize, bool),
) -> Result<Report, ReadError> {
    let options = ReadOptions {
        batch_rows,
        strict,
        verify: false,
        limits: LIMITS,
    };
    let mut reader = open_bytes(bytes.to_vec(), source, file, codes, options)?;
    let (mut taken, mut rejected) = (0, 0);
    for batch in &mut reader {
        let batch = match batch {
            // That is said where facts are wrong, or arrow does not take a batch; bytes cannot cause it.
            Err(ReadError::Unknown(reason)) => panic!("{}: {reason}", file.path),
            other => other?,
        };
        assert!(batch.rows.num_rows() <= batch_rows && batch.rejects.len() <= batch_rows);
        taken += batch.rows.num_rows() as u64;
        rejected += batch.rejects.len() as u64;
        for reject in &batch.rejects {
            assert!(!reject.reason.is_empty() && reject.value.chars().count() <= 200);
        }
        if let Some(table) = source.table(&file.table) {
            check_states(&batch.rows, table);
        }
    }
    let report = reader.report().clone();
    assert!(report.adds_up(), "{report:?}");
    assert_eq!(report.taken, taken);
    assert_eq!(report.rejected_rows(), rejected);
    assert!(!strict || rejected == 0, "strict reading goes on after a reject");
    Ok(report)
}

/// A row has the number of a state or the reason why there is none, never both and never neither.
fn check_states(rows: &RecordBatch, table: &TableFacts) {
    for state in &table.states {
        let number = rows.column_by_name(&state.name).expect("numbers of states");
        let gap = rows.column_by_name(&format!("{}_gap", state.name)).expect("gaps");
        for row in 0..rows.num_rows() {
            assert_ne!(number.is_null(row), gap.is_null(row), "{} in row {row}", state.name);
        }
    }
}
