use std::collections::BTreeMap;

use norms::{CriterionId, Norms};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_spanned::Spanned;
use terms::{Code, FactTree, FileSchema, Problem, nearest};

/// A question of the first page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Headline {
    /// The criterion.
    #[schemars(with = "String")]
    pub criterion: Spanned<CriterionId>,
    /// How it is put.
    pub label: String,
}

/// A row of the matrix: what each instrument asks on one point.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatrixRow {
    /// The point.
    pub title: String,
    /// The criterion of each instrument that asks it, by instrument id.
    #[schemars(with = "BTreeMap<String, String>")]
    pub cells: BTreeMap<String, Spanned<CriterionId>>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PlanHead {
    /// Its title.
    #[expect(dead_code, reason = "names the file for its readers")]
    title: String,
    /// Questions that evidence answers, for which the first pages say what would change the answer.
    #[schemars(with = "Vec<String>")]
    levers: Vec<Spanned<CriterionId>>,
}

/// What the first page of a brief shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The headline questions, in order.
    pub headlines: Vec<Headline>,
    /// The rows of the matrix, in order.
    pub rows: Vec<MatrixRow>,
    /// The questions for which the first pages say what would change the answer.
    pub levers: Vec<CriterionId>,
}

/// The schema of `brief.toml`.
pub fn plan_schema() -> FileSchema {
    FileSchema::new::<PlanHead>(
        "brief-plan",
        "What the first pages of a brief show: facts/brief.toml",
    )
    .list::<Headline>("headline")
    .list::<MatrixRow>("row")
}

/// Reads `brief.toml`.
pub fn read_plan(facts: &FactTree, norms: &Norms, problems: &mut Vec<Problem>) -> Plan {
    let Some(file) = facts.required("brief.toml", problems) else {
        return Plan::default();
    };
    let document = file.parse(problems);
    let levers = document
        .head::<PlanHead>(&["headline", "row"], problems)
        .map(|head| head.levers)
        .unwrap_or_default();
    let headlines: Vec<Headline> = document
        .list::<Headline>("headline", problems)
        .into_iter()
        .map(Spanned::into_inner)
        .collect();
    let rows: Vec<MatrixRow> = document
        .list::<MatrixRow>("row", problems)
        .into_iter()
        .map(Spanned::into_inner)
        .collect();
    let named = headlines.iter().map(|headline| &headline.criterion);
    let named = named
        .chain(rows.iter().flat_map(|row| row.cells.values()))
        .chain(&levers);
    for id in named.filter(|id| norms.criterion(id.get_ref()).is_none()) {
        let known = norms.criteria.keys().map(|id| id.0.as_str());
        let help = nearest(&id.get_ref().0, known)
            .map(|other| format!("did you mean `{other}`?"))
            .unwrap_or_default();
        let message = format!("there is no criterion `{}`", id.get_ref());
        problems.push(
            file.problem(Code::UnknownReference, id.span(), message)
                .help(help),
        );
    }
    for instrument in rows
        .iter()
        .flat_map(|row| row.cells.keys())
        .filter(|id| norms.instrument(id).is_none())
    {
        let at = file.text.find(instrument.as_str()).unwrap_or(0);
        let message = format!("there is no instrument `{instrument}`");
        problems.push(file.problem(Code::UnknownReference, at..at + instrument.len(), message));
    }
    Plan {
        headlines,
        rows,
        levers: levers.into_iter().map(Spanned::into_inner).collect(),
    }
}
