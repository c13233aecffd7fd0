//! Web archives (WARC), as Common Crawl's CC-NEWS and other crawlers write them: every page is a piece.
//!
//! Each record is gzipped by itself, or the file as a whole, or nothing is. A record is cited by where it stands in the file as
//! stored, and by its `WARC-Record-ID`. What is damaged is named and passed over: reading goes on with the next record that can
//! be found. A record whose length lies ends where the next one begins. No more than one record is held at a time.

use super::unpack::MAGIC;
use super::window::Window;
use super::{Content, Options, Piece, Pieces, Stored, http, note};
use crate::Error;
use dateline_record::Citation;
use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, ErrorKind, Read};

/// Most bytes of the head of a record.
const LARGEST_HEAD: usize = 64 << 10;
/// Stored bytes beyond the largest page that can be gone back over.
const BACK: usize = 1 << 20;
/// Unpacked bytes of a record from which on the ratio counts.
const FREE: u64 = 16 << 20;
/// Places looked at behind damage before the rest of the file is given up.
const MOST_TRIED: usize = 10_000;
/// The line that a record begins with, and the end of the line before.
const BETWEEN: &[u8] = b"\nWARC/1.";

type Bytes<'a> = Box<dyn BufRead + Send + 'a>;

pub(super) fn sniff(head: &[u8]) -> bool {
    head.starts_with(b"WARC/")
}

pub(super) fn open<'a>(input: Bytes<'a>, at: Citation, options: &Options) -> Pieces<'a> {
    let source = Source::Stored(Window::new(input, options.max_page + BACK));
    let mut archive = Archive { source, start: 0, name: at.input, options: options.clone() };
    Box::new(std::iter::from_fn(move || archive.next()))
}

struct Archive<'a> {
    source: Source<'a>,
    /// Where the gzip member or the record at hand begins.
    start: u64,
    name: String,
    options: Options,
}

/// Where the next record comes from.
enum Source<'a> {
    Stored(Window<Bytes<'a>>),
    Packed(Box<Window<Member<'a>>>),
    Ended,
}

/// A gzip member, which may not grow out of all measure.
struct Member<'a> {
    inner: GzDecoder<Window<Bytes<'a>>>,
    start: u64,
    unpacked: u64,
    ratio: u64,
}

impl Read for Member<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.inner.read(buffer)?;
        self.unpacked += size as u64;
        let packed = self.inner.get_ref().offset() - self.start;
        if self.unpacked > FREE && self.unpacked / packed.max(1) > self.ratio {
            let message = format!("{packed} packed bytes became {} and more", self.unpacked);
            return Err(io::Error::new(ErrorKind::InvalidData, message));
        }
        Ok(size)
    }
}

/// A record of an archive.
struct Record {
    kind: String,
    id: Option<String>,
    url: Option<String>,
    media_type: String,
    /// Its block, or the size it has if that is more than a page may have.
    block: Result<Vec<u8>, u64>,
    /// Why its crawler cut it off.
    truncated: Option<String>,
    /// Whether its length was not the one it gave.
    lied: bool,
}

