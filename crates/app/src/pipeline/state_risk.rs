use archive::{RISKS, Risks, SKILLS};
use forecast::STANDING_LEVEL;
use report::{StateForecast, StateRisk, WhenMade, YearRisk};
use terms::{Day, Gap, Probability, State};

use super::watch::{self, ByYear};
use crate::Knowledge;

/// The risk of a state from the latest data that were over on a day, whoever could know it: the table
/// says since when it could be.
///
/// The data are of a year before that of the day, since a year's data are those of its end. Gap: no
/// table, no data so early, or no risk of this state from that data.
pub(super) fn state_risk(
    knowledge: &Knowledge,
    state: &State,
    on: Day,
) -> Result<StateForecast, Gap> {
    let risks = knowledge.risks.as_ref().ok_or(Gap::NoEvidence)?;
    let by_year = watch::by_year(risks);
    let outside = |covers: String| Gap::OutsideCoverage { covers };
    let (Some(first), Some(last)) = (by_year.keys().next(), by_year.keys().last()) else {
        return Err(Gap::NoEvidence);
    };
    let Some((year, rows)) = by_year.range(..on.year()).next_back() else {
        return Err(outside(format!("data of {first} to {last}")));
    };
    let (year, last) = (*year, *last);
    let row = rows.get(&state.id).ok_or_else(|| {
        outside(format!(
            "{} states with every predictor for {year}, and {} is none of them",
            rows.len(),
            state.name
        ))
    })?;
    let before = by_year.get(&(year - 1));
    let skill = watch::skills(knowledge);
    let target = watch::target(knowledge).map_err(|_| Gap::NoEvidence)?;
    Ok(StateForecast {
        table: RISKS.to_owned(),
        skill_table: SKILLS.to_owned(),
        source: sources(risks),
        known: risks.head.known(),
        target,
        model: watch::model(risks),
        data_year: year,
        first_year: year + 1,
        last_year: year + 2,
        learned_to: year - 2,
        made: if year == last {
            WhenMade::Forecast
        } else {
            WhenMade::Reconstruction
        },
        edition_year: last,
        over: year + 2 < on.year(),
        of: rows.len(),
        state: StateRisk {
            history: history(state, &by_year),
            ..watch::state_risk(knowledge, row, before, &by_year)
        },
        level: Probability::new(STANDING_LEVEL).map_err(|_| Gap::NoEvidence)?,
        base_rate: skill.first().map(|skill| skill.base_rate),
        skill,
    })
}

/// The state's risk from the data of every year of the table.
fn history(state: &State, by_year: &ByYear<'_>) -> Vec<YearRisk> {
    let years = by_year.iter().filter_map(|(year, rows)| {
        let row = rows.get(&state.id)?;
        Some(YearRisk {
            year: *year,
            risk: row.risk,
            rank: row.rank,
        })
    });
    years.collect()
}

fn sources(risks: &Risks) -> Vec<String> {
    let input = risks.head.input.iter();
    input
        .map(|input| {
            format!(
                "{}, {}, version {}, published {}",
                input.publisher, input.title, input.vintage, input.released
            )
        })
        .collect()
}
