//! Where does a machine file go?

use std::io::{self, Write};

/// From so many bytes on what is written is passed on: no large file is held in memory as a whole.
const PIECE: usize = 1 << 18;

/// Bytes of a machine file that is being written. Small files stay as they are in the bytes; of large
/// ones the bytes only hold what has not been taken yet.
pub struct Out<'a> {
    bytes: &'a mut Vec<u8>,
    take: Option<Take<'a>>,
}

/// Takes a piece of a file, and clears the bytes.
pub type Take<'a> = &'a mut dyn FnMut(&mut Vec<u8>);

impl<'a> Out<'a> {
    /// Keeps all bytes.
    pub fn keeping(bytes: &'a mut Vec<u8>) -> Self {
        Out { bytes, take: None }
    }

    /// Gives pieces of large files to `take`.
    pub fn passing(bytes: &'a mut Vec<u8>, take: Take<'a>) -> Self {
        Out { bytes, take: Some(take) }
    }

    /// Adds bytes.
    pub fn extend_from_slice(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() >= PIECE
            && let Some(take) = &mut self.take
        {
            take(self.bytes);
        }
    }
}

/// Does not fail: who takes the bytes knows what became of them.
impl Write for Out<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
