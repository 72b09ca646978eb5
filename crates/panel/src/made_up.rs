use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use terms::{AsOf, Month};

use crate::{Cube, Gid, Grain, Layout, Observation, Panel, PanelError, Periods, Unit, Variable};

/// A made-up cube for measurements: a disc of that many cells, of whose values the share `events`
/// is not zero, in seeded random places; months from January 1990.
///
/// # Errors
/// If there are no cells or months.
pub fn made_up_disc(
    cells: usize,
    months: usize,
    events: f64,
    seed: u64,
) -> Result<Cube, PanelError> {
    let (row, column) = (180_i64, 400_i64);
    let mut all: Vec<Gid> = (1..=Gid::ROWS * Gid::COLUMNS)
        .filter_map(Gid::new)
        .collect();
    all.sort_by_cached_key(|gid| {
        let up = i64::from(gid.row()) - row;
        let across = i64::from(gid.column()) - column;
        (up * up + across * across, gid.number())
    });
    all.truncate(cells);
    made_up_grid(&all, months, events, seed)
}

/// A made-up cube over those cells, as [`made_up_disc`].
///
/// # Errors
/// If there are no cells or months.
pub fn made_up_grid(
    cells: &[Gid],
    months: usize,
    events: f64,
    seed: u64,
) -> Result<Cube, PanelError> {
    const VARIABLE: &str = "deaths";
    let first = Month::from_month_id(121);
    let last = i32::try_from(months).unwrap_or(i32::MAX - 121) + 120;
    let periods = Periods::months(first, Month::from_month_id(last))?;
    let layout = Layout {
        grain: Grain::CellMonth,
        units: cells.iter().copied().map(Unit::Cell).collect(),
        periods,
        variables: vec![Variable::counted(VARIABLE, periods)],
    };
    let Some(known) = periods.last().after(1).first_day() else {
        return Err(PanelError::WrongParameter {
            feature: "a made-up grid",
            asks: "months before the year 9999",
            given: months.to_string(),
        });
    };
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut rows = Vec::new();
    for gid in cells {
        for period in periods.iter() {
            if unit_interval(&mut random) < events {
                let deaths = (1.0 / (1.0 - 0.999 * unit_interval(&mut random))).floor();
                rows.push((*gid, period, deaths));
            }
        }
    }
    let observations = rows.into_iter().map(|(gid, period, value)| Observation {
        unit: Unit::Cell(gid),
        period,
        variable: VARIABLE,
        value,
        known,
    });
    Panel::as_of(layout, AsOf(known), observations)?.cube(VARIABLE)
}

fn unit_interval(random: &mut ChaCha8Rng) -> f64 {
    f64::from(random.next_u32()) / (f64::from(u32::MAX) + 1.0)
}
