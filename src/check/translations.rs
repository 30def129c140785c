//! Does every long text exist in every language?

use super::Setting;
use super::records::{self, Each};
use crate::model::Model;
use crate::record::{Body, Entity, Languages, Ref};
use crate::report::{Diagnostic, Level, MISSING_TRANSLATION, Report};
use crate::source::{Place, Sources};

/// Long texts exist in every language.
pub fn untranslated(model: &Model, setting: &Setting<'_>, report: &Report) {
    if report.level(MISSING_TRANSLATION) == Level::Off {
        return;
    }
    records::each(model, &Untranslated { model, setting, report });
    lacking(&model.home.body, &setting.config.languages, setting.sources, report);
}

struct Untranslated<'a> {
    model: &'a Model,
    setting: &'a Setting<'a>,
    report: &'a Report,
}

impl Each for Untranslated<'_> {
    fn each<T: Entity>(&self, _: Ref<T>, record: &T) {
        let own = record.head().owner.and_then(|owner| self.model.languages.get(owner.index()));
        for body in record.bodies() {
            lacking(body, own.unwrap_or(&self.setting.config.languages), self.setting.sources, self.report);
        }
    }
}

fn lacking(body: &Body, languages: &Languages, sources: &Sources, report: &Report) {
    let Some(original) = body.0.first().filter(|original| !original.text(sources).trim().is_empty()) else { return };
    let has = |lang| body.0.iter().any(|part| part.lang == lang && !part.text(sources).trim().is_empty());
    let lacking: Vec<&str> = languages.all.iter().filter(|lang| !has(**lang)).map(|lang| lang.code()).collect();
    if !lacking.is_empty() {
        let file = original.place.file;
        let place = if sources.path(file).ends_with(".md") { Place::top(file) } else { original.place };
        let message = format!("this text is not translated into: {}", lacking.join(", "));
        let finding = Diagnostic::new(MISSING_TRANSLATION, place, message);
        report.rule(finding.help("visitors see it in the default language until then"));
    }
}
