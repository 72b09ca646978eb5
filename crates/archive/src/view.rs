use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use terms::{Code, FactTree, FileSchema, Problem};

/// A column of a view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ViewColumn {
    /// Its name.
    pub name: String,
    /// Its unit, or the kind of value it holds.
    pub unit: String,
    /// What it is.
    pub about: String,
}

/// A question that is put often, under a plain name: `SELECT ... FROM name`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// The plain name.
    pub name: String,
    /// What one row is, and what to beware of.
    pub about: String,
    /// The tables and views that it reads.
    pub reads: Vec<String>,
    /// The query.
    pub sql: String,
    /// Its columns, in order.
    pub column: Vec<ViewColumn>,
}

const FILE: &str = "views.toml";

/// Reads `views.toml`; a view may read tables and the views above it.
pub fn read_views(facts: &FactTree, problems: &mut Vec<Problem>) -> Vec<View> {
    let Some(file) = facts.required(FILE, problems) else {
        return Vec::new();
    };
    let document = file.parse(problems);
    let mut views: Vec<View> = Vec::new();
    for view in document.list::<View>("view", problems) {
        let span = view.span();
        let view = view.into_inner();
        if views.iter().any(|other| other.name == view.name) {
            let message = format!("two views are called `{}`", view.name);
            problems.push(file.problem(Code::DuplicateId, span, message));
            continue;
        }
        for read in &view.reads {
            if !view.sql.contains(read.as_str()) {
                let message = format!(
                    "`{}` says that it reads `{read}`, and its query does not",
                    view.name
                );
                problems.push(file.problem(Code::Unused, span.clone(), message));
            }
        }
        views.push(view);
    }
    views
}

/// The schema of `views.toml`.
pub fn view_schema() -> FileSchema {
    FileSchema::lists_only("views", "Questions under plain names: facts/views.toml")
        .list::<View>("view")
}
