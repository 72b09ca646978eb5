use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, bail};
use archive::{Mirror, StateCodes, read_sources};
use forecast::models::COUNT_MODELS;
use forecast::protocols::views_2023::{Difference, Window, backtest, difference, score};
use forecast::protocols::{PROTOCOLS, ewp_2025, one_sided_months, one_sided_years, views_2023};
use forecast::scores::DrawScores;
use forecast::{Counts, ForecastError, Model, read_predictors, read_protocols, read_targets};
use serde::Serialize;
use terms::FactTree;

use crate::knowledge::PREDICTORS;
use crate::output::json;
use crate::pipeline::{
    Archive, DEFAULT_SEED, StateMonths, killing_backtest, killing_model, killing_risks, killings,
    one_sided, onset_backtest, onset_model, published_draws, state_based, state_years,
    state_years_with_deaths,
};
use crate::{ProblemsFound, Sink};

/// The model that every other is compared with.
const BAR: &str = "conflictology";

/// Score a model on years that it did not learn from, beside conflictology
#[derive(Debug, clap::Args)]
pub(super) struct Backtest {
    /// What is forecast and how it is scored: ewp-2025, views-2023, one-sided-months or one-sided-years
    #[arg(long, value_name = "ID")]
    protocol: String,
    /// The model; `published:boot_240` and the like score draws that the organisers ship
    #[arg(long, value_name = "ID")]
    model: String,
    /// Only this target, where the protocol has several: one-sided-killing-1000 or one-sided-killing-25
    #[arg(long, value_name = "ID")]
    target: Option<String>,
    /// Under ewp-2025, a further model to compare with; repeat it for more
    #[arg(long, value_name = "ID")]
    against: Vec<String>,
    /// A year that is forecast; repeat it for more, leave it out for all
    #[arg(long, value_name = "YEAR")]
    window: Vec<i32>,
    /// The version of the observations: first-release, or revised (that of the published scores)
    #[arg(long, value_name = "ID", default_value = "first-release")]
    vintage: String,
    /// Folder with the publishers' files [default: WATCHFIRE_MIRROR, or ../shared/data]
    #[arg(long, value_name = "DIR")]
    mirror: Option<PathBuf>,
    /// The seed of everything random
    #[arg(long, value_name = "NUMBER", default_value_t = DEFAULT_SEED)]
    seed: u64,
    /// How the result is written
    #[arg(long, value_enum, default_value = "text")]
    format: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// Plain text.
    Text,
    /// JSON.
    Json,
}

/// What is printed.
#[derive(Debug, Serialize)]
struct Scoring {
    protocol: String,
    model: String,
    about: String,
    vintage: String,
    seed: u64,
    /// The year, if only one was asked for.
    window: Option<i32>,
    /// Units of the first window.
    units: usize,
    /// Draws a forecast.
    draws: usize,
    /// The mean over the windows.
    #[serde(flatten)]
    mean: DrawScores,
    windows: Vec<Line>,
    difference_to_conflictology: Option<Difference>,
    conflictology: DrawScores,
    wall_seconds: f64,
}

#[derive(Debug, Serialize)]
struct Line {
    window: i32,
    units: usize,
    draws: usize,
    #[serde(flatten)]
    scores: DrawScores,
    conflictology: DrawScores,
}

