use panel::{Grain, Layout, Observation, Panel, PanelError, Period, Periods, Unit, Variable};
use proptest::prelude::*;
use terms::{AsOf, Day, Gap, StateId};

const SUDAN: Unit = Unit::State(StateId(625));
const CHAD: Unit = Unit::State(StateId(483));

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn origin() -> AsOf {
    AsOf(day("2004-12-31"))
}

fn layout(variables: Vec<Variable>) -> Layout {
    Layout {
        grain: Grain::StateYear,
        units: vec![SUDAN, CHAD],
        periods: Periods::years(2001, 2004).unwrap(),
        variables,
    }
}

fn deaths(unit: Unit, year: i32, value: f64, known: &str) -> Observation<'static> {
    Observation {
        unit,
        period: Period::year(year),
        variable: "deaths",
        value,
        known: day(known),
    }
}

fn panel(observations: &[Observation<'static>]) -> Result<Panel, PanelError> {
    let variables = vec![Variable::gapped("deaths")];
    Panel::as_of(layout(variables), origin(), observations.iter().copied())
}

#[test]
fn the_last_revision_known_at_the_origin_counts_in_whatever_order_rows_come() {
    let rows = [
        deaths(SUDAN, 2003, 100.0, "2004-01-31"),
        deaths(SUDAN, 2003, 250.0, "2004-12-31"),
        deaths(SUDAN, 2003, 900.0, "2005-01-01"),
    ];
    let mut backwards = rows;
    backwards.reverse();
    assert_eq!(panel(&rows), panel(&backwards));
    let value = panel(&rows)
        .unwrap()
        .get(SUDAN, Period::year(2003), "deaths");
    assert_eq!(value, Ok(Ok(250.0)));
}

#[test]
fn a_missing_value_is_a_gap_with_its_reason_and_a_zero_only_where_the_source_lists_events() {
    let variables = vec![
        Variable::gapped("deaths"),
        Variable::counted("events", Periods::years(2002, 2003).unwrap()),
    ];
    let rows = [deaths(CHAD, 2001, 5.0, "2002-01-31")];
    let panel = Panel::as_of(layout(variables), origin(), rows).unwrap();
    let get = |year, column| panel.get(SUDAN, Period::year(year), column).unwrap();
    assert_eq!(get(2003, "deaths"), Err(Gap::NoEvidence));
    assert_eq!(get(2003, "events"), Ok(0.0));
    let covers = "2002 to 2003".to_owned();
    assert_eq!(get(2004, "events"), Err(Gap::OutsideCoverage { covers }));
}

#[test]
fn two_values_of_one_day_are_an_error_unless_a_later_one_settles_it() {
    let mut rows = vec![
        deaths(SUDAN, 2003, 100.0, "2004-01-31"),
        deaths(SUDAN, 2003, 120.0, "2004-01-31"),
    ];
    assert_eq!(
        panel(&rows).unwrap_err().to_string(),
        "`deaths` of state 625 in 2003 has two values that became known on 2004-01-31: 100 and 120; \
         keep one, or date the revision"
    );
    rows.push(deaths(SUDAN, 2003, 110.0, "2004-02-29"));
    assert!(panel(&rows).is_ok());
}

#[test]
fn an_origin_before_the_data_says_when_the_data_begin() {
    let error = panel(&[deaths(SUDAN, 2003, 1.0, "2005-06-01")]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "on 2004-12-31 nothing was known, the first observation became known on 2005-06-01; \
         choose a later origin"
    );
}

#[test]
fn infinite_values_are_named_with_their_number() {
    let error = panel(&[
        deaths(SUDAN, 2003, f64::INFINITY, "2004-01-31"),
        deaths(CHAD, 2003, f64::NAN, "2004-01-31"),
    ])
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "`deaths` of state 483 in 2003 is NaN, and 1 more values are not finite; correct them at \
         the source or leave these observations out, so that they are gaps"
    );
    // What was not known yet is not looked at, not even to complain.
    let later = [
        deaths(SUDAN, 2003, 1.0, "2004-01-31"),
        deaths(SUDAN, 2002, f64::INFINITY, "2005-01-31"),
    ];
    assert!(panel(&later).is_ok());
}

#[test]
fn an_event_list_cannot_be_complete_for_a_year_that_has_not_ended() {
    let variables = vec![Variable::counted(
        "events",
        Periods::years(2002, 2005).unwrap(),
    )];
    let error = Panel::as_of(layout(variables), origin(), []).unwrap_err();
    assert!(
        matches!(error, PanelError::CoverageAfterOrigin { .. }),
        "{error}"
    );
}

#[test]
fn rows_with_a_gap_are_left_out_and_a_constant_column_is_refused() {
    let panel = panel(&[
        deaths(SUDAN, 2002, 7.0, "2003-01-31"),
        deaths(SUDAN, 2003, 7.0, "2004-01-31"),
    ])
    .unwrap();
    let rows = panel.complete_rows(&["deaths"], panel.periods()).unwrap();
    let keys: Vec<_> = rows.iter().map(|row| (row.unit, row.period)).collect();
    assert_eq!(
        keys,
        [(SUDAN, Period::year(2002)), (SUDAN, Period::year(2003))]
    );
    assert_eq!(
        rows.varying().unwrap_err().to_string(),
        "`deaths` is 7 in all 2 rows; leave it out or train on more periods"
    );
    let early = Periods::years(2001, 2001).unwrap();
    assert_eq!(
        panel
            .complete_rows(&["deaths"], early)
            .unwrap_err()
            .to_string(),
        "none of 2 rows has a value in each of the 1 columns; the emptiest is `deaths` with 2 gaps: \
         leave it out or start later"
    );
    assert_eq!(
        panel
            .complete_rows(&["death"], early)
            .unwrap_err()
            .to_string(),
        "no column is called `death`; the panel has deaths"
    );
}

#[test]
fn cells_and_states_do_not_share_a_panel() {
    let cell = Unit::Cell(panel::Gid::new(49_182).unwrap());
    let error = panel(&[deaths(cell, 2003, 1.0, "2004-01-31")]).unwrap_err();
    assert!(matches!(error, PanelError::WrongGrain { .. }), "{error}");
}

fn any_observation() -> impl Strategy<Value = Observation<'static>> {
    let unit = prop_oneof![Just(SUDAN), Just(CHAD)];
    (
        unit,
        2000..2007_i32,
        -1e6..1e6_f64,
        2001..2009_i16,
        1..13_i8,
    )
        .prop_map(|(unit, year, value, known_year, month)| Observation {
            unit,
            period: Period::year(year),
            variable: "deaths",
            value,
            known: Day::new(known_year, month, 1).unwrap(),
        })
}

proptest! {
    #[test]
    fn nothing_recorded_after_the_origin_changes_a_cell_or_a_reason(
        rows in prop::collection::vec(any_observation(), 0..60),
        other in prop::collection::vec(any_observation(), 0..60),
    ) {
        let known = |row: &&Observation<'static>| origin().knows(row.known);
        let early: Vec<_> = rows.iter().filter(known).copied().collect();
        prop_assume!(!early.is_empty());
        let later = other.into_iter().filter(|row| !known(&row));
        let changed: Vec<_> = early.iter().copied().chain(later).collect();
        prop_assert_eq!(panel(&rows), panel(&early));
        prop_assert_eq!(panel(&changed), panel(&early));
    }
}
