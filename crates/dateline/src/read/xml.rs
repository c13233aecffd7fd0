//! XML to a tree, in an arena and with bounded depth. Entities are never expanded: a document that declares any is refused.

use super::html::entities;
use super::html::{attribute, squeeze};
use crate::Error;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::borrow::Cow;
use std::ops::Range;

/// An element, or a text between elements.
pub(super) struct Node<'a> {
    /// Without its prefix; empty for a text.
    pub name: String,
    /// Attributes as written, or the text, decoded.
    pub written: Cow<'a, str>,
    pub children: Vec<usize>,
    /// Where it stands in the text that was read.
    pub span: Range<usize>,
}

/// A document: node 0 holds the root element.
pub(super) struct Xml<'a> {
    pub nodes: Vec<Node<'a>>,
    /// Where and why reading stopped before the end; what was read until then stands.
    pub broken: Option<(usize, String)>,
}

impl<'a> Xml<'a> {
    /// # Errors
    /// A document that declares entities or lies deeper than `max_depth`.
    pub(super) fn read(text: &'a str, max_depth: usize) -> Result<Xml<'a>, Error> {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        let mut xml =
            Xml { nodes: vec![node(String::new(), Cow::Borrowed(""), 0..text.len())], broken: None };
        let mut open = vec![0];
        loop {
            let start = position(reader.buffer_position(), text);
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    xml.broken = Some((start, error.to_string()));
                    break;
                }
            };
            let end = position(reader.buffer_position(), text);
            let top = open[open.len() - 1];
            match event {
                Event::Start(tag) => {
                    if open.len() > max_depth {
                        return Err(Error::Malformed(format!(
                            "byte {start}: elements lie deeper than {max_depth}; raise --max-depth if that is right"
                        )));
                    }
                    let at = xml.add(top, local(tag.name().as_ref()), tag.attributes_raw(), start..end);
                    open.push(at);
                }
                Event::Empty(tag) => {
                    xml.add(top, local(tag.name().as_ref()), tag.attributes_raw(), start..end);
                }
                Event::End(tag) => {
                    let name = local(tag.name().as_ref());
                    let found = open.iter().rposition(|at| xml.nodes[*at].name == name).filter(|at| *at > 0);
                    if let Some(found) = found {
                        for at in open.drain(found..) {
                            xml.nodes[at].span.end = end;
                        }
                    }
                }
                Event::Text(words) => xml.words(top, words.into_inner(), start..end),
                Event::CData(words) => xml.words(top, words.into_inner(), start..end),
                Event::GeneralRef(_) => {
                    // Those of HTML are known; any other stays as it stands.
                    let written = &text[start..end];
                    xml.words(top, Cow::Owned(entities::decode(written).into_owned()), start..end);
                }
                Event::DocType(declared) if declared.contains("<!ENTITY") => {
                    return Err(Error::Malformed(
                        "the document declares entities, which are not expanded but refused".into(),
                    ));
                }
                Event::DocType(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof => break,
            }
        }
        for at in open.into_iter().skip(1) {
            xml.nodes[at].span.end = text.len();
        }
        Ok(xml)
    }

    fn add(&mut self, parent: usize, name: String, attributes: &str, span: Range<usize>) -> usize {
        let id = self.nodes.len();
        self.nodes.push(node(name, Cow::Owned(attributes.to_owned()), span));
        self.nodes[parent].children.push(id);
        id
    }
    /// Texts side by side are one.
    fn words(&mut self, parent: usize, words: Cow<'a, str>, span: Range<usize>) {
        let last = self.nodes[parent].children.last().copied();
        if let Some(last) = last.filter(|last| self.nodes[*last].name.is_empty()) {
            self.nodes[last].written.to_mut().push_str(&words);
            self.nodes[last].span.end = span.end;
            return;
        }
        let id = self.nodes.len();
        self.nodes.push(node(String::new(), words, span));
        self.nodes[parent].children.push(id);
    }

    /// The root element.
    pub(super) fn root(&self) -> Option<usize> {
        self.nodes[0].children.iter().copied().find(|at| !self.nodes[*at].name.is_empty())
    }
    pub(super) fn name(&self, at: usize) -> &str {
        &self.nodes[at].name
    }
    /// Elements of a name right in an element.
    pub(super) fn all<'s>(&'s self, at: usize, name: &'s str) -> impl Iterator<Item = usize> + 's {
        self.nodes[at].children.iter().copied().filter(move |child| self.nodes[*child].name == name)
    }
    pub(super) fn first(&self, at: usize, name: &str) -> Option<usize> {
        self.all(at, name).next()
    }
    /// The element at the end of a path, each step the first of its name.
    pub(super) fn path(&self, at: usize, path: &[&str]) -> Option<usize> {
        path.iter().try_fold(at, |at, name| self.first(at, name))
    }
    /// Every element of a name in an element, at any depth, in order.
    pub(super) fn deep(&self, at: usize, name: &str) -> Vec<usize> {
        let mut found = vec![];
        let mut open = vec![at];
        while let Some(at) = open.pop() {
            if self.nodes[at].name == name {
                found.push(at);
            }
            open.extend(self.nodes[at].children.iter().rev());
        }
        found
    }
    pub(super) fn attribute(&self, at: usize, name: &str) -> Option<String> {
        attribute(&self.nodes[at].written, name).map(Cow::into_owned).filter(|value| !value.is_empty())
    }
    /// The words in an element, as they stand.
    pub(super) fn raw(&self, at: usize) -> String {
        let mut out = String::new();
        let mut open = vec![at];
        while let Some(at) = open.pop() {
            let node = &self.nodes[at];
            if node.name.is_empty() {
                out.push_str(&node.written);
            }
            open.extend(node.children.iter().rev());
        }
        out
    }
    /// The words in an element, spaces as one; nothing if there are none.
    pub(super) fn text(&self, at: usize) -> Option<String> {
        Some(squeeze(&self.raw(at))).filter(|text| !text.is_empty())
    }
    /// The words in the element at the end of a path.
    pub(super) fn text_of(&self, at: usize, path: &[&str]) -> Option<String> {
        self.path(at, path).and_then(|at| self.text(at))
    }
}

const fn node(name: String, written: Cow<'_, str>, span: Range<usize>) -> Node<'_> {
    Node { name, written, children: vec![], span }
}
fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_owned()
}
fn position(at: u64, text: &str) -> usize {
    usize::try_from(at).unwrap_or(text.len()).min(text.len())
}

/// Whether a text begins as an XML document whose root element has one of these names.
pub(super) fn has_root(head: &[u8], names: &[&str]) -> bool {
    let head = String::from_utf8_lossy(head);
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    while let Some(behind) = rest.strip_prefix("<?").or_else(|| rest.strip_prefix("<!")) {
        let comment = behind.starts_with("--");
        let Some(end) = behind.find(if comment { "-->" } else { ">" }) else { return false };
        rest = behind[end + if comment { 3 } else { 1 }..].trim_start();
        // The inner part of a document type ends with a bracket.
        rest = rest.strip_prefix("]>").unwrap_or(rest).trim_start();
    }
    let Some(root) = rest.strip_prefix('<') else { return false };
    let end = root.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(root.len());
    let name = root[..end].rsplit(':').next().unwrap_or("");
    names.contains(&name)
}
