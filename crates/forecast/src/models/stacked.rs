use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use terms::Probability;

use super::columns::{checked, probabilities};
use super::simplex::{Case, weights};
use super::{BoostedTrees, ElasticNet, RandomTrees, Varying, logistic, logit};
use crate::death_predictors::FIRST_OF_DEATHS;
use crate::{Explanation, Fitted, ForecastError, Labelled, Model, Onset, Rows};

/// A weighted mean of logits whose weights are learned from the members' own past forecasts.
///
/// At an origin L, each member is fitted again at each of the latest earlier years whose two-year outcomes
/// were over by L, on what was known then, and forecasts the rows of that year. The weights (0 or more,
/// summing to one) are those with the smallest logarithmic loss of these forecasts, drawn towards equal
/// ones. Nothing of a later year enters: nested rolling validation, declared in docs/design/onset.md.
/// Stacking on held-out forecasts: D. H. Wolpert, Neural Networks 5(2), 1992; weights within the simplex:
/// L. Breiman, Machine Learning 24, 1996.
#[derive(Debug, Clone, Copy)]
pub struct Stacked {
    /// Its id.
    pub id: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Whose forecasts are weighted.
    pub members: &'static [&'static dyn Model<Onset>],
    /// The first year that members forecast from.
    pub first: i32,
    /// How many years of forecasts the weights are learned from.
    pub years: i32,
    /// How strongly weights are drawn towards equal ones: this times the number of members times the
    /// sum of squared distances from equal weights is added to the summed loss.
    pub pull: f64,
}

impl Stacked {
    /// The members of [`Averaged::WATCH`](super::Averaged::WATCH) and three that see UCDP's deaths.
    pub const NESTED: Stacked = Stacked {
        id: "stacked",
        about: "the members of `watch` and three models that see UCDP's deaths, weighted at each origin by their forecasts of the 15 years before whose outcomes were over",
        members: &[
            &ElasticNet::PUBLISHED,
            &BoostedTrees::PLAIN,
            &BoostedTrees::DRAWN,
            &RandomTrees::EXTRA,
            &RandomTrees::EXTRA_DERIVED,
            &BoostedTrees::DEATHS,
            &RandomTrees::EXTRA_DEATHS,
            &ElasticNet::DEATHS,
        ],
        first: 1970,
        years: 15,
        pull: 1.0,
    };

    /// The weight of each member at an origin, by its id, from forecasts whose outcomes were known then.
    pub fn weights_at(&self, training: Labelled<'_>, seed: u64) -> Vec<(&'static str, f64)> {
        let inner: Vec<i32> = self.inner(training.origin).collect();
        let pasts: Vec<Past> = inner
            .into_par_iter()
            .filter_map(|year| past(&training, year, &self.members_at(&training, year, seed)))
            .collect();
        let pasts: Vec<&Past> = pasts.iter().collect();
        let ids = self.members.iter().map(|member| member.id());
        ids.zip(self.weigh(&pasts)).collect()
    }

    /// The years whose forecasts weigh the members at an origin.
    fn inner(&self, origin: i32) -> std::ops::RangeInclusive<i32> {
        let last = origin - HORIZON;
        self.first.max(last - self.years + 1)..=last
    }

    fn weigh(&self, pasts: &[&Past]) -> Vec<f64> {
        let cases: Vec<&Case> = pasts.iter().flat_map(|past| &past.cases).collect();
        weights(&cases, self.members.len(), self.pull)
    }
}

/// An outcome is known that many years after its row.
const HORIZON: i32 = 2;

/// A year's forecasts of all members, with what came of them.
struct Past {
    year: i32,
    cases: Vec<Case>,
}

/// The members that could be fitted at an origin, by their place.
type FittedMembers = Vec<Option<Box<dyn Fitted<Onset>>>>;

impl Model<Onset> for Stacked {
    fn id(&self) -> &'static str {
        self.id
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn sees_deaths(&self) -> bool {
        self.members.iter().any(|member| member.sees_deaths())
    }

    fn fit(
        &self,
        training: Labelled<'_>,
        seed: u64,
    ) -> Result<Box<dyn Fitted<Onset>>, ForecastError> {
        self.fit_nested(&training, &[training], seed).remove(0)
    }

