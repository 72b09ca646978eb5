use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_spanned::Spanned;
use terms::{Code, Day, FactTree, FileSchema, Problem, ValidTime, nearest};

use crate::{
    Bearing, Credibility, Entry, EntryId, EntryKind, Grade, Nameable, Publisher, Side, Source,
};

/// A number in millionths, written as a decimal: the same bytes on every machine, since a record's
/// hash covers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millionths(i64);

impl Millionths {
    /// The nearest number of millionths; nothing for a number that is not finite or too large.
    pub fn of(value: f64) -> Option<Millionths> {
        let scaled = (value * 1e6).round();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "within the whole numbers that a float holds exactly"
        )]
        (scaled.abs() < 9e15).then_some(Millionths(scaled as i64))
    }
}

impl fmt::Display for Millionths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let whole = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:06}", whole / 1_000_000, whole % 1_000_000)
    }
}

impl JsonSchema for Millionths {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Millionths".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": r"^-?\d+\.\d{6}$" })
    }

    fn inline_schema() -> bool {
        true
    }
}

/// A text that is no decimal with six places.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no decimal with six places, such as 0.011734")]
pub struct NotMillionths(String);

impl FromStr for Millionths {
    type Err = NotMillionths;

    fn from_str(text: &str) -> Result<Millionths, NotMillionths> {
        let wrong = || NotMillionths(text.to_owned());
        let (whole, places) = text.split_once('.').ok_or_else(wrong)?;
        let number: i64 = format!("{whole}{places}").parse().map_err(|_| wrong())?;
        let read = Millionths(number);
        // Only what is written as it would be printed, so that a number has one form.
        (read.to_string() == text).then_some(read).ok_or_else(wrong)
    }
}

impl Serialize for Millionths {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Millionths {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Millionths, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A score of past forecasts of the same model, with the ends of its interval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Scored {
    /// The score, by id.
    pub score: String,
    /// Its value.
    pub value: Millionths,
    /// The lower end.
    pub low: Millionths,
    /// The upper end.
    pub high: Millionths,
}

/// What a model expects of a state, and how good it was before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Forecast {
    /// What is forecast, a file of facts/targets.
    pub target: String,
    /// The model, by id.
    pub model: String,
    /// The year of the data.
    pub data_year: i16,
    /// The probability.
    pub probability: Millionths,
    /// The ends of its interval, if one was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<(Millionths, Millionths)>,
    /// Its place among the states of the same data, the highest being 1.
    pub rank: u32,
    /// How many states there were.
    pub of: usize,
    /// Whether the data know more than could be known at the end of their year.
    pub reconstruction: bool,
    /// The release table that it stands in.
    pub table: String,
    /// The table's SHA-256, in hexadecimal.
    pub table_sha256: String,
    /// In how many state-years past forecasts were scored, and in how many of them it happened.
    pub scored: (usize, usize),
    /// How good they were.
    pub skill: Vec<Scored>,
}

/// How forecasts of a target become entries: on what they bear, how they are graded, and which rank
/// speaks for a yes. A file of facts/forecasts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForecastRule {
    /// The target, by id; also the file name.
    pub id: String,
    /// What it is, in a sentence.
    pub about: String,
    /// The question on which the forecasts bear; it must take forecasts.
    #[schemars(with = "String")]
    pub criterion: Spanned<String>,
    /// Up to which rank a forecast speaks for a yes; a higher one speaks for a no.
    pub listed: u32,
    /// Why that rank.
    pub listed_reason: String,
    /// The publisher, by id, whose letter is the first half of the grade.
    #[schemars(with = "String")]
    pub publisher: Spanned<String>,
    /// The number of the grade, 1 to 6.
    #[schemars(with = "u8")]
    pub credibility: Credibility,
    /// Why the number.
    pub grade_reason: String,
    /// The origin of all forecasts of the model: however many, it counts once.
    pub origin: String,
    /// What the origin is.
    pub origin_title: String,
}

/// The schema of `forecasts/<target>.toml`.
pub fn forecast_schema() -> FileSchema {
    FileSchema::new::<ForecastRule>(
        "forecast-entries",
        "How forecasts of a target become entries: facts/forecasts/<target>.toml",
    )
}

/// Reads every file in `forecasts/`, by target.
pub fn read_forecast_rules(
    facts: &FactTree,
    publishers: &BTreeMap<String, Publisher>,
    nameable: &Nameable,
    problems: &mut Vec<Problem>,
) -> BTreeMap<String, ForecastRule> {
    let mut rules = BTreeMap::new();
    for file in facts.folder("forecasts", ".toml") {
        let Some(rule) = file.parse(problems).head::<ForecastRule>(&[], problems) else {
            continue;
        };
        if rule.id != file.stem() {
            let message = format!("the id `{}` differs from the file name", rule.id);
            problems.push(file.problem(Code::WrongFile, 0..0, message));
        }
        let mut named = |what: &str, id: &Spanned<String>, known: Vec<&str>| {
            if !known.contains(&id.get_ref().as_str()) {
                let help = nearest(id.get_ref(), known)
                    .map_or_else(String::new, |other| format!("did you mean `{other}`?"));
                let message = format!("there is no {what} `{}`", id.get_ref());
                let problem = file.problem(Code::UnknownReference, id.span(), message);
                problems.push(problem.help(help));
            }
        };
        let criteria = nameable.criteria.iter().map(String::as_str).collect();
        named("criterion", &rule.criterion, criteria);
        let known = publishers.keys().map(String::as_str).collect();
        named("publisher", &rule.publisher, known);
        rules.insert(rule.id.clone(), rule);
    }
    rules
}

