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
    /// The two policies on proof that a brief shows side by side.
    #[schemars(with = "(String, String)")]
    policies: (Spanned<String>, Spanned<String>),
    /// Pairs of instruments for which the first pages say what makes them differ on the case.
    #[schemars(with = "Vec<(String, String)>")]
    pairs: Vec<(Spanned<String>, Spanned<String>)>,
}

/// What the first page of a brief shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The headline questions, in order.
    pub headlines: Vec<Headline>,
    /// The questions for which the first pages say what would change the answer.
    pub levers: Vec<CriterionId>,
    /// The policies on proof that stand side by side, by id.
    pub policies: Vec<String>,
    /// The pairs of instruments that are compared on the case, by id.
    pub pairs: Vec<(String, String)>,
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
    let head = document.head::<PlanHead>(&["headline"], problems);
    let headlines: Vec<Headline> = document
        .list::<Headline>("headline", problems)
        .into_iter()
        .map(Spanned::into_inner)
        .collect();
    let mut check = |what: &str, id: &str, span: std::ops::Range<usize>, known: Vec<&str>| {
        if !known.contains(&id) {
            let help = nearest(id, known.iter().copied())
                .map(|other| format!("did you mean `{other}`?"))
                .unwrap_or_default();
            let message = format!("there is no {what} `{id}`");
            problems.push(
                file.problem(Code::UnknownReference, span, message)
                    .help(help),
            );
        }
    };
    let criteria = || norms.criteria.keys().map(|id| id.0.as_str()).collect();
    for headline in &headlines {
        let id = &headline.criterion;
        check("criterion", &id.get_ref().0, id.span(), criteria());
    }
    let Some(head) = head else {
        return Plan {
            headlines,
            ..Plan::default()
        };
    };
    for id in &head.levers {
        check("criterion", &id.get_ref().0, id.span(), criteria());
    }
    for id in [&head.policies.0, &head.policies.1] {
        let known = norms.policies.keys().map(String::as_str).collect();
        check("policy on proof", id.get_ref(), id.span(), known);
    }
    for id in head
        .pairs
        .iter()
        .flat_map(|(first, second)| [first, second])
    {
        let instruments = norms.instruments.iter();
        let known = instruments.map(|one| one.head.id.as_str()).collect();
        check("instrument", id.get_ref(), id.span(), known);
    }
    let (first, second) = head.policies;
    let pairs = head.pairs.into_iter();
    Plan {
        headlines,
        levers: head.levers.into_iter().map(Spanned::into_inner).collect(),
        policies: vec![first.into_inner(), second.into_inner()],
        pairs: pairs
            .map(|(first, second)| (first.into_inner(), second.into_inner()))
            .collect(),
    }
}
