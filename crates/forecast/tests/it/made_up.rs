//! A made-up world of states and years with the columns that the derived predictors need.

use forecast::{CodedDeaths, ForecastError, Matrix, Rows, StateYears, derive, with_deaths};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const NAMES: [&str; 16] = [
    "popsize_log2",
    "gdppcgrowth",
    "un_imr_sqrt",
    "freediscussion",
    "ses_power_dist",
    "discrimpop",
    "battledeaths_log2",
    "coup_try_5yr",
    "pol_killing_approved",
    "mk_ongoing_count_log2",
    "reg_na",
    "reg_eap",
    "reg_sca",
    "reg_mna",
    "reg_eur",
    "year",
];

/// Forty states from 1970 to 2024; onsets follow battle deaths and poverty. Deterministic.
pub(crate) fn world() -> StateYears {
    world_with(|_, _, _| None)
}

/// The same, with values replaced: state, year and column to a value.
pub(crate) fn world_with(replace: impl Fn(u32, i32, &str) -> Option<f64>) -> StateYears {
    tried(replace, |_| true).unwrap()
}

/// The same, as far as the data is accepted; only the columns that are kept are there.
pub(crate) fn tried(
    replace: impl Fn(u32, i32, &str) -> Option<f64>,
    keep: impl Fn(&str) -> bool,
) -> Result<StateYears, ForecastError> {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let mut unit = || f64::from(random.next_u32()) / f64::from(u32::MAX);
    let (mut units, mut years, mut onset) = (Vec::new(), Vec::new(), Vec::new());
    let mut columns = vec![Vec::new(); NAMES.len()];
    for state in 1..=40_u32 {
        let poverty = unit();
        for year in 1970..=2024 {
            let war = if unit() < 0.2 + 0.3 * poverty {
                12.0 * unit()
            } else {
                0.0
            };
            for (column, name) in columns.iter_mut().zip(NAMES) {
                let made = match name {
                    "battledeaths_log2" => war,
                    "un_imr_sqrt" => 2.0 + 10.0 * poverty + unit(),
                    "coup_try_5yr" | "pol_killing_approved" => f64::from(u8::from(unit() < 0.15)),
                    "year" => f64::from(year),
                    _ if name.starts_with("reg_") => {
                        let place = NAMES.iter().position(|other| *other == name).unwrap() as u32;
                        f64::from(u8::from(state % 6 + 9 == place))
                    }
                    _ => unit(),
                };
                column.push(replace(state, year, name).unwrap_or(made));
            }
            let risk = 0.002 + 0.004 * war * poverty;
            let draw = unit();
            units.push(state);
            years.push(year);
            onset.push(replace(state, year, "onset").map_or(draw < risk, |value| value == 1.0));
        }
    }
    let within_two = (0..units.len()).map(|row| {
        let known = years[row] <= 2022;
        known.then(|| onset[row + 1] || onset[row + 2])
    });
    let within_two = within_two.collect();
    let named = NAMES.iter().map(|name| (*name).to_owned()).zip(columns);
    let named = named.filter(|(name, _)| keep(name));
    let rows = Rows {
        x: Matrix::new(named.collect()).unwrap(),
        unit: units,
        time: years,
    };
    let deaths = deaths(&rows);
    with_deaths(derive(StateYears::new(rows, onset, within_two)?)?, &deaths)
}

/// Deaths since 1989 that follow from war and poverty: the next state in the list is the only neighbour.
fn deaths(rows: &Rows) -> CodedDeaths {
    let (Ok(war), Ok(poverty)) = (
        rows.x.named("battledeaths_log2"),
        rows.x.named("un_imr_sqrt"),
    ) else {
        return CodedDeaths::default();
    };
    let mut coded = CodedDeaths::default();
    for row in 0..rows.len() {
        let (state, year) = (rows.unit[row], rows.time[row]);
        if year >= 1989 {
            let own = [20.0 * war[row], 3.0 * poverty[row], war[row].exp2()].map(f64::floor);
            coded.own.insert((state, year), own);
            coded.around.insert((state % 40 + 1, year), own);
        }
    }
    coded
}
