//! What agencies send: NewsML-G2 (`newsItem`, and `newsMessage` with many) and NITF, alone or inside. Each item is a piece,
//! with its version and whether its publisher lets it be used.

use super::feed::{Cited, paragraphs};
use super::xml::{Xml, has_root};
use super::{Content, Options, Piece, Pieces, dates::day, encoding, text::all};
use crate::Error;
use dateline_record::{Change, Citation, Edition, Origin, PubStatus, PublishedBasis, SectionKind};
use std::io::BufRead;

/// Name and version of what makes the text of an item.
const EXTRACTOR: &str = "newsml/1";

type Parts = Vec<(SectionKind, String)>;

pub(super) fn sniff(head: &[u8]) -> bool {
    has_root(head, &["newsItem", "newsMessage", "packageItem"])
}
pub(super) fn sniff_nitf(head: &[u8]) -> bool {
    has_root(head, &["nitf"])
}

pub(super) fn open<'a>(input: Box<dyn BufRead + Send + 'a>, at: Citation, options: &Options) -> Pieces<'a> {
    let options = options.clone();
    Box::new(std::iter::once_with(move || pieces(input, at, &options)).flatten())
}

fn pieces(input: Box<dyn BufRead + Send + '_>, at: Citation, options: &Options) -> Vec<Piece> {
    let bytes = match all(input, options.max_page) {
        Ok(bytes) => bytes,
        Err(error) => return vec![Piece { at, content: Err(error) }],
    };
    let decoded = encoding::decode(&bytes, None);
    let cited = Cited::new(at, &bytes, &decoded.text);
    let xml = match Xml::read(&decoded.text, options.max_depth) {
        Ok(xml) => xml,
        Err(error) => return vec![cited.failure(0, error)],
    };
    let mut pieces: Vec<Piece> = match xml.root() {
        Some(root) if xml.name(root) == "nitf" => vec![piece(&xml, root, nitf_item(&xml, root), &cited)],
        Some(root) => xml
            .deep(root, "newsItem")
            .into_iter()
            .filter_map(|at| Some(piece(&xml, at, news_item(&xml, at)?, &cited)))
            .collect(),
        None => vec![],
    };
    if let Some((offset, message)) = &xml.broken {
        pieces.push(cited.failure(*offset, Error::Malformed(format!("the item breaks off: {message}"))));
    } else if pieces.is_empty() {
        pieces.push(cited.failure(0, Error::Malformed("there is no item of text in this file".into())));
    }
    pieces
}

fn piece(xml: &Xml, at: usize, (parts, mut origin): (Parts, Origin), cited: &Cited) -> Piece {
    let record = origin.edition.as_ref().map(|edition| edition.guid.clone());
    origin.key.clone_from(&record);
    let at = cited.part(xml.nodes[at].span.clone(), record);
    Piece { at, content: Ok(Content::Parts(parts, EXTRACTOR, Box::new(origin))) }
}

/// The code behind the scheme: `usable` of `stat:usable` or of `http://cv.iptc.org/newscodes/pubstatusg2/usable`.
fn code(xml: &Xml, at: usize) -> Option<String> {
    let written = xml
        .attribute(at, "qcode")
        .or_else(|| xml.attribute(at, "uri"))
        .or_else(|| xml.attribute(at, "literal"))?;
    Some(written.rsplit([':', '/']).next().unwrap_or("").to_lowercase())
}

/// Whether an item may be used, by its publisher's word; a word that is not known is no leave to use it.
fn pub_status(word: &str) -> PubStatus {
    match word {
        "usable" | "" => PubStatus::Usable,
        "canceled" | "cancelled" | "killed" | "kill" | "withdrawn" => PubStatus::Canceled,
        _ => PubStatus::Withheld,
    }
}

