//! Gzip taken off an input, and a look at its first bytes.

use super::Options;
use flate2::bufread::MultiGzDecoder;
use std::io::{self, BufRead, BufReader, Cursor, Read};

/// What a gzip stream begins with.
pub(super) const MAGIC: [u8; 2] = [0x1f, 0x8b];
/// Bytes looked at to tell a format.
const HEAD: usize = 4096;
/// Unpacked bytes from which on the ratio counts.
const FREE: u64 = 64 << 20;

/// An input whose first bytes are known.
pub(super) struct Opened<'a> {
    /// Its first bytes, unpacked as far as they can be.
    pub head: Vec<u8>,
    /// Whether it is packed.
    pub is_packed: bool,
    stored: Box<dyn BufRead + Send + 'a>,
}

pub(super) fn open<'a>(input: Box<dyn BufRead + Send + 'a>) -> io::Result<Opened<'a>> {
    let (head, stored) = peek(input)?;
    if !head.starts_with(&MAGIC) {
        return Ok(Opened { head, is_packed: false, stored });
    }
    // The first bytes of a packed input end in the middle of it: what they yield until then will do.
    let mut first = vec![];
    let mut unpacking = MultiGzDecoder::new(&head[..]).take(HEAD as u64);
    let mut buffer = [0; 512];
    while let Ok(size @ 1..) = unpacking.read(&mut buffer) {
        first.extend_from_slice(&buffer[..size]);
    }
    Ok(Opened { head: first, is_packed: true, stored })
}

impl<'a> Opened<'a> {
    /// All of it, as it is stored.
    pub(super) fn stored(self) -> Box<dyn BufRead + Send + 'a> {
        self.stored
    }
    /// All of it, unpacked.
    pub(super) fn unpacked(self, options: &Options) -> Box<dyn BufRead + Send + 'a> {
        if !self.is_packed {
            return self.stored;
        }
        let unpacking = Unpacking {
            inner: MultiGzDecoder::new(Counting { inner: self.stored, count: 0 }),
            count: 0,
            ratio: options.max_ratio,
        };
        Box::new(BufReader::with_capacity(1 << 16, unpacking))
    }
}

/// The first bytes of an input, and the input with them.
fn peek<'a>(mut input: Box<dyn BufRead + Send + 'a>) -> io::Result<(Vec<u8>, Box<dyn BufRead + Send + 'a>)> {
    let mut head = vec![];
    input.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    Ok((head.clone(), Box::new(Cursor::new(head).chain(input))))
}

struct Counting<R> {
    inner: R,
    count: u64,
}

impl<R: BufRead> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.inner.read(buffer)?;
        self.count += size as u64;
        Ok(size)
    }
}
impl<R: BufRead> BufRead for Counting<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }
    fn consume(&mut self, size: usize) {
        self.count += size as u64;
        self.inner.consume(size);
    }
}

/// A gzip stream that stops when it grows out of all measure: a file that was made to fill a disk.
struct Unpacking<R> {
    inner: MultiGzDecoder<Counting<R>>,
    count: u64,
    ratio: u64,
}

impl<R: BufRead> Read for Unpacking<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.inner.read(buffer)?;
        self.count += size as u64;
        let packed = self.inner.get_ref().count;
        if self.count > FREE && self.count / packed.max(1) > self.ratio {
            return Err(io::Error::other(format!(
                "{packed} packed bytes became {}, more than {} times as many; raise --max-ratio if that is right",
                self.count, self.ratio
            )));
        }
        Ok(size)
    }
}
