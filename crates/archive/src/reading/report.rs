use std::collections::BTreeMap;

/// A row that was not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{file}:{row}: {}{reason}", in_column(.column, .value))]
pub struct Reject {
    /// Path in the mirror.
    pub file: String,
    /// The line on which the row begins, from 1; for shapes without lines, the row, from 1.
    pub row: u64,
    /// The column by our name; empty if the whole row is wrong.
    pub column: String,
    /// The value as published, cut after 200 letters.
    pub value: String,
    /// Why it was not taken.
    pub reason: String,
}

fn in_column(column: &str, value: &str) -> String {
    if column.is_empty() {
        String::new()
    } else {
        format!("{column} `{value}`: ")
    }
}

/// What became of every row: read = taken + left out + rejected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows that the files have.
    pub read: u64,
    /// Rows that were taken.
    pub taken: u64,
    /// Rows that were left out on purpose, by reason.
    pub left_out: BTreeMap<String, u64>,
    /// Rows that could not be taken, by column (empty if the whole row was wrong).
    pub rejected: BTreeMap<String, u64>,
    /// Rows that were taken without a Gleditsch-Ward number, by kind of code and code.
    pub unmapped: BTreeMap<String, u64>,
}

impl Report {
    /// Number of rows that were left out.
    pub fn left_out_rows(&self) -> u64 {
        self.left_out.values().sum()
    }

    /// Number of rows that could not be taken.
    pub fn rejected_rows(&self) -> u64 {
        self.rejected.values().sum()
    }

    /// Whether every row is accounted for.
    pub fn adds_up(&self) -> bool {
        self.read == self.taken + self.left_out_rows() + self.rejected_rows()
    }
}
