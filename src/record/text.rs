//! Which small texts have a form of their own?

use super::{Given, Scope};
use crate::read::FromValue;
use crate::report::{INVALID_EMAIL, INVALID_ID, INVALID_URL, Reported};

/// Is it lower-case ASCII letters and digits joined by single hyphens, at most 64?
pub fn is_slug(text: &str) -> bool {
    let word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.len() <= 64 && text.split('-').all(word)
}

/// An id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slug(pub Box<str>);

impl<'a> FromValue<'a, Scope<'a>> for Slug {
    fn from_value(given: Given<'a, '_>) -> Result<Self, Reported> {
        let text = given.text()?;
        if is_slug(text) {
            return Ok(Slug(text.into()));
        }
        Err(given.fault(
            INVALID_ID,
            format!("`{text}` cannot be an id"),
            "use lower-case letters a-z, digits and single hyphens, at most 64 characters",
        ))
    }
}

/// A web address with http or https.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url(pub Box<str>);

/// Does it look like a whole web address?
pub fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or(""));
    let sound = |text: &str| !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"".contains(c));
    host.is_some_and(|host| !host.is_empty() && !host.starts_with('.') && !host.contains('@')) && sound(text)
}

impl<'a> FromValue<'a, Scope<'a>> for Url {
    fn from_value(given: Given<'a, '_>) -> Result<Self, Reported> {
        let text = given.text()?.trim();
        if is_url(text) {
            return Ok(Url(text.into()));
        }
        Err(given.fault(
            INVALID_URL,
            format!("`{text}` is not a web address"),
            "write the whole address, beginning with `https://`",
        ))
    }
}

/// An e-mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(pub Box<str>);

/// Does it look like an e-mail address?
pub fn is_email(text: &str) -> bool {
    let sound = !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"(),:;[]".contains(c));
    text.split_once('@').is_some_and(|(local, domain)| {
        let dotted = domain.contains('.') && domain.split('.').all(|part| !part.is_empty());
        sound && !local.is_empty() && dotted && !domain.contains('@')
    })
}

impl<'a> FromValue<'a, Scope<'a>> for Email {
    fn from_value(given: Given<'a, '_>) -> Result<Self, Reported> {
        let text = given.text()?.trim();
        if is_email(text) {
            return Ok(Email(text.into()));
        }
        Err(given.fault(
            INVALID_EMAIL,
            format!("`{text}` is not an e-mail address"),
            "write it as `name@organisation.example`",
        ))
    }
}

/// Help where a sign stands in a text that nobody sees.
pub fn invisible_help(text: &str) -> Option<String> {
    let (name, code) = text.chars().find_map(invisible)?;
    Some(format!("there is an invisible sign in it, a {name} (U+{code:04X}); delete it, or type it all again"))
}

/// The name and the code of a sign that nobody sees, or takes for an ordinary blank.
fn invisible(sign: char) -> Option<(&'static str, u32)> {
    let name = match sign {
        '\u{a0}' | '\u{202f}' => "no-break space",
        '\u{2009}' => "thin space",
        '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}' => "space of another width",
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => "space without width",
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            "sign for the direction of writing"
        }
        '\u{ad}' => "soft hyphen",
        _ => return None,
    };
    Some((name, u32::from(sign)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        assert!(is_slug("a-1") && !is_slug("a--b") && !is_slug("A") && !is_slug("") && !is_slug("a-"));
        assert!(is_url("https://a.eu/x") && !is_url("https://") && !is_url("www.a.eu") && !is_url("http://a b"));
        assert!(is_email("a@b.eu") && !is_email("a@b") && !is_email("@b.eu") && !is_email("a b@c.eu"));
    }
}
