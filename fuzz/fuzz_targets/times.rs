//! Days, months, valid times and chain heads: whatever is taken prints as it was written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use terms::{Day, Month, ValidTime};

fuzz_target!(|text: &str| {
    if let Ok(day) = text.parse::<Day>() {
        assert_eq!(day.to_string(), text);
    }
    if let Ok(month) = text.parse::<Month>() {
        assert_eq!(month.to_string(), text);
    }
    if let Ok(time) = text.parse::<ValidTime>() {
        assert_eq!(time.to_string(), text);
        assert!(time.to().is_none_or(|to| time.from() <= to));
    }
    let _ = text.parse::<ledger::ChainHead>();
});
