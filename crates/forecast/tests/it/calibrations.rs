use forecast::ForecastError;
use forecast::calibration::{Beta, Calibration, Isotonic, Platt, RecentIntercept};
use terms::Probability;

fn p(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

/// Forecasts that are twice too high: of 1,000 at 20 %, 100 happen; of 1,000 at 4 %, 20.
fn too_high() -> (Vec<Probability>, Vec<bool>) {
    let forecast = (0..2000).map(|row| p(if row < 1000 { 0.2 } else { 0.04 }));
    let observed = (0..2000).map(|row| row % 1000 < if row < 1000 { 100 } else { 20 });
    (forecast.collect(), observed.collect())
}

#[test]
fn every_map_brings_forecasts_to_what_was_observed_and_keeps_their_order() {
    let (forecast, observed) = too_high();
    let maps: [Box<dyn Calibration>; 3] = [
        Box::new(Platt::fit(&forecast, &observed).unwrap()),
        Box::new(Beta::fit(&forecast, &observed).unwrap()),
        Box::new(Isotonic::fit(&forecast, &observed).unwrap()),
    ];
    for map in maps {
        for (given, happened) in [(0.2, 0.1), (0.04, 0.02)] {
            let apart = (map.apply(p(given)).get() - happened).abs();
            assert!(
                apart < 0.01,
                "{map:?} gives {} at {given}",
                map.apply(p(given))
            );
        }
        let steps: Vec<f64> = (0..=100)
            .map(|at| map.apply(p(f64::from(at) / 100.0)).get())
            .collect();
        assert!(steps.windows(2).all(|pair| pair[0] <= pair[1]), "{map:?}");
    }
}

#[test]
fn a_shift_without_doubt_makes_forecasts_add_up_to_the_events() {
    let (forecast, observed) = too_high();
    let sum = |map: RecentIntercept| forecast.iter().map(|f| map.apply(*f).get()).sum::<f64>();
    let whole = sum(RecentIntercept::fit(&forecast, &observed, 0.0).unwrap());
    assert!((whole - 120.0).abs() < 1e-6, "{whole}");
    let half = sum(RecentIntercept::fit(&forecast, &observed, 120.0).unwrap());
    assert!(
        half > 130.0 && half < 240.0,
        "half of the way on the logits: {half}"
    );
}

#[test]
fn a_calibration_needs_both_outcomes() {
    let error = Platt::fit(&[p(0.1), p(0.2)], &[false, false]).unwrap_err();
    assert!(matches!(
        error,
        ForecastError::OneClass {
            positives: 0,
            rows: 2,
            ..
        }
    ));
    let error = Isotonic::fit(&[p(0.1)], &[true, false]).unwrap_err();
    assert!(matches!(error, ForecastError::Length { .. }));
}
