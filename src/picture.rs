//! How large is a picture, by its own words?

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde::Serialize;

/// Width and height of a picture as browsers show it where nothing else sets them; neither is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PictureSize {
    /// Pixels from side to side.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

/// Bytes at the beginning of a file that say how large the picture is: in photos the notes of the camera come first.
pub const BEGINNING: u64 = 256 * 1024;

/// Width of a drawing that only says in which proportion it is drawn, and so takes the room there is.
const ANY_WIDTH: f64 = 1_200.0;

/// Endings of pictures that are not text.
const ENDINGS: [&str; 6] = ["png", "jpg", "jpeg", "gif", "webp", "avif"];

/// Does a file of this path hold a picture that is not text?
pub fn is_picture(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending.to_lowercase().as_str()))
}

impl PictureSize {
    /// The size of a picture that is not text, from the beginning of its bytes.
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let size = imagesize::blob_size(bytes).ok()?;
        PictureSize::new(size.width as f64, size.height as f64)
    }

    /// The size of a drawing in SVG.
    pub fn of_svg(text: &str) -> Option<Self> {
        let root = root(text)?;
        let own = |name: &str| attribute(&root, name).and_then(|value| pixels(&value));
        let drawn = attribute(&root, "viewBox").and_then(|value| drawn(&value));
        match (own("width"), own("height"), drawn) {
            (Some(width), Some(height), _) => PictureSize::new(width, height),
            (Some(width), None, Some((across, down))) => PictureSize::new(width, width * down / across),
            (None, Some(height), Some((across, down))) => PictureSize::new(height * across / down, height),
            (None, None, Some((across, down))) => PictureSize::new(ANY_WIDTH, ANY_WIDTH * down / across),
            _ => None,
        }
    }

    fn new(width: f64, height: f64) -> Option<Self> {
        let size = |pixels: f64| (pixels.round() >= 1.0 && pixels < 1e6).then_some(pixels.round() as u32);
        Some(PictureSize { width: size(width)?, height: size(height)? })
    }
}

/// The first element of a text, where it is `svg`.
fn root(text: &str) -> Option<BytesStart<'_>> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().ok()? {
            Event::Start(root) | Event::Empty(root) => return (root.name().as_ref() == "svg").then_some(root),
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.try_get_attribute(name).ok()??;
    Some(found.value.into_owned())
}

/// A length in pixels; of other units browsers know more than a file says.
fn pixels(length: &str) -> Option<f64> {
    let number = length.trim().trim_end_matches("px");
    number.parse().ok().filter(|pixels: &f64| *pixels > 0.0)
}

/// Width and height of what a drawing shows.
fn drawn(view_box: &str) -> Option<(f64, f64)> {
    let numbers: Result<Vec<f64>, _> =
        view_box.split([' ', ',']).filter(|part| !part.is_empty()).map(str::parse).collect();
    match numbers.ok()?.as_slice() {
        [_, _, across, down] if *across > 0.0 && *down > 0.0 => Some((*across, *down)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::PictureSize;

    fn svg(attributes: &str) -> Option<(u32, u32)> {
        let text = format!(
            "<?xml version=\"1.0\"?>\n<!-- a logo -->\n<svg xmlns=\"http://www.w3.org/2000/svg\" {attributes}><g/></svg>"
        );
        PictureSize::of_svg(&text).map(|size| (size.width, size.height))
    }

    #[test]
    fn drawings_say_their_size_or_their_proportion() {
        assert_eq!(svg("width=\"40\" height=\"30px\""), Some((40, 30)));
        assert_eq!(svg("width=\"40\" viewBox=\"0 0 2 1\""), Some((40, 20)));
        assert_eq!(svg("height=\"40\" viewBox=\"0,0,2,1\""), Some((80, 40)));
        assert_eq!(svg("width=\"100%\" height=\"2em\" viewBox=\"-1 -1 4 1\""), Some((1200, 300)));
    }

    #[test]
    fn what_says_nothing_has_no_size() {
        for attributes in
            ["", "width=\"40\"", "width=\"0\" height=\"0\"", "viewBox=\"0 0 0 1\"", "viewBox=\"0 0 1e9 1\""]
        {
            assert_eq!(svg(attributes), None, "{attributes}");
        }
        assert_eq!(PictureSize::of_svg("<html/>"), None);
        assert_eq!(PictureSize::of_svg("no markup"), None);
    }

    #[test]
    fn pictures_say_their_size_in_their_first_bytes() {
        let gif = b"GIF89a\x20\x00\x10\x00\x00\x00\x00";
        assert_eq!(PictureSize::of_bytes(gif), Some(PictureSize { width: 32, height: 16 }));
        assert_eq!(PictureSize::of_bytes(&gif[..5]), None);
        assert_eq!(PictureSize::of_bytes(b""), None);
    }
}
