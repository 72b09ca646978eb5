use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, bail};
use archive::{
    ReleaseInput, ReliabilityRow, ScoreRow, read_forecast_scores, write_forecast_scores,
};
use forecast::models::{COUNT_MODELS, KILLING_MODELS, ONSET_MODELS};
use forecast::protocols::{PROTOCOLS, ewp_2025, one_sided_months, one_sided_years, views_2023};

use crate::pipeline::{self, Archive, DEFAULT_SEED, KillingBars, OnsetBars, Scored};
use crate::{Knowledge, ProblemsFound, Sink, facts_in};

/// Score every model under every protocol and write the tables that `watchfire scoreboard` reads
///
/// Models that are named replace their own rows and leave those of others as they are, so that a new
/// model is added without running the old ones again.
#[derive(Debug, clap::Args)]
pub(super) struct Score {
    /// Folder with the publishers' files (paths as in facts/sources)
    #[arg(long, value_name = "DIR")]
    mirror: PathBuf,
    /// Folder to write to
    #[arg(long, value_name = "DIR", default_value = "releases")]
    out: PathBuf,
    /// Only this protocol; repeat it for more
    #[arg(long, value_name = "ID")]
    protocol: Vec<String>,
    /// Only this model; repeat it for more
    #[arg(long, value_name = "ID")]
    model: Vec<String>,
    /// The seed of everything random
    #[arg(long, value_name = "NUMBER", default_value_t = DEFAULT_SEED)]
    seed: u64,
}

/// The tables as they grow.
struct Tables<'a> {
    out: &'a Path,
    scores: Vec<ScoreRow>,
    reliability: Vec<ReliabilityRow>,
    inputs: Vec<ReleaseInput>,
}

impl Score {
    pub(super) fn run(self, knowledge: &Knowledge) -> anyhow::Result<ExitCode> {
        let known = PROTOCOLS.iter().map(|(id, _)| *id);
        ask_for_known("protocol", &self.protocol, known)?;
        let onset = ONSET_MODELS.iter().map(|model| model.id());
        let counts = COUNT_MODELS.iter().map(|model| model.id());
        let killing = KILLING_MODELS.iter().map(|model| model.id());
        ask_for_known("model", &self.model, onset.chain(killing).chain(counts))?;
        std::fs::create_dir_all(&self.out)
            .with_context(|| format!("{} cannot be created", self.out.display()))?;
        let archive = super::archive(knowledge, &self.mirror);
        let mut tables = Tables::open(&self.out)?;
        self.onsets(knowledge, &archive, &mut tables)?;
        self.killings(knowledge, &archive, &mut tables)?;
        for vintage in ["first-release", "revised"] {
            self.counts(&archive, views_2023::ID, vintage, &mut tables)?;
        }
        let source = knowledge.sources.get("ucdp-country-months");
        let source = source.context("facts/sources/ucdp-country-months.toml is missing")?;
        self.counts(&archive, one_sided_months::ID, &source.vintage, &mut tables)?;
        let text = format!(
            "{} scores, {} groups of forecasts\n",
            tables.scores.len(),
            tables.reliability.len()
        );
        Sink { out: None }.write(&text)?;
        Ok(ExitCode::SUCCESS)
    }

    fn wants(&self, protocol: &str) -> bool {
        self.protocol.is_empty() || self.protocol.iter().any(|id| id == protocol)
    }

    fn asks_for(&self, model: &str) -> bool {
        self.model.is_empty() || self.model.iter().any(|id| id == model)
    }

    fn onsets(
        &self,
        knowledge: &Knowledge,
        archive: &Archive<'_>,
        tables: &mut Tables<'_>,
    ) -> anyhow::Result<()> {
        let wanted = ONSET_MODELS
            .iter()
            .filter(|model| self.asks_for(model.id()));
        let wanted: Vec<_> = wanted.collect();
        if !self.wants(ewp_2025::ID) || wanted.is_empty() {
            return Ok(());
        }
        let source = knowledge.sources.get("early-warning-project");
        let run = Scored {
            target: "mass-killing-onset-2y",
            protocol: ewp_2025::ID,
            vintage: source.map_or("", |source| source.vintage.as_str()),
            seed: self.seed,
        };
        let predictors = knowledge.predictors()?;
        let deaths = wanted.iter().any(|model| model.sees_deaths());
        let data = if deaths {
            pipeline::state_years_with_deaths(archive, predictors)?
        } else {
            pipeline::state_years(archive, predictors)?
        };
        let bars = OnsetBars::run(&data, self.seed)?;
        let inputs = pipeline::inputs_of(archive, run.protocol, run.vintage)?;
        for model in wanted {
            let began = Instant::now();
            let mut inputs = inputs.clone();
            if model.sees_deaths() {
                inputs.extend(pipeline::inputs_of_deaths(archive)?);
            }
            let (scores, reliability) = pipeline::onset_scores(&data, &bars, *model, run)?;
            tables.take(scores, reliability, &inputs)?;
            told(run, model.id(), began);
        }
        Ok(())
    }

