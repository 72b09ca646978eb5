//! What the models of counts say about small worlds made for the purpose.

use forecast::models::{COUNT_MODELS, Memory, Mixture};
use forecast::{Counts, DRAWS, Draws, ForecastError, History, Model};
use terms::Month;

/// Twelve states over 20 years from January 1989: quiet ones, steady wars, wars that come and go.
pub(crate) fn world() -> History {
    let months = 240;
    let state = |unit: usize| -> Vec<Option<f64>> {
        (0..months)
            .map(|month| {
                let noise = (unit * 7919 + month * 104_729) % 23;
                Some(match unit % 4 {
                    0 => 0.0,
                    1 => 20.0 + noise as f64,
                    2 if (month / 36) % 2 == 0 => (noise * 9) as f64,
                    2 => 0.0,
                    _ => f64::from(u8::from(noise == 5)),
                })
            })
            .collect()
    };
    History {
        units: (0..12).map(|unit| 100 + unit).collect(),
        first: Month::new(1989, 1).unwrap(),
        counts: (0..12).map(state).collect(),
        neighbours: (0..12).map(|unit| vec![(unit + 1) % 12]).collect(),
    }
}

fn forecast(model: &dyn Model<Counts>, history: &History) -> Draws {
    model.fit(history, 7).unwrap().predict(&[3, 14]).unwrap()
}

fn model(id: &str) -> &'static dyn Model<Counts> {
    *COUNT_MODELS.iter().find(|model| model.id() == id).unwrap()
}

#[test]
fn every_model_answers_for_every_state_and_step_with_whole_deaths() {
    let history = world();
    for model in COUNT_MODELS {
        let draws = forecast(*model, &history);
        assert_eq!(draws.units, history.units, "{}", model.id());
        let each = draws.values.len() / (draws.units.len() * draws.steps.len());
        assert_eq!(
            each,
            if model.id() == "conflictology" {
                12
            } else {
                DRAWS
            }
        );
        assert!(
            draws
                .values
                .iter()
                .all(|draw| *draw >= 0.0 && draw.fract() == 0.0),
            "{}",
            model.id()
        );
    }
}

#[test]
fn the_same_seed_gives_the_same_draws_on_one_thread_and_on_three() {
    let history = world();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| forecast(&Mixture, &history))
    };
    assert_eq!(with(1), with(3));
}

#[test]
fn conflictology_is_the_last_twelve_months_oldest_first() {
    let history = world();
    let draws = forecast(model("conflictology"), &history);
    let own: Vec<f64> = history.counts[1][228..]
        .iter()
        .map(|count| count.unwrap())
        .collect();
    // Two steps of twelve draws a state; the second state begins at 24.
    assert_eq!(draws.values[24..36], own);
    assert_eq!(draws.values[36..48], own);
}

#[test]
fn the_last_value_is_a_poisson_mean() {
    let mut history = world();
    *history.counts[1].last_mut().unwrap() = Some(400.0);
    let draws = forecast(model("last-value"), &history);
    let values = &draws.values[2 * DRAWS..3 * DRAWS];
    let mean = values.iter().sum::<f64>() / DRAWS as f64;
    let variance = values.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / DRAWS as f64;
    // Poisson: mean 400 and variance 400, up to the grain of 1,000 draws.
    assert!(
        (mean - 400.0).abs() < 0.5 && (variance - 400.0).abs() < 5.0,
        "{mean} {variance}"
    );
}

#[test]
fn memory_fades_by_half() {
    // A state with ten deaths in the last month and none before: weight 1 against 1/2 + 1/4 + ... = 1.
    let mut counts = vec![Some(0.0); 120];
    counts[119] = Some(10.0);
    let history = History {
        units: vec![1],
        first: Month::new(1989, 1).unwrap(),
        counts: vec![counts],
        neighbours: vec![vec![]],
    };
    let memory = Memory {
        id: "memory",
        half_life: 1.0,
        pool: 0.0,
    };
    let draws = forecast(&memory, &history);
    let tens = draws.values[..DRAWS]
        .iter()
        .filter(|draw| **draw == 10.0)
        .count();
    assert_eq!(tens, 500);
}

#[test]
fn neighbours_widen_conflictology() {
    let history = world();
    let draws = forecast(model("conflictology-neighbours"), &history);
    // The first state is quiet and its neighbour at war: half of its draws are the neighbour's.
    let none = draws.values[..DRAWS]
        .iter()
        .filter(|draw| **draw == 0.0)
        .count();
    assert_eq!(none, 500);
}

#[test]
fn quiet_states_are_not_forecast_to_be_quiet_for_certain_by_the_mixture() {
    let history = world();
    let draws = forecast(&Mixture, &history);
    let war = &draws.values[2 * DRAWS..3 * DRAWS];
    let median = war[DRAWS / 2];
    // A steady war has 20 to 42 deaths a month.
    assert!((20.0..=42.0).contains(&median), "{median}");
}

#[test]
fn a_state_that_no_longer_exists_is_not_forecast() {
    let mut history = world();
    history.counts[3]
        .iter_mut()
        .skip(100)
        .for_each(|count| *count = None);
    for model in COUNT_MODELS {
        assert!(
            !forecast(*model, &history).units.contains(&103),
            "{}",
            model.id()
        );
    }
}

#[test]
fn bad_histories_are_refused() {
    let refuse = |history: History| {
        model("conflictology")
            .fit(&history, 1)
            .map(|_| ())
            .unwrap_err()
    };
    let mut negative = world();
    negative.counts[0][5] = Some(-1.0);
    assert!(matches!(refuse(negative), ForecastError::Setting { .. }));
    let mut infinite = world();
    infinite.counts[0][5] = Some(f64::INFINITY);
    assert!(matches!(refuse(infinite), ForecastError::Setting { .. }));
    let mut ragged = world();
    ragged.counts[0].pop();
    assert!(matches!(refuse(ragged), ForecastError::Length { .. }));
    let mut empty = world();
    empty.counts.clear();
    assert!(matches!(refuse(empty), ForecastError::NoRows { .. }));
    let mut stranger = world();
    stranger.neighbours[0].push(99);
    assert!(matches!(refuse(stranger), ForecastError::Setting { .. }));
    let short = world().until(Month::new(1989, 12).unwrap()).unwrap();
    assert!(matches!(
        model("quantile-forest")
            .fit(&short, 1)
            .map(|_| ())
            .unwrap_err(),
        ForecastError::NoRows { .. }
    ));
}
