use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, bail};
use archive::{FORECAST_RELIABILITY, FORECAST_SCORES, ForecastScores, ReleaseInput, ScoreRow};
use forecast::models::{COUNT_MODELS, KILLING_MODELS, ONSET_MODELS};
use forecast::protocols::one_sided_years;
use forecast::{ForecastKind, Model, Onset, ProtocolFacts, ProtocolReading, Target};
use report::{
    Board, Difference, Entrant, Made, ModelLine, Part, ProtocolLine, Ranged, ReliabilityBin,
    ReliabilityCurve, Role, Score, Scoreboard, TargetLine,
};
use terms::Probability;

use super::score_lines::{SCORE_LINES, ScoreLine};
use crate::Knowledge;

/// Every model on every target and protocol, from the table of scores that the binary carries.
///
/// # Errors
/// If there is no such table, or nothing in it is on the target or protocol asked for.
pub fn scoreboard(
    knowledge: &Knowledge,
    target: Option<&str>,
    protocol: Option<&str>,
) -> anyhow::Result<Scoreboard> {
    let table = knowledge.scores.as_ref().context(
        "no scores are embedded; make them with `watchfire forecast score --mirror DIR`",
    )?;
    let protocols = wanted(knowledge, target, protocol)?;
    let mut boards = Vec::new();
    for protocol in protocols {
        for (vintage, name) in vintages(protocol, table) {
            for reading in &protocol.readings {
                if target.is_some_and(|id| id != protocol.target_of(reading)) {
                    continue;
                }
                let rows: Vec<&ScoreRow> = table
                    .scores
                    .iter()
                    .filter(|row| row.protocol == protocol.id && row.vintage == vintage)
                    .collect();
                boards.extend(board(
                    knowledge, protocol, reading, &vintage, name, &rows, table,
                )?);
            }
        }
    }
    if boards.is_empty() {
        bail!("no scores are on this; make them with `watchfire forecast score --mirror DIR`");
    }
    let command = [("--target", target), ("--protocol", protocol)]
        .iter()
        .filter_map(|(flag, id)| id.map(|id| format!(" {flag} {id}")))
        .collect::<String>();
    Ok(Scoreboard {
        level: Probability::new(0.95)?,
        interval: "They come from 2,000 samples in which whole states are drawn with replacement, so that the months and years of a state stay together; a difference uses the same samples for both models.".into(),
        how: table.head.about.clone(),
        boards,
        made: Made {
            version: env!("CARGO_PKG_VERSION").into(),
            command: format!("watchfire scoreboard{command}"),
            tables: vec![FORECAST_SCORES.into(), FORECAST_RELIABILITY.into()],
            sources: sources(table),
        },
    })
}

fn wanted<'a>(
    knowledge: &'a Knowledge,
    target: Option<&str>,
    protocol: Option<&str>,
) -> anyhow::Result<Vec<&'a ProtocolFacts>> {
    let all = || knowledge.protocols.values();
    if let Some(id) = protocol
        && !knowledge.protocols.contains_key(id)
    {
        let hint = terms::did_you_mean(id, all().map(|one| one.id.as_str()));
        let known: Vec<&str> = all().map(|one| one.id.as_str()).collect();
        bail!(
            "there is no protocol `{id}`{hint}; there are: {}",
            known.join(", ")
        );
    }
    let targets: BTreeSet<&str> = all().flat_map(ProtocolFacts::targets).collect();
    if let Some(id) = target
        && !targets.contains(id)
    {
        let hint = terms::did_you_mean(id, targets.iter().copied());
        let known: Vec<&str> = targets.into_iter().collect();
        bail!(
            "no protocol scores the target `{id}`{hint}; there are scores on: {}",
            known.join(", ")
        );
    }
    let wanted: Vec<&ProtocolFacts> = all()
        .filter(|one| target.is_none_or(|id| one.targets().any(|other| other == id)))
        .filter(|one| protocol.is_none_or(|id| one.id == id))
        .collect();
    if let (true, Some(target), Some(protocol)) = (wanted.is_empty(), target, protocol) {
        bail!("`{protocol}` does not score `{target}`; leave one of the two out");
    }
    Ok(wanted)
}

/// The versions of the outcomes in the table, with the name of each where the facts give one.
fn vintages<'a>(
    protocol: &'a ProtocolFacts,
    table: &ForecastScores,
) -> Vec<(String, Option<&'a str>)> {
    if !protocol.vintages.is_empty() {
        let named = protocol.vintages.iter();
        return named
            .map(|one| (one.id.clone(), Some(one.title.as_str())))
            .collect();
    }
    let rows = table
        .scores
        .iter()
        .filter(|row| row.protocol == protocol.id);
    let there: BTreeSet<&String> = rows.map(|row| &row.vintage).collect();
    there.into_iter().map(|id| (id.clone(), None)).collect()
}

