//! Which languages are there?

use std::fmt;

/// An ISO 639-1 language.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang([u8; 2]);

/// All ISO 639-1 codes.
const CODES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr \
cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu \
hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo \
lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu \
rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt \
tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

impl Lang {
    /// English, in which built-in texts exist without exception.
    pub const EN: Lang = Lang(*b"en");

    /// The language with this code.
    pub fn from_code(code: &str) -> Option<Lang> {
        let bytes: [u8; 2] = code.as_bytes().try_into().ok()?;
        // Each code is followed by a blank.
        CODES.as_bytes().chunks(3).any(|known| known.starts_with(&bytes)).then_some(Lang(bytes))
    }

    /// All languages of ISO 639-1.
    pub fn all() -> impl Iterator<Item = Lang> {
        CODES.split(' ').filter_map(|code| code.as_bytes().try_into().ok()).map(Lang)
    }

    /// The ISO 639-1 code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("en")
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

/// Languages of a site or a partnership.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Languages {
    /// The language of texts that name none.
    pub default: Lang,
    /// All, the default included, in the order written.
    pub all: Vec<Lang>,
}

impl Languages {
    /// Is it one of them?
    pub fn contains(&self, lang: Lang) -> bool {
        self.all.contains(&lang)
    }

    /// `en, it`
    pub fn list(&self) -> String {
        self.all.iter().map(Lang::code).collect::<Vec<_>>().join(", ")
    }
}

impl Default for Languages {
    fn default() -> Self {
        Languages { default: Lang::EN, all: vec![Lang::EN] }
    }
}
