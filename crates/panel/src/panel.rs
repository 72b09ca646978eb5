use std::collections::{BTreeMap, BTreeSet};

use terms::{AsOf, Day, Gap};

use crate::{Grain, Observation, PanelError, Period, Periods, Unit, Variable};

/// What it means that a covered cell has no observation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// The value is missing.
    Gap,
    /// The source lists events only, so that no row is a zero.
    Zero,
}

/// The frame of a panel: which units, periods and columns it has.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Unit and step.
    pub grain: Grain,
    /// The states or cells; order and repetitions do not matter.
    pub units: Vec<Unit>,
    /// The years or months.
    pub periods: Periods,
    /// The columns in the order in which models see them.
    pub variables: Vec<Variable>,
}

/// Named `f64` columns over every unit and period of a layout, as known on an origin day.
///
/// ```
/// use panel::{Grain, Layout, Observation, Panel, Period, Periods, Unit, Variable};
/// use terms::{AsOf, StateId};
///
/// let sudan = Unit::State(StateId(625));
/// let layout = Layout {
///     grain: Grain::StateYear,
///     units: vec![sudan],
///     periods: Periods::years(2003, 2004)?,
///     variables: vec![Variable::gapped("deaths")],
/// };
/// let observe = |value, known: &str| Observation {
///     unit: sudan,
///     period: Period::year(2003),
///     variable: "deaths",
///     value,
///     known: known.parse().unwrap(),
/// };
/// let first = observe(100.0, "2004-06-01");
/// let revised = observe(250.0, "2005-06-01");
/// let origin = AsOf("2004-12-31".parse()?);
/// let panel = Panel::as_of(layout, origin, [first, revised])?;
/// assert_eq!(panel.get(sudan, Period::year(2003), "deaths")?, Ok(100.0));
/// assert!(panel.get(sudan, Period::year(2004), "deaths")?.is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Panel {
    grain: Grain,
    origin: AsOf,
    units: Vec<Unit>,
    periods: Periods,
    variables: Vec<Variable>,
    /// One vector a column, unit by unit, the periods of a unit side by side. NaN marks a gap and
    /// never leaves the crate.
    values: Vec<Vec<f64>>,
}

