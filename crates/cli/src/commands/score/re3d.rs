//! Entities of news on Syria and Iraq (re3d): exact spans with types, micro over all records.
//!
//! dateline's mentions are words on the page by rules of its own; re3d's annotators had others. What lies between stands here
//! and is general: an annotated phrase begins with its article or possessive and runs on over "of", but over no other
//! preposition and no relative clause; a final "'s" is out; a number is a span of its own beside what it
//! counts; personal pronouns count, possessive ones do not; a state that acts is an organisation, a country where something
//! lies a location; phrases do not overlap, and the longer one wins. Types that dateline does not make (document
//! references) are left out on both sides. Relations are not scored: dateline makes none of their kind.

use super::labels::records;
use super::{Args, Measured, f1};
use crate::exit::Failure;
use dateline::{
    Analysis, Coder, Deprel, Lexicon, MentionKind, Origin, Reading, Resolution, Span, TimexKind, Upos, Xpos,
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The types that dateline makes.
const TYPES: [&str; 9] = [
    "Organisation",
    "Person",
    "Location",
    "Temporal",
    "Quantity",
    "Weapon",
    "MilitaryPlatform",
    "Money",
    "Nationality",
];

#[derive(Deserialize)]
struct Record {
    id: String,
    text: String,
    entities_flat: Vec<Entity>,
}

#[derive(Deserialize)]
struct Entity {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: String,
}

/// A span of code points and its type.
type Item = (usize, usize, String);

pub(super) fn run(coder: &Coder, args: &Args) -> Result<(Measured, Vec<String>), Failure> {
    let all: Vec<Record> = records(&args.file)?;
    let mut counts: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let mut misses = vec![];
    let mut reader = coder.reader();
    for record in &all {
        let gold: BTreeSet<Item> = record
            .entities_flat
            .iter()
            .filter(|e| TYPES.contains(&e.kind.as_str()))
            .map(|e| (e.start, e.end, e.kind.clone()))
            .collect();
        let (reading, analysis) =
            reader.read_with_analysis(coder.document(record.text.clone(), Origin::default()));
        let found = Projection { reading: &reading, analysis: &analysis, lexicon: &coder.lexicon }.items();
        count(&mut counts, &gold, &found);
        let show = |items: Vec<&Item>| {
            let words = |(start, end, kind): &Item| {
                let words: String = record.text.chars().skip(*start).take(end - start).collect();
                format!("{words} [{kind}]")
            };
            items.into_iter().map(words).collect::<Vec<_>>().join(" | ")
        };
        let (lost, wrong) = (gold.difference(&found).collect::<Vec<_>>(), found.difference(&gold).collect());
        if gold != found {
            misses.push(format!(
                "{}\n    {}\n    not found: {}\n    too much: {}",
                record.id,
                record.text,
                show(lost),
                show(wrong)
            ));
        }
    }
    let mut measured = Measured::new("re3d", &args.file, all.len());
    let all = counts.values().fold([0; 3], |sum, of| [sum[0] + of[0], sum[1] + of[1], sum[2] + of[2]]);
    let (precision, recall, both) = f1(all[0], all[1], all[2]);
    measured.add("precision", precision);
    measured.add("recall", recall);
    measured.add("f1", both);
    for (kind, [right, found, expected]) in &counts {
        measured.add(&format!("{kind}_f1"), f1(*right, *found, *expected).2);
    }
    Ok((measured, misses))
}

/// Right, found and expected items of each type.
fn count(counts: &mut BTreeMap<String, [usize; 3]>, gold: &BTreeSet<Item>, found: &BTreeSet<Item>) {
    for (at, items) in [found, gold].into_iter().enumerate() {
        for item in items {
            counts.entry(item.2.clone()).or_default()[at + 1] += 1;
        }
    }
    for item in gold.intersection(found) {
        counts.entry(item.2.clone()).or_default()[0] += 1;
    }
}

/// A stretch of tokens and its type; the weight decides between overlapping ones.
struct Stretch {
    first: usize,
    last: usize,
    kind: &'static str,
    weight: u8,
}

/// What a reading holds, as spans by re3d's habits.
struct Projection<'a> {
    reading: &'a Reading,
    analysis: &'a Analysis,
    lexicon: &'a Lexicon,
}

