//! HTML pages: the story's text, what stands around it, and what the page says of itself.
//!
//! Nothing here calls itself and nothing is looked at more than a few times, so that no page can overflow the stack or take
//! long. What lies deeper than `max_depth` is lifted up to it.

pub(super) mod entities;
mod metadata;
mod story;
mod tokens;
mod tree;

pub(super) use tokens::attribute;
pub(super) use tree::squeeze;

use super::{Options, Page};
use dateline_lexicon::Lexicon;
use dateline_record::SectionKind;
use story::Block;
use tree::{Tag, Tree};

/// Name and version of what makes the text of a page.
pub(super) const EXTRACTOR: &str = "html/1";

pub(super) fn sniff(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let small = head[..head.len().min(600)].to_ascii_lowercase();
    // An XHTML page opens like XML.
    let opens = |mark: &[u8]| small.starts_with(mark);
    opens(b"<!doctype html")
        || opens(b"<html")
        || opens(b"<head")
        || small.windows(5).any(|five| five == b"<html") && (opens(b"<?xml") || opens(b"<!--"))
}

/// The story of a page.
pub(super) fn page(html: &str, lexicon: &Lexicon, options: &Options) -> Page {
    let tree = Tree::new(html, options.max_depth);
    let marks = |word: &str| lexicon.markup.get(word).copied();
    let found = story::story(&tree, &marks);
    let mut known = metadata::metadata(&tree, &found.nodes);
    let mut blocks = found.blocks;
    // A page that a script fills may still carry its text for machines.
    let prose = |blocks: &[Block]| -> usize {
        blocks.iter().filter(|b| b.kind == SectionKind::Body).map(|b| b.text.len()).sum()
    };
    if let Some(body) = known.body.take().filter(|body| prose(&blocks) * 2 < body.len()) {
        let paragraphs = body.split('\n').map(squeeze).filter(|text| !text.is_empty());
        blocks = paragraphs.map(|text| Block { kind: SectionKind::Body, text }).collect();
    }
    let mut parts = vec![];
    if let Some(title) = &known.title {
        parts.push((SectionKind::Headline, title.clone()));
        blocks.retain(|block| block.kind != SectionKind::Headline || block.text != *title);
    }
    parts.extend(blocks.into_iter().map(|block| (block.kind, block.text)));
    if parts.iter().all(|(kind, _)| *kind != SectionKind::Body && *kind != SectionKind::Caption) {
        // A headline alone is no story.
        parts.clear();
    }
    Page { parts, known: known.origin, flattened: tree.flattened }
}

/// The paragraphs of a fragment of HTML, such as feeds carry: all its words, but for scripts and the like.
pub(super) fn fragment(html: &str, options: &Options) -> Vec<(SectionKind, String)> {
    let tree = Tree::new(html, options.max_depth);
    let blocks = story::all(&tree);
    blocks.into_iter().map(|block| (block.kind, block.text)).collect()
}

/// Whether a text is written in HTML.
pub(super) fn is_markup(text: &str) -> bool {
    text.contains("</") || text.contains("<p>") || text.contains("<br") || text.contains("/>")
}

/// The title of a page without the name of its site: "Army retakes town | The Daily".
fn bare_title(title: &str, site: Option<&str>) -> String {
    let title = squeeze(title);
    for mark in [" | ", " — ", " – ", " - ", " :: ", " » "] {
        let Some((before, behind)) = title.rsplit_once(mark) else { continue };
        let is_site = site.is_some_and(|site| behind.eq_ignore_ascii_case(site));
        let (story, name) = (before.split(' ').count(), behind.split(' ').count());
        if is_site || mark == " | " || name <= 4 && name < story && story >= 3 {
            return before.to_owned();
        }
    }
    title
}

/// Whether a node is a heading of the first rank.
fn is_first_heading(tree: &Tree, node: u32) -> bool {
    tree.nodes[node as usize].tag == Some(Tag::H1)
}
