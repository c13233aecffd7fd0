//! What all pages share. Everything is escaped by the templates; only `http` and `https` addresses become links.

use crate::index::Snapshot;
use crate::query::View;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// What a page is.
#[derive(Clone, Debug, Default)]
pub struct Page<'a> {
    /// Its title.
    pub title: &'a str,
    /// Which entry of the navigation it belongs to.
    pub here: &'a str,
    /// Whether it has a map, whose library browsers had better ask for at once.
    pub map: bool,
    /// The same as data: kind and address.
    pub data: Vec<(&'static str, String)>,
}

const PLACES: [(&str, &str); 7] = [
    ("/", "Overview"),
    ("/actors", "Actors"),
    ("/agreements", "Agreements"),
    ("/search", "Search"),
    ("/review", "Review"),
    ("/coverage", "Coverage"),
    ("/about", "About"),
];

/// A whole page.
pub fn whole(page: &Page, main: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (page.title) " · dateline" }
                link rel="icon" href="/assets/icon.svg" type="image/svg+xml";
                link rel="stylesheet" href="/assets/style.css";
                script type="module" src="/assets/island.js" {}
                @if page.map { @for name in ["map", "maplibre"] { link rel="modulepreload" href={ "/assets/" (name) ".js" }; } }
                @for (kind, address) in &page.data { link rel="alternate" type=(kind) href=(address); }
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                header {
                    a.brand href="/" { "dateline" }
                    nav aria-label="Pages" {
                        ul {
                            @for (path, name) in PLACES {
                                li {
                                    @if path == page.here { a href=(path) aria-current="page" { (name) } }
                                    @else { a href=(path) { (name) } }
                                }
                            }
                        }
                    }
                }
                main id="main" { (main) }
                footer {
                    p {
                        "What is reported, by whom, in which words. dateline collates reports; it does not observe or verify, and it \
                         makes no finding. That nothing is reported does not show that nothing happened."
                    }
                    p { "dateline " (dateline::VERSION) " · " a href="/about" { "what the codes mean" } " · " a href="/api/docs" { "API" } }
                }
            }
        }
    }
}

/// A page of a few words.
pub fn bare(title: &str, main: &Markup) -> Markup {
    whole(&Page { title, ..Page::default() }, main)
}

/// The form that takes a token.
pub fn login() -> Markup {
    html! {
        form #login method="post" action="/login" {
            label for="token" { "Token" }
            input #token name="token" type="password" autocomplete="current-password" required;
            button type="submit" { "Open" }
        }
    }
}

/// An address, as a link if it is one that a browser may follow without doing anything.
pub fn link(address: &str, words: &str) -> Markup {
    if is_web(address) {
        html! { a.outside href=(address) rel="noopener noreferrer nofollow external" dir="auto" { (words) } }
    } else {
        html! { span.no-link dir="auto" { (words) } }
    }
}

/// Whether an address is of the web: `https://host/…`.
#[must_use]
pub fn is_web(address: &str) -> bool {
    let lower = address.trim_start().to_lowercase();
    (lower.starts_with("https://") || lower.starts_with("http://"))
        && !address.chars().any(|c| c.is_control() || c.is_whitespace())
}

/// Words of others, in quotation marks.
pub fn quote(words: &str) -> Markup {
    html! { q dir="auto" { (words) } }
}

/// In which direction a language is written. A paragraph's first letter does not tell: a story in English may open with words in
/// Arabic.
#[must_use]
pub fn direction(language: &str) -> &'static str {
    let code = language.split('-').next().unwrap_or_default();
    match code {
        "ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "ks" | "ps" | "sd" | "ug" | "ur" | "yi" => "rtl",
        "" | "und" => "auto",
        _ => "ltr",
    }
}

/// A type and its mode, as people write them.
pub fn kind(plover: &str, mode: Option<&str>) -> Markup {
    html! {
        span.kind data-type=(plover) {
            span.type { (plover) }
            @if let Some(mode) = mode { span.mode { " · " (mode) } }
        }
    }
}

/// A status.
pub fn status(status: &str) -> Markup {
    html! { span class={ "status status-" (class(status)) } { (status) } }
}