/// A NewsML-G2 item; nothing if it is a picture or the like.
fn news_item(xml: &Xml, at: usize) -> Option<(Parts, Origin)> {
    let meta = xml.first(at, "itemMeta").unwrap_or(at);
    let class = xml.first(meta, "itemClass").and_then(|at| code(xml, at));
    if class.is_some_and(|class| class != "text" && class != "composite") {
        return None;
    }
    let about = xml.first(at, "contentMeta").unwrap_or(at);
    let signals: Vec<String> = xml.all(meta, "signal").filter_map(|at| code(xml, at)).collect();
    let status = pub_status(&xml.first(meta, "pubStatus").and_then(|at| code(xml, at)).unwrap_or_default());
    let version = xml.attribute(at, "version");
    let change = change(status, &signals, version.as_deref());
    let links = xml.all(meta, "link").chain(xml.all(at, "link"));
    let replaces = |link: &usize| {
        let rel = xml.attribute(*link, "rel").unwrap_or_default().to_lowercase();
        ["previousversion", "supersedes", "replaces", "corrects"].iter().any(|word| rel.ends_with(word))
    };
    let guid = xml.attribute(at, "guid");
    let supersedes = links
        .filter(replaces)
        .filter_map(|link| xml.attribute(link, "residref").or_else(|| xml.attribute(link, "href")))
        .filter(|other| Some(other) != guid.as_ref())
        .collect();
    let note =
        xml.all(meta, "edNote").filter_map(|at| xml.text(at)).reduce(|all, more| format!("{all} {more}"));
    let date = |from: usize, name: &str| xml.text_of(from, &[name]).and_then(|written| day(&written));
    let first = || date(about, "contentCreated").or_else(|| date(meta, "firstCreated"));
    let last = || date(about, "contentModified").or_else(|| date(meta, "versionCreated"));
    // A correction tells the days of the story it corrects.
    let published = match change {
        Change::Correction | Change::Withdrawal => first().or_else(last),
        Change::First | Change::Update => last().or_else(first),
    };
    let name = |at: usize| {
        let name = xml.text_of(at, &["name"]);
        name.or_else(|| xml.attribute(at, "literal")).or_else(|| code(xml, at))
    };
    let provider = xml.first(meta, "provider").and_then(name);
    let source = provider
        .or_else(|| xml.first(about, "infoSource").and_then(name))
        .or_else(|| xml.text_of(about, &["creditline"]));
    let mut parts = content(xml, at);
    let headline = xml.all(about, "headline").find_map(|at| xml.text(at));
    let titled = parts.iter().any(|(kind, _)| *kind == SectionKind::Headline);
    if let Some(headline) = headline.filter(|_| !titled) {
        parts.insert(0, (SectionKind::Headline, headline));
    }
    let language = xml.first(about, "language").and_then(|at| xml.attribute(at, "tag"));
    let origin = Origin {
        source,
        published: published.map(|day| (day, PublishedBasis::Metadata)),
        language: language.or_else(|| xml.attribute(at, "xml:lang")),
        edition: guid.map(|guid| Edition { guid, version, status, change, supersedes, note }),
        ..Origin::default()
    };
    Some((parts, origin))
}

/// What an edition is to the one before, by its status, its signals and its number.
fn change(status: PubStatus, signals: &[String], version: Option<&str>) -> Change {
    let signalled = |words: &[&str]| signals.iter().any(|signal| words.contains(&signal.as_str()));
    let later = version.and_then(|v| v.trim().parse::<u32>().ok()).is_some_and(|number| number > 1);
    match () {
        () if status == PubStatus::Canceled || signalled(&["kill", "withdrawal", "retraction"]) => {
            Change::Withdrawal
        }
        () if signalled(&["correction", "corrected", "corrective"]) => Change::Correction,
        () if later || signalled(&["update", "updated", "writethru"]) => Change::Update,
        () => Change::First,
    }
}

/// The text of a NewsML-G2 item: NITF or XHTML inside it, or plain text.
fn content(xml: &Xml, at: usize) -> Parts {
    let Some(set) = xml.first(at, "contentSet") else { return vec![] };
    for inline in xml.all(set, "inlineXML") {
        let nitf = xml.deep(inline, "nitf").first().map(|nitf| body(xml, *nitf));
        let parts = nitf.unwrap_or_else(|| blocks(xml, inline));
        if !parts.is_empty() {
            return parts;
        }
    }
    xml.all(set, "inlineData")
        .map(|at| paragraphs(&xml.raw(at)))
        .find(|parts| !parts.is_empty())
        .unwrap_or_default()
}