impl Backtest {
    pub(super) fn run(self, facts: &FactTree) -> anyhow::Result<ExitCode> {
        let began = Instant::now();
        let mut problems = Vec::new();
        let sources = read_sources(facts, &mut problems);
        let codes = StateCodes::read(facts, &mut problems);
        if !problems.is_empty() {
            let facts = facts.clone();
            return Err(ProblemsFound { problems, facts }.into());
        }
        let archive = Archive {
            mirror: Mirror::new(&self.mirror()),
            sources: &sources,
            codes: &codes,
        };
        if self.protocol == one_sided_years::ID {
            return self.killings(&archive, facts, began);
        }
        if self.target.is_some() {
            bail!("{} has one target; leave --target out", self.protocol);
        }
        if self.protocol == ewp_2025::ID {
            return self.onsets(&archive, facts, began);
        }
        let (series, all) = match self.protocol.as_str() {
            views_2023::ID => (state_based(&archive, &self.vintage)?, views_2023::WINDOWS),
            one_sided_months::ID => (one_sided(&archive)?, one_sided_months::WINDOWS),
            _ => {
                return Err(unknown(
                    "protocol",
                    &self.protocol,
                    PROTOCOLS.iter().map(|it| it.0),
                ));
            }
        };
        let years = self.years(all)?;
        let bar = windows(&series, &years, model(BAR)?, self.seed)?;
        let (about, ours) = match self.model.strip_prefix("published:") {
            Some(name) => (
                "draws as the organisers ship them".to_owned(),
                published(&archive, &series, &years, name)?,
            ),
            None => {
                let model = model(&self.model)?;
                let ours = windows(&series, &years, model, self.seed)?;
                (model.about().to_owned(), ours)
            }
        };
        let result = Scoring {
            protocol: self.protocol.clone(),
            model: self.model.clone(),
            about,
            vintage: series.vintage,
            seed: self.seed,
            window: match years[..] {
                [year] => Some(year),
                _ => None,
            },
            units: ours.first().map_or(0, |window| window.units.len()),
            draws: ours.first().map_or(0, |window| window.draws),
            mean: mean(&ours)?,
            difference_to_conflictology: (self.model != BAR)
                .then(|| difference(&ours, &bar, self.seed))
                .transpose()?,
            conflictology: mean(&bar)?,
            windows: ours
                .iter()
                .zip(&bar)
                .map(|(ours, bar)| Line {
                    window: ours.year,
                    units: ours.units.len(),
                    draws: ours.draws,
                    scores: ours.mean,
                    conflictology: bar.mean,
                })
                .collect(),
            wall_seconds: began.elapsed().as_secs_f64(),
        };
        let text = match self.format {
            Form::Json => json(&result)?,
            Form::Text => result.text(),
        };
        Sink { out: None }.write(&text)?;
        Ok(ExitCode::SUCCESS)
    }

    fn onsets(
        &self,
        archive: &Archive<'_>,
        facts: &FactTree,
        began: Instant,
    ) -> anyhow::Result<ExitCode> {
        self.all_years()?;
        let mut problems = Vec::new();
        let predictors = read_predictors(facts, PREDICTORS, &mut problems);
        let Some(predictors) = predictors.filter(|_| problems.is_empty()) else {
            let facts = facts.clone();
            return Err(ProblemsFound { problems, facts }.into());
        };
        let model = onset_model(&self.model)?;
        let data = if model.sees_deaths() {
            state_years_with_deaths(archive, &predictors)?
        } else {
            state_years(archive, &predictors)?
        };
        let loop_began = Instant::now();
        let risks = ewp_2025::risks(&data, model, self.seed)?;
        let loop_wall_seconds = loop_began.elapsed().as_secs_f64();
        let mut result = onset_backtest(&data, model, risks, &self.against, self.seed)?;
        result.loop_wall_seconds = loop_wall_seconds;
        result.wall_seconds = began.elapsed().as_secs_f64();
        let text = match self.format {
            Form::Json => json(&result)?,
            Form::Text => result.text(),
        };
        Sink { out: None }.write(&text)?;
        Ok(ExitCode::SUCCESS)
    }

    fn killings(
        &self,
        archive: &Archive<'_>,
        facts: &FactTree,
        began: Instant,
    ) -> anyhow::Result<ExitCode> {
        self.all_years()?;
        let mut problems = Vec::new();
        let targets = read_targets(facts, &mut problems);
        let protocols = read_protocols(facts, &targets, &mut problems);
        if !problems.is_empty() {
            let facts = facts.clone();
            return Err(ProblemsFound { problems, facts }.into());
        }
        let model = killing_model(&self.model)?;
        let protocol = protocols.get(&self.protocol);
        let protocol = protocol
            .with_context(|| format!("facts/protocols/{}.toml is missing", self.protocol))?;
        let killings = killings(archive, protocol, &targets, self.target.as_deref())?;
        let loop_began = Instant::now();
        let risks = killing_risks(&killings, model, self.seed)?;
        let loop_wall_seconds = loop_began.elapsed().as_secs_f64();
        let source = archive.sources.get("ucdp-country-year");
        let vintage = source.map_or("", |source| source.vintage.as_str());
        let mut result = killing_backtest(&killings, model, &risks, vintage, self.seed)?;
        result.loop_wall_seconds = loop_wall_seconds;
        result.wall_seconds = began.elapsed().as_secs_f64();
        let text = match self.format {
            Form::Json => json(&result)?,
            Form::Text => result.text(),
        };
        Sink { out: None }.write(&text)?;
        Ok(ExitCode::SUCCESS)
    }

