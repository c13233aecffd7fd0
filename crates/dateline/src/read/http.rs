//! HTTP responses as web archives keep them.

use crate::Error;
use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::io::Read;

/// Most bytes of the head of a response.
const LARGEST_HEAD: usize = 64 << 10;

/// The head of a response.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub status: u16,
    /// In small letters, without parameters: `text/html`.
    pub media_type: String,
    pub charset: Option<String>,
    /// Content codings and transfer codings in the order in which they were applied.
    pub packed: Vec<String>,
    /// Where the body begins.
    pub length: usize,
}

/// Reads the head of a response; nothing if the bytes are none.
pub(super) fn head(bytes: &[u8]) -> Option<Head> {
    let rest = bytes.strip_prefix(b"HTTP/")?;
    let limit = bytes.len().min(LARGEST_HEAD);
    // Some servers part lines by a line feed alone.
    let two = |at: usize| {
        let behind = &bytes[at..limit];
        if behind.starts_with(b"\r\n\r\n") {
            Some(4)
        } else if behind.starts_with(b"\n\n") {
            Some(2)
        } else if behind.starts_with(b"\n\r\n") {
            Some(3)
        } else {
            None
        }
    };
    let (end, length) = match (0..limit).find_map(|at| two(at).map(|skip| (at, at + skip))) {
        Some(found) => found,
        None => (limit, limit),
    };
    let status = rest.split(|b| *b == b' ').nth(1).and_then(|word| std::str::from_utf8(word.get(..3)?).ok());
    let mut head = Head { status: status.and_then(|s| s.parse().ok())?, length, ..Head::default() };
    let mut transfer = vec![];
    for line in bytes[..end].split(|b| *b == b'\n').skip(1) {
        let line = String::from_utf8_lossy(line);
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        let codings = || {
            value
                .split(',')
                .map(|c| c.trim().to_ascii_lowercase())
                .filter(|c| !c.is_empty() && c != "identity")
        };
        match name.trim().to_ascii_lowercase().as_str() {
            "content-type" => (head.media_type, head.charset) = media_type(value),
            "content-encoding" => head.packed.extend(codings()),
            "transfer-encoding" => transfer.extend(codings()),
            _ => {}
        }
    }
    head.packed.extend(transfer);
    Some(head)
}

/// A media type and its charset.
pub(super) fn media_type(value: &str) -> (String, Option<String>) {
    let mut parts = value.split(';');
    let name = parts.next().unwrap_or("").trim().to_ascii_lowercase();
    let charset = parts.find_map(|part| {
        let (key, value) = part.split_once('=')?;
        key.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']).to_owned())
    });
    (name, charset.filter(|charset| !charset.is_empty()))
}

/// A body without what was laid over it. Archives often keep bodies unpacked and their heads as they came: what does not
/// unpack and does not look packed is taken as it stands.
///
/// # Errors
/// A body that grows beyond `limit`, is broken, or is packed in a way we do not know.
pub(super) fn unpacked(mut bytes: Vec<u8>, packed: &[String], limit: usize) -> Result<Vec<u8>, Error> {
    for coding in packed.iter().rev() {
        bytes = match coding.as_str() {
            "chunked" => unchunked(&bytes).unwrap_or(bytes),
            "gzip" | "x-gzip" if bytes.starts_with(&super::unpack::MAGIC) => {
                inflated(MultiGzDecoder::new(&bytes[..]), limit)?
            }
            "gzip" | "x-gzip" => bytes,
            "deflate" => match inflated(ZlibDecoder::new(&bytes[..]), limit) {
                Ok(unpacked) => unpacked,
                Err(Error::TooLarge { size, limit }) => return Err(Error::TooLarge { size, limit }),
                // Some servers leave the frame of zlib away.
                Err(_) => match inflated(DeflateDecoder::new(&bytes[..]), limit) {
                    Ok(unpacked) if !unpacked.is_empty() => unpacked,
                    Err(Error::TooLarge { size, limit }) => return Err(Error::TooLarge { size, limit }),
                    _ => bytes,
                },
            },
            _ if is_text(&bytes) => bytes,
            other => {
                return Err(Error::Malformed(format!(
                    "the page is packed with `{other}`, which is not read"
                )));
            }
        };
    }
    if bytes.len() > limit {
        return Err(Error::TooLarge { size: bytes.len(), limit });
    }
    Ok(bytes)
}

/// Whether bytes look like a page that nothing was laid over.
fn is_text(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().first() == Some(&b'<')
}

fn inflated(reader: impl Read, limit: usize) -> Result<Vec<u8>, Error> {
    let mut out = vec![];
    let read = reader.take(limit as u64 + 1).read_to_end(&mut out);
    if out.len() > limit {
        return Err(Error::TooLarge { size: out.len(), limit });
    }
    match read {
        Ok(_) => Ok(out),
        // A page cut off in the middle still has a beginning.
        Err(_) if out.len() > 512 => Ok(out),
        Err(error) => Err(Error::Malformed(format!("the page cannot be unpacked: {error}"))),
    }
}

/// A chunked body as one; nothing if it is not chunked.
fn unchunked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    loop {
        let end = rest.iter().take(80).position(|b| *b == b'\n')?;
        let line = std::str::from_utf8(&rest[..end]).ok()?;
        let size = usize::from_str_radix(line.split(';').next().unwrap_or("").trim(), 16).ok();
        let Some(size) = size else { return (!out.is_empty()).then_some(out) };
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(out);
        }
        let chunk = &rest[..size.min(rest.len())];
        out.extend_from_slice(chunk);
        rest = &rest[chunk.len()..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
        if rest.is_empty() {
            return Some(out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_tells_type_charset_and_packing() {
        let found = head(b"HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; charset=\"windows-1251\"\r\ncontent-encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\nbody").unwrap();
        assert_eq!(
            (found.status, found.media_type.as_str(), found.charset.as_deref()),
            (200, "text/html", Some("windows-1251"))
        );
        assert_eq!(found.packed, ["gzip", "chunked"]);
        assert_eq!(found.length, 120);
        assert!(head(b"<html>").is_none());
        assert_eq!(head(b"HTTP/1.0 404 Gone\n\nx").unwrap().length, 19);
    }

    #[test]
    fn chunks_are_joined_and_a_body_that_is_not_chunked_stands() {
        let chunked = b"5\r\nRebel\r\n6;x=y\r\ns left\r\n0\r\n\r\n".to_vec();
        assert_eq!(unpacked(chunked, &["chunked".into()], 100).unwrap(), b"Rebels left");
        assert_eq!(
            unpacked(b"<p>Rebels left".to_vec(), &["gzip".into(), "chunked".into()], 100).unwrap(),
            b"<p>Rebels left"
        );
        assert_eq!(unpacked(b"<p>Rebels left".to_vec(), &["br".into()], 100).unwrap(), b"<p>Rebels left");
        assert!(
            unpacked(b"\x8b\x06\x80".to_vec(), &["br".into()], 100).unwrap_err().to_string().contains("`br`")
        );
    }

    #[test]
    fn a_body_that_grows_out_of_measure_is_refused() {
        use std::io::Write;
        let mut gzip = flate2::write::GzEncoder::new(vec![], flate2::Compression::best());
        gzip.write_all(&vec![b' '; 4 << 20]).unwrap();
        let bomb = gzip.finish().unwrap();
        assert!(matches!(unpacked(bomb, &["gzip".into()], 1 << 20), Err(Error::TooLarge { .. })));
    }
}
