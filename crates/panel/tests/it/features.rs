use panel::features::{
    FEATURES, Fall, FeatureSpec, Inputs, at_least, decay, delta, feature, interaction, lag, log1p,
    moving_max, moving_mean, moving_sum, space_time_distance, spatial_lag, time_since, tree_lag,
};
use panel::{
    Cube, Gid, Grain, Layout, Neighbours, Observation, Panel, PanelError, Period, Periods, Ring,
    Unit, Variable, made_up_disc,
};
use proptest::prelude::*;
use terms::{AsOf, Day, Month, StateId};

const MONTHS: i32 = 8;

fn origin() -> AsOf {
    AsOf("1990-12-31".parse().unwrap())
}

fn month(step: i32) -> Period {
    Period::Month(Month::from_month_id(121 + step))
}

fn months() -> Periods {
    Periods::new(month(0), month(MONTHS - 1)).unwrap()
}

fn cell(row: u32, column: u32) -> Unit {
    Unit::Cell(Gid::at(row, column).unwrap())
}

/// A block of cells, three rows by four columns.
fn block() -> Vec<Unit> {
    (0..12).map(|n| cell(100 + n / 4, 200 + n % 4)).collect()
}

fn deaths(unit: Unit, step: i32, value: f64, known: Day) -> Observation<'static> {
    Observation {
        unit,
        period: month(step),
        variable: "deaths",
        value,
        known,
    }
}

/// The cube of the block with those deaths; cells without a row are gaps or zeros.
fn cube_of(variable: Variable, rows: impl IntoIterator<Item = Observation<'static>>) -> Cube {
    let layout = Layout {
        grain: Grain::CellMonth,
        units: block(),
        periods: months(),
        variables: vec![variable],
    };
    // One row outside the layout, so that something is known in every case.
    let outside = deaths(cell(1, 1), 0, 0.0, origin().0);
    let rows = rows.into_iter().chain([outside]);
    Panel::as_of(layout, origin(), rows)
        .unwrap()
        .cube("deaths")
        .unwrap()
}

fn counts(rows: &[(Unit, i32, f64)]) -> Cube {
    let rows = rows
        .iter()
        .map(|(unit, step, value)| deaths(*unit, *step, *value, origin().0));
    cube_of(Variable::counted("deaths", months()), rows)
}

fn one_series(values: [f64; 8]) -> Cube {
    let rows: Vec<_> = (0..)
        .zip(values)
        .map(|(step, value)| (block()[0], step, value))
        .collect();
    counts(&rows)
}

fn gapped_series(values: [Option<f64>; 8]) -> Cube {
    let rows = (0..)
        .zip(values)
        .filter_map(|(step, value)| Some(deaths(block()[0], step, value?, origin().0)));
    cube_of(Variable::gapped("deaths"), rows.collect::<Vec<_>>())
}

fn first(cube: &Cube) -> Vec<Option<f32>> {
    cube.series(block()[0])
}

const GAP: Option<f32> = None;

fn some(values: [f32; 8]) -> Vec<Option<f32>> {
    values.map(Some).to_vec()
}

// Origin: the example in the documentation of views_transformation_library 2.7, `time_since`:
// events 0 0 1 1 0 0 give . 1 2 0 0 1.
#[test]
fn time_since_is_seen_one_period_after_the_event() {
    let cube = one_series([0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 3.0]);
    let since = time_since(&cube, 1.0).unwrap();
    let expected = [1.0, 2.0, 0.0, 0.0, 1.0, 2.0, 3.0].map(Some);
    assert_eq!(first(&since), [&[GAP], &expected[..]].concat());
    // 2^(-t/2): a half after two periods.
    let decayed = first(&decay(&cube, 2.0, 1.0).unwrap());
    assert_eq!(decayed[2], Some(0.5));
    assert_eq!(decayed[3], Some(1.0));
    assert_eq!(decayed[6], Some(0.5));
    // Below the threshold nothing is an event.
    assert_eq!(first(&time_since(&cube, 4.0).unwrap())[7], Some(7.0));
}

#[test]
fn after_a_gap_nobody_knows_the_time_since_until_the_next_event() {
    let cube =
        gapped_series([0.0, 1.0, 0.0, -1.0, 0.0, 2.0, 0.0, 0.0].map(|v| (v >= 0.0).then_some(v)));
    let since = first(&time_since(&cube, 1.0).unwrap());
    let expected = [
        GAP,
        Some(1.0),
        Some(0.0),
        Some(1.0),
        GAP,
        GAP,
        Some(0.0),
        Some(1.0),
    ];
    assert_eq!(since, expected);
}

