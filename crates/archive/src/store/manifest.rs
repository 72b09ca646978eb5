use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use terms::Day;

use crate::fetch::hex;

/// The form of manifests and of everything below a store; a store of another form is refused.
pub(crate) const FORMAT: u32 = 1;

/// When something was retrieved: a moment of UTC, to the second.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Retrieved(String);

impl FromStr for Retrieved {
    type Err = String;

    fn from_str(text: &str) -> Result<Retrieved, String> {
        let moment: jiff::Timestamp = text
            .parse()
            .map_err(|_| format!("`{text}` is no moment such as 2026-01-31T12:00:00Z"))?;
        jiff::Timestamp::from_second(moment.as_second())
            .map(|moment| Retrieved(moment.to_string()))
            .map_err(|error| error.to_string())
    }
}

impl TryFrom<String> for Retrieved {
    type Error = String;

    fn try_from(text: String) -> Result<Retrieved, String> {
        text.parse()
    }
}

impl From<Retrieved> for String {
    fn from(moment: Retrieved) -> String {
        moment.0
    }
}

impl fmt::Display for Retrieved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A file that a vintage was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InputFile {
    /// Its path in a mirror, or the name of a user's own file.
    pub path: String,
    /// SHA-256 of its bytes in hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// The address that it was downloaded from; none if it came out of a folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

/// Tables of the store that a derived vintage was computed from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DerivedFrom {
    /// The source.
    pub source: String,
    /// Its vintage.
    pub vintage: String,
    /// The `content` of its manifest when it was read.
    pub content: String,
}

/// A file of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StoredFile {
    /// Its name beside the manifest.
    pub name: String,
    /// SHA-256 of its bytes in hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Number of rows.
    pub rows: u64,
}

/// A column of a stored table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StoredColumn {
    /// Its name.
    pub name: String,
    /// Its Arrow type, as Arrow prints it.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its unit; empty where it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// What it is; empty where the facts do not say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
}

/// A table of a vintage. Rows read = rows + left out + rejected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StoredTable {
    /// Its name.
    pub name: String,
    /// Rows that were read from the inputs.
    pub read: u64,
    /// Rows that were taken and stand in its files.
    pub rows: u64,
    /// How many rows were left out, by reason.
    #[serde(default)]
    pub left_out: BTreeMap<String, u64>,
    /// How many rows could not be taken; they stand in the table of rejects.
    pub rejected: u64,
    /// Of a computed table: rows of the tables that it was computed from which count for nothing in
    /// it, by table and reason. They are no rows of this table.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unused: BTreeMap<String, u64>,
    /// The columns that the rows are sorted by.
    pub sort: Vec<String>,
    /// The column whose values have files of their own; none if the files are cut by size alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition: Option<String>,
    /// Its columns.
    pub column: Vec<StoredColumn>,
    /// Its files, in the order of the rows.
    pub file: Vec<StoredFile>,
    /// The file of rejects; none if there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejects: Option<StoredFile>,
}

impl StoredTable {
    /// Whether every row that was read is accounted for.
    pub fn adds_up(&self) -> bool {
        let parts = self
            .left_out
            .values()
            .try_fold(self.rows, |sum, n| sum.checked_add(*n));
        let files = self
            .file
            .iter()
            .try_fold(0_u64, |sum, file| sum.checked_add(file.rows));
        let rejects = self.rejects.as_ref().map_or(0, |file| file.rows);
        parts.and_then(|sum| sum.checked_add(self.rejected)) == Some(self.read)
            && files == Some(self.rows)
            && rejects == self.rejected
    }
}

/// What one vintage of one source is: where it came from, under which licence, and every file of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The form of the store.
    pub format: u32,
    /// The source, by id.
    pub source: String,
    /// The publisher's version.
    pub vintage: String,
    /// When that version was published: nothing in it could be known before.
    pub released: Day,
    /// The title of the source.
    pub title: String,
    /// Its publisher.
    pub publisher: String,
    /// Its licence, as the publisher words it.
    pub licence: String,
    /// How to cite it.
    pub citation: String,
    /// When its files were retrieved.
    pub retrieved: Retrieved,
    /// The version of the reader, with the checksum of the description that it followed.
    pub reader: String,
    /// The files that it was read from.
    pub input: Vec<InputFile>,
    /// The tables of the store that it was computed from; empty unless it is derived.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub derived_from: Vec<DerivedFrom>,
    /// Its tables, by name.
    pub table: Vec<StoredTable>,
    /// SHA-256 over the checksums of all its files: two vintages with the same content hold the same rows.
    pub content: String,
}