impl Archive<'_> {
    fn next(&mut self) -> Option<Piece> {
        loop {
            match self.step() {
                Ok(Step::Piece(piece)) => return Some(*piece),
                Ok(Step::On) => {}
                Ok(Step::End) => return None,
                Err(error) => {
                    let damage = matches!(
                        error.kind(),
                        ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::UnexpectedEof
                    );
                    // Where the input itself fails, it would fail for ever.
                    let result = if damage { self.damaged(&error) } else { Err(error) };
                    return Some(result.unwrap_or_else(|error| {
                        self.source = Source::Ended;
                        Piece { at: self.at(0, None), content: Err(error.into()) }
                    }));
                }
            }
        }
    }

    fn step(&mut self) -> io::Result<Step> {
        let limit = self.options.max_page;
        match std::mem::replace(&mut self.source, Source::Ended) {
            Source::Ended => Ok(Step::End),
            Source::Stored(mut stored) => {
                let blank = skip_blank(&mut stored);
                stored.forget();
                self.start = stored.offset();
                let head = stored.peek(2)?;
                let (is_packed, is_end) = (head.starts_with(&MAGIC), head.is_empty());
                if is_packed {
                    let inner = GzDecoder::new(stored);
                    let member =
                        Member { inner, start: self.start, unpacked: 0, ratio: self.options.max_ratio };
                    self.source = Source::Packed(Box::new(Window::new(member, limit + BACK)));
                    return blank.map(|()| Step::On);
                }
                if is_end {
                    return Ok(Step::End);
                }
                let record = record(&mut stored, limit);
                let length = stored.offset() - self.start;
                self.source = Source::Stored(stored);
                Ok(self.piece(record?, length))
            }
            Source::Packed(mut member) => {
                let record = match skip_blank(&mut *member).and_then(|()| Ok(member.peek(1)?.is_empty())) {
                    Err(error) => Err(error),
                    Ok(false) => {
                        member.forget();
                        record(&mut *member, limit).map(Some)
                    }
                    Ok(true) => Ok(None),
                };
                if let Ok(None) = record {
                    self.source = Source::Stored(member.into_inner().inner.into_inner());
                    return Ok(Step::On);
                }
                let length = member.inner().inner.get_ref().offset() - self.start;
                self.source = Source::Packed(member);
                match record? {
                    Some(record) => Ok(self.piece(record, length)),
                    None => Ok(Step::On),
                }
            }
        }
    }

    /// Names the damage at `start` and goes to the next record that can be found.
    fn damaged(&mut self, error: &io::Error) -> io::Result<Piece> {
        let mut stored = match std::mem::replace(&mut self.source, Source::Ended) {
            Source::Stored(stored) => stored,
            Source::Packed(member) => member.into_inner().inner.into_inner(),
            Source::Ended => return Err(io::Error::other(error.to_string())),
        };
        stored.rewind(self.start + 1);
        find_next(&mut stored)?;
        let skipped = stored.offset().saturating_sub(self.start);
        self.source = Source::Stored(stored);
        let message = format!("there is no whole record here ({error}); {skipped} bytes passed over");
        Ok(Piece { at: self.at(skipped, None), content: Err(Error::Malformed(message)) })
    }

    fn at(&self, length: u64, record: Option<String>) -> Citation {
        Citation { input: self.name.clone(), offset: self.start, length, record, ..Citation::default() }
    }

    /// The page of a record, if it holds one. Requests, notes of the crawler, pictures and pages that were not found are none.
    fn piece(&self, record: Record, length: u64) -> Step {
        let at = self.at(length, record.id);
        let is_response = record.kind == "response";
        if !is_response && !matches!(record.kind.as_str(), "resource" | "conversion") {
            return Step::On;
        }
        let bytes = match record.block {
            Ok(bytes) => bytes,
            Err(size) => {
                let size = usize::try_from(size).unwrap_or(usize::MAX);
                let error = Error::TooLarge { size, limit: self.options.max_page };
                return Step::Piece(Box::new(Piece { at, content: Err(error) }));
            }
        };
        let head = if is_response { http::head(&bytes) } else { None };
        let (media_type, charset) = match &head {
            Some(head) => (head.media_type.clone(), head.charset.clone()),
            None => http::media_type(&record.media_type),
        };
        if head.as_ref().is_some_and(|head| !(200..300).contains(&head.status)) {
            return Step::On;
        }
        let is_plain = match media_type.as_str() {
            "text/html" | "application/xhtml+xml" | "" | "application/http" => false,
            "text/plain" => true,
            other => {
                let is_document =
                    other.contains("pdf") || other.contains("msword") || other.contains("officedocument");
                if !is_document {
                    return Step::On;
                }
                let error = Error::Malformed(format!("a document of type {other}, which is not read"));
                return Step::Piece(Box::new(Piece { at, content: Err(error) }));
            }
        };
        let mut notes = vec![];
        if let Some(reason) = record.truncated {
            notes.push(note("truncated", format!("the crawler cut the page off ({reason})")));
        }
        if record.lied {
            notes.push(note("wrong-length", "the record's length was not the one it gave".into()));
        }
        let (packed, body) = head.map_or((vec![], 0), |head| (head.packed, head.length));
        let mut bytes = bytes;
        bytes.drain(..body.min(bytes.len()));
        let stored = Stored { bytes, packed, charset, is_plain, url: record.url, notes };
        Step::Piece(Box::new(Piece { at, content: Ok(Content::Html(stored)) }))
    }
}

enum Step {
    Piece(Box<Piece>),
    /// A record that is no page, or the end of a gzip member.
    On,
    End,
}

/// Passes over line ends between records.
fn skip_blank<R: Read>(window: &mut Window<R>) -> io::Result<()> {
    loop {
        match window.peek(1)?.first() {
            Some(b'\r' | b'\n') => window.consume(1),
            _ => return Ok(()),
        }
    }
}

fn damage(message: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, message)
}

/// Reads the record that begins here.
fn record<R: Read>(window: &mut Window<R>, limit: usize) -> io::Result<Record> {
    if !window.peek(5)?.starts_with(b"WARC/") {
        return Err(damage("no record begins"));
    }
    let head = head(window)?;
    let mut record = Record {
        kind: String::new(),
        id: None,
        url: None,
        media_type: String::new(),
        block: Err(0),
        truncated: None,
        lied: false,
    };
    let mut length = None;
    for line in head.lines().skip(1) {
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "warc-type" => record.kind = value.to_ascii_lowercase(),
            "warc-record-id" => record.id = Some(value.trim_matches(['<', '>']).to_owned()),
            "warc-target-uri" => record.url = Some(value.trim_matches(['<', '>']).to_owned()),
            "warc-truncated" => record.truncated = Some(value.to_owned()),
            "content-type" => record.media_type = value.to_owned(),
            "content-length" => length = value.parse::<u64>().ok(),
            _ => {}
        }
    }
    let length = length.ok_or_else(|| damage("a record without a length"))?;
    (record.block, record.lied) = block(window, length, limit)?;
    Ok(record)
}

