//! `explain`: what does a finding mean?

use super::arguments::Explain;
use super::output::{Printer, print};
use super::{Failure, Outcome};
use crate::report::{self, ALL, Code, did_you_mean};

/// Prints what, why and how to mend.
pub fn run(explain: &Explain, _: &Printer) -> Result<Outcome, Failure> {
    let Some(id) = &explain.code else {
        let list: String = ALL.iter().map(|code| format!("{:<22} {}\n", code.id, code.what)).collect();
        return print(&list).map(|()| Outcome::Fine);
    };
    match Code::from_id(id) {
        Some(code) => print(&report::explain(code)).map(|()| Outcome::Fine),
        None => {
            let hint = did_you_mean(id, ALL.iter().map(|code| code.id));
            let hint = hint.unwrap_or_else(|| "`pactfolio explain` lists all of them".to_owned());
            Err(format!("there is no finding `{id}`; {hint}").into())
        }
    }
}
