use norms::{Assessment, MeasureKind, Reading};

use crate::documents::{measure_columns, measure_heading, measure_rows};
use crate::{Block, Brief, Table};

pub(super) fn build(brief: &Brief<'_>) -> Vec<Block> {
    let in_force: Vec<&Assessment> = brief
        .assessments
        .iter()
        .filter(|assessment| assessment.reading == Reading::InForce)
        .collect();
    if in_force.is_empty() {
        return Vec::new();
    }
    let tables = MeasureKind::ALL.into_iter().flat_map(|kind| {
        let rows = measure_rows(brief.norms, &in_force, kind, &brief.tried);
        let table = Table {
            columns: measure_columns(),
            rows,
        };
        let heading = Block::Heading(measure_heading(kind));
        (!table.rows.is_empty()).then_some([heading, Block::Table(table)])
    });
    tables.flatten().collect()
}
