//! Whose word it is: the voices of an incident, and which of them are independent of each other.

use crate::input::{Document, Event, Party, Voice, VoiceKind};
use crate::kin;
use crate::output::OriginKind;
use crate::rules::Rules;
use crate::text::overlap;
use smol_str::SmolStr;

/// Words for a speaker that name nobody. "Residents" are people; "sources" may be anyone.
const NOBODY: &[&str] = &[
    "source",
    "sources",
    "report",
    "reports",
    "account",
    "accounts",
    "media",
    "statement",
    "statements",
    "it",
    "they",
    "he",
    "she",
    "rumour",
    "rumours",
    "news",
];
/// Sentences of an incident that are compared with each other; those beyond are taken to be new words.
const COMPARED: usize = 80;

/// A telling and the voice it hangs on.
pub(crate) struct Telling<'a> {
    pub document: u32,
    pub at: u32,
    pub of_part: bool,
    pub event: &'a Event,
    /// Index into the voices.
    pub voice: usize,
    /// Whether the voice is the outlet's only because the words stand in a headline, or beside an attributed telling.
    pub folded: bool,
}

/// A voice as the words give it.
#[derive(Clone, Debug)]
pub(crate) struct Speaker {
    pub key: SmolStr,
    pub words: SmolStr,
    pub kind: OriginKind,
    pub side: SmolStr,
}

/// The innermost voice of an event.
pub(crate) fn speaker(document: &Document, event: &Event) -> Speaker {
    let last = event.chain.last();
    let outlet = || Speaker {
        key: SmolStr::new(format!(
            "outlet:{}",
            if document.outlet.is_empty() { &document.id } else { &document.outlet }
        )),
        words: if document.outlet.is_empty() { "outlet".into() } else { document.outlet.clone() },
        kind: OriginKind::Outlet,
        side: SmolStr::default(),
    };
    match last {
        None | Some(Voice { kind: VoiceKind::Outlet, .. }) => outlet(),
        Some(Voice { party, .. }) => named(document, party),
    }
}

fn named(document: &Document, party: &Party) -> Speaker {
    let key = plain(&party.words);
    let is_known = !party.id.is_empty() && !party.id.starts_with("desc:");
    let kind = if is_known || is_name(&party.words) {
        OriginKind::Named
    } else if key.is_empty() || NOBODY.contains(&key.as_str()) {
        OriginKind::Unknown
    } else {
        OriginKind::Described
    };
    let key = match kind {
        OriginKind::Named if is_known => party.id.clone(),
        OriginKind::Unknown => SmolStr::new(format!("unknown:{}", document.id)),
        _ => key,
    };
    Speaker { key, words: party.words.clone(), kind, side: kin::side(party) }
}

/// Whether words are a name: "The Sham News Network", two capitalised words or more and no other but small ones.
fn is_name(words: &str) -> bool {
    let long: Vec<&str> = words.split_whitespace().filter(|w| w.chars().count() > 3).collect();
    long.len() > 1 && long.iter().all(|w| w.starts_with(char::is_uppercase))
}

/// Words in small letters, without an article.
fn plain(words: &str) -> SmolStr {
    let words = words.to_lowercase();
    let mut words: Vec<&str> = words.split_whitespace().collect();
    if words.first().is_some_and(|w| matches!(*w, "the" | "a" | "an")) {
        words.remove(0);
    }
    SmolStr::new(words.join(" "))
}

/// Which voices hang together: the set of each, as the index of its first voice.
///
/// Two voices are independent if neither stands in a chain that ends in the other, they are of no one owner or state,
/// and no two sentences of theirs are the same words.
pub(crate) fn sets(
    documents: &[&Document],
    tellings: &[Telling],
    voices: &[Speaker],
    rules: &Rules,
) -> Vec<usize> {
    let mut set: Vec<usize> = (0..voices.len()).collect();
    let unite = |set: &mut Vec<usize>, a: usize, b: usize| {
        let (x, y) = (set[a], set[b]);
        let (keep, gone) = (x.min(y), x.max(y));
        set.iter_mut().filter(|s| **s == gone).for_each(|s| *s = keep);
    };
    for (at, a) in voices.iter().enumerate() {
        for (other, b) in voices.iter().enumerate().skip(at + 1) {
            if !a.side.is_empty() && a.side == b.side {
                unite(&mut set, at, other);
            }
        }
    }
    // "The Observatory", after "the Syrian Observatory for Human Rights" in the same document.
    for a in tellings {
        let short = &voices[a.voice];
        if short.kind != OriginKind::Described || !short.words.to_lowercase().starts_with("the ") {
            continue;
        }
        for b in tellings.iter().filter(|b| b.document == a.document && b.voice != a.voice) {
            let long = voices[b.voice].words.to_lowercase();
            let long: Vec<&str> = long.split_whitespace().collect();
            if voices[b.voice].kind == OriginKind::Named && short.key.split(' ').all(|w| long.contains(&w)) {
                unite(&mut set, a.voice, b.voice);
            }
        }
    }
    for telling in tellings.iter().filter(|t| !t.folded) {
        let chain = &telling.event.chain;
        for voice in chain.iter().take(chain.len().saturating_sub(1)) {
            let key = match voice.kind {
                VoiceKind::Speaker => named(documents[telling.document as usize], &voice.party).key,
                _ => continue,
            };
            if let Some(other) = voices.iter().position(|v| v.key == key) {
                unite(&mut set, other, telling.voice);
            }
        }
    }
    for (at, a) in tellings.iter().enumerate().take(COMPARED) {
        for b in tellings.iter().take(COMPARED).skip(at + 1) {
            let apart = a.document != b.document && set[a.voice] != set[b.voice];
            if !apart || a.folded || b.folded {
                continue;
            }
            let (x, y) = (documents[a.document as usize], documents[b.document as usize]);
            let owner = !x.owner.is_empty() && x.owner == y.owner;
            let both_outlets =
                voices[a.voice].kind == OriginKind::Outlet && voices[b.voice].kind == OriginKind::Outlet;
            let copied = x.sketch.similarity(&y.sketch) >= rules.echo
                || !a.event.text.is_empty() && overlap(&a.event.text, &b.event.text) >= rules.overlap;
            if copied || owner && both_outlets {
                unite(&mut set, a.voice, b.voice);
            }
        }
    }
    set
}