    /// Past forecasts are the same for every later origin, so they are made once if the rows are nested.
    fn fit_each(
        &self,
        trainings: &[Labelled<'_>],
        seed: u64,
    ) -> Vec<Result<Box<dyn Fitted<Onset>>, ForecastError>> {
        let Some(last) = trainings.iter().max_by_key(|training| training.origin) else {
            return Vec::new();
        };
        if trainings.iter().all(|one| is_part(one, last)) {
            return self.fit_nested(last, trainings, seed);
        }
        let each = trainings.iter();
        each.map(|training| self.fit(*training, seed)).collect()
    }
}

impl Stacked {
    /// Fits at several origins of one table, each from what was known then.
    fn fit_nested(
        &self,
        table: &Labelled<'_>,
        trainings: &[Labelled<'_>],
        seed: u64,
    ) -> Vec<Result<Box<dyn Fitted<Onset>>, ForecastError>> {
        let origins: BTreeSet<i32> = trainings.iter().map(|one| one.origin).collect();
        let inner: BTreeSet<i32> = origins.iter().flat_map(|one| self.inner(*one)).collect();
        let years: Vec<i32> = inner.union(&origins).copied().collect();
        let each: Vec<(i32, Option<Past>, Option<FittedMembers>)> = years
            .into_par_iter()
            .map(|year| {
                let members = self.members_at(table, year, seed);
                let past = inner.contains(&year).then(|| past(table, year, &members));
                let kept = origins.contains(&year).then_some(members);
                (year, past.flatten(), kept)
            })
            .collect();
        let mut pasts = Vec::new();
        let mut fitted = BTreeMap::new();
        for (year, past, members) in each {
            pasts.extend(past);
            fitted.insert(year, members);
        }
        let fit = |training: &Labelled<'_>| -> Result<Box<dyn Fitted<Onset>>, ForecastError> {
            checked(training, &training.rows.x)?;
            if self.sees_deaths() {
                training.rows.x.named(FIRST_OF_DEATHS)?;
            }
            let inner = self.inner(training.origin);
            let known = pasts.iter().filter(|past| inner.contains(&past.year));
            let weights = self.weigh(&known.collect::<Vec<_>>());
            let members = fitted.get_mut(&training.origin).and_then(Option::take);
            let members = match members {
                Some(members) => members,
                // The same origin twice.
                None => self.members_at(training, training.origin, seed),
            };
            let shares = weights.into_iter().zip(members);
            let shares: Vec<_> = shares.filter_map(|(w, m)| Some((w, m?))).collect();
            if shares.is_empty() {
                // Every member refused these rows; the first says why.
                return self.members[0].fit(*training, seed);
            }
            Ok(Box::new(Weighted(shares)))
        };
        trainings.iter().map(fit).collect()
    }

    fn members_at(&self, table: &Labelled<'_>, origin: i32, seed: u64) -> FittedMembers {
        let rows = known(table, origin);
        let outcome: Vec<bool> = rows.iter().map(|row| table.outcome[*row]).collect();
        let rows = table.rows.take(&rows);
        let training = Labelled {
            rows: &rows,
            outcome: &outcome,
            published: table.published,
            origin,
        };
        let varying = Varying::among(&training);
        // A member that cannot be fitted so early (no deaths are coded yet) has no say there.
        let each = self.members.iter();
        each.map(|member| member.fit(varying.labelled(training), seed).ok())
            .collect()
    }
}

/// Whether rows are exactly those of a table whose outcomes were known at their origin.
fn is_part(part: &Labelled<'_>, table: &Labelled<'_>) -> bool {
    let rows = known(table, part.origin);
    let outcome = rows.iter().map(|row| table.outcome[*row]);
    let same = |(one, other): (&[f64], &[f64])| {
        let at = rows.iter().map(|row| other[*row].to_bits());
        one.iter().map(|value| value.to_bits()).eq(at)
    };
    let columns = |known: &Labelled<'_>| known.rows.x.names().to_vec();
    part.rows.len() == rows.len()
        && part.published == table.published
        && outcome.eq(part.outcome.iter().copied())
        && rows
            .iter()
            .map(|row| table.rows.unit[*row])
            .eq(part.rows.unit.iter().copied())
        && rows
            .iter()
            .map(|row| table.rows.time[*row])
            .eq(part.rows.time.iter().copied())
        && columns(part) == columns(table)
        && (0..part.rows.x.width())
            .all(|at| same((part.rows.x.column(at), table.rows.x.column(at))))
}

/// The rows of a table whose outcome was known at an origin.
fn known(table: &Labelled<'_>, origin: i32) -> Vec<usize> {
    (0..table.rows.len())
        .filter(|row| table.rows.time[*row] + HORIZON <= origin)
        .collect()
}

/// The logits of one member, none in a row where it lacks a value or if it was not fitted.
fn logits(
    member: Option<&dyn Fitted<Onset>>,
    ask: &Rows,
) -> Result<Vec<Option<f64>>, ForecastError> {
    let Some(member) = member else {
        return Ok(vec![None; ask.len()]);
    };
    match member.predict(ask) {
        Ok(forecast) => Ok(forecast.iter().map(|p| Some(logit(p.get()))).collect()),
        Err(ForecastError::Gap { .. }) => (0..ask.len())
            .map(|row| match member.predict(&ask.take(&[row])) {
                Ok(forecast) => Ok(forecast.first().map(|p| logit(p.get()))),
                Err(ForecastError::Gap { .. }) => Ok(None),
                Err(error) => Err(error),
            })
            .collect(),
        Err(error) => Err(error),
    }
}

/// The members' forecasts of a year's rows; one without a forecast gets the mean of the others, which moves no weight.
fn past(table: &Labelled<'_>, year: i32, members: &FittedMembers) -> Option<Past> {
    let rows: Vec<usize> = (0..table.rows.len())
        .filter(|row| table.rows.time[*row] == year)
        .collect();
    let ask: Rows = table.rows.take(&rows);
    let each: Vec<Vec<Option<f64>>> = members
        .iter()
        .map(|member| logits(member.as_deref(), &ask).ok())
        .collect::<Option<_>>()?;
    let mut cases = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let own: Vec<Option<f64>> = each.iter().map(|logits| logits[at]).collect();
        let there: Vec<f64> = own.iter().flatten().copied().collect();
        if there.is_empty() {
            continue;
        }
        let mean = there.iter().sum::<f64>() / there.len() as f64;
        cases.push(Case {
            logits: own.into_iter().map(|logit| logit.unwrap_or(mean)).collect(),
            event: table.outcome[*row],
        });
    }
    Some(Past { year, cases })
}

