use std::collections::BTreeMap;

use anyhow::{Context, bail};
use archive::{RISKS, ReleaseInput, RiskRow, Risks, SKILLS, SkillRow};
use forecast::STANDING_LEVEL;
use forecast::protocols::ewp_2025;
use report::{
    Atlas, Factor, LeftOut, Made, ModelLine, ProtocolLine, Ranged, RiskBefore, Skill, StateRisk,
    TargetLine, Watch, YearRisk,
};
use terms::{AsOf, Day, Gap, Probability, StateId};

use super::score_lines::ScoreLine;
use super::watch_readings::{List, readings};
use crate::Knowledge;

/// The target of the embedded risks, a file of facts/targets.
pub(super) const TARGET: &str = "mass-killing-onset-2y";

/// The watch list from the data of a year, the latest if none is named.
///
/// # Errors
/// If no risks are embedded, or none of that year.
pub fn watch(knowledge: &Knowledge, year: Option<i16>, top: u32) -> anyhow::Result<Watch> {
    let risks = knowledge.risks.as_ref().context(
        "no risks are embedded; build them with `watchfire forecast predict --mirror DIR`",
    )?;
    let by_year = by_year(risks);
    let (first, last) = by_year
        .first_key_value()
        .zip(by_year.last_key_value())
        .map(|(first, last)| (*first.0, *last.0))
        .context("the table of risks is empty")?;
    let year = year.unwrap_or(last);
    let Some(now) = by_year.get(&year) else {
        bail!("there are no risks from data of {year}; there are from {first} to {last}");
    };
    let before = by_year.get(&(year - 1));
    let states: Vec<StateRisk> = now
        .values()
        .map(|row| state_risk(knowledge, row, before, &by_year))
        .collect();
    let mut states = states;
    states.sort_by_key(|state| state.rank);
    let target = target(knowledge)?;
    let skill = skills(knowledge);
    let base_rate = skill
        .first()
        .map_or(Probability::new(0.0), |skill| Ok(skill.base_rate))?;
    Ok(Watch {
        target,
        model: model(risks),
        as_of: AsOf(risks.head.known()),
        data_year: year,
        first_year: year + 1,
        last_year: year + 2,
        level: Probability::new(STANDING_LEVEL)?,
        interval: if states.iter().any(|state| state.low.is_some()) {
            "They say how far the risk depends on which states the model learned from, and nothing of what no state has shown before.".into()
        } else {
            "They were made for the latest year only.".into()
        },
        base_rate,
        top,
        readings: readings(
            knowledge,
            List {
                states: &states,
                by_year: &by_year,
                year,
                top,
            },
        ),
        left_out: left_out(knowledge, now, year),
        risks: states,
        skill,
        made: made(risks, year, top),
        atlas: knowledge.outlines.as_ref().map(|outlines| Atlas {
            outlines: outlines.degrees(),
            source: format!(
                "{}; borders as drawn by that map, which says nothing on any claim",
                outlines
                    .head
                    .input
                    .first()
                    .map_or("", |input| input.title.as_str())
            ),
            shades: knowledge.watch.shades,
        }),
    })
}

pub(super) type ByYear<'a> = BTreeMap<i16, BTreeMap<StateId, &'a RiskRow>>;

pub(super) fn by_year(risks: &Risks) -> ByYear<'_> {
    let mut years: ByYear<'_> = BTreeMap::new();
    for row in &risks.rows {
        years.entry(row.year).or_default().insert(row.state, row);
    }
    years
}

pub(super) fn model(risks: &Risks) -> ModelLine {
    ModelLine {
        id: "watch".into(),
        title: "Watchfire's mean of five models".into(),
        about: risks.head.about.clone(),
    }
}

pub(super) fn target(knowledge: &Knowledge) -> anyhow::Result<TargetLine> {
    let target = knowledge
        .targets
        .get(TARGET)
        .with_context(|| format!("facts/targets/{TARGET}.toml is missing"))?;
    let id = target.source.clone().unwrap_or_default();
    let source = knowledge.sources.get(&id);
    Ok(TargetLine {
        id: target.id.clone(),
        title: target.title.clone(),
        definition: target.definition.clone(),
        source: source.map_or_else(
            || id.clone(),
            |source| format!("{}, {}", source.publisher, source.title),
        ),
    })
}

