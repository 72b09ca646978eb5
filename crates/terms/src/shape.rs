//! Checks a TOML value against the JSON Schema of the type that will read it.
//!
//! serde stops at the first mistake of a record; an author wants all of them. The schema that
//! editors use is generated from the same types, so one description serves both.

use schemars::{JsonSchema, SchemaGenerator};
use serde_json::Value;
use serde_spanned::Spanned;
use toml::de::DeValue;

use crate::{Code, FactFile, Problem, nearest};

/// Every way in which `value` differs from the shape of `T`.
pub(crate) fn check<T: JsonSchema>(
    file: FactFile<'_>,
    value: &Spanned<DeValue<'_>>,
    also_known: &[&str],
) -> Vec<Problem> {
    let schema = SchemaGenerator::default().into_root_schema_for::<T>();
    let root = schema.as_value();
    let mut walk = Walk {
        file,
        root,
        also_known,
        problems: Vec::new(),
    };
    walk.value(root, value, "");
    walk.problems
}

struct Walk<'a> {
    file: FactFile<'a>,
    root: &'a Value,
    also_known: &'a [&'a str],
    problems: Vec<Problem>,
}

impl<'a> Walk<'a> {
    fn value(&mut self, schema: &'a Value, value: &Spanned<DeValue<'_>>, field: &str) {
        let schema = self.resolve(schema);
        if let Some(words) = vocabulary(schema) {
            return self.word(&words, value, field);
        }
        match (schema.get("type").and_then(Value::as_str), value.get_ref()) {
            (Some("object"), DeValue::Table(_)) => self.object(schema, value),
            (Some("array"), DeValue::Array(items)) => {
                if let Some(item_schema) = schema.get("items") {
                    for item in items.iter() {
                        self.value(item_schema, item, field);
                    }
                }
            }
            // An untyped schema (a tree of conditions) is checked by its own reader.
            (None, _)
            | (Some("string"), DeValue::String(_) | DeValue::Datetime(_))
            | (Some("integer"), DeValue::Integer(_))
            | (Some("number"), DeValue::Integer(_) | DeValue::Float(_))
            | (Some("boolean"), DeValue::Boolean(_)) => {}
            (Some(wanted), found) => {
                let found = found.type_str();
                let wanted = match (wanted, schema.get("format").and_then(Value::as_str)) {
                    ("string", Some("date")) => "date",
                    (wanted, _) => wanted,
                };
                let message = format!(
                    "`{field}` must be {}, not {}",
                    article(wanted),
                    article(found)
                );
                self.problems
                    .push(self.file.problem(Code::WrongValue, value.span(), message));
            }
        }
    }

    fn word(&mut self, words: &[&str], value: &Spanned<DeValue<'_>>, field: &str) {
        let written = value
            .get_ref()
            .as_str()
            .unwrap_or(value.get_ref().type_str());
        if !words.contains(&written) {
            let message = format!("`{field}` cannot be `{written}`");
            let help = match nearest(written, words.iter().copied()) {
                Some(word) => format!("did you mean `{word}`? it is one of: {}", words.join(", ")),
                None => format!("it is one of: {}", words.join(", ")),
            };
            self.problems.push(
                self.file
                    .problem(Code::WrongValue, value.span(), message)
                    .help(help),
            );
        }
    }

    fn object(&mut self, schema: &'a Value, value: &Spanned<DeValue<'_>>) {
        let Some(table) = value.get_ref().as_table() else {
            return;
        };
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
            return;
        };
        for (key, item) in table.iter() {
            let name = key.get_ref().as_ref();
            match properties.get(name) {
                Some(property) => self.value(property, item, name),
                None if self.also_known.contains(&name) => {}
                None => {
                    let message = format!("there is no field `{name}` here");
                    let known = properties.keys().map(String::as_str);
                    let help = match nearest(name, known.clone()) {
                        Some(other) => format!("did you mean `{other}`?"),
                        None => format!("the fields are: {}", known.collect::<Vec<_>>().join(", ")),
                    };
                    self.problems.push(
                        self.file
                            .problem(Code::UnknownField, key.span(), message)
                            .help(help),
                    );
                }
            }
        }
        let required = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        for name in required.filter_map(Value::as_str) {
            if !table.contains_key(name) {
                let message = format!("the field `{name}` is missing");
                let about = properties
                    .get(name)
                    .and_then(|p| self.resolve(p).get("description").or(p.get("description")));
                let help = about
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .replace('\n', " ");
                self.problems.push(
                    self.file
                        .problem(Code::MissingField, value.span(), message)
                        .help(help),
                );
            }
        }
    }

    /// Follows references, and the `null` alternative that optional fields have.
    fn resolve(&self, schema: &'a Value) -> &'a Value {
        let mut schema = schema;
        loop {
            if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
                let pointer = name.trim_start_matches('#');
                match self.root.pointer(pointer) {
                    Some(target) => schema = target,
                    None => return schema,
                }
            } else if let Some(choices) = schema.get("anyOf").and_then(Value::as_array) {
                match choices
                    .iter()
                    .find(|choice| choice.get("type").and_then(Value::as_str) != Some("null"))
                {
                    Some(choice) if choices.len() == 2 => schema = choice,
                    _ => return schema,
                }
            } else {
                return schema;
            }
        }
    }
}

/// The words that a closed vocabulary allows.
fn vocabulary(schema: &Value) -> Option<Vec<&str>> {
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return Some(words.iter().filter_map(Value::as_str).collect());
    }
    let choices = schema.get("oneOf")?.as_array()?;
    let words: Vec<&str> = choices
        .iter()
        .flat_map(
            |choice| match choice.get("enum").and_then(Value::as_array) {
                Some(words) => words.iter().filter_map(Value::as_str).collect(),
                None => choice
                    .get("const")
                    .and_then(Value::as_str)
                    .into_iter()
                    .collect::<Vec<_>>(),
            },
        )
        .collect();
    (!words.is_empty()).then_some(words)
}

fn article(noun: &str) -> String {
    let noun = match noun {
        "string" => "text",
        "boolean" => "true or false",
        "object" | "table" => "table",
        "array" => "list",
        "integer" => "whole number",
        "float" | "number" => "number",
        "datetime" => "date",
        other => other,
    };
    match noun {
        "text" | "true or false" => noun.to_owned(),
        _ => format!("a {noun}"),
    }
}
