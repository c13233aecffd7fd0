//! HTML to tags and texts, forgiving, in one pass: nothing is looked at twice, so nothing can make it slow.

use std::borrow::Cow;

/// A piece of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A start tag: its name as written, its attributes.
    Open { name: &'a str, attributes: &'a str, closed: bool },
    /// An end tag.
    Close(&'a str),
    /// Words between tags, references not yet decoded.
    Text(&'a str),
    /// What stands in a script, a style or the like, as it is.
    Raw(&'a str),
}

pub(super) struct Tokens<'a> {
    html: &'a str,
    at: usize,
    /// The element whose content is no HTML, if the last tag opened one.
    raw: Option<&'a str>,
}

/// Elements whose content is no HTML.
const RAW: &[&str] = &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

impl<'a> Tokens<'a> {
    pub(super) fn new(html: &'a str) -> Tokens<'a> {
        Tokens { html, at: 0, raw: None }
    }

    /// Up to the end tag of an element whose content is no HTML.
    fn raw(&mut self, name: &str) -> &'a str {
        let rest = &self.html[self.at..];
        let bytes = rest.as_bytes();
        let mut from = 0;
        let end = loop {
            let Some(next) = bytes[from..].windows(2).position(|two| two == b"</") else { break rest.len() };
            let tag = from + next + 2;
            let is_it =
                bytes.get(tag..tag + name.len()).is_some_and(|b| b.eq_ignore_ascii_case(name.as_bytes()));
            if is_it {
                break from + next;
            }
            from = tag;
        };
        self.at += end;
        &rest[..end]
    }

    /// A tag whose name begins at `start`: name, attributes, and where it ends.
    fn tag(&self, start: usize) -> (&'a str, &'a str, usize) {
        let bytes = self.html.as_bytes();
        let mut at = start;
        while at < bytes.len() && !matches!(bytes[at], b'>' | b'/') && !bytes[at].is_ascii_whitespace() {
            at += 1;
        }
        let name = &self.html[start..at];
        let attributes = at;
        let mut quote = None;
        let mut after_equals = false;
        while at < bytes.len() {
            let byte = bytes[at];
            match quote {
                Some(open) if byte == open => quote = None,
                Some(_) => {}
                None if byte == b'>' => break,
                // A quotation mark opens a value only behind the sign of equality.
                None if after_equals && matches!(byte, b'"' | b'\'') => quote = Some(byte),
                None => {}
            }
            if !byte.is_ascii_whitespace() {
                after_equals = byte == b'=' && quote.is_none();
            }
            at += 1;
        }
        (name, &self.html[attributes..at], (at + 1).min(bytes.len()))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if let Some(name) = self.raw.take() {
            return Some(Token::Raw(self.raw(name)));
        }
        let rest = &self.html[self.at..];
        if rest.is_empty() {
            return None;
        }
        let bytes = rest.as_bytes();
        if bytes[0] == b'<' && bytes.len() > 1 {
            match bytes[1] {
                b'!' | b'?' => {
                    let end = match rest.strip_prefix("<!--") {
                        // "<!-->" is a whole comment.
                        Some(body) if body.starts_with('>') => 5,
                        Some(body) => body.find("-->").map_or(rest.len(), |end| 4 + end + 3),
                        None => match rest.strip_prefix("<![CDATA[") {
                            Some(body) => {
                                let end = body.find("]]>").unwrap_or(body.len());
                                self.at += (9 + end + 3).min(rest.len());
                                return Some(Token::Text(&body[..end]));
                            }
                            None => rest.find('>').map_or(rest.len(), |end| end + 1),
                        },
                    };
                    self.at += end;
                    // An empty text stands for a comment: a page of comments needs no recursion.
                    return Some(Token::Text(""));
                }
                b'/' => {
                    let (name, _, end) = self.tag(self.at + 2);
                    self.at = end;
                    return Some(Token::Close(name));
                }
                byte if byte.is_ascii_alphabetic() => {
                    let (name, attributes, end) = self.tag(self.at + 1);
                    self.at = end;
                    let closed = attributes.ends_with('/');
                    self.raw = RAW.iter().find(|raw| raw.eq_ignore_ascii_case(name)).copied();
                    return Some(Token::Open { name, attributes, closed });
                }
                _ => {}
            }
        }
        // A "<" that opens no tag is text.
        let opens = |two: &[u8]| {
            two[0] == b'<' && (two[1].is_ascii_alphabetic() || matches!(two[1], b'/' | b'!' | b'?'))
        };
        let end = bytes[1..].windows(2).position(opens).map_or(rest.len(), |end| end + 1);
        self.at += end;
        Some(Token::Text(&rest[..end]))
    }
}

/// The value of an attribute, decoded.
pub(in crate::read) fn attribute<'a>(attributes: &'a str, name: &str) -> Option<Cow<'a, str>> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        // A name has one character at least, even if that is the sign of equality.
        let mut ends = rest.char_indices().skip(1);
        let end = ends
            .find(|(_, c)| c.is_ascii_whitespace() || matches!(c, '=' | '/'))
            .map_or(rest.len(), |(at, _)| at);
        let key = &rest[..end];
        let behind = rest[end..].trim_start_matches(|c: char| c.is_ascii_whitespace());
        let (value, next) = match behind.strip_prefix('=') {
            None => ("", &rest[end..]),
            Some(value) => {
                let value = value.trim_start_matches(|c: char| c.is_ascii_whitespace());
                match value.as_bytes().first() {
                    Some(quote @ (b'"' | b'\'')) => {
                        let inner = &value[1..];
                        let end = inner.find(*quote as char).unwrap_or(inner.len());
                        (&inner[..end], inner.get(end + 1..).unwrap_or(""))
                    }
                    _ => value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())),
                }
            }
        };
        if key.eq_ignore_ascii_case(name) {
            return Some(super::entities::decode(value));
        }
        rest = next;
    }
}
