//! Days, months, valid times and chain heads: whatever is taken prints as it was written. Codes of
//! states: any code at any time is a state or a reason why there is none.
#![no_main]

use std::sync::LazyLock;

use archive::{StateCodes, When};
use libfuzzer_sys::fuzz_target;
use terms::{Day, Month, ValidTime};
use watchfire_fuzz::facts;

static CODES: LazyLock<StateCodes> = LazyLock::new(facts::codes);

fuzz_target!(|input: (i32, u8, &str)| {
    let (number, which, text) = input;
    let mut when = vec![When::Year(number), When::Month(number)];
    if let Ok(day) = text.parse::<Day>() {
        assert_eq!(day.to_string(), text);
        when.push(When::Day(day));
    }
    if let Ok(month) = text.parse::<Month>() {
        assert_eq!(month.to_string(), text);
    }
    if let Ok(time) = text.parse::<ValidTime>() {
        assert_eq!(time.to_string(), text);
        assert!(time.to().is_none_or(|to| time.from() <= to));
    }
    let _ = text.parse::<ledger::ChainHead>();
    let schemes = ["gw", "cow", "iso3", "name", "natural-earth"];
    let scheme = schemes[usize::from(which) % schemes.len()];
    for when in when {
        for code in [text, &number.to_string()] {
            let told = [CODES.resolve(scheme, code, when), CODES.resolve_own(scheme, code, when)];
            assert!(told.iter().all(|told| told.as_ref().err().is_none_or(|why| !why.is_empty())));
        }
    }
});
