//! Tags to a tree, in an arena and with bounded depth: nothing here calls itself.

use super::tokens::{Token, Tokens, attribute};
use std::borrow::Cow;

macro_rules! tags {
    ($($variant:ident = $name:literal),+ $(,)?) => {
        /// An element's name, as far as it matters.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Tag { $($variant),+, Other }
        impl Tag {
            fn of(name: &str) -> Tag {
                let mut small = [0; 12];
                let Some(small) = small.get_mut(..name.len()) else { return Tag::Other };
                small.copy_from_slice(name.as_bytes());
                small.make_ascii_lowercase();
                match std::str::from_utf8(small) { $(Ok($name) => Tag::$variant,)+ _ => Tag::Other }
            }
        }
    };
}

tags! {
    A = "a", Address = "address", Amp = "amp-img", Area = "area", Article = "article", Aside = "aside", Audio = "audio", B = "b",
    Base = "base", Blockquote = "blockquote", Body = "body", Br = "br", Button = "button", Canvas = "canvas", Caption = "caption",
    Center = "center", Col = "col", Dd = "dd", Del = "del", Details = "details", Dialog = "dialog", Div = "div", Dl = "dl",
    Dt = "dt", Em = "em", Embed = "embed", Fieldset = "fieldset", Figcaption = "figcaption", Figure = "figure", Font = "font",
    Footer = "footer", Form = "form", H1 = "h1", H2 = "h2", H3 = "h3", H4 = "h4", H5 = "h5", H6 = "h6", Head = "head",
    Header = "header", Hr = "hr", Html = "html", I = "i", Iframe = "iframe", Img = "img", Input = "input", Label = "label",
    Li = "li", Link = "link", Main = "main", Menu = "menu", Meta = "meta", Nav = "nav", Noembed = "noembed", Noframes = "noframes",
    Noscript = "noscript", Object = "object", Ol = "ol", Option = "option", P = "p", Param = "param", Picture = "picture",
    Pre = "pre", Q = "q", Script = "script", Section = "section", Select = "select", Small = "small", Source = "source",
    Span = "span", Strong = "strong", Style = "style", Sub = "sub", Summary = "summary", Sup = "sup", Svg = "svg", Table = "table",
    Tbody = "tbody", Td = "td", Template = "template", Textarea = "textarea", Th = "th", Time = "time", Title = "title", Tr = "tr",
    Track = "track", U = "u", Ul = "ul", Video = "video", Wbr = "wbr", Xmp = "xmp",
}

impl Tag {
    const fn is_void(self) -> bool {
        matches!(
            self,
            Tag::Area
                | Tag::Base
                | Tag::Br
                | Tag::Col
                | Tag::Embed
                | Tag::Hr
                | Tag::Img
                | Tag::Input
                | Tag::Link
                | Tag::Meta
                | Tag::Param
                | Tag::Source
                | Tag::Track
                | Tag::Wbr
        )
    }
    /// Whether its words run on with those around it.
    pub(super) const fn is_inline(self) -> bool {
        matches!(
            self,
            Tag::A
                | Tag::B
                | Tag::Del
                | Tag::Em
                | Tag::Font
                | Tag::I
                | Tag::Label
                | Tag::Q
                | Tag::Small
                | Tag::Span
                | Tag::Strong
                | Tag::Sub
                | Tag::Sup
                | Tag::Time
                | Tag::U
                | Tag::Wbr
                | Tag::Other
                | Tag::Noscript
        )
    }
    pub(super) const fn is_heading(self) -> bool {
        matches!(self, Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6)
    }
    /// Whether a start tag of it ends an open paragraph.
    const fn ends_paragraph(self) -> bool {
        !self.is_inline()
            && !self.is_void()
            && !matches!(
                self,
                Tag::Script
                    | Tag::Style
                    | Tag::Svg
                    | Tag::Iframe
                    | Tag::Button
                    | Tag::Select
                    | Tag::Object
                    | Tag::Video
                    | Tag::Picture
                    | Tag::Template
                    | Tag::Audio
                    | Tag::Canvas
                    | Tag::Option
                    | Tag::Textarea
            )
            || matches!(self, Tag::Hr)
    }
    /// The elements that a start tag of this one ends, up to the nearest of `stop`.
    fn ends(self) -> (&'static [Tag], &'static [Tag]) {
        match self {
            Tag::Li => (&[Tag::Li], &[Tag::Ul, Tag::Ol, Tag::Menu]),
            Tag::Dt | Tag::Dd => (&[Tag::Dt, Tag::Dd], &[Tag::Dl]),
            Tag::Td | Tag::Th => (&[Tag::Td, Tag::Th], &[Tag::Tr, Tag::Table]),
            Tag::Tr => (&[Tag::Tr], &[Tag::Table]),
            Tag::Option => (&[Tag::Option], &[Tag::Select]),
            _ => (&[], &[]),
        }
    }
}

pub(super) const NONE: u32 = u32::MAX;

/// An element or a text.
pub(super) struct Node<'a> {
    /// None for a text.
    pub tag: Option<Tag>,
    pub parent: u32,
    pub first: u32,
    pub next: u32,
    last: u32,
    /// Attributes of an element, or a text as it is written.
    pub written: &'a str,
}

impl<'a> Node<'a> {
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        self.tag.and_then(|_| attribute(self.written, name))
    }
}