fn board(
    knowledge: &Knowledge,
    protocol: &ProtocolFacts,
    reading: &ProtocolReading,
    vintage: &str,
    vintage_title: Option<&str>,
    all: &[&ScoreRow],
    table: &ForecastScores,
) -> anyhow::Result<Option<Board>> {
    let rows: Vec<&ScoreRow> = all
        .iter()
        .copied()
        .filter(|row| row.reading == reading.id)
        .collect();
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let target = knowledge
        .targets
        .get(protocol.target_of(reading))
        .with_context(|| {
            format!(
                "facts/targets/{}.toml is missing",
                protocol.target_of(reading)
            )
        })?;
    let source = target.source.clone().unwrap_or_default();
    let source = knowledge.sources.get(&source).map_or(source, |source| {
        format!("{}, {}", source.publisher, source.title)
    });
    let seeds: BTreeSet<u64> = rows.iter().map(|row| row.seed).collect();
    let seeds: Vec<String> = seeds.iter().map(u64::to_string).collect();
    let suffix = vintage_title.map_or_else(String::new, |title| format!(", {title}"));
    let board_id = match vintage_title {
        Some(_) => format!("{}/{}/{vintage}", protocol.id, reading.id),
        None => format!("{}/{}", protocol.id, reading.id),
    };
    let curves = models(&rows).into_iter().filter_map(|model| {
        let bins: Vec<ReliabilityBin> = table
            .reliability
            .iter()
            .filter(|row| {
                (
                    &row.protocol,
                    &row.reading,
                    row.vintage.as_str(),
                    &row.model,
                ) == (&protocol.id, &reading.id, vintage, &model)
            })
            .filter_map(|row| {
                Some(ReliabilityBin {
                    forecast: Probability::new(row.forecast).ok()?,
                    observed: Ranged {
                        value: row.observed,
                        low: row.low,
                        high: row.high,
                    },
                    count: row.rows,
                })
            })
            .collect();
        (!bins.is_empty()).then_some(ReliabilityCurve { model, bins })
    });
    Ok(Some(Board {
        target: TargetLine {
            id: target.id.clone(),
            title: target.title.clone(),
            definition: target.definition.clone(),
            source,
        },
        protocol: ProtocolLine {
            id: board_id,
            title: format!("{}: {}{suffix}", protocol.title, reading.title),
            about: format!("{} {}", protocol.about, reading.about),
            rows_are: protocol.rows_are.clone(),
            rows: first.rows,
            events: first.events,
        },
        vintage: vintage.to_owned(),
        seeds: seeds.join(", "),
        rival: protocol.rival.clone(),
        pictured: protocol.pictured.clone(),
        entries: models(&rows)
            .into_iter()
            .map(|model| entrant(protocol, &rows, model))
            .collect(),
        differences: differences(&rows),
        reliability: curves.collect(),
        parts: parts(protocol, all),
        caveats: protocol
            .caveats
            .iter()
            .cloned()
            .chain(not_scored(protocol, target, &rows))
            .collect(),
    }))
}

/// The models in the order of the register; those that it no longer has come last.
fn models(rows: &[&ScoreRow]) -> Vec<String> {
    let there: BTreeSet<&str> = rows.iter().map(|row| row.model.as_str()).collect();
    let register: Vec<&str> = register().map(|(id, _)| id).collect();
    let known = register.iter().copied().filter(|id| there.contains(id));
    let gone = there.iter().copied().filter(|id| !register.contains(id));
    known.chain(gone).map(str::to_owned).collect()
}

/// Ids and descriptions of all models, each once.
fn register() -> impl Iterator<Item = (&'static str, &'static str)> {
    let onset = ONSET_MODELS.iter().map(|model| (model.id(), model.about()));
    // The base rate is in both registers.
    let own = |model: &&&dyn Model<Onset>| ONSET_MODELS.iter().all(|one| one.id() != model.id());
    let killing = KILLING_MODELS
        .iter()
        .filter(own)
        .map(|model| (model.id(), model.about()));
    let counts = COUNT_MODELS.iter().map(|model| (model.id(), model.about()));
    onset.chain(killing).chain(counts)
}