/// Fitted members and their weights.
#[derive(Debug)]
struct Weighted(Vec<(f64, Box<dyn Fitted<Onset>>)>);

impl Weighted {
    /// The share of each member in each row's logit, with its own logit; shares of a row sum to one.
    fn shares(&self, ask: &Rows) -> Result<Vec<Vec<(f64, f64)>>, ForecastError> {
        let each: Vec<Vec<Option<f64>>> = self
            .0
            .iter()
            .map(|(_, member)| logits(Some(member.as_ref()), ask))
            .collect::<Result<_, _>>()?;
        (0..ask.len())
            .map(|row| {
                let weights = self.0.iter().map(|(weight, _)| *weight);
                let own: Vec<(f64, Option<f64>)> =
                    weights.zip(each.iter().map(|logits| logits[row])).collect();
                let there = own.iter().filter(|(_, logit)| logit.is_some());
                let (many, sum) = there.fold((0, 0.0), |(n, sum), (w, _)| (n + 1, sum + w));
                if many == 0 {
                    return Err(ForecastError::Gap {
                        name: ask.x.names().join(", "),
                        row,
                    });
                }
                // Those that are there may all have lost their weight: then they count alike.
                let share = |weight: f64| {
                    if sum > 0.0 {
                        weight / sum
                    } else {
                        1.0 / f64::from(many)
                    }
                };
                let shares = own.into_iter();
                Ok(shares
                    .map(|(weight, logit)| logit.map_or((0.0, 0.0), |z| (share(weight), z)))
                    .collect())
            })
            .collect()
    }
}

impl Fitted<Onset> for Weighted {
    fn predict(&self, ask: &Rows) -> Result<Vec<Probability>, ForecastError> {
        let shares = self.shares(ask)?.into_iter();
        let sums = shares.map(|row| row.iter().map(|(share, z)| share * z).sum::<f64>());
        probabilities(sums.map(logistic))
    }

    /// The weighted mean of the members' explanations, which sums to the weighted mean logit.
    fn explain(&self, ask: &Rows) -> Option<Result<Vec<Explanation>, ForecastError>> {
        let shares = match self.shares(ask) {
            Ok(shares) => shares,
            Err(error) => return Some(Err(error)),
        };
        let empty = Explanation {
            base: 0.0,
            parts: vec![0.0; ask.x.width()],
        };
        let mut all = vec![empty; ask.len()];
        for (at, (_, member)) in self.0.iter().enumerate() {
            let own = match member.explain(ask)? {
                Ok(own) => own,
                Err(error) => return Some(Err(error)),
            };
            for ((sum, own), shares) in all.iter_mut().zip(own).zip(&shares) {
                let (share, _) = shares[at];
                if share == 0.0 {
                    continue;
                }
                sum.base += share * own.base;
                for (sum, part) in sum.parts.iter_mut().zip(own.parts) {
                    *sum += share * part;
                }
            }
        }
        Some(Ok(all))
    }
}
