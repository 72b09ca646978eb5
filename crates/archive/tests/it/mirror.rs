//! What the real files of a mirror give. Each test says that it was skipped where there is none.

use archive::Mirror;
use archive::reading::read_table;

use crate::{codes, mirror, sources};

/// Every row of every version of every table is taken, left out for a reason, or rejected.
#[test]
fn every_row_of_the_mirror_is_accounted_for() {
    let Some(root) = mirror() else { return };
    let (mirror, sources, codes) = (Mirror::new(&root), sources(), codes());
    let only = std::env::var("WATCHFIRE_SOURCE").ok();
    for source in sources.values() {
        if only.as_deref().is_some_and(|only| only != source.id) {
            continue;
        }
        for table in &source.table {
            for vintage in source.vintages_of(&table.name) {
                let (batches, report, rejects) =
                    read_table(&mirror, source, &table.name, Some(&vintage.id), &codes).unwrap();
                let rows: usize = batches.iter().map(|batch| batch.num_rows()).sum();
                println!(
                    "{} {} {}: read {} = taken {} + left out {} + rejected {}",
                    source.id,
                    table.name,
                    vintage.id,
                    report.read,
                    report.taken,
                    report.left_out_rows(),
                    report.rejected_rows()
                );
                for (reason, rows) in &report.left_out {
                    println!("    left out {rows}: {reason}");
                }
                for reject in rejects.iter().take(8) {
                    println!("    rejected {reject}");
                }
                for (reason, rows) in report.unmapped.iter().take(400) {
                    println!("    no state {rows}: {reason}");
                }
                assert!(report.adds_up(), "{}: {report:?}", table.name);
                assert_eq!(report.taken, rows as u64);
                assert_eq!(report.rejected_rows(), rejects.len() as u64);
            }
        }
    }
}
