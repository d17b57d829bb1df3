//! One part of a zipped document, inflated while it is read: never more than the limits allow, and
//! never more than a bounded piece of it in memory.

use super::page::Refusal;
use super::zip_directory::Directory;
use crate::model::Limits;
use std::io::{BufRead, BufReader, Error, ErrorKind, Read};

/// Most bytes between two tags: twice what the longest cell of any program takes, and more than
/// enough for a picture that is written into the document.
const BETWEEN_TAGS_MAX: usize = 64 << 20;

/// Hands the part of that name to `read`.
pub(super) fn part<T>(
    bytes: &[u8],
    name: &str,
    limits: &Limits,
    read: impl FnOnce(Bounded<BufReader<Box<dyn Read + '_>>>) -> T,
) -> Result<T, Refusal> {
    let (entries, _) = Directory::find(bytes)?.entries(usize::MAX);
    let missing = || Refusal::Damaged(format!("it has no {name}"));
    let entry = entries
        .iter()
        .find(|entry| entry.name == name)
        .ok_or_else(missing)?;
    if entry.encrypted {
        return Err(Refusal::Encrypted);
    }
    let allowed = limits.inflated_bytes(bytes.len() as u64);
    if entry.size > allowed {
        return Err(Refusal::TooLarge(allowed >> 20));
    }
    let content = BufReader::with_capacity(1 << 16, entry.content(bytes)?);
    Ok(read(Bounded::new(content, allowed)))
}

/// Markup under limits: of all bytes, and of the bytes from one `<` to the next, which is what the
/// parser of it holds at once.
pub(super) struct Bounded<R> {
    inner: R,
    left: u64,
    since_tag: usize,
}

impl<R: BufRead> Bounded<R> {
    pub fn new(inner: R, most: u64) -> Self {
        Bounded {
            inner,
            left: most,
            since_tag: 0,
        }
    }
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(out.len());
        out[..length].copy_from_slice(&available[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.left == 0 || self.since_tag > BETWEEN_TAGS_MAX {
            return Err(Error::from(ErrorKind::FileTooLarge));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, length: usize) {
        let eaten = self.inner.fill_buf().unwrap_or_default();
        let eaten = &eaten[..length.min(eaten.len())];
        match eaten.iter().rposition(|b| *b == b'<') {
            Some(at) => self.since_tag = eaten.len() - at,
            None => self.since_tag += eaten.len(),
        }
        self.left = self.left.saturating_sub(length as u64);
        self.inner.consume(length);
    }
}

/// Whether reading stopped at a limit, and not at a mistake in the markup.
pub(super) fn is_over_limit(error: &quick_xml::Error) -> bool {
    matches!(error, quick_xml::Error::Io(io) if io.kind() == ErrorKind::FileTooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_without_end_and_a_whole_without_end_are_stopped() {
        let endless = BufReader::new(std::io::repeat(b'x'));
        let mut out = Vec::new();
        let error = Bounded::new(endless, u64::MAX).read_to_end(&mut out);
        assert_eq!(error.unwrap_err().kind(), ErrorKind::FileTooLarge);
        assert!(out.len() <= BETWEEN_TAGS_MAX + (1 << 16));
        let tags = BufReader::new(std::io::repeat(b'<'));
        let mut out = Vec::new();
        let error = Bounded::new(tags, 1 << 20).read_to_end(&mut out);
        assert_eq!(error.unwrap_err().kind(), ErrorKind::FileTooLarge);
        assert!(out.len() <= (1 << 20) + (1 << 16));
    }
}
