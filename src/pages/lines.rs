//! On which line of its file does a value stand?

use std::sync::OnceLock;

use crate::source::{FileId, Sources};

/// First bytes of the lines of each file, found once where they are asked for.
#[derive(Debug)]
pub struct Lines(Box<[OnceLock<Box<[u32]>>]>);

impl Lines {
    /// The lines of these files.
    pub fn new(sources: &Sources) -> Lines {
        Lines(sources.iter().map(|_| OnceLock::new()).collect())
    }

    /// The number of the line that a byte of a file stands in, from 1.
    pub fn number(&self, sources: &Sources, file: FileId, byte: u32) -> usize {
        let Some(starts) = self.0.get(file.index()) else { return 1 };
        let starts = starts.get_or_init(|| {
            let text = sources.text(file);
            let ends = text.bytes().zip(1u32..).filter(|(byte, _)| *byte == b'\n').map(|(_, next)| next);
            std::iter::once(0).chain(ends).collect()
        });
        starts.partition_point(|start| *start <= byte)
    }
}
