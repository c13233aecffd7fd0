//! Which words of a page are its story.
//!
//! The page is cut into blocks (paragraphs, headings, captions, items). Blocks in furniture, told by element, role and class,
//! do not count. The story is the smallest element that holds most of the prose: from the top, the child that holds most of
//! what its parent holds is taken, as long as there is one. Publishers that mark their story's body are believed.

use super::entities::decode;
use super::tree::{NONE, Node, Tag, Tree, squeeze};
use dateline_lexicon::Markup;
use dateline_record::SectionKind;

/// A stretch of words of a page. A headline is a heading of any rank.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub kind: SectionKind,
    pub text: String,
}

/// The blocks of a page's story, and where in the page it stands.
pub(super) struct Story {
    pub blocks: Vec<Block>,
    /// First node, and the one behind the last.
    pub nodes: std::ops::Range<u32>,
}

/// Where words stand, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Zone {
    Story,
    Caption,
    Related,
    Boilerplate,
    /// Words that nobody reads.
    Gone,
}

struct Words {
    /// The nearest element that is no inline one.
    holder: u32,
    zone: Zone,
    text: String,
    /// How many of its characters are links.
    linked: usize,
    heading: bool,
    item: bool,
}

/// Bytes from which on a block without a full stop is prose.
const PROSE: usize = 80;
/// Bytes of a sentence that is prose.
const SENTENCE: usize = 30;
/// Percent of an element's prose that a child must hold to take its place.
const NEARLY_ALL: usize = 85;
/// Bytes between a headline and the element that holds the story.
const LONGEST_LEAD: usize = 1500;

impl Words {
    fn length(&self) -> usize {
        self.text.chars().count()
    }
    fn is_linked(&self) -> bool {
        let length = self.text.len();
        if self.item { self.linked * 2 > length } else { self.linked * 5 > length * 3 }
    }
    /// How much prose it is: its length, unless it is a heading, a link or a label.
    fn prose(&self) -> usize {
        let length = self.text.len();
        let ends = self
            .text
            .trim_end_matches(|c: char| "\"”’')»".contains(c))
            .ends_with(['.', '!', '?', ':', '…', '。', '।']);
        let enough = length >= PROSE || ends && length >= SENTENCE;
        if self.zone != Zone::Story || self.heading || self.is_linked() || !enough { 0 } else { length }
    }
}

/// What a word of class, id or role tells of an element.
pub(super) type Marks<'a> = dyn Fn(&str) -> Option<Markup> + 'a;

/// Finds the story of a page.
pub(super) fn story(tree: &Tree, mark: &Marks) -> Story {
    let body = tree.nodes.iter().position(|n| n.tag == Some(Tag::Body)).unwrap_or(0) as u32;
    let elements = elements(tree, mark);
    let gone: Vec<Zone> =
        elements.iter().map(|own| if *own == Own::Gone { Zone::Gone } else { Zone::Story }).collect();
    let gone = inherited(tree, &gone);
    // What holds much of the page's prose is no furniture, whatever it is called.
    let raw = prose(tree, &words(tree, &gone));
    let zones = zones(tree, &elements, &raw);
    let words = words(tree, &zones);
    let prose = prose(tree, &words);
    let story: Vec<u32> = (0..)
        .zip(&elements)
        .filter(|(_, own)| **own == Own::Marked(Markup::Story))
        .map(|(at, _)| at)
        .collect();
    let chosen = chosen(tree, &story, &prose, body);
    let from = lead(tree, chosen, &words, &zones);
    Story { blocks: blocks(tree, chosen, from, &words, &zones), nodes: from..tree.end(chosen) }
}

/// Where the story's lead begins: right behind the headline, if that stands close before the chosen element.
fn lead(tree: &Tree, chosen: u32, words: &[Words], zones: &[Zone]) -> u32 {
    let base = zones[chosen as usize];
    let before = words.iter().rev().filter(|w| w.holder < chosen);
    let mut length = 0;
    for block in before {
        if tree.nodes[block.holder as usize].tag == Some(Tag::H1) {
            return block.holder;
        }
        if block.zone == base {
            length += block.text.len();
        }
        if length > LONGEST_LEAD {
            break;
        }
    }
    chosen
}

