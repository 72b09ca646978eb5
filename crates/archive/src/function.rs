/// A function that Watchfire adds to SQL. The guide is written from this register, so it needs no engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// How it is called.
    pub call: &'static str,
    /// What it gives, in which unit, and when it gives NULL.
    pub about: &'static str,
    /// An example with its value.
    pub example: (&'static str, &'static str),
}

/// All functions that Watchfire adds to those of DataFusion.
pub const FUNCTIONS: [Function; 5] = [
    Function {
        name: "month_id",
        call: "month_id(date)",
        about: "The month as VIEWS counts them: 1 is January 1980. NULL for NULL.",
        example: ("month_id(DATE '2003-03-19')", "279"),
    },
    Function {
        name: "week_id",
        call: "week_id(date)",
        about: "The week from Monday to Sunday, counted as months are: 1 holds 1 January 1980. Its Monday is DATE '1979-12-31' + 7 * (week_id - 1) days. NULL for NULL.",
        example: ("week_id(DATE '2003-03-19')", "1212"),
    },
    Function {
        name: "priogrid_gid",
        call: "priogrid_gid(lat, lon)",
        about: "The PRIO-GRID cell of half a degree that holds a point, in degrees north and east. Cells are counted from 1 at the south-west corner, eastward, then northward; a point on an edge belongs to the cell north and east of it. NULL off the globe.",
        example: ("priogrid_gid(33.3, 44.4)", "177569"),
    },
    Function {
        name: "gw",
        call: "gw(state, date)",
        about: "The Gleditsch-Ward number of the state meant on a day by an ISO3 code, a common English name, or a Gleditsch-Ward or Correlates of War number. A name gives NULL where the state did not exist that day; a number gives the state that existed then or held its territory, because sources keep a number when a state changes its own. A literal that names no state of any day is an error with the nearest names.",
        example: ("gw('IRQ', DATE '2003-03-19')", "645"),
    },
    Function {
        name: "great_circle_km",
        call: "great_circle_km(lat1, lon1, lat2, lon2)",
        about: "Distance in kilometres between two points in degrees, along the great circle of a sphere with the mean radius of the Earth, 6371.0088 km (IUGG); within about 0.5 % of the ellipsoid. NULL off the globe.",
        example: ("round(great_circle_km(0, 0, 0, 1), 3)", "111.195"),
    },
];