pub(super) fn state_risk(
    knowledge: &Knowledge,
    row: &RiskRow,
    before: Option<&BTreeMap<StateId, &RiskRow>>,
    by_year: &ByYear<'_>,
) -> StateRisk {
    let state = knowledge.states.get(row.state);
    let before = before.and_then(|before| before.get(&row.state));
    StateRisk {
        gw: row.state,
        iso3: state.and_then(|state| state.iso3.clone()),
        name: state.map_or_else(|| row.state.to_string(), |state| state.name.clone()),
        rank: row.rank,
        risk: row.risk,
        low: row.interval.map(|(low, _)| low),
        high: row.interval.map(|(_, high)| high),
        before: before.map(|before| RiskBefore {
            rank: before.rank,
            risk: before.risk,
        }),
        ongoing: ongoing(knowledge, row.state, row.year),
        factors: row
            .factors
            .iter()
            .map(|one| factor(knowledge, one))
            .collect(),
        history: by_year
            .range(..=row.year)
            .filter_map(|(year, rows)| {
                let row = rows.get(&row.state)?;
                Some(YearRisk {
                    year: *year,
                    risk: row.risk,
                    rank: row.rank,
                })
            })
            .collect(),
    }
}

fn factor(knowledge: &Knowledge, row: &archive::FactorRow) -> Factor {
    let predictors = knowledge.predictors.as_ref();
    let predictor = predictors.and_then(|predictors| predictors.get(&row.id));
    let numbers = |predictor: &forecast::Predictor| {
        let numbers: Vec<String> = predictor.factors.iter().map(u8::to_string).collect();
        (!numbers.is_empty()).then(|| format!("risk factor {}", numbers.join(", ")))
    };
    Factor {
        id: row.id.clone(),
        label: predictor.map_or_else(|| row.id.clone(), |predictor| predictor.says.clone()),
        contribution: row.contribution,
        change: row.change,
        framework: predictor.and_then(numbers),
    }
}

fn ongoing(knowledge: &Knowledge, state: StateId, year: i16) -> bool {
    let episodes = knowledge
        .episodes
        .iter()
        .flat_map(|episodes| episodes.of(state));
    let mut episodes = episodes;
    episodes.any(|one| one.first <= year && one.last.is_none_or(|last| last >= year))
}

fn left_out(knowledge: &Knowledge, now: &BTreeMap<StateId, &RiskRow>, year: i16) -> Vec<LeftOut> {
    let Some(day) = Day::new(year, 12, 31) else {
        return Vec::new();
    };
    let missing = knowledge
        .states
        .states()
        .filter(|state| state.exists(day) && !now.contains_key(&state.id));
    missing
        .map(|state| LeftOut {
            gw: state.id,
            name: state.name.clone(),
            gap: Gap::OutsideCoverage {
                covers: "states with every predictor".into(),
            },
        })
        .collect()
}

/// The scores of each reading of past forecasts, as `facts/protocols` tells them.
pub(super) fn skills(knowledge: &Knowledge) -> Vec<Skill> {
    let protocol = knowledge.protocols.get(ewp_2025::ID);
    let Some((protocol, skills)) = protocol.zip(knowledge.skills.as_ref()) else {
        return Vec::new();
    };
    // What the risk is about comes first; it stands beside the list.
    let all = protocol.readings.iter().filter_map(|reading| {
        let rows = skills.rows.iter().filter(|row| row.reading == reading.id);
        let rows: Vec<&SkillRow> = rows.collect();
        let first = rows.first()?;
        Some(Skill {
            protocol: ProtocolLine {
                id: format!("{}/{}", protocol.id, reading.id),
                title: reading.title.clone(),
                about: reading.about.clone(),
                rows_are: protocol.rows_are.clone(),
                rows: first.rows,
                events: Some(first.events),
            },
            level: Probability::new(0.95).ok()?,
            mean_forecast: Probability::new(first.mean_forecast).ok()?,
            base_rate: Probability::new(first.events as f64 / first.rows as f64).ok()?,
            scores: rows.iter().filter_map(|row| score(row)).collect(),
            caveats: protocol.caveats.clone(),
        })
    });
    all.collect()
}

fn score(row: &SkillRow) -> Option<report::Score> {
    let value = Ranged {
        value: row.value,
        low: row.low,
        high: row.high,
    };
    let line = ScoreLine::of(&row.score)?;
    Some(line.score(Some(value), row.rows, Some(row.events)))
}

fn made(risks: &Risks, year: i16, top: u32) -> Made {
    let sources = risks.head.input.iter().map(ReleaseInput::reference);
    Made {
        version: env!("CARGO_PKG_VERSION").into(),
        command: format!("watchfire watch --as-of {year} --top {top}"),
        tables: vec![RISKS.into(), SKILLS.into(), "state-shapes".into()],
        sources: sources.collect(),
    }
}