/// What an element says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Own {
    Gone,
    Furniture,
    /// Furniture unless it stands in an article.
    Header,
    Marked(Markup),
    Nothing,
}

fn elements(tree: &Tree, mark: &Marks) -> Vec<Own> {
    let own = |node: &Node| match node.tag {
        None => Own::Nothing,
        Some(
            Tag::Script
            | Tag::Style
            | Tag::Svg
            | Tag::Template
            | Tag::Iframe
            | Tag::Object
            | Tag::Embed
            | Tag::Audio
            | Tag::Video
            | Tag::Canvas
            | Tag::Button
            | Tag::Select
            | Tag::Input
            | Tag::Textarea
            | Tag::Noscript
            | Tag::Dialog
            | Tag::Head
            | Tag::Noembed
            | Tag::Noframes
            | Tag::Xmp
            | Tag::Title,
        ) => Own::Gone,
        Some(Tag::Nav | Tag::Menu | Tag::Footer | Tag::Aside) => Own::Furniture,
        Some(Tag::Header) => Own::Header,
        Some(Tag::Figcaption | Tag::Caption) => Own::Marked(Markup::Caption),
        Some(tag) => match marks(node, mark) {
            Some(found)
                if found == Markup::Story
                    || !matches!(tag, Tag::Html | Tag::Body | Tag::Article | Tag::Main) =>
            {
                Own::Marked(found)
            }
            _ => Own::Nothing,
        },
    };
    tree.nodes.iter().map(own).collect()
}

/// The zone of each node: its own, or that of what it lies in.
fn inherited(tree: &Tree, own: &[Zone]) -> Vec<Zone> {
    let mut zones = own.to_vec();
    for at in 1..zones.len() {
        let above = zones[tree.nodes[at].parent as usize];
        zones[at] = match (above, own[at]) {
            (Zone::Gone, _) | (_, Zone::Gone) => Zone::Gone,
            (Zone::Story, own) => own,
            (above, _) => above,
        };
    }
    zones
}

fn zones(tree: &Tree, elements: &[Own], prose: &[usize]) -> Vec<Zone> {
    let mut in_article = vec![false; tree.nodes.len()];
    for at in 1..tree.nodes.len() {
        in_article[at] = in_article[tree.nodes[at].parent as usize]
            || matches!(tree.nodes[at].tag, Some(Tag::Article | Tag::Main));
    }
    let zone = |at: usize| {
        let much = prose[at] * 3 > prose[0];
        match elements[at] {
            Own::Gone => Zone::Gone,
            Own::Furniture if !much => Zone::Boilerplate,
            Own::Header if !much && !in_article[at] => Zone::Boilerplate,
            Own::Marked(Markup::Boilerplate) if !much => Zone::Boilerplate,
            Own::Marked(Markup::Related) if !much => Zone::Related,
            Own::Marked(Markup::Caption) if !much => Zone::Caption,
            _ => Zone::Story,
        }
    };
    inherited(tree, &(0..tree.nodes.len()).map(zone).collect::<Vec<_>>())
}

/// What class, id, role and the like of an element tell.
fn marks(node: &Node, mark: &Marks) -> Option<Markup> {
    if node.written.is_empty() {
        return None;
    }
    let mut found = None;
    for name in ["itemprop", "class", "id", "role", "data-testid", "data-component"] {
        let Some(value) = node.attribute(name) else { continue };
        for token in value.split_whitespace() {
            let hit = of_token(token, mark);
            match hit {
                Some(Markup::Story) => return hit,
                Some(_) => found = found.or(hit),
                None => {}
            }
        }
    }
    let gone = node.attribute("hidden").is_some()
        || node.attribute("style").is_some_and(|style| {
            let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
            style.contains("display:none") || style.contains("visibility:hidden")
        });
    if gone { Some(Markup::Boilerplate) } else { found }
}

