//! What a page says of itself: schema.org in JSON-LD, OpenGraph, meta elements, `<time>`.

use super::tree::{Tag, Tree, squeeze};
use super::{bare_title, is_first_heading};
use crate::read::dates::day;
use dateline_record::{Origin, PublishedBasis};
use jiff::civil::Date;
use serde_json::Value;
use std::ops::Range;

/// Largest JSON-LD that is looked at, in bytes, and most objects in it.
const LARGEST_JSON: usize = 1 << 20;
const MOST_OBJECTS: usize = 2000;
/// Bytes of a title; what is longer is none.
const LONGEST_TITLE: usize = 500;

#[derive(Default)]
pub(super) struct Known {
    pub origin: Origin,
    pub title: Option<String>,
    /// The text that is meant for machines.
    pub body: Option<String>,
}

/// `story` are the nodes that hold the story.
pub(super) fn metadata(tree: &Tree, story: &Range<u32>) -> Known {
    let linked = linked_data(tree);
    let meta = Meta::of(tree);
    let site = linked
        .publisher
        .or_else(|| meta.first(&["og:site_name", "application-name", "publisher", "dc.publisher"]));
    let titled = linked.headline.or_else(|| meta.first(&["og:title", "twitter:title", "dc.title", "title"]));
    let title = heading(tree, story, titled.as_deref())
        .or_else(|| titled.map(|title| bare_title(&title, site.as_deref())))
        .or_else(|| named(tree, Tag::Title).map(|title| bare_title(&title, site.as_deref())))
        .filter(|title| !title.is_empty() && title.len() < LONGEST_TITLE);
    let published = linked
        .published
        .or_else(|| {
            meta.all(&[
                "article:published_time",
                "og:article:published_time",
                "og:published_time",
                "datepublished",
                "parsely-pub-date",
                "sailthru.date",
                "dc.date.issued",
                "dcterms.created",
                "dcterms.date",
                "dc.date",
                "article.published",
                "published-date",
                "publish-date",
                "publishdate",
                "publication_date",
                "pubdate",
                "cxenseparse:recs:publishtime",
                "date",
            ])
            .find_map(|written| day(&written))
        })
        .or_else(|| time(tree, story));
    let url = linked.url.or_else(|| canonical(tree)).or_else(|| meta.first(&["og:url"]));
    let language =
        tree.nodes.iter().find(|n| n.tag == Some(Tag::Html)).and_then(|n| {
            n.attribute("lang").or_else(|| n.attribute("xml:lang")).map(|l| l.trim().to_owned())
        });
    let origin = Origin {
        source: site,
        url: url.filter(|url| url.starts_with("http")),
        published: published.map(|date| (date, PublishedBasis::Metadata)),
        language: linked.language.or(language).filter(|l| !l.is_empty()),
        ..Origin::default()
    };
    Known { origin, title, body: linked.body }
}

/// The heading of the first rank that is the story's: the one in or before it, if what machines are told agrees or there is
/// but one.
fn heading(tree: &Tree, story: &Range<u32>, titled: Option<&str>) -> Option<String> {
    let headings: Vec<u32> =
        (0..tree.nodes.len() as u32).filter(|n| is_first_heading(tree, *n)).take(20).collect();
    let text =
        |node: &u32| Some(tree.text(*node)).filter(|text| !text.is_empty() && text.len() < LONGEST_TITLE);
    let same = |text: &String| titled.is_some_and(|titled| agrees(text, titled));
    headings.iter().filter_map(text).find(same).or_else(|| {
        let near: Vec<&u32> = headings.iter().filter(|n| **n < story.end).collect();
        match near[..] {
            [only] if titled.is_none() => text(only),
            _ => None,
        }
    })
}

/// Whether two titles are one: most words of the shorter stand in the longer.
fn agrees(one: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let (one, other) = (words(one), words(other));
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let shared = short.iter().filter(|word| long.contains(word)).count();
    !short.is_empty() && shared * 10 >= short.len() * 7
}

/// The text of the first element of a name.
fn named(tree: &Tree, tag: Tag) -> Option<String> {
    let node = tree.nodes.iter().position(|n| n.tag == Some(tag))?;
    Some(tree.text(node as u32)).filter(|text| !text.is_empty())
}

fn canonical(tree: &Tree) -> Option<String> {
    let links = tree.nodes.iter().filter(|n| n.tag == Some(Tag::Link));
    links
        .filter(|n| {
            n.attribute("rel")
                .is_some_and(|rel| rel.split_whitespace().any(|r| r.eq_ignore_ascii_case("canonical")))
        })
        .find_map(|n| n.attribute("href"))
        .map(|href| href.trim().to_owned())
}

