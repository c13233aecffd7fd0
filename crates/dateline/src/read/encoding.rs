//! Bytes to text in the order of the WHATWG: byte order mark, what the transport said, what the text says of itself, and
//! last a guess.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use dateline_record::Note;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Bytes in which a page or an XML file names its encoding.
const DECLARED_WITHIN: usize = 1024;

/// A text, and a note if its encoding had to be guessed.
pub(super) struct Decoded {
    pub text: String,
    pub note: Option<Note>,
}

/// Decodes bytes. `told` is the charset that the transport named.
pub(super) fn decode(bytes: &[u8], told: Option<&str>) -> Decoded {
    let told = told.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    if let Some(encoding) = marked.or(told).or_else(|| declared(bytes)) {
        return Decoded { text: encoding.decode(bytes).0.into_owned(), note: None };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: text.to_owned(), note: None };
    }
    // UTF-8 with some bytes broken: then the broken ones alone are lost.
    if has_utf8(bytes) {
        return Decoded { text: String::from_utf8_lossy(bytes).into_owned(), note: None };
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = match detector.guess(None, Utf8Detection::Deny) {
        encoding if encoding == UTF_8 => WINDOWS_1252,
        encoding => encoding,
    };
    let note = Note {
        code: "guessed-encoding".into(),
        span: None,
        message: format!(
            "the bytes are no UTF-8 and nothing names their encoding; read as {}",
            encoding.name()
        ),
    };
    Decoded { text: encoding.decode(bytes).0.into_owned(), note: Some(note) }
}

/// Whether some characters beyond ASCII are whole in UTF-8.
fn has_utf8(bytes: &[u8]) -> bool {
    bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii())
}

/// The encoding that a page or an XML file names in its first bytes.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(DECLARED_WITHIN)];
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let xml = head.trim_start().starts_with("<?xml");
    let named = if xml { value(&head, "encoding=") } else { None };
    let named = named.or_else(|| {
        let at = head.match_indices("<meta").find_map(|(at, _)| {
            let tag = &head[at..];
            let tag = &tag[..tag.find('>').unwrap_or(tag.len())];
            value(tag, "charset=").filter(|_| tag.contains("charset"))
        });
        at.filter(|_| head.contains('<'))
    })?;
    // A declaration that can be read as ASCII is no UTF-16, whatever it says.
    let found = Encoding::for_label(named.as_bytes())?;
    Some(if found.is_ascii_compatible() { found } else { UTF_8 })
}

fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let behind = text[text.find(key)? + key.len()..].trim_start_matches(['"', '\'', ' ']);
    let end =
        behind.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c)).unwrap_or(behind.len());
    Some(&behind[..end]).filter(|v| !v.is_empty())
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[track_caller]
    fn check(bytes: &[u8], told: Option<&str>, expected: &str, guessed: bool) {
        let decoded = decode(bytes, told);
        assert_eq!(decoded.text, expected);
        assert_eq!(decoded.note.is_some(), guessed);
    }

    #[test]
    fn the_byte_order_mark_comes_first_then_the_transport_then_the_page_then_a_guess() {
        check(b"\xef\xbb\xbfcaf\xc3\xa9", Some("iso-8859-1"), "café", false);
        check(b"\xff\xfec\0a\0f\0\xe9\0", None, "café", false);
        let page = b"<meta charset='windows-1251'>\xca\xe8\xe5\xe2";
        check(page, None, "<meta charset='windows-1251'>Киев", false);
        check(page, Some("latin1"), "<meta charset='windows-1251'>Êèåâ", false);
        check(
            b"<?xml version='1.0' encoding='ISO-8859-1'?><a>caf\xe9</a>",
            None,
            "<?xml version='1.0' encoding='ISO-8859-1'?><a>café</a>",
            false,
        );
        check("café".as_bytes(), None, "café", false);
        check(
            b"They met in a caf\xe9 in Orl\xe9ans, the \x93judge\x94 said.",
            None,
            "They met in a café in Orléans, the “judge” said.",
            true,
        );
    }

    #[test]
    fn broken_utf8_loses_its_broken_bytes_alone() {
        check(b"caf\xc3\xa9 \xff", None, "café \u{fffd}", false);
    }

    #[test]
    fn a_page_that_says_utf16_in_ascii_is_wrong() {
        check(b"<meta charset=utf-16>caf\xc3\xa9", None, "<meta charset=utf-16>café", false);
    }
}