/// A class is looked up whole, then by two words at a time, then word by word: "c-article-body__text" is an "articlebody".
fn of_token(token: &str, mark: &Marks) -> Option<Markup> {
    if token.len() > 80 {
        return None;
    }
    let mut words: Vec<String> = vec![];
    let mut small_before = false;
    for c in token.chars() {
        let starts = c.is_uppercase() && small_before;
        small_before = c.is_lowercase();
        if !c.is_alphanumeric() {
            words.push(String::new());
            continue;
        }
        if starts || words.is_empty() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    let whole = words.concat();
    mark(&whole)
        .or_else(|| words.windows(2).find_map(|two| mark(&two.concat())))
        .or_else(|| words.iter().find_map(|word| mark(word)))
        .filter(|found| *found != Markup::Story || words.len() < 5)
}

/// A block whose end is not yet reached.
struct Open {
    holder: u32,
    zone: Zone,
    text: String,
    linked: usize,
    /// The last text in it.
    last: u32,
}

/// The words of a page, block by block.
fn words(tree: &Tree, zones: &[Zone]) -> Vec<Words> {
    let mut blocks: Vec<Words> = vec![];
    let mut open: Option<Open> = None;
    // Where the last link that is open ends; how many line breaks came since the last words.
    let (mut link_end, mut breaks) = (0, 0);
    for ((at, node), zone) in (0_u32..).zip(&tree.nodes).zip(zones) {
        match node.tag {
            Some(Tag::A) => link_end = link_end.max(tree.end(at)),
            Some(Tag::Br) => {
                breaks += 1;
                if let Some(open) = &mut open {
                    open.text.push('\n');
                }
            }
            Some(_) => {}
            None if *zone == Zone::Gone => {}
            None => {
                let holder = holder(tree, at);
                let is_blank = node.written.trim().is_empty();
                let goes_on = open.as_ref().is_some_and(|open| {
                    let parted = breaks > 1 && !is_blank || between(tree, open.last, at);
                    open.holder == holder && open.zone == *zone && !parted
                });
                if !goes_on {
                    if is_blank {
                        continue;
                    }
                    close(tree, open.take(), &mut blocks);
                    open = Some(Open { holder, zone: *zone, text: String::new(), linked: 0, last: at });
                }
                if !is_blank {
                    breaks = 0;
                }
                if let Some(open) = &mut open {
                    let piece = decode(node.written);
                    if at < link_end {
                        open.linked += squeeze(&piece).len();
                    }
                    open.text.push_str(&piece);
                    open.last = at;
                }
            }
        }
    }
    close(tree, open, &mut blocks);
    blocks
}

fn close(tree: &Tree, open: Option<Open>, blocks: &mut Vec<Words>) {
    let Some(open) = open else { return };
    let text = squeeze(&open.text);
    if text.is_empty() {
        return;
    }
    let (mut heading, mut item) = (false, false);
    let mut up = open.holder;
    // A heading may hold a block or two of its own.
    for _ in 0..6 {
        if up == NONE {
            break;
        }
        let node = &tree.nodes[up as usize];
        heading |= node.tag.is_some_and(Tag::is_heading);
        item |= matches!(node.tag, Some(Tag::Li | Tag::Td | Tag::Th | Tag::Dt | Tag::Dd));
        up = node.parent;
    }
    blocks.push(Words { holder: open.holder, zone: open.zone, text, linked: open.linked, heading, item });
}

/// Whether a block begins or ends between two texts of one holder: then they are two blocks.
fn between(tree: &Tree, last: u32, at: u32) -> bool {
    tree.nodes[last as usize + 1..at as usize].iter().any(|n| {
        n.tag.is_some_and(|t| {
            !t.is_inline()
                && !matches!(
                    t,
                    Tag::Br
                        | Tag::Img
                        | Tag::Script
                        | Tag::Svg
                        | Tag::Style
                        | Tag::Input
                        | Tag::Button
                        | Tag::Picture
                        | Tag::Source
                )
        })
    })
}

fn holder(tree: &Tree, mut at: u32) -> u32 {
    loop {
        let node = &tree.nodes[at as usize];
        if node.parent == NONE || node.tag.is_some_and(|t| !t.is_inline()) {
            return at;
        }
        at = node.parent;
    }
}

/// How much prose lies in each element.
fn prose(tree: &Tree, words: &[Words]) -> Vec<usize> {
    let mut prose = vec![0; tree.nodes.len()];
    for block in words {
        prose[block.holder as usize] += block.prose();
    }
    for at in (1..tree.nodes.len()).rev() {
        prose[tree.nodes[at].parent as usize] += prose[at];
    }
    prose
}

/// The element that holds the story.
fn chosen(tree: &Tree, story: &[u32], prose: &[usize], body: u32) -> u32 {
    let all = prose[0];
    let best = |nodes: &mut dyn Iterator<Item = u32>| {
        nodes.max_by_key(|n| (prose[*n as usize], std::cmp::Reverse(*n)))
    };
    if let Some(marked) = best(&mut story.iter().copied()).filter(|n| prose[*n as usize] * 2 > all) {
        return marked;
    }
    let of_tag =
        |tag: Tag| (0..tree.nodes.len() as u32).filter(move |n| tree.nodes[*n as usize].tag == Some(tag));
    let holds_most = |tag: Tag| best(&mut of_tag(tag)).filter(|n| prose[*n as usize] * 2 > all);
    let start = holds_most(Tag::Article).or_else(|| holds_most(Tag::Main)).unwrap_or(body);
    // Downhill, as long as one child holds nearly all.
    let mut at = start;
    loop {
        let mut next = None;
        let mut child = tree.nodes[at as usize].first;
        while child != NONE {
            let node = &tree.nodes[child as usize];
            let is_holder =
                node.tag.is_some_and(|t| !matches!(t, Tag::P | Tag::Blockquote | Tag::Li) && !t.is_heading());
            if is_holder && prose[child as usize] * 100 > prose[at as usize] * NEARLY_ALL {
                next = Some(child);
            }
            child = node.next;
        }
        match next {
            Some(next) => at = next,
            None => return at,
        }
    }
}

/// The blocks of the story, with what of furniture stands among them.
fn blocks(tree: &Tree, chosen: u32, from: u32, words: &[Words], zones: &[Zone]) -> Vec<Block> {
    let (start, end) = (from, tree.end(chosen));
    let base = zones[chosen as usize];
    let mut blocks: Vec<Block> = vec![];
    for block in words.iter().filter(|w| (start..end).contains(&w.holder)) {
        let zone = if block.zone == base { Zone::Story } else { block.zone };
        let kind = match zone {
            Zone::Gone => continue,
            Zone::Boilerplate => SectionKind::Boilerplate,
            Zone::Related => SectionKind::Related,
            Zone::Caption => SectionKind::Caption,
            Zone::Story if block.heading => SectionKind::Headline,
            Zone::Story if block.is_linked() => SectionKind::Related,
            Zone::Story => SectionKind::Body,
        };
        if block.length() < 2 {
            continue;
        }
        let in_lead = block.holder < chosen;
        if in_lead && kind != SectionKind::Caption && (kind != SectionKind::Body || block.prose() == 0) {
            continue;
        }
        blocks.push(Block { kind, text: block.text.clone() });
    }
    // A heading that no story follows heads something else.
    let mut followed = false;
    for block in blocks.iter_mut().rev() {
        match block.kind {
            SectionKind::Headline if !followed => block.kind = SectionKind::Related,
            SectionKind::Headline | SectionKind::Related => followed = false,
            SectionKind::Body => followed = true,
            _ => {}
        }
    }
    blocks
}

/// All blocks of a fragment, none of which is furniture.
pub(super) fn all(tree: &Tree) -> Vec<Block> {
    let elements = elements(tree, &|_| None);
    let zone = |own: &Own| match own {
        Own::Gone => Zone::Gone,
        Own::Marked(Markup::Caption) => Zone::Caption,
        _ => Zone::Story,
    };
    let zones = inherited(tree, &elements.iter().map(zone).collect::<Vec<_>>());
    let kind = |words: Words| {
        let kind = match words.zone {
            Zone::Caption => SectionKind::Caption,
            _ if words.heading => SectionKind::Headline,
            _ if words.is_linked() => SectionKind::Related,
            _ => SectionKind::Body,
        };
        Block { kind, text: words.text }
    };
    words(tree, &zones).into_iter().map(kind).collect()
}
