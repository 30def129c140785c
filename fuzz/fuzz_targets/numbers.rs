//! Has every text that is read as a number one meaning?
#![no_main]

use libfuzzer_sys::fuzz_target;
use pactfolio::read::Dialect;
use pactfolio::record::Quantity;

fuzz_target!(|text: &str| {
    let read = |dialect| Quantity::from_cell(text, dialect).ok();
    let all = [read(Dialect::Toml), read(Dialect::Comma), read(Dialect::European)];
    let known: Vec<Quantity> = all.into_iter().flatten().collect();
    assert!(known.windows(2).all(|pair| pair[0] == pair[1]));
    for number in known {
        assert_eq!(Quantity::from_cell(&number.plain(), Dialect::Toml), Ok(number));
        assert_eq!(number + number - number, number);
    }
});
