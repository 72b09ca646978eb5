use report::{Named, Reading, ReadingPlan, ReadingRule, RiskBefore, StateRisk};
use terms::{Probability, StateId};

use super::watch::ByYear;
use crate::Knowledge;

/// What the readings are taken from.
#[derive(Clone, Copy)]
pub(super) struct List<'a> {
    /// Every state with a risk, the highest first.
    pub(super) states: &'a [StateRisk],
    /// Ranks of all years.
    pub(super) by_year: &'a ByYear<'a>,
    /// The year of the data.
    pub(super) year: i16,
    /// The length of the list.
    pub(super) top: u32,
}

/// The readings that `facts/watch.toml` defines.
pub(super) fn readings(knowledge: &Knowledge, list: List<'_>) -> Vec<Reading> {
    let plans = knowledge.watch.readings.iter();
    plans
        .map(|plan| Reading {
            id: plan.id.clone(),
            title: plan.title.clone(),
            definition: definition(plan, list),
            states: match plan.rule {
                ReadingRule::Highest { count } => highest(list, count),
                ReadingRule::FirstOnRecord => first_on_record(knowledge, list),
                ReadingRule::LargestChange { count, lists } => largest_change(list, count, lists),
                ReadingRule::RankBand { from, to, years } => rank_band(list, from, to, years),
            },
        })
        .collect()
}

/// The definition with the numbers of the rule in it.
fn definition(plan: &ReadingPlan, list: List<'_>) -> String {
    let text = plan.definition.replace("{top}", &list.top.to_string());
    let put = |text: String, numbers: &[(&str, i64)]| {
        numbers.iter().fold(text, |text, (word, number)| {
            text.replace(word, &number.to_string())
        })
    };
    match plan.rule {
        ReadingRule::Highest { count } => put(text, &[("{count}", count as i64)]),
        ReadingRule::FirstOnRecord => text,
        ReadingRule::LargestChange { count, lists } => put(
            text,
            &[
                ("{count}", count as i64),
                ("{within}", i64::from(lists * list.top)),
            ],
        ),
        ReadingRule::RankBand { from, to, years } => put(
            text,
            &[
                ("{from}", i64::from(from)),
                ("{to}", i64::from(to)),
                ("{years}", i64::from(years)),
                ("{first}", i64::from(list.year - years + 1)),
                ("{last}", i64::from(list.year)),
            ],
        ),
    }
}

fn named(state: &StateRisk, note: impl Into<String>) -> Named {
    Named {
        gw: state.gw,
        note: note.into(),
    }
}

fn highest(list: List<'_>, count: usize) -> Vec<Named> {
    let first = list.states.iter().take(count);
    first
        .map(|state| {
            let note = if state.ongoing {
                "a mass killing is going on; the risk is that of a further one"
            } else {
                ""
            };
            named(state, note)
        })
        .collect()
}

fn first_on_record(knowledge: &Knowledge, list: List<'_>) -> Vec<Named> {
    let ever = |state: StateId| {
        let of =
            |episodes: &'_ archive::Episodes| episodes.of(state).any(|one| one.first <= list.year);
        knowledge.episodes.as_ref().is_some_and(of)
    };
    let listed = list.states.iter().filter(|state| state.rank <= list.top);
    listed
        .filter(|state| !ever(state.gw))
        .map(|state| named(state, "no mass killing on record"))
        .collect()
}

fn largest_change(list: List<'_>, count: usize, lists: u32) -> Vec<Named> {
    let logit = |p: Probability| (p.get() / p.complement().get()).ln();
    let mut movers: Vec<(f64, &StateRisk, RiskBefore)> = list
        .states
        .iter()
        .filter_map(|state| {
            let before = state.before?;
            let near = state.rank.min(before.rank) <= lists * list.top;
            near.then(|| (logit(state.risk) - logit(before.risk), state, before))
        })
        .collect();
    movers.sort_by(|one, other| {
        let order = other.0.abs().total_cmp(&one.0.abs());
        order.then(one.1.gw.cmp(&other.1.gw))
    });
    let most = movers.into_iter().take(count);
    most.map(|(change, state, before)| {
        let way = if change > 0.0 { "up" } else { "down" };
        named(
            state,
            format!("{way} from {}, rank {}", before.risk, before.rank),
        )
    })
    .collect()
}

fn rank_band(list: List<'_>, from: u32, to: u32, years: i16) -> Vec<Named> {
    let ranks = |state: &StateRisk| -> Vec<Option<u32>> {
        (list.year - years + 1..=list.year)
            .map(|year| Some(list.by_year.get(&year)?.get(&state.gw)?.rank))
            .collect()
    };
    let steady = list.states.iter().filter_map(|state| {
        let ranks: Vec<u32> = ranks(state).into_iter().collect::<Option<_>>()?;
        let within = ranks.iter().all(|rank| (from..=to).contains(rank));
        let ranks: Vec<String> = ranks.iter().map(u32::to_string).collect();
        within.then(|| named(state, format!("ranks {}", ranks.join(", "))))
    });
    steady.collect()
}
