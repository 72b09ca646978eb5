use super::{Cell, ReadError, Rows, Step};

/// What a source makes of a cell: texts in the order of the derived columns, or why the row is left out.
pub(crate) type Derive = fn(&str) -> Result<Vec<Option<String>>, String>;

/// Rows with further columns that a source derives from one published column, such as the parts of
/// a file's name.
pub(crate) struct DerivedRows {
    inner: Box<dyn Rows>,
    from: Vec<(usize, Derive, usize)>,
    names: Vec<&'static str>,
    width: usize,
    derived: Vec<Option<String>>,
}

impl DerivedRows {
    /// Adds columns with those names, derived from the column `from`.
    pub(crate) fn new(inner: Box<dyn Rows>) -> DerivedRows {
        let width = inner.columns().map_or(0, |columns| columns.len());
        DerivedRows {
            inner,
            from: Vec::new(),
            names: Vec::new(),
            width,
            derived: Vec::new(),
        }
    }

    /// Adds columns with those names, derived from the published column `from`; none if the file
    /// lacks it, so that the missing columns are reported as such.
    pub(crate) fn derive(mut self, from: &str, names: &[&'static str], derive: Derive) -> Self {
        let columns = self.inner.columns().unwrap_or_default();
        if let Some(at) = columns.iter().position(|name| name == from) {
            self.from.push((at, derive, names.len()));
            self.names.extend_from_slice(names);
        }
        self
    }
}

impl Rows for DerivedRows {
    fn columns(&self) -> Option<Vec<String>> {
        let mut columns = self.inner.columns()?;
        columns.extend(self.names.iter().map(|name| (*name).to_owned()));
        Some(columns)
    }

    fn advance(&mut self) -> Result<Step, ReadError> {
        match self.inner.advance()? {
            Step::Row => {}
            other => return Ok(other),
        }
        self.derived.clear();
        for (at, derive, count) in &self.from {
            let text = match self.inner.cell(*at) {
                Cell::Text(text) => text,
                _ => "",
            };
            match derive(text) {
                Ok(mut values) => {
                    values.resize(*count, None);
                    self.derived.append(&mut values);
                }
                Err(reason) => return Ok(Step::LeftOut(reason)),
            }
        }
        Ok(Step::Row)
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        match column.checked_sub(self.width) {
            None => self.inner.cell(column),
            Some(at) => match self.derived.get(at) {
                Some(Some(text)) => Cell::Text(text),
                _ => Cell::Missing,
            },
        }
    }

    fn line(&self) -> u64 {
        self.inner.line()
    }
}