    fn killings(
        &self,
        knowledge: &Knowledge,
        archive: &Archive<'_>,
        tables: &mut Tables<'_>,
    ) -> anyhow::Result<()> {
        let wanted = KILLING_MODELS
            .iter()
            .filter(|model| self.asks_for(model.id()));
        let wanted: Vec<_> = wanted.collect();
        if !self.wants(one_sided_years::ID) || wanted.is_empty() {
            return Ok(());
        }
        let protocol = knowledge.protocols.get(one_sided_years::ID);
        let protocol = protocol.context("facts/protocols/one-sided-years.toml is missing")?;
        let source = knowledge.sources.get("ucdp-country-year");
        let run = Scored {
            target: &protocol.target,
            protocol: one_sided_years::ID,
            vintage: source.map_or("", |source| source.vintage.as_str()),
            seed: self.seed,
        };
        let killings = pipeline::killings(archive, protocol, &knowledge.targets, None)?;
        let bars = KillingBars::run(&killings, self.seed)?;
        let inputs = pipeline::inputs_of(archive, run.protocol, run.vintage)?;
        for model in wanted {
            let began = Instant::now();
            let (scores, reliability) = pipeline::killing_scores(&killings, &bars, *model, run)?;
            tables.take(scores, reliability, &inputs)?;
            told(run, model.id(), began);
        }
        Ok(())
    }

    fn counts(
        &self,
        archive: &Archive<'_>,
        protocol: &str,
        vintage: &str,
        tables: &mut Tables<'_>,
    ) -> anyhow::Result<()> {
        let wanted = COUNT_MODELS
            .iter()
            .filter(|model| self.asks_for(model.id()));
        let wanted: Vec<_> = wanted.collect();
        if !self.wants(protocol) || wanted.is_empty() {
            return Ok(());
        }
        let (series, target, years) = if protocol == views_2023::ID {
            let series = pipeline::state_based(archive, vintage)?;
            (series, "state-based-fatalities-month", views_2023::WINDOWS)
        } else {
            let series = pipeline::one_sided(archive)?;
            (
                series,
                "one-sided-fatalities-month",
                one_sided_months::WINDOWS,
            )
        };
        let run = Scored {
            target,
            protocol,
            vintage,
            seed: self.seed,
        };
        let (bar, other) = pipeline::count_bar(&series, years.clone(), self.seed)?;
        let inputs = pipeline::inputs_of(archive, protocol, vintage)?;
        for model in wanted {
            let began = Instant::now();
            let ours = if model.id() == bar {
                other.clone()
            } else {
                pipeline::count_windows(&series, years.clone(), *model, self.seed)?
            };
            let scores = pipeline::count_scores(&ours, (bar, &other), model.id(), run)?;
            tables.take(scores, Vec::new(), &inputs)?;
            told(run, model.id(), began);
        }
        Ok(())
    }
}

impl Tables<'_> {
    /// What the folder holds already.
    fn open(out: &Path) -> anyhow::Result<Tables<'_>> {
        let facts = facts_in(out)?;
        let mut problems = Vec::new();
        let there = read_forecast_scores(&facts, &mut problems);
        if !problems.is_empty() {
            return Err(ProblemsFound { problems, facts }.into());
        }
        let (scores, reliability, inputs) = there.map_or_else(Default::default, |there| {
            (there.scores, there.reliability, there.head.input)
        });
        Ok(Tables {
            out,
            scores,
            reliability,
            inputs,
        })
    }

    /// Puts the rows of one model in the place of its earlier ones, and writes: a run that is broken
    /// off keeps what it has.
    fn take(
        &mut self,
        scores: Vec<ScoreRow>,
        reliability: Vec<ReliabilityRow>,
        inputs: &[ReleaseInput],
    ) -> anyhow::Result<()> {
        let Some(first) = scores.first() else {
            return Ok(());
        };
        let (protocol, vintage, model) = (&first.protocol, &first.vintage, &first.model);
        self.scores
            .retain(|row| (&row.protocol, &row.vintage, &row.model) != (protocol, vintage, model));
        self.reliability
            .retain(|row| (&row.protocol, &row.vintage, &row.model) != (protocol, vintage, model));
        self.scores.extend(scores);
        self.reliability.extend(reliability);
        self.inputs.extend(inputs.iter().cloned());
        let key = |input: &ReleaseInput| {
            (
                input.source.clone(),
                input.vintage.clone(),
                input.sha256.clone(),
            )
        };
        self.inputs.sort_by_key(key);
        self.inputs.dedup_by_key(|input| key(input));
        write_forecast_scores(
            self.out,
            self.scores.clone(),
            self.reliability.clone(),
            ABOUT,
            &self.inputs,
        )?;
        Ok(())
    }
}

const ABOUT: &str = "Made by watchfire forecast score. Each forecast was made by a model that learned only from what was dated before its origin, in today's version of the data: what was revised later is in it. Seed, version of the outcomes, number of rows and of rows in which it happened stand beside each score. Some models were chosen after test figures of their variants had been seen (docs/design/onset.md, docs/design/fatalities.md).";

fn told(run: Scored<'_>, model: &str, began: Instant) {
    eprintln!(
        "{} {} {model}: {:.1} s",
        run.protocol,
        run.vintage,
        began.elapsed().as_secs_f64()
    );
}

fn ask_for_known<'a>(
    kind: &str,
    asked: &[String],
    known: impl Iterator<Item = &'a str>,
) -> anyhow::Result<()> {
    let known: Vec<&str> = known.collect();
    for id in asked {
        if !known.contains(&id.as_str()) {
            bail!("there is no {kind} `{id}`; there are: {}", known.join(", "));
        }
    }
    Ok(())
}