/// The head of a record, up to its blank line.
fn head<R: Read>(window: &mut Window<R>) -> io::Result<String> {
    let mut head = String::new();
    loop {
        let mut looked = 256;
        let end = loop {
            let bytes = window.peek(looked)?;
            match bytes.iter().take(looked).position(|b| *b == b'\n') {
                Some(end) => break end,
                None if bytes.len() < looked || looked > LARGEST_HEAD => {
                    return Err(damage("the head of a record does not end"));
                }
                None => looked *= 4,
            }
        };
        let line = String::from_utf8_lossy(&window.peek(end)?[..end]).trim_end().to_owned();
        // What is no field, or begins another record, is not the head of this one.
        let is_field = line.contains(':') || line.starts_with([' ', '\t']);
        let is_record = line.starts_with("WARC/1.");
        if head.is_empty() != is_record
            || !(is_field || is_record || line.is_empty())
            || head.len() > LARGEST_HEAD
        {
            return Err(damage("the head of a record is no head"));
        }
        window.consume(end + 1);
        if line.is_empty() {
            return Ok(head);
        }
        head.extend([line.as_str(), "\n"]);
    }
}

/// The block of a record, or its size if that is too large; and whether its length was a lie.
type Block = (Result<Vec<u8>, u64>, bool);

fn block<R: Read>(window: &mut Window<R>, length: u64, limit: usize) -> io::Result<Block> {
    let told = usize::try_from(length).ok().filter(|length| *length <= limit);
    if let Some(length) = told {
        let bytes = window.peek(length + 16)?;
        let tail = bytes.get(length..).map(<[u8]>::trim_ascii_start);
        let begins = |tail: &[u8]| tail.is_empty() || tail.starts_with(b"WARC/") || tail.starts_with(&MAGIC);
        if tail.is_some_and(begins) {
            let block = bytes[..length].to_vec();
            window.consume(length);
            return Ok((Ok(block), false));
        }
    }
    // Then the record ends where the next one begins, or where all ends.
    let bytes = window.peek(limit + BETWEEN.len())?;
    let next = bytes.windows(BETWEEN.len()).position(|b| b == BETWEEN);
    match next.or_else(|| (bytes.len() <= limit).then_some(bytes.len())) {
        Some(end) => {
            let block = bytes[..end].to_vec();
            window.consume(end);
            Ok((Ok(block), true))
        }
        None if told.is_none() => Ok((Err(pass_over(window, length)?), false)),
        None => Err(damage("a record does not end where it says, nor anywhere near")),
    }
}

/// Passes over a block that is too large, but not over the next record if its length lies. Gives its size.
fn pass_over<R: Read>(window: &mut Window<R>, length: u64) -> io::Result<u64> {
    let mut passed = 0;
    while passed < length {
        let bytes = window.peek(1 << 16)?;
        if bytes.is_empty() {
            break;
        }
        let left = usize::try_from(length - passed).unwrap_or(usize::MAX);
        let next = bytes.windows(BETWEEN.len()).position(|b| b == BETWEEN).filter(|at| *at < left);
        // A mark may be cut by the end of what was looked at.
        let whole = bytes.len().saturating_sub(BETWEEN.len()).max(1);
        let rest = if left < whole || bytes.len() < 1 << 16 { bytes.len().min(left) } else { whole };
        let size = next.map_or(rest, |at| at + 1);
        window.consume(size);
        window.forget();
        passed += size as u64;
        if next.is_some() {
            break;
        }
    }
    Ok(passed)
}

/// Goes to the next place where a record begins, or to the end.
fn find_next(stored: &mut Window<Bytes>) -> io::Result<()> {
    const LOOK: usize = 1 << 16;
    let mut before = 0;
    let mut tried = 0;
    loop {
        let window = stored.peek(LOOK)?;
        let is_last = window.len() < LOOK;
        let begins = |at: &usize| {
            let here = &window[*at..];
            let line = at.checked_sub(1).map_or(before, |at| window[at]) == b'\n';
            // Deflate, no reserved flag.
            let packed = || {
                here.starts_with(&MAGIC)
                    && here.get(2) == Some(&8)
                    && here.get(3).is_some_and(|f| f & 0xe0 == 0)
            };
            line && here.starts_with(&BETWEEN[1..]) || packed()
        };
        let Some(at) = (0..window.len()).find(begins) else {
            // A beginning may be cut by the end of what was looked at.
            let size = if is_last { window.len() } else { window.len() - 8 };
            before = size.checked_sub(1).map_or(before, |at| window[at]);
            stored.consume(size);
            stored.forget();
            if is_last {
                return Ok(());
            }
            continue;
        };
        stored.consume(at);
        let here = stored.peek(1 << 12)?;
        let mut first = [0; 5];
        if here.starts_with(&BETWEEN[1..])
            || GzDecoder::new(here).read_exact(&mut first).is_ok() && first == *b"WARC/"
        {
            return Ok(());
        }
        tried += 1;
        if tried > MOST_TRIED {
            return Err(io::Error::other("too much in it looks like the beginning of a record and is none"));
        }
        before = here[0];
        stored.consume(1);
    }
}