/// A forecast on a state, ready to become an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The name of the entry.
    pub id: EntryId,
    /// The case, or the code of a state without one.
    pub case: String,
    /// The state's name.
    pub state: String,
    /// What is forecast, as running text.
    pub event: String,
    /// The first and the last year that it is for.
    pub years: (i16, i16),
    /// The first day on which the release could be known.
    pub released: Day,
    /// The first day on which it was known; none for that of the release.
    pub known: Option<Day>,
    /// The earlier entry that it takes the place of.
    pub supersedes: Option<EntryId>,
    /// The title of the release table.
    pub table_title: String,
    /// The forecast.
    pub forecast: Forecast,
}

/// Why a forecast is no entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ForecastEntryError {
    /// Known before it could be.
    #[error(
        "known on {known}, before the release of {released} on which it rests; leave `--known` out or name a later day"
    )]
    KnownTooEarly {
        /// The day that was named.
        known: Day,
        /// The day of the release.
        released: Day,
    },
    /// The rule names a publisher that is not there.
    #[error("there is no publisher `{0}`; add it to facts/publishers.toml")]
    NoPublisher(String),
    /// Years that are no time.
    #[error("{0} to {1} are no years of the calendar in their order")]
    Years(i16, i16),
}

/// The entry of a forecast, by the rule of its target.
///
/// It is true for the years that it forecasts and known no earlier than its release. Errors: a known
/// day before that of the release, a publisher that is not there, years out of order.
pub fn forecast_entry(
    rule: &ForecastRule,
    publishers: &BTreeMap<String, Publisher>,
    expected: Expected,
) -> Result<Entry, ForecastEntryError> {
    let released = expected.released;
    let known = expected.known.unwrap_or(released);
    if known < released {
        return Err(ForecastEntryError::KnownTooEarly { known, released });
    }
    let publisher = publishers
        .get(rule.publisher.get_ref())
        .ok_or_else(|| ForecastEntryError::NoPublisher(rule.publisher.get_ref().clone()))?;
    let (first, last) = expected.years;
    let valid: ValidTime = format!("{first}/{last}")
        .parse()
        .map_err(|_| ForecastEntryError::Years(first, last))?;
    let forecast = expected.forecast;
    let side = if forecast.rank <= rule.listed {
        Side::For
    } else {
        Side::Against
    };
    let interval = forecast
        .interval
        .map_or_else(String::new, |(low, high)| format!(" ({low} to {high})"));
    let made = if forecast.reconstruction {
        "; a reconstruction, whose data know what was revised later"
    } else {
        ""
    };
    let checked_against = format!(
        "release table {}, sha256 {}",
        forecast.table, forecast.table_sha256
    );
    Ok(Entry {
        id: expected.id,
        case: expected.case,
        claim: format!(
            "The model `{}` puts the probability that in {} {} at {}{interval} for {first} to {last}, rank {} of {} states, from data of {}{made}.",
            forecast.model,
            expected.state,
            expected.event,
            forecast.probability,
            forecast.rank,
            forecast.of,
            forecast.data_year,
        ),
        by: publisher.name.clone(),
        kind: EntryKind::Forecast,
        source: Source {
            id: forecast.table.clone(),
            publisher: publisher.id.clone(),
            publisher_name: publisher.name.clone(),
            title: expected.table_title,
            document: None,
            date: released,
            url: None,
        },
        locator: Some(format!("row of {}", forecast.data_year)),
        valid,
        known,
        grade: Grade {
            reliability: publisher.reliability,
            credibility: rule.credibility,
        },
        grade_reason: rule.grade_reason.clone(),
        origin: rule.origin.clone(),
        origin_title: rule.origin_title.clone(),
        supersedes: expected.supersedes,
        source_withheld: false,
        figure: None,
        bears: vec![Bearing {
            on: rule.criterion.get_ref().clone(),
            side,
            why: format!(
                "Rank {}; up to {} speaks for it.",
                forecast.rank, rule.listed
            ),
        }],
        forecast: Some(forecast),
        tries: Vec::new(),
        checked: true,
        checked_against,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_form_and_is_read_as_it_was_written() {
        for value in [0.0, 0.011734, -0.010001, 1.0, 12.5] {
            let number = Millionths::of(value).unwrap();
            assert_eq!(number.to_string().parse(), Ok(number));
        }
        assert_eq!(Millionths::of(-0.01).unwrap().to_string(), "-0.010000");
        for wrong in ["1", "0.1", "00.100000", "+0.100000", "0.10000x", ""] {
            assert!(wrong.parse::<Millionths>().is_err(), "{wrong} was taken");
        }
        assert_eq!(Millionths::of(f64::NAN), None);
    }
}
