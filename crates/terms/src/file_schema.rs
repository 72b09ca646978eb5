use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// The JSON Schema of a kind of fact file: the fields at its top and the lists of records below them.
///
/// Editors use it for completion, and the same types check the file, so the two cannot differ.
#[derive(Debug)]
pub struct FileSchema {
    name: &'static str,
    generator: SchemaGenerator,
    schema: Map<String, Value>,
}

impl FileSchema {
    /// The schema of a kind of file with these fields at its top; `name` is its file name in `schemas/`.
    pub fn new<Head: JsonSchema>(name: &'static str, about: &str) -> FileSchema {
        let mut generator = SchemaGenerator::default();
        let head = generator.root_schema_for::<Head>();
        let mut schema = head.as_object().cloned().unwrap_or_default();
        schema.insert("description".to_owned(), json!(about));
        FileSchema {
            name,
            generator,
            schema,
        }
    }

    /// The schema of a file that holds only lists.
    pub fn lists_only(name: &'static str, about: &str) -> FileSchema {
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": name,
            "description": about,
            "type": "object",
            "additionalProperties": false,
            "properties": {},
        });
        let schema = schema.as_object().cloned().unwrap_or_default();
        FileSchema {
            name,
            generator: SchemaGenerator::default(),
            schema,
        }
    }

    /// With a list of records, written as `[[key]]`.
    pub fn list<Record: JsonSchema>(mut self, key: &str) -> FileSchema {
        let record = self.generator.subschema_for::<Record>();
        let properties = self.schema.entry("properties").or_insert_with(|| json!({}));
        properties[key] = json!({ "type": "array", "items": record });
        self
    }

    /// The file's name in `schemas/` and its text.
    pub fn finish(mut self) -> (String, String) {
        let definitions = self.generator.take_definitions(true);
        let defs = self.schema.entry("$defs").or_insert_with(|| json!({}));
        for (name, definition) in definitions {
            defs[name] = definition;
        }
        (
            format!("{}.schema.json", self.name),
            pretty(&Schema::from(self.schema)),
        )
    }
}

/// A schema as a text file.
pub fn pretty(schema: &Schema) -> String {
    let text = serde_json::to_string_pretty(schema).expect("a schema is JSON");
    format!("{text}\n")
}