/// A grade.
pub fn grade(grade: &str) -> Markup {
    html! { span class={ "grade grade-" (class(grade)) } title=(grade_means(grade)) { (grade) } }
}

/// A text as part of a class: letters, digits, hyphens.
#[must_use]
pub fn class(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .take(40)
        .collect()
}

/// What a grade means.
#[must_use]
pub fn grade_means(grade: &str) -> &'static str {
    match grade {
        "unattributed" => "the outlets' own assertion: they name no source",
        "single-origin" => "all reports go back to one origin",
        "corroborated" => "at least two independent origins say compatible things",
        "cross-side" => {
            "at least two origins, one of them speaking against its own interest or from an opposing side"
        }
        "acknowledged" => "the one it is ascribed to accepts it",
        "denied" => "the one it is ascribed to denies it",
        "contested" => "independent origins say incompatible things",
        "compatible" => "what they say differs but fits together",
        "figures-differ" => "origins give different figures",
        "retracted" => "an origin took back what it had said",
        _ => "",
    }
}

/// What a status means.
#[must_use]
pub fn status_means(status: &str) -> &'static str {
    match status {
        "reported" => "told as having happened",
        "denied" => "told as not having happened",
        "planned" => "intended, not told as done",
        "threatened" => "announced as a threat",
        "called-for" => "asked for by somebody",
        "required" => "laid down by an agreement or an order",
        "attempted" => "tried; whether it succeeded is not told",
        "averted-aim" => "what something else was meant to prevent",
        "possible" => "said to be possible",
        "probable" => "said to be likely",
        "hypothetical" => "an if",
        _ => "the words do not tell",
    }
}

/// Days in words: a day, a stretch, or that none is known.
#[must_use]
pub fn days(earliest: Option<&str>, latest: Option<&str>) -> String {
    match (earliest, latest) {
        (Some(a), Some(b)) if a == b => a.to_owned(),
        (Some(a), Some(b)) => format!("between {a} and {b}"),
        (Some(a), None) => format!("{a} or later"),
        (None, Some(b)) => format!("{b} or earlier"),
        (None, None) => "day not told".to_owned(),
    }
}

/// A place with how exactly it is known.
pub fn place(name: Option<&str>, country: Option<&str>, precision: Option<u8>) -> Markup {
    html! {
        @if let Some(name) = name {
            span.place dir="auto" {
                (name) @if let Some(country) = country { @if country != name { ", " (country) } }
            }
            @if let Some(precision) = precision.filter(|p| *p > 1) {
                " " span.imprecise title={ "UCDP where_prec " (precision) } { "(" (crate::map::exactness(precision)) ")" }
            }
        } @else { span.unknown { "place not told" } }
    }
}

/// "3 reports, 1 origin".
#[must_use]
pub fn counts(reports: u64, origins: u64) -> String {
    let plural = |n: u64, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    match origins {
        0 => format!("{}, no named origin", plural(reports, "report")),
        _ => format!("{}, {}", plural(reports, "report"), plural(origins, "independent origin")),
    }
}

/// How to cite what a page shows.
pub fn cite(what: &str, id: &str, snapshot: &Snapshot) -> Markup {
    // A view's name is its address.
    let address =
        if id.starts_with('/') { id.to_owned() } else { format!("/id/{}", crate::query::encode(id)) };
    html! {
        details.cite {
            summary { "Cite this" }
            p {
                (what) ". In: a record made with dateline " (dateline::VERSION) ". Permanent id: " code.id { (id) }
                ". Snapshot: " code.digest { (snapshot.digest) } "."
            }
            p {
                "The id is the same in every record of the same documents: " a href=(address) { "this address" }
                " finds it again here. The snapshot's digest names the state of the record that you saw; it changes when documents, \
                 readings, incidents, decisions or reviews do."
            }
        }
    }
}

/// A link to the overview narrowed to something.
pub fn narrowed(words: &str, view: &View) -> Markup {
    html! { a.narrow href=(view.at("/")) { (words) } }
}

/// Text that is HTML already.
pub fn ready(html: String) -> Markup {
    PreEscaped(html)
}