    /// Error: single years were asked for where all are scored together.
    fn all_years(&self) -> anyhow::Result<()> {
        if !self.window.is_empty() {
            bail!(
                "{} is scored over all its years together; leave --window out",
                self.protocol
            );
        }
        Ok(())
    }

    fn mirror(&self) -> PathBuf {
        let given = self.mirror.clone();
        given
            .or_else(|| std::env::var_os("WATCHFIRE_MIRROR").map(PathBuf::from))
            .unwrap_or_else(|| PathBuf::from("../shared/data"))
    }

    fn years(&self, all: std::ops::RangeInclusive<i32>) -> anyhow::Result<Vec<i32>> {
        if self.window.is_empty() {
            return Ok(all.collect());
        }
        for year in &self.window {
            if !all.contains(year) {
                bail!(
                    "{year} is not a year of {}; it has {} to {}",
                    self.protocol,
                    all.start(),
                    all.end()
                );
            }
        }
        Ok(self.window.clone())
    }
}

fn windows(
    series: &StateMonths,
    years: &[i32],
    model: &dyn Model<Counts>,
    seed: u64,
) -> anyhow::Result<Vec<Window>> {
    years
        .iter()
        .map(|year| {
            let scored = scored(series, *year)?;
            Ok(backtest(&series.history, scored, *year, model, seed)?)
        })
        .collect()
}

fn published(
    archive: &Archive<'_>,
    series: &StateMonths,
    years: &[i32],
    name: &str,
) -> anyhow::Result<Vec<Window>> {
    years
        .iter()
        .map(|year| {
            let draws = published_draws(archive, name, *year)?;
            Ok(score(
                &series.history,
                scored(series, *year)?,
                *year,
                &draws,
            )?)
        })
        .collect()
}

fn scored(series: &StateMonths, year: i32) -> anyhow::Result<&[u32]> {
    let units = series.scored.get(&year);
    units
        .map(Vec::as_slice)
        .with_context(|| format!("the observations have no month of {year}"))
}

fn model(id: &str) -> anyhow::Result<&'static dyn Model<Counts>> {
    let found = COUNT_MODELS.iter().find(|model| model.id() == id);
    match found {
        Some(model) => Ok(*model),
        None => Err(unknown(
            "model",
            id,
            COUNT_MODELS.iter().map(|model| model.id()),
        )),
    }
}

fn unknown<'a>(
    kind: &'static str,
    id: &str,
    known: impl Iterator<Item = &'a str>,
) -> anyhow::Error {
    ForecastError::Unknown {
        kind,
        id: id.to_owned(),
        known: known.collect::<Vec<_>>().join(", "),
    }
    .into()
}

fn mean(windows: &[Window]) -> anyhow::Result<DrawScores> {
    let means: Vec<DrawScores> = windows.iter().map(|window| window.mean).collect();
    DrawScores::mean(&means).context("no year was forecast")
}

impl Scoring {
    fn text(&self) -> String {
        let mut text = format!(
            "{} on {} ({})\n{}\n\n{:>8}{:>9}{:>8}{:>9}   conflictology:{:>9}{:>8}{:>9}\n",
            self.model,
            self.protocol,
            self.vintage,
            self.about,
            "window",
            "CRPS",
            "IGN",
            "MIS",
            "CRPS",
            "IGN",
            "MIS"
        );
        let rows = self
            .windows
            .iter()
            .map(|line| (line.window.to_string(), line.scores, line.conflictology));
        for (label, own, bar) in rows.chain([("mean".to_owned(), self.mean, self.conflictology)]) {
            text += &format!(
                "{label:>8}{:>9.3}{:>8.3}{:>9.1}{:>17}{:>9.3}{:>8.3}{:>9.1}\n",
                own.crps, own.ign, own.mis, "", bar.crps, bar.ign, bar.mis
            );
        }
        if let Some(difference) = &self.difference_to_conflictology {
            text += "\nBetter than conflictology by (95 % interval, states resampled whole):\n";
            for (name, gain, bar) in [
                ("CRPS", difference.crps, self.conflictology.crps),
                ("IGN", difference.ign, self.conflictology.ign),
                ("MIS", difference.mis, self.conflictology.mis),
            ] {
                text += &format!(
                    "  {name:<5}{:>9.3} [{:.3}, {:.3}], {:.1} % of its score\n",
                    gain.estimate,
                    gain.low,
                    gain.high,
                    100.0 * gain.estimate / bar
                );
            }
        }
        text
    }
}