impl Projection<'_> {
    fn items(&self) -> BTreeSet<Item> {
        let mut all = self.mentions();
        all.extend(self.times());
        all.extend(self.sites());
        all.extend(self.nationalities());
        self.join_places(&mut all);
        // The longer wins, then the weightier, then the first.
        all.sort_by_key(|s| (std::cmp::Reverse((s.last - s.first, s.weight)), s.first));
        let mut kept: Vec<Stretch> = vec![];
        for stretch in all {
            if kept.iter().all(|k| stretch.last < k.first || k.last < stretch.first) {
                kept.push(stretch);
            }
        }
        kept.into_iter().map(|s| self.item(&s)).collect()
    }

    fn item(&self, stretch: &Stretch) -> Item {
        let span = self.span(stretch.first).cover(self.span(stretch.last));
        let text = self.reading.document.text();
        let points = |byte: u32| text[..byte as usize].chars().count();
        (points(span.start()), points(span.end()), stretch.kind.to_owned())
    }
    fn span(&self, at: usize) -> Span {
        self.analysis.tokens[at].span
    }
    fn form(&self, at: usize) -> &str {
        self.span(at).text(self.reading.document.text())
    }
    fn lemma(&self, at: usize) -> String {
        self.analysis.tokens[at].lemma.to_lowercase()
    }
    fn tokens_of(&self, span: Span) -> Option<(usize, usize)> {
        let tokens = &self.analysis.tokens;
        let first = tokens.partition_point(|t| t.span.end() <= span.start());
        let last = tokens.partition_point(|t| t.span.start() < span.end()).checked_sub(1)?;
        (first <= last).then_some((first, last))
    }
    fn children(&self, of: usize) -> impl Iterator<Item = usize> + '_ {
        let head = of as u32;
        let tokens = &self.analysis.tokens;
        let sentence = self.analysis.sentences.iter().find(|s| s.tokens().contains(&of));
        let range = sentence.map_or(0..0, |s| s.tokens());
        range.filter(move |t| *t != of && tokens[*t].head == head)
    }

    fn mentions(&self) -> Vec<Stretch> {
        let mut all = vec![];
        for mention in &self.reading.mentions {
            let Some((first, last)) = self.tokens_of(mention.span) else { continue };
            let Some((head, _)) = self.tokens_of(mention.head) else { continue };
            match &mention.kind {
                MentionKind::Actor(resolution) if mention.rule == "actors.pronoun" => {
                    all.extend(self.pronoun(head, resolution));
                }
                MentionKind::Actor(resolution) => {
                    let person = resolution
                        .best()
                        .is_some_and(|a| matches!(a.kind.as_str(), "person-official" | "person"))
                        || mention.rule == "actors.titled-name";
                    // "the hospital" is a place first.
                    if self.lexicon.is_word("site", &self.lemma(head)) {
                        continue;
                    }
                    let kind = if person { "Person" } else { "Organisation" };
                    let (first, last) = self.phrase(head, first, last);
                    all.push(Stretch { first, last, kind, weight: 3 });
                }
                MentionKind::Place(_) => {
                    let (first, last) = self.phrase(head, first, last);
                    all.push(Stretch { first, last, kind: "Location", weight: 4 });
                }
                MentionKind::Weapon(weapon) => {
                    let kind = if weapon.platform { "MilitaryPlatform" } else { "Weapon" };
                    let owned = |c: &usize| {
                        let token = &self.analysis.tokens[*c];
                        token.deprel == Deprel::NmodPoss && token.upos != Upos::Pron
                    };
                    let owned = self.children(head).any(|c| owned(&c));
                    let (first, last) = if owned { (first, last) } else { self.phrase(head, first, last) };
                    all.push(Stretch { first, last, kind, weight: 5 });
                }
                MentionKind::Time(_) => {}
                MentionKind::Figure(figure) => all.extend(self.number(first, last, &figure.unit)),
            }
        }
        all
    }

    /// The number without what it counts, but with a unit of measure: "dozens", "15 to 20 percent", "7km".
    fn number(&self, first: usize, last: usize, unit: &str) -> Option<Stretch> {
        const VAGUE: [&str; 7] = ["ten", "dozen", "score", "hundred", "thousand", "million", "billion"];
        let money = unit.len() == 3 && unit.bytes().all(|b| b.is_ascii_uppercase());
        let measured = matches!(unit, "km" | "mi" | "m" | "percent" | "t" | "ha");
        let numeral = |t: usize| {
            let token = &self.analysis.tokens[t];
            token.upos == Upos::Num || token.xpos == Xpos::Cd || VAGUE.contains(&self.lemma(t).as_str())
        };
        let joins = |t: usize| {
            measured && self.form(t) != "%"
                || matches!(self.lemma(t).as_str(), "to" | "of" | "and" | "-" | "–" | ",")
        };
        let first = (first..=last).find(|t| numeral(*t))?;
        // A bare number in brackets is a note's.
        let before = first.checked_sub(1).map(|t| self.form(t));
        if before == Some("[") {
            return None;
        }
        let run = (first..=last).take_while(|t| numeral(*t) || joins(*t)).last()?;
        let last = (first..=run).rev().find(|t| numeral(*t) || measured && self.form(*t) != "%")?;
        let kind = if money { "Money" } else { "Quantity" };
        Some(Stretch { first, last, kind, weight: 6 })
    }

    /// A time with its article, and with one that follows behind a comma: "the last two days", "Thursday, June 13".
    fn times(&self) -> Vec<Stretch> {
        let times = self.reading.mentions.iter().filter_map(|m| match &m.kind {
            MentionKind::Time(when) if when.kind != TimexKind::Set => self.tokens_of(m.span),
            _ => None,
        });
        let mut all: Vec<(usize, usize)> = vec![];
        for (mut first, last) in times {
            let article = |t: &usize| self.analysis.tokens[*t].upos == Upos::Det;
            first = first.checked_sub(1).filter(article).unwrap_or(first);
            match all.last_mut() {
                Some(before) if before.1 + 2 == first && self.form(first - 1) == "," => before.1 = last,
                Some(before) if before.1 + 1 == first => before.1 = last,
                _ => all.push((first, last)),
            }
        }
        all.into_iter().map(|(first, last)| Stretch { first, last, kind: "Temporal", weight: 6 }).collect()
    }

    /// "I", "they"; "it" only where it stands for somebody.
    fn pronoun(&self, at: usize, resolution: &Resolution<dateline::Actor>) -> Option<Stretch> {
        let kind = match self.form(at).to_lowercase().as_str() {
            "i" | "me" | "he" | "him" | "she" | "her" => "Person",
            "we" | "us" | "they" | "them" => "Organisation",
            "it" if matches!(resolution, Resolution::Known(_)) => "Organisation",
            _ => return None,
        };
        Some(Stretch { first: at, last: at, kind, weight: 1 })
    }

    /// From the article to the head, and on over "of".
    fn phrase(&self, head: usize, first: usize, last: usize) -> (usize, usize) {
        const BEFORE: [Deprel; 9] = [
            Deprel::Det,
            Deprel::DetPredet,
            Deprel::Amod,
            Deprel::Compound,
            Deprel::NmodPoss,
            Deprel::NmodDesc,
            Deprel::NmodUnmarked,
            Deprel::Flat,
            Deprel::Advmod,
        ];
        let tokens = &self.analysis.tokens;
        let (mut first, mut last) = (first, last);
        for child in self.children(head) {
            if child < first
                && BEFORE.contains(&tokens[child].deprel)
                && tokens[child].deprel != Deprel::Advmod
            {
                first = first.min(self.left(child));
            }
        }
        // A number before what it counts is a span of its own, but for "the two leaders".
        let article = self.children(head).any(|c| c < head && tokens[c].deprel == Deprel::Det);
        let counted = (first..head).rev().find(|t| {
            tokens[*t].upos == Upos::Num
                && tokens[*t].deprel == Deprel::Nummod
                && tokens[*t].head as usize == head
        });
        if let Some(number) = counted.filter(|_| !article) {
            first = number + 1;
        }
        while first < head && matches!(tokens[first].upos, Upos::Punct | Upos::Adp | Upos::Cconj) {
            first += 1;
        }
        let of = self.children(head).find(|c| {
            *c > last
                && tokens[*c].deprel == Deprel::Nmod
                && self
                    .children(*c)
                    .any(|p| tokens[p].deprel == Deprel::Case && self.lemma(p) == "of" && p == last + 1)
        });
        if let Some(of) = of {
            last = self.phrase(of, of, of).1.max(last);
        }
        while last > head.max(first) && (tokens[last].xpos == Xpos::Pos || tokens[last].upos == Upos::Punct) {
            last -= 1;
        }
        (first, last)
    }
    fn left(&self, at: usize) -> usize {
        self.children(at).map(|c| self.left(c)).fold(at, usize::min)
    }

    /// "the town", "a hospital": places without a name of their own.
    fn sites(&self) -> Vec<Stretch> {
        let is_site = |at: &usize| {
            let token = &self.analysis.tokens[*at];
            token.upos == Upos::Noun
                && !matches!(token.deprel, Deprel::Compound | Deprel::Amod | Deprel::NmodDesc)
                && self.lexicon.is_word("site", &self.lemma(*at))
        };
        let sites = (0..self.analysis.tokens.len()).filter(is_site);
        sites
            .map(|at| {
                let (first, last) = self.phrase(at, at, at);
                Stretch { first, last, kind: "Location", weight: 2 }
            })
            .collect()
    }

    /// "the Syrian conflict": an adjective of a country before what is no actor and no place.
    fn nationalities(&self) -> Vec<Stretch> {
        let adjective = |at: &usize| {
            let token = &self.analysis.tokens[*at];
            token.upos == Upos::Adj
                && matches!(token.deprel, Deprel::Amod | Deprel::Compound)
                && self.lexicon.is_country_adjective(self.form(*at))
        };
        let found = (0..self.analysis.tokens.len()).filter(adjective);
        found.map(|at| Stretch { first: at, last: at, kind: "Nationality", weight: 0 }).collect()
    }

    /// "Palmyra, Syria" is one location.
    fn join_places(&self, all: &mut Vec<Stretch>) {
        let mut joined = vec![];
        for one in all.iter().filter(|s| s.kind == "Location") {
            for next in all.iter().filter(|s| s.kind == "Location" && s.first == one.last + 2) {
                let named = |s: &Stretch| self.form(s.last).starts_with(char::is_uppercase);
                if self.form(one.last + 1) == "," && named(one) && named(next) {
                    joined.push(Stretch { first: one.first, last: next.last, kind: "Location", weight: 4 });
                }
            }
        }
        all.extend(joined);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(items: &[(usize, usize, &str)]) -> BTreeSet<Item> {
        items.iter().map(|(start, end, kind)| (*start, *end, (*kind).to_owned())).collect()
    }

    #[test]
    fn a_span_counts_only_with_both_ends_and_its_type() {
        let gold = set(&[(0, 4, "Person"), (5, 9, "Location"), (10, 12, "Weapon")]);
        let found = set(&[(0, 4, "Person"), (5, 8, "Location"), (10, 12, "Quantity")]);
        let mut counts = BTreeMap::new();
        count(&mut counts, &gold, &found);
        assert_eq!(counts["Person"], [1, 1, 1]);
        assert_eq!(counts["Location"], [0, 1, 1]);
        assert_eq!(counts["Weapon"], [0, 0, 1]);
        assert_eq!(counts["Quantity"], [0, 1, 0]);
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let coder = Coder::built_in();
        let (reading, analysis) =
            coder.reader().read_with_analysis(coder.document(text.to_owned(), Origin::default()));
        let found = Projection { reading: &reading, analysis: &analysis, lexicon: &coder.lexicon }.items();
        let words = |(start, end, kind): &Item| {
            format!("{} [{kind}]", text.chars().skip(*start).take(end - start).collect::<String>())
        };
        assert_eq!(found.iter().map(words).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn phrases_take_their_article_and_of_but_not_the_possessive_s() {
        check(
            "The government of Sudan said the army's tanks left the town of Kosti.",
            &[
                "The government of Sudan [Organisation]",
                "the army [Organisation]",
                "tanks [MilitaryPlatform]",
                "the town of Kosti [Location]",
            ],
        );
    }
}
