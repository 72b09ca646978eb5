//! Which state a publisher's code means at a date.

use archive::When;
use terms::Day;

use crate::codes;

fn on(day: &str) -> When {
    When::Day(day.parse::<Day>().unwrap())
}

/// What each (scheme, code, time) gives: a Gleditsch-Ward number, or none.
#[track_caller]
fn gives(cases: &[(&str, &str, When, Option<u16>)]) {
    let codes = codes();
    for (scheme, code, when, wanted) in cases {
        let found = codes.resolve(scheme, code, *when);
        assert_eq!(
            found.as_ref().ok().map(|id| id.0),
            *wanted,
            "{scheme} {code} in {when}: {found:?}"
        );
    }
}

#[test]
fn serbia_is_345_as_yugoslavia_and_340_since_june_2006() {
    gives(&[
        ("gw", "345", on("1999-03-24"), Some(345)),
        ("gw", "345", on("2006-06-04"), Some(345)),
        ("gw", "345", on("2006-06-05"), Some(340)),
        ("cow", "345", When::Year(2010), Some(340)),
        ("iso3", "SRB", When::Year(2010), Some(340)),
        ("iso3", "SRB", When::Year(1995), Some(345)),
        ("name", "Serbia", When::Year(2010), Some(340)),
        ("name", "Yugoslavia", When::Year(1991), Some(345)),
    ]);
}

#[test]
fn south_sudan_is_a_state_from_9_july_2011_and_part_of_sudan_before() {
    gives(&[
        ("gw", "626", on("2011-07-08"), Some(625)),
        ("gw", "626", on("2011-07-09"), Some(626)),
        ("iso3", "SSD", When::Month(379), Some(626)), // July 2011
        ("iso3", "SSD", When::Month(378), Some(625)), // June 2011
        ("gw", "626", When::Year(2011), Some(626)),
        ("name", "South Sudan", When::Year(2010), Some(625)),
    ]);
}

#[test]
fn germany_is_260_for_the_federal_republic_and_265_for_the_democratic() {
    gives(&[
        ("gw", "260", When::Year(1960), Some(260)),
        ("gw", "265", When::Year(1960), Some(265)),
        ("gw", "265", on("1990-10-03"), Some(260)),
        ("cow", "255", When::Year(1995), Some(260)),
        ("cow", "255", When::Year(1938), Some(255)),
        ("cow", "260", When::Year(1980), Some(260)),
        ("iso3", "DEU", When::Year(2020), Some(260)),
        ("iso3", "DDR", When::Year(1980), Some(265)),
        ("gw", "260", on("1947-01-01"), None),
    ]);
}

#[test]
fn yemen_is_678_whatever_its_number_and_680_the_south_until_may_1990() {
    gives(&[
        ("cow", "679", When::Year(2000), Some(678)),
        ("gw", "678", When::Year(2000), Some(678)),
        ("cow", "678", When::Year(1980), Some(678)),
        ("gw", "680", When::Year(1980), Some(680)),
        ("cow", "680", on("1990-05-22"), Some(678)),
        ("iso3", "YEM", When::Year(2015), Some(678)),
        ("iso3", "YMD", When::Year(1985), Some(680)),
    ]);
}

#[test]
fn successors_of_the_soviet_union_are_part_of_it_until_they_are_states() {
    gives(&[
        ("gw", "365", When::Year(1970), Some(365)),
        ("name", "Soviet Union", When::Year(1970), Some(365)),
        ("iso3", "RUS", When::Year(2020), Some(365)),
        ("gw", "366", When::Year(1930), Some(366)),
        ("gw", "366", When::Year(1970), Some(365)),
        ("gw", "367", When::Year(1992), Some(367)),
        ("gw", "368", When::Year(1992), Some(368)),
        ("iso3", "UKR", When::Year(1985), Some(365)),
        ("iso3", "UKR", When::Year(1992), Some(369)),
        ("gw", "370", When::Year(1992), Some(370)),
        ("gw", "371", When::Year(1992), Some(371)),
        ("gw", "372", When::Year(1992), Some(372)),
        ("gw", "373", When::Year(1992), Some(373)),
        ("gw", "701", When::Year(1980), Some(365)),
        ("gw", "705", When::Year(1992), Some(705)),
    ]);
}

#[test]
fn czechoslovakia_is_315_until_1992_and_two_states_then() {
    gives(&[
        ("gw", "315", When::Year(1992), Some(315)),
        ("gw", "316", When::Year(1993), Some(316)),
        ("gw", "317", When::Year(1993), Some(317)),
        ("iso3", "CZE", When::Year(1980), Some(315)),
        ("iso3", "SVK", When::Year(1980), Some(315)),
    ]);
}

#[test]
fn viet_nam_is_816_and_the_south_817_until_april_1975() {
    gives(&[
        ("gw", "816", When::Year(1965), Some(816)),
        ("gw", "817", When::Year(1965), Some(817)),
        ("gw", "817", on("1975-05-01"), Some(816)),
        ("iso3", "VNM", When::Year(2000), Some(816)),
    ]);
}

#[test]
fn eritrea_is_part_of_ethiopia_until_24_may_1993() {
    gives(&[
        ("gw", "530", When::Year(1985), Some(530)),
        ("gw", "531", on("1993-05-23"), Some(530)),
        ("gw", "531", on("1993-05-24"), Some(531)),
        ("iso3", "ERI", When::Year(2000), Some(531)),
    ]);
}

#[test]
fn correlates_of_war_numbers_that_differ_are_told_from_the_same_numbers_of_gleditsch_and_ward() {
    // COW 970 is Nauru and GW 970 is Kiribati; COW 946 is Kiribati.
    gives(&[
        ("cow", "970", When::Year(2000), Some(971)),
        ("gw", "970", When::Year(2000), Some(970)),
        ("cow", "946", When::Year(2000), Some(970)),
    ]);
}

#[test]
fn what_means_no_state_gives_the_reason() {
    let codes = codes();
    let reason = codes.resolve("gw", "9999", When::Year(2000)).unwrap_err();
    assert_eq!(reason, "`9999` is not known as a gw code");
    let reason = codes.resolve("gw", "260", on("1947-01-01")).unwrap_err();
    assert_eq!(reason, "`260` was no state in 1947-01-01");
}
