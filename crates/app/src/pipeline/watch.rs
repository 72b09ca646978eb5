use std::collections::BTreeMap;

use anyhow::{Context, bail};
use archive::{RISKS, RiskRow, Risks, SKILLS, SkillRow, Skills};
use report::{
    Atlas, Better, Factor, LeftOut, Made, ModelLine, Named, NumberForm, ProtocolLine, Ranged,
    Reading, RiskBefore, Score, Skill, StateRisk, TargetLine, Watch, YearRisk,
};
use terms::{AsOf, Day, Gap, Probability, StateId};

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
    let skill: Vec<Skill> = knowledge.skills.iter().flat_map(skills).collect();
    let base_rate = skill
        .first()
        .map_or(Probability::new(0.0), |skill| Ok(skill.base_rate))?;
    Ok(Watch {
        target,
        model: ModelLine {
            id: "watch".into(),
            title: "Watchfire's mean of five models".into(),
            about: risks.head.about.clone(),
        },
        as_of: AsOf(risks.head.known()),
        data_year: year,
        first_year: year + 1,
        last_year: year + 2,
        level: Probability::new(0.9)?,
        interval: if states.iter().any(|state| state.low.is_some()) {
            "They say how far the risk depends on which states the models learned from; a risk may lie above its own interval, because a model that learned from fewer different states is less sharp.".into()
        } else {
            "They were made for the latest year only.".into()
        },
        base_rate,
        top,
        readings: readings(knowledge, &states, &by_year, year, top),
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

fn ever(knowledge: &Knowledge, state: StateId, year: i16) -> bool {
    let mut episodes = knowledge
        .episodes
        .iter()
        .flat_map(|episodes| episodes.of(state));
    episodes.any(|one| one.first <= year)
}

/// The four readings that users of the Early Warning Project's assessment are taught, defined here
/// exactly.
fn readings(
    knowledge: &Knowledge,
    states: &[StateRisk],
    by_year: &ByYear<'_>,
    year: i16,
    top: u32,
) -> Vec<Reading> {
    const FEW: usize = 10;
    let named = |state: &StateRisk, note: String| Named { gw: state.gw, note };
    let listed = || states.iter().filter(|state| state.rank <= top);
    let logit = |p: Probability| (p.get() / p.complement().get()).ln();
    let mut movers: Vec<(f64, &StateRisk, RiskBefore)> = states
        .iter()
        .filter_map(|state| {
            let before = state.before?;
            let near = state.rank.min(before.rank) <= 2 * top;
            near.then(|| (logit(state.risk) - logit(before.risk), state, before))
        })
        .collect();
    movers.sort_by(|one, other| {
        other
            .0
            .abs()
            .total_cmp(&one.0.abs())
            .then(one.1.gw.cmp(&other.1.gw))
    });
    let steady = |state: &&StateRisk| {
        (year - 4..=year).all(|year| {
            let row = by_year.get(&year).and_then(|rows| rows.get(&state.gw));
            row.is_some_and(|row| (11..=30).contains(&row.rank))
        })
    };
    vec![
        Reading {
            id: "top-risks".into(),
            title: "Top risks".into(),
            definition: format!("The {FEW} states with the highest risk."),
            states: states
                .iter()
                .take(FEW)
                .map(|state| {
                    let note = if state.ongoing {
                        "a mass killing is going on; the risk is that of a further one"
                    } else {
                        ""
                    };
                    named(state, note.into())
                })
                .collect(),
        },
        Reading {
            id: "surprises".into(),
            title: "Surprises".into(),
            definition: format!(
                "States among the {top} highest risks in which the list of mass killings has none, now or before."
            ),
            states: listed()
                .filter(|state| !ever(knowledge, state.gw, year))
                .map(|state| named(state, "no mass killing on record".into()))
                .collect(),
        },
        Reading {
            id: "big-movers".into(),
            title: "Big movers".into(),
            definition: format!(
                "The {FEW} states whose risk changed most since the year before, in log-odds, among those with a rank up to {} in either year.",
                2 * top
            ),
            states: movers
                .iter()
                .take(FEW)
                .map(|(change, state, before)| {
                    let way = if *change > 0.0 { "up" } else { "down" };
                    named(
                        state,
                        format!("{way} from {}, rank {}", before.risk, before.rank),
                    )
                })
                .collect(),
        },
        Reading {
            id: "consistently-medium-high".into(),
            title: "Consistently medium-high".into(),
            definition: format!(
                "States with a rank from 11 to 30 in each of the five years {} to {year}.",
                year - 4
            ),
            states: states
                .iter()
                .filter(steady)
                .map(|state| {
                    let ranks = (year - 4..=year).filter_map(|year| {
                        Some(by_year.get(&year)?.get(&state.gw)?.rank.to_string())
                    });
                    named(
                        state,
                        format!("ranks {}", ranks.collect::<Vec<_>>().join(", ")),
                    )
                })
                .collect(),
        },
    ]
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

/// The scores of each reading of past forecasts.
pub(super) fn skills(skills: &Skills) -> Vec<Skill> {
    let about = |id: &str| match id {
        "native" => (
            "The risk against what it is about: an onset within two years",
            "The model learned from state-years whose outcome was known at the end of each year from 1993 on, and its risk was compared with whether a mass killing began in the two years after.",
        ),
        "one-year" => (
            "Last year's risk, spread over two years, against an onset in one year",
            "The risk from the data of the year before, taken as a constant hazard over its two years, against whether a mass killing began in the year.",
        ),
        _ => (
            "As the Early Warning Project reads its own list",
            "The higher of the risks from two years, for two years each, against whether a mass killing began in one year. Kept because it is how the published list is scored; it makes any two-year risk look too high.",
        ),
    };
    let mut readings: BTreeMap<&str, Vec<&SkillRow>> = BTreeMap::new();
    for row in &skills.rows {
        readings.entry(&row.reading).or_default().push(row);
    }
    let mut all = Vec::new();
    for (id, rows) in readings {
        let first = rows[0];
        let (title, text) = about(id);
        let base = first.events as f64 / first.rows as f64;
        let (Ok(mean), Ok(base_rate)) = (
            Probability::new(first.mean_forecast),
            Probability::new(base),
        ) else {
            continue;
        };
        let Ok(level) = Probability::new(0.95) else {
            continue;
        };
        all.push(Skill {
            protocol: ProtocolLine {
                id: format!("ewp-2025/{id}"),
                title: title.into(),
                about: text.into(),
                rows_are: "state-years".into(),
                rows: first.rows,
                events: Some(first.events),
            },
            level,
            mean_forecast: mean,
            base_rate,
            scores: rows.iter().map(|row| score(row, base)).collect(),
            caveats: vec![
                "Predictors are those of the latest edition; what was revised after a year is in that year's forecast, so that real forecasts would have been somewhat worse.".into(),
                format!("{} events cannot tell apart models that are nearly as good.", first.events),
            ],
        });
    }
    // What the risk is about comes first; it stands beside the list.
    all.sort_by_key(|skill| skill.protocol.id != "ewp-2025/native");
    all
}

fn score(row: &SkillRow, base_rate: f64) -> Score {
    let three = NumberForm::Places(3);
    let four = NumberForm::Places(4);
    let climatology = base_rate * (1.0 - base_rate);
    let entropy = -(base_rate * base_rate.ln() + (1.0 - base_rate) * (1.0 - base_rate).ln());
    let (title, better, shown, without) = match row.score.as_str() {
        "auc" => ("AUC", Better::Higher, three, Some(0.5)),
        "average_precision" => ("average precision", Better::Higher, three, Some(base_rate)),
        "brier" => ("Brier score", Better::Lower, four, Some(climatology)),
        "log_loss" => ("log loss", Better::Lower, four, Some(entropy)),
        "recall_at_30" => (
            "recall in the 30 highest",
            Better::Higher,
            NumberForm::Percent,
            None,
        ),
        "recall_at_30_published" => (
            "recall in the published list",
            Better::Higher,
            NumberForm::Percent,
            None,
        ),
        "brier_skill" => (
            "Brier skill against the base rate",
            Better::Higher,
            NumberForm::Percent,
            Some(0.0),
        ),
        other => (other, Better::Higher, three, None),
    };
    let hits = (row.value * row.events as f64).round();
    Score {
        id: row.score.clone(),
        title: title.into(),
        value: Some(Ranged {
            value: row.value,
            low: row.low,
            high: row.high,
        }),
        better,
        shown,
        without_skill: without,
        note: if row.score.starts_with("recall") {
            format!("{hits} of {}", row.events)
        } else {
            String::new()
        },
    }
}

fn made(risks: &Risks, year: i16, top: u32) -> Made {
    let sources = risks.head.input.iter().map(|input| {
        format!(
            "{}, version {}, published {}. Licence: {}. Cite: {}",
            input.title, input.vintage, input.released, input.licence, input.citation
        )
    });
    Made {
        version: env!("CARGO_PKG_VERSION").into(),
        command: format!("watchfire watch --as-of {year} --top {top}"),
        tables: vec![RISKS.into(), SKILLS.into(), "state-shapes".into()],
        sources: sources.collect(),
    }
}