#[test]
fn lag_and_delta_have_no_value_before_their_history() {
    let cube = one_series([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0]);
    let lagged = lag(&cube, 2).unwrap();
    assert_eq!(first(&lagged)[..3], [GAP, GAP, Some(1.0)]);
    assert_eq!(
        lagged.get(block()[0], month(1)).unwrap_err().to_string(),
        "the source covers 1990-03 to 1990-08"
    );
    assert_eq!(
        first(&delta(&cube, 1).unwrap())[..3],
        [GAP, Some(1.0), Some(2.0)]
    );
    assert_eq!(first(&lag(&cube, 100).unwrap()), vec![GAP; 8]);
}

#[test]
fn moving_windows_grow_from_one_period_and_pass_over_gaps() {
    let cube = one_series([1.0, 0.0, 5.0, 0.0, 0.0, 2.0, 0.0, 0.0]);
    let sums = some([1.0, 1.0, 6.0, 5.0, 5.0, 2.0, 2.0, 2.0]);
    assert_eq!(first(&moving_sum(&cube, 3).unwrap()), sums);
    let greatest = some([1.0, 1.0, 5.0, 5.0, 5.0, 2.0, 2.0, 2.0]);
    assert_eq!(first(&moving_max(&cube, 3).unwrap()), greatest);
    assert_eq!(
        first(&moving_mean(&cube, 2).unwrap())[..3],
        [Some(1.0), Some(0.5), Some(2.5)]
    );
    let gapped = gapped_series([None, None, Some(4.0), None, Some(2.0), None, None, None]);
    let expected = [
        GAP,
        GAP,
        Some(4.0),
        Some(4.0),
        Some(3.0),
        Some(2.0),
        Some(2.0),
        GAP,
    ];
    assert_eq!(first(&moving_mean(&gapped, 3).unwrap()), expected);
    let sums = [
        GAP,
        GAP,
        Some(4.0),
        Some(4.0),
        Some(6.0),
        Some(2.0),
        Some(2.0),
        GAP,
    ];
    assert_eq!(first(&moving_sum(&gapped, 3).unwrap()), sums);
}

