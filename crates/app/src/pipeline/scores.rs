use std::collections::BTreeMap;

use anyhow::Context;
use archive::{ReleaseInput, ReliabilityRow, ScoreRow};
use forecast::models::{BaseRate, Conflictology, ElasticNet};
use forecast::protocols::rolling::Risk;
use forecast::protocols::views_2023::{Window, backtest};
use forecast::protocols::{
    BINS, DRAW_SCORES, Measured, RESAMPLED, Sampled, compare, ewp_2025, measure, one_sided_years,
    window_means, windows_beside,
};
use forecast::scores::reliability_intervals;
use forecast::{Counts, ForecastError, Interval, Model, Onset, Replicates, StateYears};

use super::killing_years::{self, Killing, killing_model, killing_risks};
use super::state_years::{SOURCE, TABLE};
use super::{Archive, StateMonths};

/// What a run of scoring is: rows of every score share it.
#[derive(Debug, Clone, Copy)]
pub struct Scored<'a> {
    /// What is forecast, a file of facts/targets.
    pub target: &'a str,
    /// How forecasts are made and compared.
    pub protocol: &'a str,
    /// The version of the outcomes.
    pub vintage: &'a str,
    /// The seed of everything random.
    pub seed: u64,
}

/// The two models that every onset model is compared with, run once for all of them.
#[derive(Debug)]
pub struct OnsetBars {
    risks: [(&'static str, Vec<Risk>); 2],
}

impl OnsetBars {
    /// Runs the base rate and the published model through `ewp-2025`.
    pub fn run(data: &StateYears, seed: u64) -> Result<OnsetBars, ForecastError> {
        let bars: [&dyn Model<Onset>; 2] = [&BaseRate, &ElasticNet::PUBLISHED];
        let [base, net] = bars;
        Ok(OnsetBars {
            risks: [
                (base.id(), ewp_2025::risks(data, base, seed)?),
                (net.id(), ewp_2025::risks(data, net, seed)?),
            ],
        })
    }
}

/// Every score of an onset model under each reading of `ewp-2025`, with its reliability.
pub fn onset_scores(
    data: &StateYears,
    bars: &OnsetBars,
    model: &dyn Model<Onset>,
    run: Scored<'_>,
) -> anyhow::Result<(Vec<ScoreRow>, Vec<ReliabilityRow>)> {
    let own = bars.risks.iter().find(|(id, _)| *id == model.id());
    let risks = match own {
        Some((_, risks)) => risks.clone(),
        None => ewp_2025::risks(data, model, run.seed)?,
    };
    risk_scores(data, &bars.risks, (model.id(), &risks), run)
}

/// The same of risks that were forecast already, beside those of other models.
pub(super) fn risk_scores(
    data: &StateYears,
    bars: &[(&'static str, Vec<Risk>)],
    (model, risks): (&str, &[Risk]),
    run: Scored<'_>,
) -> anyhow::Result<(Vec<ScoreRow>, Vec<ReliabilityRow>)> {
    let (mut scores, mut reliability) = (Vec::new(), Vec::new());
    for (reading, take) in ewp_2025::READINGS {
        let ours = take(data, risks)?;
        let others = bars.iter().filter(|(id, _)| *id != model);
        let others = others.map(|(id, bar)| Ok((*id, take(data, bar)?)));
        let others = others.collect::<Result<Vec<_>, ForecastError>>()?;
        let (more, bins) = reading_scores(&ours, &others, (model, reading), run);
        scores.extend(more);
        reliability.extend(bins);
    }
    Ok((scores, reliability))
}

/// The models that every model of killing years is compared with, run once for all of them.
#[derive(Debug)]
pub struct KillingBars {
    risks: Vec<(&'static str, Vec<Vec<Risk>>)>,
}

impl KillingBars {
    /// Runs the base rate and the state's own past through every target of `one-sided-years`.
    pub fn run(killings: &[Killing], seed: u64) -> Result<KillingBars, ForecastError> {
        let risks = killing_years::BARS.iter().map(|id| {
            let model = killing_model(id)?;
            Ok((model.id(), killing_risks(killings, model, seed)?))
        });
        Ok(KillingBars {
            risks: risks.collect::<Result<_, ForecastError>>()?,
        })
    }
}

/// Every score of a model of killing years for each target, with its reliability.
///
/// The target of `run` is not looked at: each row has the target of its reading.
pub fn killing_scores(
    killings: &[Killing],
    bars: &KillingBars,
    model: &dyn Model<Onset>,
    run: Scored<'_>,
) -> Result<(Vec<ScoreRow>, Vec<ReliabilityRow>), ForecastError> {
    let own = bars.risks.iter().find(|(id, _)| *id == model.id());
    let risks = match own {
        Some((_, risks)) => risks.clone(),
        None => killing_risks(killings, model, run.seed)?,
    };
    let (mut scores, mut reliability) = (Vec::new(), Vec::new());
    for (at, killing) in killings.iter().enumerate() {
        let ours = one_sided_years::measured(&killing.data, &risks[at])?;
        let others = bars.risks.iter().filter(|(id, _)| *id != model.id());
        let others =
            others.map(|(id, bar)| Ok((*id, one_sided_years::measured(&killing.data, &bar[at])?)));
        let others = others.collect::<Result<Vec<_>, ForecastError>>()?;
        let run = Scored {
            target: &killing.target,
            ..run
        };
        let told = (model.id(), killing.reading.as_str());
        let (more, bins) = reading_scores(&ours, &others, told, run);
        scores.extend(more);
        reliability.extend(bins);
    }
    Ok((scores, reliability))
}

/// The scores of one reading beside those of other models, and its reliability.
fn reading_scores(
    ours: &Measured,
    others: &[(&str, Measured)],
    (model, reading): (&str, &str),
    run: Scored<'_>,
) -> (Vec<ScoreRow>, Vec<ReliabilityRow>) {
    let (mut scores, mut reliability) = (Vec::new(), Vec::new());
    let replicates = Replicates::new(&ours.unit, RESAMPLED, run.seed);
    let blank = ScoreRow {
        rows: ours.forecast.len(),
        events: Some(ours.events()),
        mean_forecast: Some(ours.mean_forecast()),
        ..blank(run, model, reading)
    };
    // Where there is no list but the strict one, its recall is said once.
    let listed = |name: &str| reading == "published" || name != "recall_at_30_published";
    let sampled = Sampled::new(ours, &replicates);
    for one in measure(&sampled) {
        if listed(one.name) {
            scores.push(filled(&blank, one.name, "", &one.interval, None));
        }
    }
    for (id, other) in others {
        let compared = compare(&sampled, &Sampled::new(other, &replicates));
        for one in compared.difference.iter().filter(|one| listed(one.name)) {
            let lower = matches!(one.name, "brier" | "log_loss");
            let above = one.interval.above_zero;
            let better = if lower { 1.0 - above } else { above };
            scores.push(filled(&blank, one.name, id, &one.interval, Some(better)));
        }
        for (name, skill) in [
            ("brier_skill", &compared.brier_skill),
            ("log_skill", &compared.log_skill),
        ] {
            if let Some(skill) = skill {
                let better = Some(skill.above_zero);
                scores.push(filled(&blank, name, id, skill, better));
            }
        }
    }
    let bins = reliability_intervals(&ours.forecast, &ours.observed, BINS, &replicates);
    for (at, (bin, interval)) in bins.iter().enumerate() {
        reliability.push(ReliabilityRow {
            protocol: run.protocol.to_owned(),
            reading: reading.to_owned(),
            vintage: run.vintage.to_owned(),
            model: model.to_owned(),
            bin: at + 1,
            forecast: bin.forecast,
            observed: bin.observed,
            low: interval.low,
            high: interval.high,
            rows: bin.rows,
            events: bin.events,
        });
    }
    (scores, reliability)
}

/// Every window of a model of counts.
pub fn count_windows(
    series: &StateMonths,
    years: std::ops::RangeInclusive<i32>,
    model: &dyn Model<Counts>,
    seed: u64,
) -> anyhow::Result<Vec<Window>> {
    years
        .map(|year| {
            let scored = series.scored.get(&year);
            let scored =
                scored.with_context(|| format!("the observations have no month of {year}"))?;
            Ok(backtest(&series.history, scored, year, model, seed)?)
        })
        .collect()
}

/// The windows of the model that every model of counts is compared with.
pub fn count_bar(
    series: &StateMonths,
    years: std::ops::RangeInclusive<i32>,
    seed: u64,
) -> anyhow::Result<(&'static str, Vec<Window>)> {
    let bar: &dyn Model<Counts> = &Conflictology;
    Ok((bar.id(), count_windows(series, years, bar, seed)?))
}

/// Every score of a model of counts: the mean of its windows beside the bar's, and window by window.
pub fn count_scores(
    ours: &[Window],
    (bar, other): (&str, &[Window]),
    model: &str,
    run: Scored<'_>,
) -> Result<Vec<ScoreRow>, ForecastError> {
    let rows = |windows: &[Window]| windows.iter().map(|window| window.scores.len()).sum();
    let mean = ScoreRow {
        rows: rows(ours),
        ..blank(run, model, "windows")
    };
    let mut all = Vec::new();
    for (name, interval) in DRAW_SCORES.iter().zip(window_means(ours, run.seed)?) {
        all.push(filled(&mean, name, "", &interval, None));
    }
    if model != bar {
        for (name, beside) in DRAW_SCORES
            .iter()
            .zip(windows_beside(ours, other, run.seed)?)
        {
            let difference = beside.difference;
            let better = Some(1.0 - difference.above_zero);
            all.push(filled(&mean, name, bar, &difference, better));
            if let Some(skill) = beside.skill {
                let name = format!("{name}_skill");
                all.push(filled(&mean, &name, bar, &skill, Some(skill.above_zero)));
            }
        }
    }
    for window in ours {
        let window = std::slice::from_ref(window);
        let blank = ScoreRow {
            rows: rows(window),
            ..blank(run, model, &window[0].year.to_string())
        };
        for (name, interval) in DRAW_SCORES.iter().zip(window_means(window, run.seed)?) {
            all.push(filled(&blank, name, "", &interval, None));
        }
    }
    Ok(all)
}

fn blank(run: Scored<'_>, model: &str, reading: &str) -> ScoreRow {
    ScoreRow {
        target: run.target.to_owned(),
        protocol: run.protocol.to_owned(),
        reading: reading.to_owned(),
        vintage: run.vintage.to_owned(),
        model: model.to_owned(),
        seed: run.seed,
        rows: 0,
        events: None,
        mean_forecast: None,
        score: String::new(),
        against: String::new(),
        value: 0.0,
        low: 0.0,
        high: 0.0,
        better_in: None,
    }
}

fn filled(
    blank: &ScoreRow,
    score: &str,
    against: &str,
    interval: &Interval,
    better_in: Option<f64>,
) -> ScoreRow {
    ScoreRow {
        score: score.to_owned(),
        against: against.to_owned(),
        value: interval.estimate,
        low: interval.low,
        high: interval.high,
        better_in,
        ..blank.clone()
    }
}

/// The files that the scores of a protocol come from.
pub fn inputs_of(
    archive: &Archive<'_>,
    protocol: &str,
    vintage: &str,
) -> anyhow::Result<Vec<ReleaseInput>> {
    let mut inputs: BTreeMap<String, ReleaseInput> = BTreeMap::new();
    let mut take = |source: &str, table: &str, vintage: Option<&str>| -> anyhow::Result<()> {
        let source = archive
            .sources
            .get(source)
            .with_context(|| format!("facts/sources/{source}.toml is missing"))?;
        let vintage = vintage.unwrap_or(&source.vintage);
        for file in source.files_of(table, vintage) {
            let input = ReleaseInput {
                vintage: vintage.to_owned(),
                ..ReleaseInput::of(source, file)
            };
            inputs.insert(file.path.clone(), input);
        }
        Ok(())
    };
    if protocol == ewp_2025::ID {
        take(SOURCE, TABLE, None)?;
    } else if protocol == one_sided_years::ID {
        take(killing_years::SOURCE, killing_years::TABLE, None)?;
        take("prio-grid", "priogrid_cells", None)?;
    } else {
        take("ucdp-country-months", "ucdp_country_months", None)?;
        take("views-challenge", "views_countries", None)?;
        take("prio-grid", "priogrid_cells", None)?;
        if protocol == forecast::protocols::views_2023::ID {
            take("views-challenge", "views_actuals", Some(vintage))?;
            let source = &archive.sources["views-challenge"];
            let shipped = source.file.iter().filter(|file| {
                let constant = |name: &str| file.constants.get(name).map(String::as_str);
                constant("model") == Some("conflictology")
                    && matches!(constant("window"), Some("2018" | "2019"))
            });
            for file in shipped {
                inputs.insert(file.path.clone(), ReleaseInput::of(source, file));
            }
        }
    }
    Ok(inputs.into_values().collect())
}

/// The further files that a model comes from which sees UCDP's deaths.
pub fn inputs_of_deaths(archive: &Archive<'_>) -> anyhow::Result<Vec<ReleaseInput>> {
    let id = super::state_deaths::SOURCE;
    let source = archive.sources.get(id);
    let source = source.with_context(|| format!("facts/sources/{id}.toml is missing"))?;
    let files = source.files_of(super::state_deaths::TABLE, &source.vintage);
    Ok(files.map(|file| ReleaseInput::of(source, file)).collect())
}
