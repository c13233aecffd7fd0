//! An input that can be looked ahead into and, a bounded way, be taken back.

use std::io::{self, BufRead, ErrorKind, Read};

pub(super) struct Window<R> {
    inner: R,
    kept: Vec<u8>,
    /// How many of the bytes kept were taken.
    at: usize,
    /// Where the first of them stands in the input.
    start: u64,
    /// How many are kept at most; fewer if they are forgotten before.
    most: usize,
    /// Whether the input has come to its end.
    ended: bool,
}

/// Bytes read at once.
const CHUNK: usize = 1 << 16;

impl<R: Read> Window<R> {
    pub(super) const fn new(inner: R, most: usize) -> Window<R> {
        Window { inner, kept: vec![], at: 0, start: 0, most, ended: false }
    }
    /// Bytes taken so far.
    pub(super) const fn offset(&self) -> u64 {
        self.start + self.at as u64
    }
    pub(super) const fn inner(&self) -> &R {
        &self.inner
    }
    pub(super) fn into_inner(self) -> R {
        self.inner
    }
    /// Nothing before here will be asked for again.
    pub(super) fn forget(&mut self) {
        if self.at == self.kept.len() || self.at > 4 * CHUNK {
            self.start += self.at as u64;
            self.kept.drain(..self.at);
            self.at = 0;
        }
    }
    /// Goes back to a place, or as near to it as what is kept reaches.
    pub(super) fn rewind(&mut self, to: u64) {
        let back = usize::try_from(to.saturating_sub(self.start)).unwrap_or(usize::MAX);
        self.at = back.min(self.kept.len());
    }
    /// What lies ahead: `size` bytes or more, fewer only at the end.
    pub(super) fn peek(&mut self, size: usize) -> io::Result<&[u8]> {
        while self.kept.len() - self.at < size {
            if self.more()? == 0 {
                break;
            }
        }
        Ok(&self.kept[self.at..])
    }
    pub(super) fn consume(&mut self, size: usize) {
        self.at = (self.at + size).min(self.kept.len());
    }
    fn more(&mut self) -> io::Result<usize> {
        if self.ended {
            return Ok(0);
        }
        if self.kept.len() + CHUNK > self.most && self.at > CHUNK {
            self.start += self.at as u64;
            self.kept.drain(..self.at);
            self.at = 0;
        }
        let before = self.kept.len();
        self.kept.resize(before + CHUNK, 0);
        let read = loop {
            match self.inner.read(&mut self.kept[before..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        self.kept.truncate(before + *read.as_ref().unwrap_or(&0));
        self.ended = matches!(read, Ok(0));
        read
    }
}

impl<R: Read> Read for Window<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let from = self.fill_buf()?;
        let size = from.len().min(buffer.len());
        buffer[..size].copy_from_slice(&from[..size]);
        self.consume(size);
        Ok(size)
    }
}

impl<R: Read> BufRead for Window<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.peek(1)
    }
    fn consume(&mut self, size: usize) {
        Window::consume(self, size);
    }
}
