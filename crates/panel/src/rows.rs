use crate::{Panel, PanelError, Period, Periods, Unit};

/// A unit and period with a value in every column asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row<'a> {
    /// The state or cell.
    pub unit: Unit,
    /// The year or month.
    pub period: Period,
    /// One value a column, in the order in which the columns were asked for.
    pub values: &'a [f64],
}

/// The complete rows of a panel: what a model is trained on or predicts for.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    columns: Vec<String>,
    keys: Vec<(Unit, Period)>,
    /// Row by row.
    values: Vec<f64>,
}

impl Rows {
    /// How many rows there are, at least one.
    #[expect(
        clippy::len_without_is_empty,
        reason = "without a row there is an error"
    )]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// The columns in order.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The rows, unit by unit, periods in order.
    pub fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        let width = self.columns.len();
        (0..self.keys.len()).map(move |at| Row {
            unit: self.keys[at].0,
            period: self.keys[at].1,
            values: &self.values[at * width..(at + 1) * width],
        })
    }

    /// All values, row by row: `len() * columns().len()` numbers.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The rows, if every column has more than one value.
    ///
    /// # Errors
    /// If a column is constant: a model cannot tell its effect from its intercept.
    pub fn varying(self) -> Result<Rows, PanelError> {
        let width = self.columns.len();
        for (at, name) in self.columns.iter().enumerate() {
            let value = self.values[at];
            if self.values[at..]
                .iter()
                .step_by(width)
                .all(|other| *other == value)
            {
                return Err(PanelError::Constant {
                    name: name.clone(),
                    value,
                    rows: self.keys.len(),
                });
            }
        }
        Ok(self)
    }
}

impl Panel {
    /// The rows of those periods that have a value in every one of the columns.
    ///
    /// # Errors
    /// If a column is unknown or no row is complete.
    pub fn complete_rows(&self, columns: &[&str], periods: Periods) -> Result<Rows, PanelError> {
        let places: Vec<usize> = columns
            .iter()
            .map(|name| self.column_place(name))
            .collect::<Result<_, _>>()?;
        let mut missing = vec![0_usize; places.len()];
        let mut rows = Rows {
            columns: columns.iter().map(|name| (*name).to_owned()).collect(),
            keys: Vec::new(),
            values: Vec::new(),
        };
        let mut looked_at = 0;
        for (at, unit) in self.units().iter().enumerate() {
            for (step, period) in self.periods().iter().enumerate() {
                if periods.place(period).is_none() {
                    continue;
                }
                looked_at += 1;
                let cell = at * self.periods().len() + step;
                let mut complete = true;
                for (place, missing) in places.iter().zip(&mut missing) {
                    if self.raw(*place)[cell].is_nan() {
                        complete = false;
                        *missing += 1;
                    }
                }
                if complete {
                    rows.keys.push((*unit, period));
                    rows.values
                        .extend(places.iter().map(|place| self.raw(*place)[cell]));
                }
            }
        }
        if rows.keys.is_empty() {
            let most = missing.iter().copied().max().unwrap_or(0);
            let emptiest = missing.iter().position(|gaps| *gaps == most);
            return Err(PanelError::NoCompleteRow {
                rows: looked_at,
                columns: columns.len(),
                emptiest: emptiest.map_or_else(String::new, |at| rows.columns[at].clone()),
                missing: most,
            });
        }
        Ok(rows)
    }
}
