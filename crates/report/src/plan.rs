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
}

/// Reads `brief.toml`.
pub fn read_plan(facts: &FactTree, norms: &Norms, problems: &mut Vec<Problem>) -> Plan {
    let Some(file) = facts.required("brief.toml", problems) else {
        return Plan::default();
    };
    let document = file.parse(problems);
    let levers = document
        .head::<PlanHead>(&["headline"], problems)
        .map(|head| head.levers)
        .unwrap_or_default();
    let headlines: Vec<Headline> = document
        .list::<Headline>("headline", problems)
        .into_iter()
        .map(Spanned::into_inner)
        .collect();
    let named = headlines.iter().map(|headline| &headline.criterion);
    for id in named
        .chain(&levers)
        .filter(|id| norms.criterion(id.get_ref()).is_none())
    {
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
    Plan {
        headlines,
        levers: levers.into_iter().map(Spanned::into_inner).collect(),
    }
}