/// A page: node 0 holds all others; a node's children come after it.
pub(super) struct Tree<'a> {
    pub nodes: Vec<Node<'a>>,
    /// Whether elements lay deeper than allowed and were lifted.
    pub flattened: bool,
}

impl<'a> Tree<'a> {
    pub(super) fn new(html: &'a str, max_depth: usize) -> Tree<'a> {
        let root =
            Node { tag: Some(Tag::Html), parent: NONE, first: NONE, next: NONE, last: NONE, written: "" };
        let mut tree = Tree { nodes: vec![root], flattened: false };
        let mut open: Vec<(u32, Tag)> = vec![(0, Tag::Html)];
        // Elements that lie too deep: their end tags must not end others.
        let mut lifted: Vec<Tag> = vec![];
        for token in Tokens::new(html) {
            match token {
                Token::Text("") => {}
                Token::Text(text) | Token::Raw(text) => {
                    tree.add(open[open.len() - 1].0, None, text);
                }
                Token::Open { name, attributes, closed } => {
                    let tag = Tag::of(name);
                    if matches!(tag, Tag::Html | Tag::Body | Tag::Head)
                        && open.iter().any(|(_, t)| *t == tag && tag != Tag::Html)
                    {
                        continue;
                    }
                    if lifted.is_empty() {
                        implied_ends(&mut open, tag);
                    }
                    let node = tree.add(open[open.len() - 1].0, Some(tag), attributes);
                    // Only void elements and foreign ones are closed by a slash; people write it elsewhere too.
                    if tag.is_void() || closed && matches!(tag, Tag::Other | Tag::Svg) {
                        continue;
                    }
                    if open.len() < max_depth.max(8) {
                        open.push((node, tag));
                    } else {
                        tree.flattened = true;
                        lifted.push(tag);
                    }
                }
                Token::Close(name) => {
                    let tag = Tag::of(name);
                    if let Some(at) = lifted.iter().rev().take(16).position(|t| *t == tag) {
                        lifted.truncate(lifted.len() - 1 - at);
                    } else if lifted.is_empty() {
                        close(&mut open, tag);
                    }
                }
            }
        }
        tree
    }

    fn add(&mut self, parent: u32, tag: Option<Tag>, written: &'a str) -> u32 {
        let id = self.nodes.len() as u32;
        self.nodes.push(Node { tag, parent, first: NONE, next: NONE, last: NONE, written });
        let last = std::mem::replace(&mut self.nodes[parent as usize].last, id);
        match last {
            NONE => self.nodes[parent as usize].first = id,
            last => self.nodes[last as usize].next = id,
        }
        id
    }

    /// The node behind a node and all that is in it, and how many elements end between the two.
    pub(super) fn behind(&self, mut node: u32) -> u32 {
        while node != NONE && self.nodes[node as usize].next == NONE {
            node = self.nodes[node as usize].parent;
        }
        if node == NONE { NONE } else { self.nodes[node as usize].next }
    }

    /// The words of a node, spaces as one, without those of scripts.
    pub(super) fn text(&self, node: u32) -> String {
        let mut out = String::new();
        let end = self.end(node);
        let mut at = node;
        while at < end {
            let here = &self.nodes[at as usize];
            match here.tag {
                Some(Tag::Script | Tag::Style | Tag::Template | Tag::Svg) => {
                    at = self.end(at);
                    continue;
                }
                Some(tag) if !tag.is_inline() => out.push(' '),
                Some(_) => {}
                None => out.push_str(&super::entities::decode(here.written)),
            }
            at += 1;
        }
        squeeze(&out)
    }

    /// The first node that is not in a node: those in it stand side by side behind it.
    pub(super) fn end(&self, node: u32) -> u32 {
        match self.behind(node) {
            NONE => self.nodes.len() as u32,
            next => next,
        }
    }
}

/// Runs of white space as one space, none at either end.
pub(in crate::read) fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Ends what a start tag ends without saying so.
fn implied_ends(open: &mut Vec<(u32, Tag)>, tag: Tag) {
    let head = open.iter().position(|(_, t)| *t == Tag::Head);
    if let Some(at) = head.filter(|_| tag == Tag::Body) {
        open.truncate(at);
    }
    if tag.ends_paragraph() {
        // Inline elements may lie open in the paragraph; its end is theirs.
        let at = open.iter().rposition(|(_, t)| !t.is_inline());
        if let Some(at) = at.filter(|at| open[*at].1 == Tag::P) {
            open.truncate(at);
        }
    }
    let (ended, stop) = tag.ends();
    if ended.is_empty() {
        return;
    }
    for at in (1..open.len()).rev() {
        if stop.contains(&open[at].1) {
            return;
        }
        if ended.contains(&open[at].1) {
            open.truncate(at);
            return;
        }
    }
}

fn close(open: &mut Vec<(u32, Tag)>, tag: Tag) {
    for at in (1..open.len()).rev() {
        let there = open[at].1;
        if there == tag {
            open.truncate(at);
            return;
        }
        // An end tag of an inline element, or of a paragraph, does not end the block it stands in.
        if (tag.is_inline() || tag == Tag::P) && !there.is_inline()
            || matches!(there, Tag::Table) && tag != Tag::Body
        {
            return;
        }
    }
}