/// The JSON Schema of a manifest as it stands on disk.
pub fn manifest_schema() -> schemars::Schema {
    let mut schema = schemars::schema_for!(Manifest);
    if let Some(properties) = schema
        .get_mut("properties")
        .and_then(|properties| properties.as_object_mut())
    {
        let seal = serde_json::json!({
            "type": "string",
            "description": "SHA-256 in hexadecimal of all text before this field.",
        });
        properties.insert("sha256".to_owned(), seal);
    }
    schema
}

/// Why a text is no manifest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// Its last line does not hold the checksum of what stands before.
    #[error(
        "its own checksum does not fit: the file was changed or damaged; pull it again with `--again`"
    )]
    Seal,
    /// It has not the shape of a manifest.
    #[error("it cannot be read: {0}; pull it again with `--again`")]
    Shape(String),
    /// It is of another form.
    #[error("it has the form {0}, this version reads {FORMAT}; use the version that wrote it")]
    Format(u32),
    /// It names a file outside its folder.
    #[error("it names the file `{0}`, which is no plain name")]
    FileName(String),
}

impl Manifest {
    /// The table of that name.
    pub fn table(&self, name: &str) -> Option<&StoredTable> {
        self.table.iter().find(|table| table.name == name)
    }

    /// Every file that it names, rejects included.
    pub fn files(&self) -> impl Iterator<Item = &StoredFile> {
        self.table
            .iter()
            .flat_map(|table| table.file.iter().chain(&table.rejects))
    }

    /// The checksum over the checksums of all files.
    pub fn content_of<'a>(files: impl Iterator<Item = &'a StoredFile>) -> String {
        let mut hash = Sha256::new();
        for file in files {
            hash.update(file.sha256.as_bytes());
            hash.update(b"\n");
        }
        hex(&hash.finalize())
    }

    /// The manifest as it stands on disk: JSON whose last field is the checksum of all text before it.
    pub fn to_text(&self) -> String {
        let json = serde_json::to_string_pretty(self)
            .expect("a manifest has only text and whole numbers, which JSON can hold");
        // The closing brace gives way to one more field.
        let body = json.trim_end_matches(['}', '\n']).to_owned();
        let seal = hex(&Sha256::digest(body.as_bytes()));
        format!("{body},\n  \"sha256\": \"{seal}\"\n}}\n")
    }

    /// Reads a manifest, its checksum first.
    ///
    /// # Errors
    /// If a single byte is not as it was written, or if it is of another form.
    pub fn read(text: &str) -> Result<Manifest, ManifestError> {
        const FIELD: &str = ",\n  \"sha256\": \"";
        let (body, seal) = text.rsplit_once(FIELD).ok_or(ManifestError::Seal)?;
        let seal = seal.strip_suffix("\"\n}\n").ok_or(ManifestError::Seal)?;
        if hex(&Sha256::digest(body.as_bytes())) != seal {
            return Err(ManifestError::Seal);
        }
        let json = format!("{body}\n}}");
        let shape = |error: serde_json::Error| ManifestError::Shape(error.to_string());
        #[derive(Deserialize)]
        struct Form {
            format: u32,
        }
        let form: Form = serde_json::from_str(&json).map_err(shape)?;
        if form.format != FORMAT {
            return Err(ManifestError::Format(form.format));
        }
        let manifest: Manifest = serde_json::from_str(&json).map_err(shape)?;
        let names = [&manifest.source, &manifest.vintage].into_iter();
        let foreign = names
            .chain(manifest.files().map(|file| &file.name))
            .find(|name| !plain_name(name))
            .cloned();
        match foreign {
            Some(name) => Err(ManifestError::FileName(name)),
            None => Ok(manifest),
        }
    }
}

/// Whether a name can be that of a file or folder everywhere: letters, digits, `-`, `_`, `.`, not
/// beginning with a dot.
pub(crate) fn plain_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 120
        && !name.starts_with('.')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}
