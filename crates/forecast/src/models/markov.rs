use std::collections::BTreeMap;

use crate::models::past::Past;
use crate::outcomes::{Distribution, DistributionModel, Outcomes};
use crate::scores::{IGNORANCE_EDGES, category};
use crate::{ForecastError, History};

/// An observed Markov model: states that can be seen, transitions counted for all units together.
///
/// The state of a unit is its level of deaths over a year with its latest trend, or how long it has
/// been quiet. How often each state led to each category of deaths so many months later is counted
/// over all units and months; the number within a category is resampled, half from the unit's own
/// months in it, half from what followed on the same state anywhere.
///
/// After the idea of D. Randahl and J. Vegelius, "Forecasting Fatalities with an Observed Markov
/// Model", VIEWS Prediction Challenge 2023/24 (the best single entry); states and magnitudes are ours.
#[derive(Debug, Clone, Copy)]
pub struct ObservedMarkov;

/// Mean deaths a month over a year that divide levels.
const LEVELS: [f64; 7] = [0.0, 0.3, 1.0, 5.0, 25.0, 100.0, 500.0];
/// Months since the last death that divide quiet units.
const QUIET: [f64; 3] = [24.0, 60.0, 120.0];
/// Steps are counted together up to these.
const STEPS: [u32; 3] = [5, 9, 14];
/// Prior weight of all states' transitions together against those of one state.
const PRIOR: f64 = 2.0;

type State = (usize, usize);

#[derive(Debug)]
struct Observed {
    now: Vec<State>,
    /// What followed on a state, by step and category.
    followed: BTreeMap<(State, usize), Vec<Vec<f64>>>,
    /// The same on any state.
    anywhere: Vec<Vec<Vec<f64>>>,
    /// Each unit's own months by category.
    own: Vec<Vec<Vec<f64>>>,
}

impl DistributionModel for ObservedMarkov {
    fn name(&self) -> &'static str {
        "observed-markov"
    }

    fn source(&self) -> &'static str {
        "observed Markov states with counted transitions and resampled magnitudes (after Randahl and Vegelius)"
    }

    fn learn(&self, history: &History, _: u64) -> Result<Box<dyn Distribution>, ForecastError> {
        let empty = || vec![Vec::new(); IGNORANCE_EDGES.len()];
        let mut learned = Observed {
            now: Vec::new(),
            followed: BTreeMap::new(),
            anywhere: vec![empty(); STEPS.len()],
            own: Vec::new(),
        };
        for counts in &history.counts {
            let past = Past::of(counts);
            let mut own = empty();
            for (month, count) in counts.iter().enumerate() {
                let Some(count) = count else { continue };
                own[category(*count)].push(*count);
                if month < 24 {
                    continue;
                }
                let state = state(&past, month);
                // One step of each group stands for it, another one from month to month.
                for (group, last) in STEPS.iter().enumerate() {
                    let first = if group == 0 { 1 } else { STEPS[group - 1] + 1 };
                    let step = first as usize + month % (last - first + 1) as usize;
                    let Some(outcome) = counts.get(month + step).copied().flatten() else {
                        continue;
                    };
                    let at = category(outcome);
                    let followed = learned.followed.entry((state, group)).or_insert_with(empty);
                    followed[at].push(outcome);
                    learned.anywhere[group][at].push(outcome);
                }
            }
            learned.own.push(own);
            learned.now.push(state(&past, counts.len() - 1));
        }
        Ok(Box::new(learned))
    }
}

impl Distribution for Observed {
    fn at(&self, place: usize, step: u32) -> Outcomes {
        let group = STEPS
            .iter()
            .position(|last| step <= *last)
            .unwrap_or(STEPS.len() - 1);
        let anywhere = &self.anywhere[group];
        let all: usize = anywhere.iter().map(Vec::len).sum();
        let followed = self.followed.get(&(self.now[place], group));
        let mut parts = Vec::new();
        for (at, pool) in anywhere.iter().enumerate() {
            let seen = followed.map_or(&[][..], |followed| &followed[at]);
            let weight = seen.len() as f64 + PRIOR * pool.len() as f64 / all.max(1) as f64;
            if pool.is_empty() {
                continue;
            }
            let elsewhere = if seen.is_empty() { pool } else { seen };
            let own = &self.own[place][at];
            let half = if own.is_empty() { 0.0 } else { 0.5 };
            parts.push((weight * half, Outcomes::even(own.iter().copied())));
            parts.push((
                weight * (1.0 - half),
                Outcomes::even(elsewhere.iter().copied()),
            ));
        }
        Outcomes::mixed(parts.iter().map(|(weight, part)| (*weight, part)))
    }
}

/// The level of the year with its trend (none, falling, rising), or the length of the quiet.
fn state(past: &Past<'_>, month: usize) -> State {
    let year = past.mean_deaths(month, 12);
    let level = LEVELS.iter().filter(|level| **level < year).count();
    if level == 0 {
        let since = past.months_since(month);
        return (0, QUIET.iter().filter(|quiet| **quiet <= since).count());
    }
    let quarter = past.mean_deaths(month, 3);
    let trend = if quarter == 0.0 {
        0
    } else if quarter <= year {
        1
    } else {
        2
    };
    (level, trend)
}
