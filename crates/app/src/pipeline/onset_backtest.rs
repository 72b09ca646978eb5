use std::collections::BTreeMap;

use forecast::models::ONSET_MODELS;
use forecast::protocols::rolling::Risk;
use forecast::protocols::{Measured, Reading, ewp_2025, read};
use forecast::{ForecastError, Model, Onset, Region, StateYears};
use serde::Serialize;

/// The models that every other is compared with: the published one, and the share of onsets.
const BARS: [&str; 2] = ["elastic-net", "base-rate"];

/// A model's onset forecasts of past years, scored.
#[derive(Debug, Serialize)]
pub struct OnsetScoring {
    protocol: &'static str,
    model: &'static str,
    about: &'static str,
    seed: u64,
    /// The published reading: the higher of two years' risks against an onset in the year.
    #[serde(flatten)]
    published: Reading,
    /// The two-year risk against an onset within two years, strict lists.
    native: Reading,
    /// The risk of one year against an onset in that year, strict lists.
    one_year: Reading,
    /// Fitting the model at every origin and forecasting from it, alone; filled in by whoever holds the clock.
    pub loop_wall_seconds: f64,
    /// Everything, with reading the files and resampling; filled in likewise.
    pub wall_seconds: f64,
}

/// The onset model of this id. Errors: there is none, with those that exist.
pub fn onset_model(id: &str) -> Result<&'static dyn Model<Onset>, ForecastError> {
    let found = ONSET_MODELS.iter().find(|model| model.id() == id);
    found.copied().ok_or_else(|| ForecastError::Unknown {
        kind: "model",
        id: id.to_owned(),
        known: ONSET_MODELS
            .iter()
            .map(|model| model.id())
            .collect::<Vec<_>>()
            .join(", "),
    })
}

/// Scores the risks of a model under `ewp-2025`, beside two models that it is always compared with and
/// others on demand.
///
/// `risks` are those of [`ewp_2025::risks`] with the same seed.
pub fn onset_backtest(
    data: &StateYears,
    model: &dyn Model<Onset>,
    risks: Vec<Risk>,
    against: &[String],
    seed: u64,
) -> anyhow::Result<OnsetScoring> {
    let mut bars = BARS.to_vec();
    for id in against {
        bars.push(onset_model(id)?.id());
    }
    let mut risks = BTreeMap::from([(model.id(), risks)]);
    for id in bars.iter().copied() {
        if !risks.contains_key(id) {
            risks.insert(id, ewp_2025::risks(data, onset_model(id)?, seed)?);
        }
    }
    let reading = |take: ewp_2025::Take| -> anyhow::Result<Reading> {
        let own = take(data, &risks[model.id()])?;
        let mut others = Vec::new();
        for id in bars.iter().copied().filter(|id| *id != model.id()) {
            others.push((id, take(data, &risks[id])?));
        }
        let others: Vec<(&str, &Measured)> = others.iter().map(|(id, m)| (*id, m)).collect();
        let regions = regions(data);
        let part = |row: usize| {
            let decade = own.year[row] / 10 * 10;
            let region = regions.get(&(own.unit[row], own.year[row]));
            let region = region.map(|region| format!("region {}", name(*region)));
            region
                .into_iter()
                .chain([format!("decade {decade}")])
                .collect()
        };
        Ok(read(&own, &others, part, seed))
    };
    Ok(OnsetScoring {
        protocol: ewp_2025::ID,
        model: model.id(),
        about: model.about(),
        seed,
        published: reading(ewp_2025::published)?,
        native: reading(ewp_2025::native)?,
        one_year: reading(ewp_2025::one_year)?,
        loop_wall_seconds: 0.0,
        wall_seconds: 0.0,
    })
}

fn regions(data: &StateYears) -> BTreeMap<(u32, i32), Region> {
    let keys = data
        .rows
        .unit
        .iter()
        .copied()
        .zip(data.rows.time.iter().copied());
    keys.zip(data.region.iter().copied()).collect()
}

fn name(region: Region) -> &'static str {
    match region {
        Region::SubSaharanAfrica => "Africa south of the Sahara",
        Region::Americas => "Americas",
        Region::EastAsiaPacific => "East Asia and Pacific",
        Region::SouthCentralAsia => "South and Central Asia",
        Region::MiddleEastNorthAfrica => "Middle East and North Africa",
        Region::Europe => "Europe",
    }
}

impl OnsetScoring {
    /// The result as plain text.
    pub fn text(&self) -> String {
        let mut text = format!("{} on {}\n{}\n", self.model, self.protocol, self.about);
        for (title, reading) in [
            (
                "As published: the higher of two years' risks, an onset in the year",
                &self.published,
            ),
            (
                "Native: the two-year risk, an onset within two years",
                &self.native,
            ),
            (
                "One year: the hazard of one year, an onset in the year",
                &self.one_year,
            ),
        ] {
            text += &reading_text(title, reading, "onsets");
        }
        text
    }
}

/// One reading as plain text; `events` is what its events are called.
pub(super) fn reading_text(title: &str, reading: &Reading, events: &str) -> String {
    let mut text = format!(
        "\n{title}\n  {} state-years, {} {events}; mean forecast {:.4}, observed {:.4}\n",
        reading.rows, reading.onsets, reading.mean_forecast, reading.mean_observed
    );
    for (score, one) in &reading.interval {
        text += &format!(
            "  {score:<24}{:>9.4} [{:.4}, {:.4}]\n",
            one.estimate, one.low, one.high
        );
    }
    for (id, compared) in &reading.difference {
        text += &format!("  against {id} (95 % interval, states resampled whole)\n");
        let differences = compared.difference.iter();
        let differences = differences.map(|one| (one.name, one.interval));
        let skill = compared.brier_skill.map(|skill| ("Brier skill", skill));
        for (name, gain) in differences.chain(skill) {
            text += &format!(
                "    {name:<22}{:>+9.4} [{:+.4}, {:+.4}]\n",
                gain.estimate, gain.low, gain.high
            );
        }
    }
    text
}
