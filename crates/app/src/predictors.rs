use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use terms::{FactTree, Problem};

/// The head of `facts/predictors.toml`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Head {
    #[expect(dead_code, reason = "for readers of the file")]
    title: String,
    #[expect(dead_code, reason = "for readers of the file")]
    checked: bool,
}

/// What a predictor of a risk is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Predictor {
    /// Its id, a column of the table that models learn from.
    pub id: String,
    /// What it is, in a few words.
    pub label: String,
    /// The number of the risk factor of the UN Framework of Analysis that it is a sign of.
    #[serde(default)]
    pub framework: Option<u8>,
}

/// Reads `predictors.toml`, by id; none is missing only because the file is.
pub(crate) fn read_predictors(
    facts: &FactTree,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, Predictor> {
    let Some(file) = facts.file("predictors.toml") else {
        return BTreeMap::new();
    };
    let document = file.parse(problems);
    document.head::<Head>(&["predictor"], problems);
    let list = document.list::<Predictor>("predictor", problems);
    list.into_iter()
        .map(|predictor| {
            let predictor = predictor.into_inner();
            (predictor.id.clone(), predictor)
        })
        .collect()
}
