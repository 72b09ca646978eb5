use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a fact comes from: publisher, title and date, and if known the place in the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// Who published it.
    pub publisher: String,
    /// Title of the document, with the author where there is one.
    pub title: String,
    /// Date of publication: a year, month or day.
    pub date: String,
    /// Paragraph, article, page or table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paragraph: Option<String>,
    /// Document symbol, for example A/RES/60/1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Where it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl std::fmt::Display for Citation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}, {} ({})", self.publisher, self.title, self.date)?;
        if let Some(document) = &self.document {
            write!(f, ", {document}")?;
        }
        if let Some(paragraph) = &self.paragraph {
            write!(f, ", {paragraph}")?;
        }
        Ok(())
    }
}