impl Panel {
    /// The panel of what was known on the origin day. Of several values for one cell the one that
    /// became known last counts; units and periods outside the layout are passed over.
    ///
    /// # Errors
    /// If nothing was known by then, a value known by then is not finite or contradicts another of
    /// the same day, a column is unknown or named twice, or an event list is said to cover a period
    /// that had not ended.
    pub fn as_of<'a>(
        layout: Layout,
        origin: AsOf,
        observations: impl IntoIterator<Item = Observation<'a>>,
    ) -> Result<Panel, PanelError> {
        let mut panel = Panel::empty(layout, origin)?;
        let mut latest = vec![BTreeMap::new(); panel.variables.len()];
        let mut bad = Vec::new();
        let mut seen = false;
        let mut first_later: Option<Day> = None;
        for observation in observations {
            if !origin.knows(observation.known) {
                first_later =
                    Some(first_later.map_or(observation.known, |d| d.min(observation.known)));
                continue;
            }
            seen = true;
            let column = panel.column_place(observation.variable)?;
            let Some(cell) = panel.cell(observation.unit, observation.period)? else {
                continue;
            };
            if !observation.value.is_finite() {
                bad.push(observation);
                continue;
            }
            panel.record(column, cell, observation, &mut latest[column]);
        }
        bad.sort_by_key(|one| (one.variable, one.unit, one.period));
        if let Some(first) = bad.first() {
            return Err(PanelError::NotFinite {
                variable: first.variable.to_owned(),
                unit: first.unit,
                period: first.period,
                value: first.value,
                others: bad.len() - 1,
            });
        }
        if !seen {
            return Err(PanelError::OriginBeforeData {
                origin,
                first_known: first_later,
            });
        }
        match latest
            .iter()
            .flat_map(BTreeMap::values)
            .find_map(Latest::contradiction)
        {
            Some(error) => Err(error),
            None => Ok(panel),
        }
    }

    fn empty(layout: Layout, origin: AsOf) -> Result<Panel, PanelError> {
        let Layout {
            grain,
            units,
            periods,
            variables,
        } = layout;
        let units: Vec<Unit> = BTreeSet::from_iter(units).into_iter().collect();
        let Some(first) = units.first() else {
            return Err(PanelError::NoUnits);
        };
        for unit in [first, units.last().unwrap_or(first)] {
            check_grain(grain, *unit, periods.first())?;
        }
        let mut names = BTreeSet::new();
        for variable in &variables {
            if !names.insert(variable.name.as_str()) {
                return Err(PanelError::TwiceNamed {
                    name: variable.name.clone(),
                });
            }
            if let (Some(covers), Absent::Zero) = (variable.covers, variable.absent)
                && !covers.last().ended_by(origin)
            {
                return Err(PanelError::CoverageAfterOrigin {
                    variable: variable.name.clone(),
                    covers,
                    origin,
                });
            }
        }
        let values = variables
            .iter()
            .map(|variable| {
                let series: Vec<f64> = periods
                    .iter()
                    .map(|period| variable.without_observation(period).unwrap_or(f64::NAN))
                    .collect();
                series.repeat(units.len())
            })
            .collect();
        Ok(Panel {
            grain,
            origin,
            units,
            periods,
            variables,
            values,
        })
    }

    fn record<'a>(
        &mut self,
        column: usize,
        cell: usize,
        observation: Observation<'a>,
        latest: &mut BTreeMap<usize, Latest<'a>>,
    ) {
        match latest.get_mut(&cell) {
            Some(held) if held.observation.known > observation.known => {}
            // Compared exactly: the same number may be recorded twice, two numbers may not.
            Some(held) if held.observation.known == observation.known => {
                if held.observation.value != observation.value {
                    held.contradicted_by = Some(observation.value);
                }
            }
            _ => {
                self.values[column][cell] = observation.value;
                latest.insert(
                    cell,
                    Latest {
                        observation,
                        contradicted_by: None,
                    },
                );
            }
        }
    }

    /// Unit and step.
    pub fn grain(&self) -> Grain {
        self.grain
    }

    /// The day as of which it was built.
    pub fn origin(&self) -> AsOf {
        self.origin
    }

    /// The units in ascending order.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// The periods.
    pub fn periods(&self) -> Periods {
        self.periods
    }

    /// The columns in the order of the layout.
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// The value of a column for a unit and period, or why there is none.
    ///
    /// # Errors
    /// If no column has that name or the unit or period is of another grain.
    pub fn get(
        &self,
        unit: Unit,
        period: Period,
        column: &str,
    ) -> Result<Result<f64, Gap>, PanelError> {
        let column = self.column_place(column)?;
        Ok(match self.cell(unit, period)? {
            Some(cell) => self.value(column, cell, period),
            None => Err(Gap::OutsideCoverage {
                covers: format!("{} units in {}", self.units.len(), self.periods),
            }),
        })
    }

    /// The series of a column for a unit, one value or gap a period, in order; empty if the unit
    /// is not in the panel.
    ///
    /// # Errors
    /// If no column has that name or the unit is of another grain.
    pub fn series(&self, unit: Unit, column: &str) -> Result<Vec<Result<f64, Gap>>, PanelError> {
        let column = self.column_place(column)?;
        let Some(start) = self.cell(unit, self.periods.first())? else {
            return Ok(Vec::new());
        };
        Ok((start..)
            .zip(self.periods.iter())
            .map(|(cell, period)| self.value(column, cell, period))
            .collect())
    }

    pub(crate) fn column_place(&self, name: &str) -> Result<usize, PanelError> {
        self.variables
            .iter()
            .position(|variable| variable.name == name)
            .ok_or_else(|| PanelError::UnknownColumn {
                name: name.to_owned(),
                columns: self.variables.iter().map(|v| v.name.clone()).collect(),
            })
    }

    /// The values of a column, NaN for a gap.
    pub(crate) fn raw(&self, column: usize) -> &[f64] {
        &self.values[column]
    }

    fn cell(&self, unit: Unit, period: Period) -> Result<Option<usize>, PanelError> {
        check_grain(self.grain, unit, period)?;
        let place = self.units.binary_search(&unit).ok();
        Ok(place
            .zip(self.periods.place(period))
            .map(|(unit, period)| unit * self.periods.len() + period))
    }

    fn value(&self, column: usize, cell: usize, period: Period) -> Result<f64, Gap> {
        let value = self.values[column][cell];
        if value.is_nan() {
            Err(match self.variables[column].without_observation(period) {
                Err(gap) => gap,
                Ok(_) => Gap::NoEvidence,
            })
        } else {
            Ok(value)
        }
    }
}

/// The observation of a cell that became known last, and another value of the same day.
#[derive(Clone)]
struct Latest<'a> {
    observation: Observation<'a>,
    contradicted_by: Option<f64>,
}

impl Latest<'_> {
    fn contradiction(&self) -> Option<PanelError> {
        let Observation {
            unit,
            period,
            variable,
            value,
            known,
        } = self.observation;
        self.contradicted_by.map(|other| PanelError::TwoValues {
            variable: variable.to_owned(),
            unit,
            period,
            known,
            one: value.min(other),
            other: value.max(other),
        })
    }
}

/// Two panels are the same if they are so to the last bit: a gap equals a gap.
impl PartialEq for Panel {
    fn eq(&self, other: &Panel) -> bool {
        let bits = |panel: &Panel| -> Vec<u64> {
            panel
                .values
                .iter()
                .flatten()
                .map(|value| value.to_bits())
                .collect()
        };
        (self.grain, self.origin, self.periods) == (other.grain, other.origin, other.periods)
            && self.units == other.units
            && self.variables == other.variables
            && bits(self) == bits(other)
    }
}

fn check_grain(grain: Grain, unit: Unit, period: Period) -> Result<(), PanelError> {
    match (grain, unit, period) {
        (Grain::StateYear, Unit::State(_), Period::Year(_))
        | (Grain::StateMonth, Unit::State(_), Period::Month(_))
        | (Grain::CellMonth, Unit::Cell(_), Period::Month(_)) => Ok(()),
        _ => Err(PanelError::WrongGrain {
            unit,
            period,
            grain,
        }),
    }
}
