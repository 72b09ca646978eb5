//! Predictors made of deaths that UCDP codes.

use std::collections::BTreeMap;

use forecast::{CodedDeaths, Matrix, Rows, StateYears, with_deaths};

/// One state from 1987 to 1995; deaths are coded from 1989 on.
fn state_years(own: &[(i32, f64)], around: &[(i32, f64)]) -> BTreeMap<String, Vec<f64>> {
    let years: Vec<i32> = (1987..=1995).collect();
    let region = |name: &str| (name.to_owned(), vec![0.0; years.len()]);
    let regions = ["reg_na", "reg_eap", "reg_sca", "reg_mna", "reg_eur"];
    let rows = Rows {
        x: Matrix::new(regions.map(region).to_vec()).unwrap(),
        unit: vec![7; years.len()],
        time: years.clone(),
    };
    let many = years.len();
    let data = StateYears::new(rows, vec![false; many], vec![None; many]).unwrap();
    let coded = |of: &[(i32, f64)]| {
        let each = of
            .iter()
            .map(|(year, deaths)| ((7, *year), [*deaths, 0.0, 0.0]));
        each.collect::<BTreeMap<_, _>>()
    };
    let coded = CodedDeaths {
        own: coded(own),
        around: coded(around),
    };
    let data = with_deaths(data, &coded).unwrap();
    let columns = data.rows.x.columns();
    columns
        .map(|(name, values)| (name.to_owned(), values.to_vec()))
        .collect()
}

fn all() -> BTreeMap<String, Vec<f64>> {
    let own = [
        (1989, 0.0),
        (1990, 30.0),
        (1991, 7.0),
        (1992, 0.0),
        (1993, 0.0),
        (1994, 0.0),
        (1995, 0.0),
    ];
    state_years(&own, &[(1991, 99.0)])
}

#[test]
fn a_year_before_deaths_are_coded_has_no_value_and_not_zero() {
    let columns = all();
    for (name, values) in columns.iter().filter(|(name, _)| name.starts_with("ucdp_")) {
        assert!(values[0].is_nan() && values[1].is_nan(), "{name}");
        assert!(values[2..].iter().all(|value| value.is_finite()), "{name}");
    }
}

#[test]
fn sums_take_the_years_that_are_coded_and_no_later_ones() {
    let columns = all();
    let at = |name: &str, year: usize| columns[name][year - 1987];
    assert_eq!(at("ucdp_one_sided", 1990), 31_f64.ln());
    assert_eq!(at("ucdp_one_sided_3yr", 1990), 31_f64.ln(), "0 + 30");
    assert_eq!(at("ucdp_one_sided_3yr", 1992), 38_f64.ln(), "30 + 7 + 0");
    assert_eq!(at("ucdp_one_sided_3yr", 1993), 8_f64.ln(), "7 + 0 + 0");
    assert_eq!(at("ucdp_one_sided_10yr", 1995), 38_f64.ln());
    assert_eq!(at("ucdp_one_sided_neighbours", 1991), 100_f64.ln());
    assert_eq!(at("ucdp_state_based_10yr", 1995), 0.0);
}

#[test]
fn violence_is_half_forgotten_after_five_years() {
    let columns = all();
    let memory = &columns["ucdp_one_sided_memory"];
    assert_eq!(memory[1989 - 1987], 0.0, "there was none yet");
    assert_eq!(memory[1990 - 1987], 1.0, "30 deaths in the year");
    assert_eq!(memory[1995 - 1987], 0.5, "7 deaths in 1991 are below 25");
}