#[test]
fn a_window_without_events_sums_to_exactly_zero() {
    // 0.1 + 0.2 - 0.1 - 0.2 is not 0 in floating point.
    let cube = one_series([0.1, 0.2, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    assert_eq!(first(&moving_sum(&cube, 2).unwrap())[3], Some(0.0));
}

#[test]
fn the_queen_adds_the_eight_cells_around_and_leaves_out_the_cell_itself() {
    let middle = block()[5];
    let rows: Vec<_> = (1..)
        .zip(block())
        .map(|(n, unit)| (unit, 0, f64::from(n)))
        .collect();
    let cube = counts(&rows);
    let queen = Neighbours::ring(cube.units(), Ring::QUEEN).unwrap();
    let lagged = spatial_lag(&cube, &queen).unwrap();
    // Rows 1-4, 5-8, 9-12; around the 6: 1+2+3+5+7+9+10+11.
    assert_eq!(lagged.get(middle, month(0)), Ok(48.0));
    // In the corner 2+5+6.
    assert_eq!(lagged.get(block()[0], month(0)), Ok(13.0));
    let inverse = Ring {
        power: 1.0,
        normalised: true,
        ..Ring::QUEEN
    };
    let weighted = Neighbours::ring(cube.units(), inverse).unwrap();
    let sum: f32 = weighted.of(5).iter().map(|link| link.1).sum();
    assert!(
        (sum - 1.0).abs() < 1e-6,
        "the weights around add up to {sum}"
    );
}

#[test]
fn states_have_the_neighbours_of_the_list_and_islands_have_none() {
    let [sudan, chad, fiji] = [625, 483, 950].map(|gw| Unit::State(StateId(gw)));
    let layout = Layout {
        grain: Grain::StateMonth,
        units: vec![sudan, chad, fiji],
        periods: months(),
        variables: vec![Variable::gapped("deaths")],
    };
    let rows = [(sudan, 0, 3.0), (chad, 1, 5.0)];
    let rows = rows.map(|(unit, step, value)| deaths(unit, step, value, origin().0));
    let cube = Panel::as_of(layout, origin(), rows)
        .unwrap()
        .cube("deaths")
        .unwrap();
    let borders = [(StateId(625), StateId(483)), (StateId(483), StateId(475))];
    let neighbours = Neighbours::contiguity(cube.units(), borders).unwrap();
    let lagged = spatial_lag(&cube, &neighbours).unwrap();
    assert_eq!(lagged.get(chad, month(0)), Ok(3.0));
    assert_eq!(lagged.get(fiji, month(0)), Ok(0.0));
    assert!(
        lagged.get(chad, month(1)).is_err(),
        "its one neighbour has a gap"
    );
}

/// The distance of two cells as the tree measures it, in cells.
fn apart(one: Unit, other: Unit) -> f64 {
    let (Unit::Cell(one), Unit::Cell(other)) = (one, other) else {
        panic!("both are cells");
    };
    let up = f64::from(one.row()) - f64::from(other.row()) + 0.01;
    let across = f64::from(one.column()) - f64::from(other.column()) + 0.01;
    up.hypot(across)
}

#[test]
fn a_tree_that_opens_everything_is_the_plain_sum_over_distances() {
    let rows: Vec<_> = (1..)
        .zip(block())
        .map(|(n, unit)| (unit, 0, f64::from(n)))
        .collect();
    let cube = counts(&rows);
    let lagged = tree_lag(&cube, 1e-6, Fall::InverseSquare).unwrap();
    for target in block() {
        let others = rows.iter().filter(|row| row.0 != target);
        let plain: f64 = others.map(|row| row.2 / apart(target, row.0).powi(2)).sum();
        let found = f64::from(lagged.get(target, month(0)).unwrap());
        assert!(
            (found / plain - 1.0).abs() < 1e-5,
            "{target}: {found}, plainly {plain}"
        );
    }
}

#[test]
fn a_tree_with_the_usual_angle_is_near_the_plain_sum() {
    let cube = made_up_disc(300, 6, 0.2, 7).unwrap();
    let exact = tree_lag(&cube, 1e-6, Fall::Inverse).unwrap();
    let usual = tree_lag(&cube, 0.7, Fall::Inverse).unwrap();
    let pairs = cube.units().iter().flat_map(|unit| {
        exact
            .series(*unit)
            .into_iter()
            .flatten()
            .zip(usual.series(*unit).into_iter().flatten())
    });
    let worst = pairs
        .map(|(exact, usual)| (usual / exact - 1.0).abs())
        .fold(0.0, f32::max);
    assert!(worst > 0.0 && worst < 0.25, "off by {worst} at most");
}

#[test]
fn parameters_and_inputs_that_make_no_sense_are_errors_that_say_what_to_do() {
    let cube = one_series([1.0; 8]);
    let of = Inputs {
        cube: &cube,
        other: None,
        neighbours: None,
    };
    let says = |name, parameters: &[f64]| feature(name, of, parameters).unwrap_err().to_string();
    assert_eq!(
        says("lag", &[0.0]),
        "lag asks for a whole number of periods, at least 1, not 0"
    );
    assert_eq!(says("lag", &[]), "lag has 1 parameters (periods), not 0");
    assert_eq!(
        says("decay", &[-1.0, 1.0]),
        "decay asks for a half-life above 0, not -1"
    );
    assert!(says("lags", &[1.0]).starts_with("no feature is called `lags`; there are lag, delta"));
    assert!(says("tree_lag", &[2.0, 1.0]).contains("such as 0.7"));
    assert!(says("spatial_lag", &[]).contains("build them from one panel"));
    assert!(matches!(
        log1p(one_series([-2.0; 8])),
        Err(PanelError::BelowZero { value: -2.0 })
    ));
    let other = made_up_disc(12, 8, 0.5, 1).unwrap();
    assert!(matches!(
        interaction(&cube, &other),
        Err(PanelError::OtherFrame { .. })
    ));
    assert_eq!(first(&at_least(&cube, 1.0).unwrap()), some([1.0; 8]));
    assert_eq!(first(&log1p(cube).unwrap())[0], Some(2.0_f32.ln()));
}

fn parameters(spec: &FeatureSpec) -> &'static [f64] {
    match spec.name {
        "decay" => &[3.0, 1.0],
        "tree_lag" => &[0.7, 1.0],
        _ if spec.parameters.is_empty() => &[],
        _ => &[2.0],
    }
}

/// Every feature of the register, of one cube.
fn every_feature(cube: &Cube) -> Vec<Result<Cube, PanelError>> {
    let queen = Neighbours::ring(cube.units(), Ring::QUEEN).unwrap();
    let of = Inputs {
        cube,
        other: Some(cube),
        neighbours: Some(&queen),
    };
    FEATURES
        .iter()
        .map(|spec| feature(spec.name, of, parameters(spec)))
        .collect()
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let cube = made_up_disc(500, 60, 0.02, 3).unwrap();
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| every_feature(&cube))
    };
    assert_eq!(with(1), with(5));
}

