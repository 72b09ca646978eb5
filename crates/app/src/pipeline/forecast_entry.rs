use anyhow::{Context, bail};
use archive::{RiskRow, Risks, Skills};
use forecast::STANDING_LEVEL;
use ledger::{Entry, EntryId, Expected, Forecast, ForecastInterval, Millionths, Scored};
use terms::{Day, State};

use super::watch::{TARGET, by_year};
use crate::Knowledge;

/// The model of the embedded risks.
const MODEL: &str = "watch";
/// The reading of past forecasts that compares a risk with what it is about.
const READING: &str = "native";

/// Which forecast is to become an entry.
#[derive(Debug, Clone)]
pub struct WantedForecast {
    /// An ISO3 code, Gleditsch-Ward number or common name.
    pub state: String,
    /// The year of the data; none for the latest.
    pub data_year: Option<i16>,
    /// The case that it belongs to; none for the state's own code.
    pub case: Option<String>,
    /// The first day on which it was known; none for the day of its release.
    pub known: Option<Day>,
    /// The earlier entry that it takes the place of.
    pub supersedes: Option<String>,
}

/// The entry of an embedded risk.
///
/// # Errors
/// If no risks are embedded, the state has none from the data of that year, or it would be known
/// before its release.
pub fn forecast_entry(knowledge: &Knowledge, wanted: &WantedForecast) -> anyhow::Result<Entry> {
    let rule = knowledge
        .forecasts
        .get(TARGET)
        .with_context(|| format!("facts/forecasts/{TARGET}.toml is missing"))?;
    let target = knowledge
        .targets
        .get(TARGET)
        .with_context(|| format!("facts/targets/{TARGET}.toml is missing"))?;
    let (risks, skills) = knowledge
        .risks
        .as_ref()
        .zip(knowledge.skills.as_ref())
        .context("no risks are embedded; build them with `watchfire forecast predict`")?;
    let years = by_year(risks);
    let (first, last) = years
        .keys()
        .next()
        .zip(years.keys().last())
        .context("the table of risks is empty")?;
    let year = wanted.data_year.unwrap_or(*last);
    let Some(rows) = years.get(&year) else {
        bail!("there are no risks from data of {year}; there are from {first} to {last}");
    };
    let end = Day::new(year, 12, 31).context("no year of the calendar")?;
    let state = knowledge.states.find(&wanted.state, end)?;
    let Some(row) = rows.get(&state.id) else {
        bail!(
            "{} has no risk from data of {year}; the table has {} states with every predictor",
            state.name,
            rows.len()
        );
    };
    let case = case(knowledge, state, wanted.case.as_deref())?;
    let expected = Expected {
        id: EntryId(format!("FC-{}-{year}", code(state))),
        case,
        state: state.name.clone(),
        event: "a new mass killing begins".to_owned(),
        years: (
            year + i16::try_from(target.first_step)?,
            year + i16::try_from(target.last_step)?,
        ),
        released: risks.head.known(),
        known: wanted.known,
        supersedes: wanted.supersedes.clone().map(EntryId),
        table_title: risks.head.title.clone(),
        forecast: payload(risks, skills, row, rows.len(), year < *last)?,
    };
    Ok(ledger::forecast_entry(
        rule,
        &knowledge.casebook.publishers,
        expected,
    )?)
}

/// The state's code, or its number where it has none.
fn code(state: &State) -> String {
    state.iso3.clone().unwrap_or_else(|| state.id.to_string())
}

/// The case that was named, if it is one of the state; else the state's own code.
fn case(knowledge: &Knowledge, state: &State, named: Option<&str>) -> anyhow::Result<String> {
    let Some(id) = named else {
        return state
            .iso3
            .clone()
            .with_context(|| format!("{} has no ISO code; name a case with --case", state.name));
    };
    match knowledge.casebook.cases.get(id) {
        Some(case) if case.head.state == state.id => Ok(id.to_owned()),
        Some(case) => bail!(
            "the case `{id}` is about {}, not about {}",
            knowledge.states.name(case.head.state),
            state.name
        ),
        None => {
            let known = knowledge.casebook.cases.keys().map(String::as_str);
            bail!("there is no case `{id}`{}", terms::did_you_mean(id, known))
        }
    }
}

fn payload(
    risks: &Risks,
    skills: &Skills,
    row: &RiskRow,
    of: usize,
    reconstruction: bool,
) -> anyhow::Result<Forecast> {
    let number = |value: f64| {
        Millionths::of(value).with_context(|| format!("{value} in the release is no number"))
    };
    let scored: Vec<_> = skills
        .rows
        .iter()
        .filter(|row| row.model == MODEL && row.reading == READING)
        .collect();
    let first = scored
        .first()
        .with_context(|| format!("the release has no scores of `{MODEL}`"))?;
    let skill = scored.iter().map(|row| {
        Ok(Scored {
            score: row.score.clone(),
            value: number(row.value)?,
            low: number(row.low)?,
            high: number(row.high)?,
        })
    });
    let interval = row.interval.map(|(low, high)| {
        anyhow::Ok(ForecastInterval {
            level: number(STANDING_LEVEL)?,
            low: number(low.get())?,
            high: number(high.get())?,
        })
    });
    Ok(Forecast {
        target: TARGET.to_owned(),
        model: MODEL.to_owned(),
        data_year: row.year,
        probability: number(row.risk.get())?,
        interval: interval.transpose()?,
        rank: row.rank,
        of,
        reconstruction,
        table: risks.head.id.clone(),
        table_sha256: risks.head.sha256.clone(),
        scored: (first.rows, first.events),
        skill: skill.collect::<anyhow::Result<_>>()?,
    })
}
