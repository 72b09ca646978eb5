use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use terms::{Citation, Code, Day, FactTree, FileSchema, Problem};

/// The top of a file of `facts/predictors`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PredictorsHead {
    /// Its id, also the file name: the source that the predictors are from.
    pub id: String,
    /// Its title.
    pub title: String,
    /// When it was written.
    pub dated: Day,
    /// What it holds.
    pub about: String,
    /// Whether the mapping to risk factors was checked by someone else.
    pub checked: bool,
    /// What it was checked against.
    #[serde(default)]
    pub checked_against: String,
    /// Where the predictors are from.
    pub citation: Citation,
}

/// One predictor of the onset models.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Predictor {
    /// The column.
    pub name: String,
    /// What it says, in plain words.
    pub says: String,
    /// The risk factors of the UN Framework of Analysis that it speaks to, 1 to 14; none for mere circumstances.
    pub factors: Vec<u8>,
    /// Whether Watchfire derives it from the published ones.
    pub derived: bool,
}

/// The predictors in the order in which models see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Predictors {
    /// The top of the file.
    pub head: PredictorsHead,
    /// The predictors.
    pub all: Vec<Predictor>,
}

impl Predictors {
    /// The published ones, in order.
    pub fn published(&self) -> impl Iterator<Item = &Predictor> {
        self.all.iter().filter(|predictor| !predictor.derived)
    }

    /// One by its column.
    pub fn get(&self, name: &str) -> Option<&Predictor> {
        self.all.iter().find(|predictor| predictor.name == name)
    }
}

/// The predictors of one source: `predictors/<id>.toml`; problems are added to the list.
pub fn read_predictors(
    facts: &FactTree,
    id: &str,
    problems: &mut Vec<Problem>,
) -> Option<Predictors> {
    let path = format!("predictors/{id}.toml");
    let file = facts.required(&path, problems)?;
    let document = file.parse(problems);
    let records = document.list::<Predictor>("predictor", problems);
    let head = document.head::<PredictorsHead>(&["predictor"], problems)?;
    let mut all: Vec<Predictor> = Vec::new();
    for record in records {
        let span = record.span();
        let predictor = record.into_inner();
        if all.iter().any(|other| other.name == predictor.name) {
            let message = format!("`{}` stands here twice", predictor.name);
            problems.push(file.problem(Code::DuplicateId, span.clone(), message));
        }
        if predictor.factors.iter().any(|n| !(1..=14).contains(n)) {
            let message = "the Framework of Analysis has the risk factors 1 to 14";
            problems.push(file.problem(Code::WrongValue, span, message));
        }
        all.push(predictor);
    }
    Some(Predictors { head, all })
}

/// The schema of `predictors/<id>.toml`.
pub fn predictor_schema() -> FileSchema {
    FileSchema::new::<PredictorsHead>(
        "predictors",
        "Predictors of the onset models: facts/predictors/<id>.toml",
    )
    .list::<Predictor>("predictor")
}
