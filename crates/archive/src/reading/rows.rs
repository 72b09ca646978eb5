use super::{Cell, ReadError};

/// What the next row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A row, whose cells can now be asked for.
    Row,
    /// A row that the source leaves out, for that reason.
    LeftOut(String),
    /// A row that cannot be read.
    Rejected(Fault),
    /// There is no further row.
    End,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The column; empty if the whole row is wrong.
    pub column: String,
    /// The value, as published.
    pub value: String,
    /// Why it cannot be taken.
    pub reason: String,
}

/// A shape of file as a sequence of rows with named columns; the generic reader does the rest.
pub trait Rows: Send {
    /// The publisher's names of the columns; none if the file does not name them.
    fn columns(&self) -> Option<Vec<String>>;

    /// Goes to the next row.
    fn advance(&mut self) -> Result<Step, ReadError>;

    /// The cell of the current row in that column, counted from 0.
    fn cell(&self, column: usize) -> Cell<'_>;

    /// The line on which the current row begins, from 1, or its number.
    fn line(&self) -> u64;
}
