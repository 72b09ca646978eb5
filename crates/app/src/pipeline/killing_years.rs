use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, bail};
use forecast::models::KILLING_MODELS;
use forecast::protocols::rolling::Risk;
use forecast::protocols::{Measured, Reading, one_sided_years, read};
use forecast::{
    DeathsOfYear, ForecastError, KillingYears, Model, Onset, ProtocolFacts, Target, TestYears,
};
use serde::Serialize;

use super::Archive;
use super::state_years::column;

pub(super) const SOURCE: &str = "ucdp-country-year";
pub(super) const TABLE: &str = "ucdp_country_year";

/// The models that every other is compared with: the share of all state-years, and the state's own past.
pub(super) const BARS: [&str; 2] = ["base-rate", "share-of-10-years"];

/// One target of the protocol `one-sided-years` with its state-years.
#[derive(Debug)]
pub struct Killing {
    /// The reading that it is told under.
    pub reading: String,
    /// The target.
    pub target: String,
    /// The fewest civilians killed that are an event.
    pub threshold: u32,
    /// The years that are forecast.
    pub years: TestYears,
    /// The state-years.
    pub data: KillingYears,
}

/// A model's forecasts of killing in past years, scored.
#[derive(Debug, Serialize)]
pub struct KillingScoring {
    protocol: &'static str,
    model: &'static str,
    about: &'static str,
    seed: u64,
    vintage: String,
    years: TestYears,
    /// The scores, by target.
    targets: BTreeMap<String, Reading>,
    /// Fitting the model at every origin and forecasting from it, alone; filled in by whoever holds the clock.
    pub loop_wall_seconds: f64,
    /// Everything, with reading the files and resampling; filled in likewise.
    pub wall_seconds: f64,
}

/// The model of killing years of this id. Errors: there is none, with those that exist.
pub fn killing_model(id: &str) -> Result<&'static dyn Model<Onset>, ForecastError> {
    let found = KILLING_MODELS.iter().find(|model| model.id() == id);
    found.copied().ok_or_else(|| ForecastError::Unknown {
        kind: "model of this protocol",
        id: id.to_owned(),
        known: KILLING_MODELS
            .iter()
            .map(|model| model.id())
            .collect::<Vec<_>>()
            .join(", "),
    })
}

/// The targets of the protocol with their state-years; only one of them if it is named.
///
/// A state-year is a row of UCDP's country-years whose number names a state in that year; zeros are rows.
/// States keep UCDP's own numbers, so that Serbia goes on from Yugoslavia. Errors: a file that is
/// missing or damaged, a protocol without years, a target that is not one of it or has no threshold.
pub fn killings(
    archive: &Archive<'_>,
    protocol: &ProtocolFacts,
    targets: &BTreeMap<String, Target>,
    only: Option<&str>,
) -> anyhow::Result<Vec<Killing>> {
    let years = protocol.years.with_context(|| {
        format!(
            "facts/protocols/{}.toml does not say which years are forecast",
            protocol.id
        )
    })?;
    let mut wanted = Vec::new();
    for reading in &protocol.readings {
        let id = protocol.target_of(reading);
        if only.is_some_and(|only| only != id) {
            continue;
        }
        let threshold = targets.get(id).and_then(|target| target.threshold);
        let threshold =
            threshold.with_context(|| format!("facts/targets/{id}.toml has no threshold"))?;
        wanted.push((reading.id.clone(), id.to_owned(), threshold));
    }
    if wanted.is_empty() {
        let known: BTreeSet<&str> = protocol.targets().collect();
        let known: Vec<&str> = known.into_iter().collect();
        bail!(
            "`{}` does not score `{}`; it scores {}",
            protocol.id,
            only.unwrap_or_default(),
            known.join(", ")
        );
    }
    let (deaths, borders) = deaths(archive)?;
    wanted
        .into_iter()
        .map(|(reading, target, threshold)| {
            Ok(Killing {
                reading,
                target,
                threshold,
                years,
                data: KillingYears::new(&deaths, &borders, threshold)?,
            })
        })
        .collect()
}

