use std::path::PathBuf;

use datafusion::common::SchemaError;
use datafusion::error::DataFusionError;

/// Why a query gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum SqlError {
    /// A folder or file cannot be read.
    #[error("{path}: {source}")]
    Unreadable {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The text is not SQL.
    #[error("this is not SQL that can be read: {0}")]
    Syntax(String),
    /// It would change something.
    #[error(
        "only questions are answered here (SELECT, WITH, EXPLAIN, SHOW, DESCRIBE), and this is {0}"
    )]
    NotAQuestion(String),
    /// No table or view is called that.
    #[error("no table or view is called `{name}`; {help}")]
    UnknownTable {
        /// The name.
        name: String,
        /// The nearest name, or all names.
        help: String,
    },
    /// A table was published only after the as-of date.
    #[error(
        "nothing of the table `{table}` was published by the as-of date; what the store has begins with {released}"
    )]
    NotYetPublished {
        /// The table.
        table: String,
        /// When the earliest vintage in the store was published.
        released: terms::Day,
    },
    /// A view reads tables that the store does not hold.
    #[error("the view `{view}` reads {}, which this store does not hold; `watchfire data pull` brings sources into a store", list(.missing))]
    MissingTables {
        /// The view.
        view: String,
        /// The tables that are missing.
        missing: Vec<String>,
    },
    /// No column is called that.
    #[error("no column is called `{name}`{help}")]
    UnknownColumn {
        /// The name.
        name: String,
        /// The nearest name, or all names.
        help: String,
    },
    /// A table cannot be read.
    #[error("the table `{table}` cannot be used: {source}")]
    Table {
        /// The table.
        table: String,
        /// What the engine said.
        source: Box<DataFusionError>,
    },
    /// The view does not give the columns that it declares, or its query is wrong.
    #[error("facts/views.toml: the view `{view}`: {why}")]
    View {
        /// The view.
        view: String,
        /// What is wrong.
        why: String,
    },
    /// The engine refused the query or failed in it.
    #[error("{0}")]
    Engine(String),
    /// The cluster did not answer.
    #[error("the cluster at {address}: {why}")]
    Cluster {
        /// Its scheduler.
        address: String,
        /// What went wrong and what to do.
        why: String,
    },
    /// The answer could not be written.
    #[error("the answer could not be written: {0}")]
    Write(String),
}

fn list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(" and ")
}

impl SqlError {
    /// What an error of the engine means to who asked.
    pub(super) fn of(error: &DataFusionError) -> SqlError {
        match error.find_root() {
            DataFusionError::SQL(parser, _) => SqlError::Syntax(parser.to_string()),
            DataFusionError::SchemaError(schema, _) => match &**schema {
                SchemaError::FieldNotFound {
                    field,
                    valid_fields,
                } => {
                    let known: Vec<&str> = valid_fields
                        .iter()
                        .map(|field| field.name.as_str())
                        .collect();
                    SqlError::unknown_column(field.name(), &known)
                }
                other => SqlError::Engine(other.to_string()),
            },
            DataFusionError::Plan(text)
            | DataFusionError::Execution(text)
            | DataFusionError::Configuration(text) => SqlError::Engine(text.clone()),
            DataFusionError::NotImplemented(text) => {
                SqlError::Engine(format!("the engine cannot do this: {text}"))
            }
            other => SqlError::Engine(other.strip_backtrace()),
        }
    }

    fn unknown_column(name: &str, known: &[&str]) -> SqlError {
        let mut known: Vec<&str> = known.to_vec();
        known.sort_unstable();
        known.dedup();
        let folded = known.iter().find(|other| other.eq_ignore_ascii_case(name));
        let help = match folded
            .copied()
            .or_else(|| terms::nearest(name, known.iter().copied()))
        {
            Some(near) if near.chars().any(char::is_uppercase) => {
                format!(
                    "; did you mean \"{near}\"? A name with capital letters is written in double quotes"
                )
            }
            Some(near) => format!("; did you mean `{near}`?"),
            None if known.is_empty() => String::new(),
            None => format!("; there are {}", known.join(", ")),
        };
        SqlError::UnknownColumn {
            name: name.to_owned(),
            help,
        }
    }

    pub(super) fn unknown_table(name: &str, known: &[&str]) -> SqlError {
        let help = match terms::nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => {
                "the store is empty, and `watchfire data pull` fills it".to_owned()
            }
            None => format!("there are {}", known.join(", ")),
        };
        SqlError::UnknownTable {
            name: name.to_owned(),
            help,
        }
    }
}
