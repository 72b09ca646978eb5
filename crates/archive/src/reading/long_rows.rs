use super::{Cell, ReadError, Rows, Step};

/// What a cell of a wide table says about its member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said<'a> {
    /// A value.
    Value(&'a str),
    /// Nothing, for that reason: the pair of row and member is left out.
    Nothing(&'static str),
}

/// Turns a wide table, with one column a member, into rows of one member each.
///
/// A row is a pair of a published row and a member; its columns are the published ones that are no
/// member, then `member` and `value`.
pub(crate) struct LongRows {
    inner: Box<dyn Rows>,
    keys: Vec<(String, usize)>,
    members: Vec<(String, usize)>,
    said: for<'a> fn(&'a str) -> Said<'a>,
    /// The member whose turn it is; past the end before the first row.
    at: usize,
}

impl LongRows {
    /// Columns that `is_key` knows are kept for each member; every other column is a member.
    pub(crate) fn new(
        inner: Box<dyn Rows>,
        is_key: impl Fn(&str) -> bool,
        said: for<'a> fn(&'a str) -> Said<'a>,
    ) -> LongRows {
        let columns = inner.columns().unwrap_or_default().into_iter().enumerate();
        let (keys, members): (Vec<_>, Vec<_>) = columns
            .map(|(at, name)| (name, at))
            .partition(|(name, _)| is_key(name));
        LongRows {
            at: members.len(),
            inner,
            keys,
            members,
            said,
        }
    }

    fn published(&self) -> &str {
        let column = self.members.get(self.at).map_or(usize::MAX, |(_, at)| *at);
        match self.inner.cell(column) {
            Cell::Text(text) => text.trim(),
            Cell::Bytes(_) => "\u{fffd}",
            _ => "",
        }
    }
}

impl Rows for LongRows {
    fn columns(&self) -> Option<Vec<String>> {
        let keys = self.keys.iter().map(|(name, _)| name.clone());
        Some(
            keys.chain(["member".to_owned(), "value".to_owned()])
                .collect(),
        )
    }

    fn advance(&mut self) -> Result<Step, ReadError> {
        self.at += 1;
        while self.at >= self.members.len() {
            match self.inner.advance()? {
                Step::Row => self.at = 0,
                other => return Ok(other),
            }
            if self.members.is_empty() {
                return Ok(Step::LeftOut("the table names no members".to_owned()));
            }
        }
        match (self.said)(self.published()) {
            Said::Value(_) => Ok(Step::Row),
            Said::Nothing(reason) => Ok(Step::LeftOut(reason.to_owned())),
        }
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        if let Some((_, at)) = self.keys.get(column) {
            return self.inner.cell(*at);
        }
        match column - self.keys.len() {
            0 => self
                .members
                .get(self.at)
                .map_or(Cell::Missing, |(name, _)| Cell::Text(name)),
            1 => match (self.said)(self.published()) {
                Said::Value(value) => Cell::Text(value),
                Said::Nothing(_) => Cell::Missing,
            },
            _ => Cell::Missing,
        }
    }

    fn line(&self) -> u64 {
        self.inner.line()
    }
}