/// Deaths by UCDP's number of the state and year, and which numbers border on which.
type Counted = (Vec<DeathsOfYear>, BTreeMap<u32, Vec<u32>>);

fn deaths(archive: &Archive<'_>) -> anyhow::Result<Counted> {
    let batches = archive.table(SOURCE, TABLE, None)?;
    let read = |name: &str| column(&batches, TABLE, name);
    let (unit, year, gw) = (read("country_id")?, read("year")?, read("gw")?);
    let one_sided = read("os_total_deaths_best")?;
    let state_based = read("sb_total_deaths_best")?;
    let non_state = read("ns_total_deaths_best")?;
    let states = (0..unit.len()).filter(|row| gw[*row].is_finite());
    let deaths = states.clone().map(|row| DeathsOfYear {
        unit: unit[row] as u32,
        year: year[row] as i32,
        one_sided: one_sided[row],
        state_based: state_based[row],
        non_state: non_state[row],
    });
    let units: BTreeSet<(u32, u32)> = states
        .map(|row| (gw[row] as u32, unit[row] as u32))
        .collect();
    let of = |gw: u32| units.range((gw, 0)..=(gw, u32::MAX)).map(|(_, unit)| *unit);
    let mut borders: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for (one, other) in archive.borders()? {
        for one in of(one) {
            for other in of(other).filter(|other| *other != one) {
                borders.entry(one).or_default().insert(other);
                borders.entry(other).or_default().insert(one);
            }
        }
    }
    let borders = borders.into_iter();
    Ok((
        deaths.collect(),
        borders
            .map(|(unit, others)| (unit, others.into_iter().collect()))
            .collect(),
    ))
}

/// The risks of a model for each target, in their order.
pub fn killing_risks(
    killings: &[Killing],
    model: &dyn Model<Onset>,
    seed: u64,
) -> Result<Vec<Vec<Risk>>, ForecastError> {
    let years = |killing: &Killing| killing.years.from..=killing.years.to;
    killings
        .iter()
        .map(|one| one_sided_years::risks(&one.data, model, years(one), seed))
        .collect()
}

/// Scores the risks of a model for each target beside the models that it is compared with.
///
/// `risks` are those of [`killing_risks`] with the same seed.
pub fn killing_backtest(
    killings: &[Killing],
    model: &dyn Model<Onset>,
    risks: &[Vec<Risk>],
    vintage: &str,
    seed: u64,
) -> anyhow::Result<KillingScoring> {
    let years = killings.first().context("no target was asked for")?.years;
    let mut others = Vec::new();
    for id in BARS.into_iter().filter(|id| *id != model.id()) {
        others.push((id, killing_risks(killings, killing_model(id)?, seed)?));
    }
    let mut targets = BTreeMap::new();
    for (at, killing) in killings.iter().enumerate() {
        let own = one_sided_years::measured(&killing.data, &risks[at])?;
        let mut beside = Vec::new();
        for (id, risks) in &others {
            let other = one_sided_years::measured(&killing.data, &risks[at])?;
            beside.push((*id, other));
        }
        let beside: Vec<(&str, &Measured)> = beside.iter().map(|(id, m)| (*id, m)).collect();
        let part = |row: usize| vec![format!("decade {}", own.year[row] / 10 * 10)];
        let mut reading = read(&own, &beside, part, seed);
        reading.leave_out("recall_at_30_published");
        targets.insert(killing.target.clone(), reading);
    }
    Ok(KillingScoring {
        protocol: one_sided_years::ID,
        model: model.id(),
        about: model.about(),
        seed,
        vintage: vintage.to_owned(),
        years,
        targets,
        loop_wall_seconds: 0.0,
        wall_seconds: 0.0,
    })
}

impl KillingScoring {
    /// The result as plain text.
    pub fn text(&self) -> String {
        let mut text = format!(
            "{} on {} ({} {}, years {} to {})\n{}\n",
            self.model,
            self.protocol,
            SOURCE,
            self.vintage,
            self.years.from,
            self.years.to,
            self.about
        );
        for (target, reading) in &self.targets {
            text += &super::onset_backtest::reading_text(target, reading, "with the event");
        }
        text
    }
}
