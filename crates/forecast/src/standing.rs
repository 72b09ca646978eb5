use terms::Probability;

use crate::models::{logistic, logit};
use crate::protocols::rolling::{Known, asked};
use crate::{ForecastError, Labelled, Model, Onset, Replicates, Rows, StateYears, quantile};

/// What a predictor adds to a state's risk.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// The column.
    pub predictor: String,
    /// The state's value; none if it is missing.
    pub value: Option<f64>,
    /// What it adds to the logit of the risk, against the average of what was learned from.
    pub logit: f64,
}

/// Where a state stands at the end of a year.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The publisher's number of the state (Correlates of War).
    pub unit: u32,
    /// The probability of an onset in the next two years.
    pub risk: Probability,
    /// The ends of its 90 % interval, over samples of the states that were learned from, around the risk;
    /// none if it was not asked for.
    pub interval: Option<(Probability, Probability)>,
    /// Its rank in the year, 1 the highest.
    pub rank: usize,
    /// The risk that the model would have given a year before, from what was known then.
    pub before: Option<Probability>,
    /// The average logit, to which the contributions add up.
    pub base: f64,
    /// What each predictor adds, the strongest first; together with `base` they sum to the logit of the risk.
    pub contributions: Vec<Contribution>,
}

/// The level of the interval.
pub const STANDING_LEVEL: f64 = 0.9;

/// Where every state with complete predictors stands at the end of `year`, highest risk first.
///
/// `samples` is how often the model is fitted anew on states drawn with replacement, for the intervals;
/// 0 leaves them out. Errors: as fitting, or no state-year to forecast.
pub fn standing(
    data: &StateYears,
    model: &dyn Model<Onset>,
    year: i32,
    samples: usize,
    seed: u64,
) -> Result<Vec<Standing>, ForecastError> {
    let rows = asked(data, year);
    if rows.is_empty() {
        let last = data.rows.time.iter().max().copied().unwrap_or(year);
        return Err(ForecastError::NoRows {
            what: "forecasting from a year",
            help: format!("no state has complete predictors in {year}; the data ends in {last}"),
        });
    }
    let ask = data.rows.take(&rows);
    let known = Known::at(data, year)?;
    let fitted = model.fit(known.labelled(), seed)?;
    let risks = fitted.predict(&ask)?;
    let why = fitted.explain(&ask).transpose()?;
    let intervals = intervals(&known, &ask, &risks, model, samples, seed)?;
    let before = risks_before(data, model, year, seed);
    let mut all: Vec<Standing> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let unit = data.rows.unit[*row];
            let explained = why.as_ref().map(|why| &why[at]);
            let parts = explained.map_or(&[][..], |explained| &explained.parts);
            let mut contributions: Vec<Contribution> = ask
                .x
                .columns()
                .zip(parts)
                .filter(|(_, logit)| **logit != 0.0)
                .map(|((name, column), logit)| Contribution {
                    predictor: name.to_owned(),
                    value: Some(column[at]).filter(|value| !value.is_nan()),
                    logit: *logit,
                })
                .collect();
            contributions.sort_by(|a, b| b.logit.abs().total_cmp(&a.logit.abs()));
            let earlier = before.iter().find(|(other, _)| *other == unit);
            Standing {
                unit,
                risk: risks[at],
                interval: intervals.as_ref().map(|ends| ends[at]),
                rank: 0,
                before: earlier.map(|(_, risk)| *risk),
                base: explained.map_or(0.0, |explained| explained.base),
                contributions,
            }
        })
        .collect();
    all.sort_by(|a, b| {
        let order = b.risk.get().total_cmp(&a.risk.get());
        order.then(a.unit.cmp(&b.unit))
    });
    for (place, one) in all.iter_mut().enumerate() {
        one.rank = place + 1;
    }
    Ok(all)
}

/// The risks of the year before, none if that year has no origin.
fn risks_before(
    data: &StateYears,
    model: &dyn Model<Onset>,
    year: i32,
    seed: u64,
) -> Vec<(u32, Probability)> {
    let rows = asked(data, year - 1);
    let Ok(known) = Known::at(data, year - 1) else {
        return Vec::new();
    };
    let risks = model
        .fit(known.labelled(), seed)
        .and_then(|fitted| fitted.predict(&data.rows.take(&rows)));
    let units = rows.iter().map(|row| data.rows.unit[*row]);
    units.zip(risks.unwrap_or_default()).collect()
}

/// The ends of the interval around a risk: on the logit, the risk and how far replicates lie from
/// their own mean.
///
/// A replicate holds about 63 % of the states, some of them twice, and the model that learned from it
/// is less sharp: replicates of high risks lie lower on the whole than the risk itself. That shift says
/// how the model depends on the number of states and not how uncertain the risk is; plain quantiles
/// of the replicates would take it for uncertainty and may not even hold the risk. It is not taken off
/// the risk either, which would count it twice. Source: deviations of replicates, A. C. Davison and
/// D. V. Hinkley, Bootstrap Methods and their Application, 1997, sections 2.4 and 5.2; on leaving
/// estimated bias alone, B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, 1993, chapter 10.
fn around(risk: Probability, replicates: impl Iterator<Item = Probability>) -> [f64; 2] {
    let mut values: Vec<f64> = replicates.map(|p| logit(p.get())).collect();
    values.sort_by(f64::total_cmp);
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let tail = (1.0 - STANDING_LEVEL) / 2.0;
    [tail, 1.0 - tail].map(|at| {
        let deviation = quantile(&values, at).map_or(0.0, |value| value - mean);
        logistic(logit(risk.get()) + deviation)
    })
}

fn intervals(
    known: &Known,
    ask: &Rows,
    risks: &[Probability],
    model: &dyn Model<Onset>,
    samples: usize,
    seed: u64,
) -> Result<Option<Vec<(Probability, Probability)>>, ForecastError> {
    if samples == 0 {
        return Ok(None);
    }
    let replicates = Replicates::new(&known.rows.unit, samples, seed);
    let draws: Vec<Vec<Probability>> = replicates.map(known.rows.len(), |weight| {
        let rows: Vec<usize> = (0..weight.len())
            .flat_map(|row| std::iter::repeat_n(row, weight[row] as usize))
            .collect();
        let sample = known.rows.take(&rows);
        let outcome: Vec<bool> = rows.iter().map(|row| known.outcome[*row]).collect();
        let training = Labelled {
            rows: &sample,
            outcome: &outcome,
            ..known.labelled()
        };
        // A sample in which a predictor does not vary cannot be learned from and is left out.
        model.fit(training, seed).ok()?.predict(ask).ok()
    });
    if draws.is_empty() {
        return Err(ForecastError::NoRows {
            what: "an interval",
            help: "the model could not be fitted on any sample of the states; leave intervals out"
                .to_owned(),
        });
    }
    let ends = (0..ask.len()).map(|row| {
        let values = draws.iter().map(|draw| draw[row]);
        let ends = crate::models::probabilities(around(risks[row], values))?;
        Ok((ends[0], ends[1]))
    });
    Ok(Some(ends.collect::<Result<_, ForecastError>>()?))
}