/// The day of a `<time>` of the story or of its head: one marked as the day of publication, else the first.
fn time(tree: &Tree, story: &Range<u32>) -> Option<Date> {
    let start = (0..story.start).rev().find(|n| is_first_heading(tree, *n)).unwrap_or(story.start);
    let start = start.saturating_sub(40) as usize;
    let dated = |node: &&super::tree::Node| matches!(node.tag, Some(tag) if tag == Tag::Time || !tag.is_inline() || tag == Tag::Span);
    let marked = tree.nodes.iter().filter(dated).find_map(|node| {
        let marked = node.attribute("pubdate").is_some()
            || node.attribute("itemprop").is_some_and(|p| p.eq_ignore_ascii_case("datePublished"));
        if !marked {
            return None;
        }
        day(&node.attribute("datetime").or_else(|| node.attribute("content"))?)
    });
    marked.or_else(|| {
        let near = tree.nodes[start..story.end as usize].iter().filter(|n| n.tag == Some(Tag::Time));
        near.filter_map(|n| day(&n.attribute("datetime")?)).next()
    })
}

/// The meta elements of a page, by name or property in small letters.
struct Meta(Vec<(String, String)>);

impl Meta {
    fn of(tree: &Tree) -> Meta {
        let elements = tree.nodes.iter().filter(|n| n.tag == Some(Tag::Meta));
        let pair = |n: &super::tree::Node| {
            let name = n
                .attribute("property")
                .or_else(|| n.attribute("name"))
                .or_else(|| n.attribute("itemprop"))?;
            let content = squeeze(&n.attribute("content")?);
            (!content.is_empty()).then(|| (name.to_lowercase(), content))
        };
        Meta(elements.filter_map(pair).take(500).collect())
    }
    fn all<'a>(&'a self, names: &'a [&str]) -> impl Iterator<Item = String> + 'a {
        let of =
            |name: &'a str| self.0.iter().filter(move |(n, _)| n == name).map(|(_, content)| content.clone());
        names.iter().flat_map(move |name| of(name))
    }
    fn first(&self, names: &[&str]) -> Option<String> {
        self.all(names).next()
    }
}

#[derive(Default)]
struct Linked {
    headline: Option<String>,
    published: Option<Date>,
    publisher: Option<String>,
    url: Option<String>,
    language: Option<String>,
    body: Option<String>,
}

/// The first article of the page's JSON-LD.
fn linked_data(tree: &Tree) -> Linked {
    let scripts = (0_u32..).zip(&tree.nodes).filter(|(_, n)| n.tag == Some(Tag::Script));
    let json = scripts
        .filter(|(_, n)| n.attribute("type").is_some_and(|t| t.to_ascii_lowercase().contains("ld+json")));
    let written = json.filter_map(|(_, n)| tree.nodes.get(n.first as usize)).map(|text| text.written.trim());
    for text in written.filter(|text| text.len() <= LARGEST_JSON).take(20) {
        // Some sites put a line break into a string, which JSON forbids.
        let value: Value = match serde_json::from_str(text) {
            Ok(value) => value,
            Err(_) => match serde_json::from_str(&text.replace(['\n', '\r', '\t'], " ")) {
                Ok(value) => value,
                Err(_) => continue,
            },
        };
        let mut objects = vec![&value];
        let mut seen = 0;
        while let Some(value) = objects.pop() {
            seen += 1;
            if seen > MOST_OBJECTS {
                break;
            }
            match value {
                Value::Array(all) => objects.extend(all.iter().rev()),
                Value::Object(_) if is_article(value) => return article(value),
                Value::Object(all) => objects.extend(all.values().filter(|v| v.is_object() || v.is_array())),
                _ => {}
            }
        }
    }
    Linked::default()
}

fn is_article(value: &Value) -> bool {
    let is = |kind: &Value| {
        kind.as_str().is_some_and(|k| {
            k.ends_with("Article") || matches!(k, "Report" | "BlogPosting" | "LiveBlogPosting")
        })
    };
    match &value["@type"] {
        Value::Array(all) => all.iter().any(is),
        one => is(one),
    }
}

fn article(value: &Value) -> Linked {
    let text = |key: &str| {
        let found = value[key].as_str().map(|text| squeeze(&super::entities::decode(text)));
        found.filter(|text| !text.is_empty())
    };
    let name = |value: &Value| match value {
        Value::Array(all) => all.first().and_then(|one| one["name"].as_str()).map(str::to_owned),
        Value::String(name) => Some(name.clone()),
        one => one["name"].as_str().map(str::to_owned),
    };
    let page = &value["mainEntityOfPage"];
    let url = text("url").or_else(|| page["@id"].as_str().or(page.as_str()).map(str::to_owned));
    Linked {
        headline: text("headline").or_else(|| text("name")),
        published: ["datePublished", "dateCreated"].iter().find_map(|key| day(value[*key].as_str()?)),
        publisher: name(&value["publisher"]).map(|name| squeeze(&name)).filter(|name| !name.is_empty()),
        url,
        language: text("inLanguage"),
        body: value["articleBody"].as_str().map(str::to_owned).filter(|body| !body.trim().is_empty()),
    }
}
