use crate::ForecastError;

/// Predictors of many rows, column by column.
///
/// Inside this crate a missing value is NaN, because trees split on it; where it came from and why
/// it is missing is told by the panel, not here.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Matrix {
    names: Vec<String>,
    columns: Vec<Vec<f64>>,
    rows: usize,
}

impl Matrix {
    /// A matrix of named columns of equal length. Errors: columns of different lengths.
    pub fn new(columns: Vec<(String, Vec<f64>)>) -> Result<Matrix, ForecastError> {
        let rows = columns.first().map_or(0, |(_, column)| column.len());
        if let Some((_, other)) = columns.iter().find(|(_, column)| column.len() != rows) {
            return Err(ForecastError::Length {
                what: "columns of a matrix",
                left: rows,
                right: other.len(),
            });
        }
        let (names, columns) = columns.into_iter().unzip();
        Ok(Matrix {
            names,
            columns,
            rows,
        })
    }

    /// Other columns of the same rows.
    pub(crate) fn with_columns(&self, columns: Vec<(String, Vec<f64>)>) -> Matrix {
        let (names, columns) = columns.into_iter().unzip();
        Matrix {
            names,
            columns,
            rows: self.rows,
        }
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many columns.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// The names of the columns, in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// One column by its place.
    pub fn column(&self, at: usize) -> &[f64] {
        &self.columns[at]
    }

    /// All columns in order.
    pub fn columns(&self) -> impl Iterator<Item = (&str, &[f64])> {
        self.names
            .iter()
            .map(String::as_str)
            .zip(self.columns.iter().map(Vec::as_slice))
    }

    /// One column by its name. Errors: there is none, with the names that exist.
    pub fn named(&self, name: &str) -> Result<&[f64], ForecastError> {
        match self.names.iter().position(|other| other == name) {
            Some(at) => Ok(&self.columns[at]),
            None => Err(ForecastError::MissingColumn {
                name: name.to_owned(),
                known: self.names.join(", "),
            }),
        }
    }

    /// The same columns with these rows only, in this order.
    pub fn take(&self, rows: &[usize]) -> Matrix {
        Matrix {
            names: self.names.clone(),
            columns: self
                .columns
                .iter()
                .map(|column| rows.iter().map(|row| column[*row]).collect())
                .collect(),
            rows: rows.len(),
        }
    }

    /// The values of one row, in the order of the columns.
    pub fn row(&self, at: usize) -> Vec<f64> {
        self.columns.iter().map(|column| column[at]).collect()
    }

    /// Whether every value of a row is there.
    pub fn is_complete(&self, row: usize) -> bool {
        self.columns.iter().all(|column| !column[row].is_nan())
    }
}

/// Rows of a panel: their predictors, and which unit and time each is about.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rows {
    /// The predictors.
    pub x: Matrix,
    /// The unit of each row: a Gleditsch-Ward or Correlates of War number, or a grid cell.
    pub unit: Vec<u32>,
    /// The time of each row: a year or a VIEWS month.
    pub time: Vec<i32>,
}

impl Rows {
    /// These rows only, in this order.
    pub fn take(&self, rows: &[usize]) -> Rows {
        Rows {
            x: self.x.take(rows),
            unit: rows.iter().map(|row| self.unit[*row]).collect(),
            time: rows.iter().map(|row| self.time[*row]).collect(),
        }
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.unit.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.unit.is_empty()
    }
}
