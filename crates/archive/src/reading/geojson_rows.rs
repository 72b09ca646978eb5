use std::io::Read;
use std::path::Path;

use serde_json::Value;

use super::{Cell, Fault, ReadError, Rows, Step};

/// Features of a GeoJSON collection: a row a feature, its properties as columns and `geometry` as
/// GeoJSON text. A collection is read whole; those of the list have at most 2 MB.
pub(crate) struct GeojsonRows {
    columns: Vec<String>,
    features: Vec<Value>,
    cells: Vec<Option<Scalar>>,
    at: usize,
}

enum Scalar {
    Text(String),
    Int(i64),
    Float(f64),
    Bool(bool),
}

impl GeojsonRows {
    pub(crate) fn new(
        bytes: Box<dyn Read + Send>,
        path: &Path,
        limit: u64,
    ) -> Result<GeojsonRows, ReadError> {
        let damaged = |reason: String| ReadError::Damaged {
            path: path.to_owned(),
            line: 0,
            reason,
        };
        let mut text = Vec::new();
        bytes
            .take(limit.saturating_add(1))
            .read_to_end(&mut text)
            .map_err(|error| damaged(error.to_string()))?;
        if text.len() as u64 > limit {
            return Err(damaged(format!("it has more than {limit} bytes")));
        }
        let mut collection: Value =
            serde_json::from_slice(&text).map_err(|error| damaged(error.to_string()))?;
        let Some(Value::Array(features)) = collection.get_mut("features").map(Value::take) else {
            return Err(damaged("it is no collection of features".to_owned()));
        };
        let mut columns: Vec<String> = Vec::new();
        for feature in &features {
            if let Some(Value::Object(properties)) = feature.get("properties") {
                for name in properties.keys() {
                    if !columns.contains(name) {
                        columns.push(name.clone());
                    }
                }
            }
        }
        columns.push("geometry".to_owned());
        Ok(GeojsonRows {
            columns,
            features,
            cells: Vec::new(),
            at: 0,
        })
    }
}

impl Rows for GeojsonRows {
    fn columns(&self) -> Option<Vec<String>> {
        Some(self.columns.clone())
    }

    fn advance(&mut self) -> Result<Step, ReadError> {
        let Some(feature) = self.features.get(self.at) else {
            return Ok(Step::End);
        };
        self.at += 1;
        let geometry = match feature.get("geometry") {
            Some(geometry @ Value::Object(_)) => geometry,
            _ => {
                return Ok(Step::Rejected(Fault {
                    column: "geometry".to_owned(),
                    value: String::new(),
                    reason: "the feature has no geometry".to_owned(),
                }));
            }
        };
        let (last, properties) = (self.columns.len() - 1, feature.get("properties"));
        self.cells = self
            .columns
            .iter()
            .enumerate()
            .map(|(at, name)| {
                if at == last {
                    Some(Scalar::Text(geometry.to_string()))
                } else {
                    properties.and_then(|all| all.get(name)).and_then(scalar)
                }
            })
            .collect();
        Ok(Step::Row)
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        match self.cells.get(column) {
            Some(Some(Scalar::Text(text))) => Cell::Text(text),
            Some(Some(Scalar::Int(n))) => Cell::Int(*n),
            Some(Some(Scalar::Float(x))) => Cell::Float(*x),
            Some(Some(Scalar::Bool(yes))) => Cell::Bool(*yes),
            _ => Cell::Missing,
        }
    }

    fn line(&self) -> u64 {
        self.at as u64
    }
}

fn scalar(value: &Value) -> Option<Scalar> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(yes) => Scalar::Bool(*yes),
        Value::Number(n) => match (n.as_i64(), n.as_f64()) {
            (Some(n), _) => Scalar::Int(n),
            (None, Some(x)) => Scalar::Float(x),
            (None, None) => return None,
        },
        Value::String(text) => Scalar::Text(text.clone()),
        other => Scalar::Text(other.to_string()),
    })
}