/// Models that could be on a board and are not.
fn not_scored(protocol: &ProtocolFacts, target: &Target, rows: &[&ScoreRow]) -> Option<String> {
    let models: Vec<&str> = match target.forecast {
        ForecastKind::Probability if protocol.id == one_sided_years::ID => {
            KILLING_MODELS.iter().map(|model| model.id()).collect()
        }
        ForecastKind::Probability => ONSET_MODELS.iter().map(|model| model.id()).collect(),
        ForecastKind::Draws => COUNT_MODELS.iter().map(|model| model.id()).collect(),
    };
    let missing = models
        .into_iter()
        .filter(|id| rows.iter().all(|row| row.model != *id));
    let missing: Vec<&str> = missing.collect();
    (!missing.is_empty()).then(|| format!("Not scored yet: {}.", missing.join(", ")))
}

fn entrant(protocol: &ProtocolFacts, rows: &[&ScoreRow], model: String) -> Entrant {
    let among = |ids: &[String]| ids.contains(&model);
    let role = if among(&protocol.baselines) {
        Role::Baseline
    } else if among(&protocol.published) {
        Role::Published
    } else if protocol.chosen == model {
        Role::Chosen
    } else {
        Role::Own
    };
    let about = register().find(|(id, _)| *id == model);
    let about = about.map_or("no longer among the models", |(_, about)| about);
    Entrant {
        role,
        scores: scores(rows, &model, &protocol.reference),
        model: ModelLine {
            id: model.clone(),
            title: model,
            about: about.to_owned(),
        },
    }
}

/// The scores of one model: every model of a board has the same ones in the same order.
fn scores(rows: &[&ScoreRow], model: &str, reference: &str) -> Vec<Score> {
    let skill = |row: &ScoreRow| row.score.ends_with("_skill");
    let shown = |row: &ScoreRow| {
        (row.against.is_empty() && !skill(row)) || (row.against == reference && skill(row))
    };
    let ids: BTreeSet<&str> = rows
        .iter()
        .filter(|row| shown(row))
        .map(|row| row.score.as_str())
        .collect();
    let lines = SCORE_LINES.iter().filter(|line| ids.contains(line.id));
    lines
        .filter_map(|line| {
            let any = rows.first()?;
            let own = rows
                .iter()
                .find(|row| row.model == model && row.score == line.id && shown(row));
            Some(line.score(own.map(|row| ranged(row)), any.rows, any.events))
        })
        .collect()
}

fn ranged(row: &ScoreRow) -> Ranged {
    Ranged {
        value: row.value,
        low: row.low,
        high: row.high,
    }
}

fn differences(rows: &[&ScoreRow]) -> Vec<Difference> {
    let order = models(rows);
    let place = |model: &str| order.iter().position(|other| other == model);
    let mut all: Vec<(usize, Option<usize>, Difference)> = rows
        .iter()
        .filter(|row| !row.against.is_empty() && !row.score.ends_with("_skill"))
        .filter_map(|row| {
            let line = ScoreLine::of(&row.score)?;
            let at = SCORE_LINES.iter().position(|other| other.id == line.id)?;
            let difference = Difference {
                id: row.score.clone(),
                score: line.title.to_owned(),
                model: row.model.clone(),
                against: row.against.clone(),
                value: ranged(row),
                shown: line.shown,
                better: line.better,
                better_in: Probability::new(row.better_in?).ok()?,
            };
            Some((at, place(&row.model), difference))
        })
        .collect();
    all.sort_by(|one, other| {
        (&one.2.against, one.0, one.1).cmp(&(&other.2.against, other.0, other.1))
    });
    all.into_iter()
        .map(|(_, _, difference)| difference)
        .collect()
}

/// The windows of a protocol, each with the scores of every model.
fn parts(protocol: &ProtocolFacts, rows: &[&ScoreRow]) -> Vec<Part> {
    let mut windows: BTreeMap<i32, Vec<&ScoreRow>> = BTreeMap::new();
    for row in rows {
        if let Ok(year) = row.reading.parse() {
            windows.entry(year).or_default().push(row);
        }
    }
    windows
        .into_iter()
        .map(|(year, rows)| Part {
            title: year.to_string(),
            rows: rows.first().map_or(0, |row| row.rows),
            entries: models(&rows)
                .into_iter()
                .map(|model| entrant(protocol, &rows, model))
                .collect(),
        })
        .collect()
}

fn sources(table: &ForecastScores) -> Vec<String> {
    let mut lines: Vec<String> = table
        .head
        .input
        .iter()
        .map(ReleaseInput::reference)
        .collect();
    lines.dedup();
    lines
}