fn any_rows() -> impl Strategy<Value = Vec<Observation<'static>>> {
    let row = (0..12_usize, 0..MONTHS, 0..5_u8, 1990..1993_i16, 1..13_i8).prop_map(
        |(at, step, value, year, in_year)| {
            let known = Day::new(year, in_year, 1).unwrap();
            deaths(block()[at], step, f64::from(value), known)
        },
    );
    prop::collection::vec(row, 0..40).prop_map(|mut rows| {
        // Two values of one day are an error of its own.
        rows.sort_by_key(|row| (row.unit, row.period, row.known));
        rows.dedup_by_key(|row| (row.unit, row.period, row.known));
        rows
    })
}

proptest! {
    #[test]
    fn nothing_recorded_after_the_origin_changes_a_feature(
        rows in any_rows(), other in any_rows(), gapped in any::<bool>(),
    ) {
        let variable = || if gapped {
            Variable::gapped("deaths")
        } else {
            Variable::counted("deaths", months())
        };
        let early = rows.iter().copied().filter(|row| origin().knows(row.known));
        let later = other.into_iter().filter(|row| !origin().knows(row.known));
        let changed: Vec<_> = early.clone().chain(later).collect();
        let known = every_feature(&cube_of(variable(), early.collect::<Vec<_>>()));
        prop_assert_eq!(&every_feature(&cube_of(variable(), rows)), &known);
        prop_assert_eq!(&every_feature(&cube_of(variable(), changed)), &known);
    }

    #[test]
    fn no_feature_looks_at_a_later_period(rows in any_rows(), until in 0..MONTHS) {
        let known = |rows: &[Observation<'static>]| -> Vec<_> {
            let variable = Variable::counted("deaths", months());
            let rows: Vec<_> = rows.iter().copied().filter(|row| origin().knows(row.known)).collect();
            every_feature(&cube_of(variable, rows))
        };
        let past: Vec<_> = rows.iter().copied().filter(|row| row.period <= month(until)).collect();
        for (with_future, without) in known(&rows).iter().zip(known(&past)) {
            let (with_future, without) = (with_future.as_ref().unwrap(), without.unwrap());
            for unit in block() {
                for step in 0..=until {
                    prop_assert_eq!(with_future.get(unit, month(step)), without.get(unit, month(step)));
                }
            }
        }
    }

    #[test]
    fn space_time_distance_is_the_least_over_all_events_so_far(rows in any_rows()) {
        let rows: Vec<_> = rows.into_iter().filter(|row| origin().knows(row.known)).collect();
        let cube = cube_of(Variable::counted("deaths", months()), rows);
        let found = space_time_distance(&cube, 0.7).unwrap();
        for target in block() {
            for step in 0..MONTHS {
                let mut least = f64::INFINITY;
                for other in block() {
                    for earlier in 0..=step {
                        if cube.get(other, month(earlier)).unwrap() > 0.0 {
                            let (Unit::Cell(one), Unit::Cell(two)) = (target, other) else { continue };
                            let up = 0.5 * f64::from(one.row().abs_diff(two.row()));
                            let across = 0.5 * f64::from(one.column().abs_diff(two.column()));
                            let since = 0.7 * f64::from(step - earlier);
                            least = least.min((up * up + across * across + since * since).sqrt());
                        }
                    }
                }
                match found.get(target, month(step)) {
                    Ok(distance) => prop_assert!((f64::from(distance) - least).abs() < 1e-5),
                    Err(_) => prop_assert!(least.is_infinite()),
                }
            }
        }
    }
}
