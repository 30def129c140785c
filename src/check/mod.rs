//! Does it make sense as a whole?
use crate::config::Config;
use crate::model::Model;
use crate::record::Visibility;
use crate::report::Report;
use crate::source::Sources;
/// stub
#[derive(Debug)]
pub struct Setting<'a> {
    /// stub
    pub sources: &'a Sources,
    /// stub
    pub config: &'a Config,
    /// stub
    pub as_of: jiff::civil::Date,
    /// stub
    pub audience: Visibility,
    /// stub
    pub drafts: bool,
}
/// stub
#[derive(Debug)]
pub struct Portal {
    /// stub
    pub model: Model,
}
/// stub
pub fn run(_: &Model, _: &Setting<'_>, _: &Report) {}
/// stub
pub fn publishable(model: Model, _: &Setting<'_>) -> Portal { Portal { model } }
/// stub
pub fn sound(model: Model, _: &Setting<'_>, _: &std::collections::BTreeSet<String>) -> (Portal, Vec<crate::record::Key>) { (Portal { model }, Vec::new()) }
