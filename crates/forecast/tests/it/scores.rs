use forecast::Replicates;
use forecast::scores::{
    Order, auc, average_precision, brier, listed, log_loss, recall, recall_by_year, reliability,
    skill,
};
use proptest::prelude::*;
use terms::Probability;

fn forecasts(values: &[f64]) -> Vec<Probability> {
    values
        .iter()
        .map(|value| Probability::new(*value).unwrap())
        .collect()
}

const ONCE: [u32; 4] = [1; 4];

#[test]
fn the_textbook_example_scores_as_scikit_learn_prints_it() {
    // scikit-learn 1.9, documentation of roc_auc_score and average_precision_score: y = 0 0 1 1,
    // scores 0.1 0.4 0.35 0.8 give 0.75 and 0.8333...
    let forecast = forecasts(&[0.1, 0.4, 0.35, 0.8]);
    let observed = [false, false, true, true];
    let order = Order::new(&forecast);
    assert_eq!(auc(&order, &observed, &ONCE), Some(0.75));
    let ap = average_precision(&order, &observed, &ONCE).unwrap();
    assert!((ap - (1.0 + 2.0 / 3.0) / 2.0).abs() < 1e-15);
}

#[test]
fn equal_forecasts_count_half_and_are_one_threshold() {
    let forecast = forecasts(&[0.5; 4]);
    let observed = [true, false, false, false];
    let order = Order::new(&forecast);
    assert_eq!(auc(&order, &observed, &ONCE), Some(0.5));
    assert_eq!(
        average_precision(&order, &observed, &ONCE),
        Some(0.25),
        "the share of events"
    );
}

#[test]
fn brier_and_log_loss_are_their_closed_forms() {
    let forecast = forecasts(&[0.8, 0.4]);
    let observed = [true, false];
    let brier = brier(&forecast, &observed, &[1, 1]).unwrap();
    assert!((brier - (0.04 + 0.16) / 2.0).abs() < 1e-15);
    let loss = log_loss(&forecast, &observed, &[1, 1]).unwrap();
    assert!((loss - (-(0.8_f64.ln()) - 0.6_f64.ln()) / 2.0).abs() < 1e-15);
    assert!(
        log_loss(&forecasts(&[0.0]), &[true], &[1])
            .unwrap()
            .is_finite()
    );
    assert_eq!(skill(0.05, 0.1), Some(0.5));
    assert_eq!(skill(0.05, 0.0), None);
}

#[test]
fn a_score_without_an_event_has_no_value() {
    let forecast = forecasts(&[0.1, 0.2]);
    let order = Order::new(&forecast);
    assert_eq!(auc(&order, &[false, false], &[1, 1]), None);
    assert_eq!(average_precision(&order, &[false, false], &[1, 1]), None);
    assert_eq!(recall(&[true, true], &[false, false], &[1, 1]), None);
    assert_eq!(brier(&[], &[], &[]), None);
}

#[test]
fn the_list_holds_the_highest_of_each_year_and_never_more() {
    let forecast = forecasts(&[0.3, 0.3, 0.1, 0.9, 0.2]);
    let year = [2000, 2000, 2000, 2001, 2001];
    let list = listed(&forecast, &year, 1);
    assert_eq!(
        list,
        [true, false, false, true, false],
        "the earlier of two equal ones"
    );
    let observed = [true, true, false, true, false];
    assert_eq!(recall(&list, &observed, &[1; 5]), Some(2.0 / 3.0));
    assert_eq!(
        recall_by_year(&list, &observed, &year, &[1; 5]),
        Some(0.75),
        "mean of 1/2 and 1"
    );
}

#[test]
fn a_reliability_diagram_counts_every_row_once() {
    let forecast = forecasts(&[0.1, 0.2, 0.3, 0.4, 0.5]);
    let bins = reliability(&forecast, &[false, false, true, false, true], 2);
    assert_eq!(bins.iter().map(|bin| bin.rows).sum::<usize>(), 5);
    assert_eq!(bins.iter().map(|bin| bin.events).sum::<usize>(), 2);
    assert!((bins[0].forecast - 0.15).abs() < 1e-12);
}

#[test]
fn replicates_draw_whole_states_and_repeat() {
    let unit = [1, 1, 2, 2, 3];
    let replicates = Replicates::new(&unit, 50, 9);
    for at in 0..50 {
        let weight = replicates.weights(at, 5);
        assert_eq!(weight[0], weight[1], "years of one state stay together");
        assert_eq!(weight[2], weight[3]);
        assert_eq!(
            weight[0] + weight[2] + weight[4],
            3,
            "as many states as there are"
        );
        assert_eq!(weight, replicates.weights(at, 5));
    }
}

proptest! {
    #[test]
    fn ranks_decide_auc_and_average_precision(
        rows in proptest::collection::vec((0.001_f64..0.999, any::<bool>(), 0_u32..3), 2..60)
    ) {
        let forecast: Vec<f64> = rows.iter().map(|row| row.0).collect();
        let observed: Vec<bool> = rows.iter().map(|row| row.1).collect();
        let weight: Vec<u32> = rows.iter().map(|row| row.2).collect();
        // Any rising map leaves the order as it is.
        let bent: Vec<f64> = forecast.iter().map(|p| p * p * 0.5).collect();
        let (one, other) = (Order::new(&forecasts(&forecast)), Order::new(&forecasts(&bent)));
        prop_assert_eq!(auc(&one, &observed, &weight), auc(&other, &observed, &weight));
        prop_assert_eq!(
            average_precision(&one, &observed, &weight),
            average_precision(&other, &observed, &weight)
        );
    }

    #[test]
    fn a_weight_of_two_is_the_row_twice(
        rows in proptest::collection::vec((0.01_f64..0.99, any::<bool>(), 0_u32..3), 2..40)
    ) {
        let forecast = forecasts(&rows.iter().map(|row| row.0).collect::<Vec<_>>());
        let observed: Vec<bool> = rows.iter().map(|row| row.1).collect();
        let weight: Vec<u32> = rows.iter().map(|row| row.2).collect();
        let many: Vec<usize> = (0..rows.len())
            .flat_map(|row| std::iter::repeat_n(row, weight[row] as usize))
            .collect();
        let far: Vec<Probability> = many.iter().map(|row| forecast[*row]).collect();
        let happened: Vec<bool> = many.iter().map(|row| observed[*row]).collect();
        let ones = vec![1; many.len()];
        let close = |a: Option<f64>, b: Option<f64>| match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() < 1e-12,
            (a, b) => a == b,
        };
        let (short, long) = (Order::new(&forecast), Order::new(&far));
        prop_assert!(close(auc(&short, &observed, &weight), auc(&long, &happened, &ones)));
        prop_assert!(close(brier(&forecast, &observed, &weight), brier(&far, &happened, &ones)));
        prop_assert!(close(
            average_precision(&short, &observed, &weight),
            average_precision(&long, &happened, &ones)
        ));
    }
}