/// A NITF document.
fn nitf_item(xml: &Xml, root: usize) -> (Parts, Origin) {
    let head = xml.first(root, "head").unwrap_or(root);
    let data = xml.first(head, "docdata").unwrap_or(head);
    let part =
        |name: &str, attribute: &str| xml.first(data, name).and_then(|at| xml.attribute(at, attribute));
    let guid = part("doc-id", "id-string").or_else(|| part("du-key", "key"));
    let version = part("du-key", "version").or_else(|| part("du-key", "generation"));
    let word = xml.attribute(data, "management-status").unwrap_or_default().to_lowercase();
    let status = pub_status(&word);
    let corrects = xml.first(data, "correction");
    let signals = if corrects.is_some() { vec!["correction".to_owned()] } else { vec![] };
    let change = change(status, &signals, version.as_deref());
    let idref = xml.attribute(data, "management-doc-idref");
    let corrected = corrects.and_then(|at| xml.attribute(at, "id-string"));
    let supersedes =
        idref.into_iter().chain(corrected).filter(|other| Some(other) != guid.as_ref()).collect();
    let note = part("ed-msg", "info").or_else(|| corrects.and_then(|at| xml.attribute(at, "info")));
    let pubdata = xml.first(head, "pubdata");
    let of_pubdata = |name: &str| pubdata.and_then(|at| xml.attribute(at, name));
    let written = part("date.issue", "norm")
        .or_else(|| of_pubdata("date.publication"))
        .or_else(|| part("date.release", "norm"))
        .or_else(|| xml.deep(root, "story.date").first().and_then(|at| xml.attribute(*at, "norm")));
    let source = of_pubdata("name")
        .or_else(|| xml.deep(root, "distributor").first().and_then(|at| xml.text(*at)))
        .or_else(|| part("doc.copyright", "holder"));
    let mut parts = body(xml, root);
    let titled = parts.iter().any(|(kind, _)| *kind == SectionKind::Headline);
    if let Some(title) = xml.text_of(head, &["title"]).filter(|_| !titled) {
        parts.insert(0, (SectionKind::Headline, title));
    }
    let origin = Origin {
        source,
        url: of_pubdata("ex-ref").filter(|url| url.starts_with("http")),
        published: written.and_then(|written| day(&written)).map(|day| (day, PublishedBasis::Metadata)),
        language: xml.attribute(root, "xml:lang"),
        edition: guid.map(|guid| Edition { guid, version, status, change, supersedes, note }),
        ..Origin::default()
    };
    (parts, origin)
}

/// The text of a NITF document.
fn body(xml: &Xml, nitf: usize) -> Parts {
    let Some(body) = xml.first(nitf, "body") else { return vec![] };
    let mut parts = vec![];
    if let Some(head) = xml.first(body, "body.head") {
        let lines = ["hl1", "hl2"].map(|line| xml.path(head, &["hedline", line]).and_then(|at| xml.text(at)));
        parts.extend(lines.into_iter().flatten().map(|line| (SectionKind::Headline, line)));
        parts.extend(xml.text_of(head, &["dateline"]).map(|line| (SectionKind::Dateline, line)));
        parts.extend(xml.text_of(head, &["abstract"]).map(|text| (SectionKind::Body, text)));
    }
    xml.all(body, "body.content").for_each(|at| parts.extend(blocks(xml, at)));
    parts
}

/// The paragraphs, headings and captions in an element; words outside of them, if there are none.
fn blocks(xml: &Xml, at: usize) -> Parts {
    let mut parts = vec![];
    let mut open = vec![at];
    while let Some(at) = open.pop() {
        let kind = match xml.name(at) {
            "p" | "li" | "dt" | "dd" | "blockquote" | "bq" | "pre" | "td" | "th" => SectionKind::Body,
            "hl1" | "hl2" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => SectionKind::Headline,
            "media-caption" | "figcaption" | "caption" => SectionKind::Caption,
            "head" | "title" | "style" | "script" | "media-metadata" | "media-producer"
            | "media-reference" => continue,
            _ => {
                open.extend(xml.nodes[at].children.iter().rev());
                continue;
            }
        };
        // A quotation of paragraphs is its paragraphs.
        let inner =
            xml.nodes[at].children.iter().any(|child| matches!(xml.name(*child), "p" | "li" | "block"));
        if inner {
            open.extend(xml.nodes[at].children.iter().rev());
        } else {
            parts.extend(xml.text(at).map(|text| (kind, text)));
        }
    }
    if parts.is_empty() { paragraphs(&xml.raw(at)) } else { parts }
}
