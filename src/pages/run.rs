//! How is a template run?

use tera::{Context, Value};

use super::cast::{Cast, Named, Seen, marked};
use super::frame::{Frame, mark};
use super::{Cx, LEVEL_MARK};
use crate::picture::PictureSize;
use crate::record::Localised;
use crate::report::{Report, Reported};
use crate::source::Sources;

/// A picture of the theme.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Its address from the site's root.
    pub src: String,
    /// How large it is, where it says so.
    pub size: Option<PictureSize>,
}

/// Runs the templates of a theme.
pub trait Templates: std::fmt::Debug + Sync {
    /// Runs a template; errors are reported.
    fn run(
        &self,
        name: &str,
        context: &Context,
        sources: &Sources,
        report: &Report,
        buffer: &mut Vec<u8>,
    ) -> Result<(), Reported>;

    /// Do all templates only write what they see, and never ask what a text says?
    fn only_write(&self) -> bool;

    /// The styles and scripts that the page of a template loads.
    fn loads(&self, template: &str) -> Value;

    /// What the theme sets for all pages.
    fn look(&self) -> &Look;
}

/// What a theme sets for all pages.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// The logo of the site.
    pub logo: Option<Picture>,
    /// Words in the footer.
    pub footer: Option<Localised>,
    /// A picture in the footer, and its description.
    pub footer_logo: Option<(Picture, Option<Localised>)>,
}

/// The way to the root, as a shared piece sees it: [`super::ROOT_MARK`].
const ROOT: &str = "\u{1}";

impl Cx<'_> {
    /// Runs a template, or fills the frame that it wrote for values of the same shape.
    pub fn run(&self, template: &str, root: &str, values: &[Named<'_>], buffer: &mut Vec<u8>) -> Result<(), Reported> {
        let room = if root == ROOT { WORDS_OF_PIECE } else { WORDS_OF_PAGE };
        let cast = if self.site.templates.only_write() { Cast::of(&[template, root], values, room) } else { None };
        let (Some(cast), Some(frames)) = (cast, self.frames()) else {
            return self.run_plainly(template, root, values, buffer);
        };
        match frames.of(cast.shape(), || self.frame(template, root, values))? {
            Some(frame) => frame.fill(&cast, root, buffer),
            None => self.run_plainly(template, root, values, buffer)?,
        }
        Ok(())
    }

    fn run_plainly(
        &self,
        template: &str,
        root: &str,
        values: &[Named<'_>],
        buffer: &mut Vec<u8>,
    ) -> Result<(), Reported> {
        self.run_with(template, root, values.iter().map(|(name, seen)| (*name, seen.value())), buffer)
    }

    /// What a template writes around the words of these values.
    fn frame(&self, template: &str, root: &str, values: &[Named<'_>]) -> Result<Option<Frame>, Reported> {
        let (mut marks, mut buffer) = ((0..).map(mark), Vec::new());
        let mut next = || marks.next().unwrap_or_default();
        let values = values.iter().map(|(name, seen)| (*name, marked(seen.value(), &mut next)));
        self.run_with(template, root, values, &mut buffer)?;
        Ok(std::str::from_utf8(&buffer).ok().and_then(Frame::read))
    }

    fn run_with(
        &self,
        template: &str,
        root: &str,
        values: impl Iterator<Item = (&'static str, Value)>,
        buffer: &mut Vec<u8>,
    ) -> Result<(), Reported> {
        let mut context = Context::new();
        context.insert_value("lang", Value::from(self.lang.code()));
        context.insert_value("t", self.texts_value());
        context.insert_value("root", Value::from(root));
        // They belong to the template, so that they stand in its frames.
        context.insert_value("loads", self.site.templates.loads(template));
        context.insert_value("site", self.site_value());
        if root == ROOT {
            context.insert_value("level", Value::from(LEVEL_MARK.to_string()));
        }
        for (name, value) in values {
            context.insert_value(name, value);
        }
        self.site.templates.run(template, &context, self.site.sources, self.site.report, buffer)
    }

    /// Renders a piece that is placed on pages.
    pub fn piece(&self, template: &str, name: &'static str, seen: &dyn Seen) -> Value {
        let mut buffer = Vec::with_capacity(MANY);
        // What fails has been reported.
        let _ = self.run(template, ROOT, &[(name, seen)], &mut buffer);
        piece(&buffer)
    }

    /// Renders a piece whose template may ask what texts say.
    pub fn fragment(&self, template: &str, values: &[Named<'_>]) -> Value {
        let mut buffer = Vec::with_capacity(MANY);
        let _ = self.run_plainly(template, ROOT, values, &mut buffer);
        piece(&buffer)
    }
}

/// Most pieces have fewer bytes.
const MANY: usize = 1 << 12;
/// The words of most pieces have fewer bytes.
const WORDS_OF_PIECE: usize = 1 << 12;
/// The words of most pages have fewer bytes.
const WORDS_OF_PAGE: usize = 1 << 16;

fn piece(html: &[u8]) -> Value {
    Value::safe_string(std::str::from_utf8(html).unwrap_or(""))
}
