//! Is every text that is read as a period or a date written in the same way?
#![no_main]

use libfuzzer_sys::fuzz_target;
use pactfolio::record::{Period, parse_date};

fuzz_target!(|text: &str| {
    if let Some(period) = Period::parse(text) {
        assert!(period.first <= period.last && period.contains(period) && period.meets(period));
        assert_eq!(Period::parse(&period.to_string()), Some(period));
    }
    if let Some(day) = parse_date(text) {
        assert_eq!(day.to_string(), text);
    }
});
