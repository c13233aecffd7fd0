//! Numbers as the words bound them: "more than 1,200", "5 to 8km", "tens of thousands".
//!
//! No tolerance is invented for "about", no upper bound for "at least". Vague plurals get a floor under the policy
//! named in the figure.

use super::numbers::upto_twenty;
use crate::tree::Tree;
use dateline_lexicon::{Lexicon, MeasureWord};
use dateline_record::{Deprel, Figure, Span, Upos};
use smol_str::SmolStr;

const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const SCALES: [(&str, f64); 7] = [
    ("hundred", 100.0),
    ("thousand", 1e3),
    ("million", 1e6),
    ("billion", 1e9),
    ("trillion", 1e12),
    ("m", 1e6),
    ("bn", 1e9),
];
/// Plurals without a number, with their floor (METHOD: `acled-conservative`).
const VAGUE: [(&str, f64); 9] = [
    ("dozens", 12.0),
    ("scores", 40.0),
    ("tens", 10.0),
    ("hundreds", 100.0),
    ("thousands", 1e3),
    ("millions", 1e6),
    ("billions", 1e9),
    ("several", 2.0),
    ("dozen", 12.0),
];
const POLICY: &str = "acled-conservative";

/// Verbs whose subject is what is counted.
const INTRANSITIVE: [&str; 6] = ["die", "perish", "flee", "live", "reside", "drown"];

/// What the words before a number do to it; the longest wins.
const MODIFIERS: [(&[&str], Bound); 33] = [
    (&["within"], Bound::AtMost),
    (&["no", "fewer", "than"], Bound::AtLeast),
    (&["no", "less", "than"], Bound::AtLeast),
    (&["not", "less", "than"], Bound::AtLeast),
    (&["no", "more", "than"], Bound::AtMost),
    (&["not", "more", "than"], Bound::AtMost),
    (&["as", "many", "as"], Bound::AtMost),
    (&["as", "much", "as"], Bound::AtMost),
    (&["more", "than"], Bound::Above),
    (&["greater", "than"], Bound::Above),
    (&["fewer", "than"], Bound::Below),
    (&["less", "than"], Bound::Below),
    (&["at", "least"], Bound::AtLeast),
    (&["at", "most"], Bound::AtMost),
    (&["up", "to"], Bound::AtMost),
    (&["close", "to"], Bound::About),
    (&["an", "estimated"], Bound::About),
    (&["some"], Bound::About),
    (&["about"], Bound::About),
    (&["around"], Bound::About),
    (&["roughly"], Bound::About),
    (&["approximately"], Bound::About),
    (&["nearly"], Bound::Nearly),
    (&["almost"], Bound::Nearly),
    (&["over"], Bound::Above),
    (&["above"], Bound::Above),
    (&["exceeding"], Bound::Above),
    (&["under"], Bound::Below),
    (&["below"], Bound::Below),
    (&["estimated"], Bound::About),
    (&["circa"], Bound::About),
    (&["upwards", "of"], Bound::Above),
    (&["upward", "of"], Bound::Above),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bound {
    AtLeast,
    Above,
    AtMost,
    Below,
    About,
    Nearly,
}

/// A figure and the tokens it covers.
#[derive(Clone, Debug)]
pub struct Found {
    /// First token, modifier and currency included.
    pub first: u32,
    /// Last token, unit included.
    pub last: u32,
    /// The token that the others hang on.
    pub head: u32,
    /// The noun that is counted, if any.
    pub counted: Option<u32>,
    /// The quantity.
    pub figure: Figure,
}

/// Every figure of the tokens that no time expression (`taken`) covers.
#[must_use]
pub fn find(
    tree: &Tree,
    lexicon: &Lexicon,
    tokens: std::ops::Range<u32>,
    taken: &dyn Fn(u32) -> bool,
) -> Vec<Found> {
    let reader = Reader { tree, lexicon, start: tokens.start, end: tokens.end };
    let mut found = vec![];
    let mut at = tokens.start;
    while at < tokens.end {
        if taken(at) {
            at += 1;
            continue;
        }
        match reader.figure(at, taken) {
            Some(figure) => {
                at = figure.last + 1;
                found.push(figure);
            }
            None => at += 1,
        }
    }
    found
}

struct Reader<'a> {
    tree: &'a Tree<'a>,
    lexicon: &'a Lexicon,
    start: u32,
    end: u32,
}

/// A number read from tokens.
struct Number {
    last: u32,
    value: f64,
    vague: bool,
}

impl Reader<'_> {
    fn lower(&self, at: u32) -> SmolStr {
        if (self.start..self.end).contains(&at) { self.tree.small(at).clone() } else { SmolStr::default() }
    }

    /// "41,000", "4.5 million", "twenty-one", "two hundred thousand", "hundreds of thousands".
    fn number(&self, at: u32) -> Option<Number> {
        self.vague(at).or_else(|| self.exact(at))
    }
    fn vague(&self, at: u32) -> Option<Number> {
        let floor = |word: &str| VAGUE.iter().find(|(name, _)| *name == word).map(|(_, floor)| *floor);
        let word = self.lower(at);
        let value = floor(&word)?;
        if word == "dozen" {
            return None;
        }
        let of = if self.lower(at + 1) == "of" { at + 2 } else { at + 1 };
        let next = self.lower(of);
        match floor(&next).filter(|f| *f >= 1e3 && next.ends_with('s')) {
            // "hundreds of thousands": at least one hundred thousand.
            Some(scale) => Some(Number { last: of, value: value * scale, vague: true }),
            None => Some(Number { last: at, value, vague: true }),
        }
    }
    fn exact(&self, at: u32) -> Option<Number> {
        let (mut last, mut value) = (at, self.plain(at)?);
        let mut hundreds = 0.0;
        loop {
            let next = if self.lower(last + 1) == "-" { last + 2 } else { last + 1 };
            let word = self.lower(next);
            if let Some((_, scale)) = SCALES.iter().find(|(name, _)| *name == word) {
                // "two hundred thousand" multiplies on; "one thousand two hundred" adds up.
                value *= scale;
                last = next;
            } else if word == "dozen" {
                value *= 12.0;
                last = next;
            } else if (20.0..100.0).contains(&value)
                && spelled(&self.lower(last))
                && ones(&word).is_some_and(|o| o < 10.0)
            {
                value += ones(&word).unwrap_or(0.0);
                last = next;
            } else if word == "and"
                && value >= 100.0
                && spelled(&self.lower(last))
                && let Some(rest) = self.plain(next + 1).filter(|_| spelled(&self.lower(next + 1)))
            {
                hundreds += value;
                value = rest;
                last = next + 1;
            } else {
                break;
            }
        }
        Some(Number { last, value: value + hundreds, vague: false })
    }
    /// A number of one token: digits or a word.
    fn plain(&self, at: u32) -> Option<f64> {
        if !(self.start..self.end).contains(&at) {
            return None;
        }
        let word = self.lower(at);
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            return digits(&word);
        }
        if matches!(self.tree.token(at).upos, Upos::Pron | Upos::Det) && word != "a" {
            return None;
        }
        match word.as_str() {
            "a" if SCALES.iter().any(|(name, _)| *name == self.lower(at + 1))
                || self.lower(at + 1) == "dozen" =>
            {
                Some(1.0)
            }
            "dozen" => Some(12.0),
            "half" => None,
            "one" if self.tree.token(at).upos != Upos::Num => None,
            _ => ones(&word).or_else(|| tens(&word)),
        }
    }

    fn figure(&self, at: u32, taken: &dyn Fn(u32) -> bool) -> Option<Found> {
        let start_of_number = |here: u32| -> Option<(u32, bool)> {
            let currency = self.is_unit(here) && here + 1 < self.end && self.plain(here + 1).is_some();
            Some((if currency { here + 1 } else { here }, currency))
        };
        let (modifier, after) = self.modifier(at);
        // "between 10 and 15"
        let between = self.lower(after) == "between" || self.lower(after) == "from";
        let begin = if between { after + 1 } else { after };
        let (begin, currency) = start_of_number(begin)?;
        if begin >= self.end || taken(begin) {
            return None;
        }
        let first = self.number(begin)?;
        if (at..=first.last).any(taken) {
            return None;
        }
        let mut figure = Figure::default();
        let mut last = first.last;
        // A unit may stand between the two numbers: "15km to 20km".
        let link = if self.is_unit(last + 1) { last + 2 } else { last + 1 };
        let joins =
            matches!(self.lower(link).as_str(), "to" | "-" | "–") || between && self.lower(link) == "and";
        let second_at = if self.is_unit(link + 1) { link + 2 } else { link + 1 };
        let second = joins
            .then(|| self.number(second_at))
            .flatten()
            .filter(|n| !n.vague && !first.vague && n.value > first.value && !(link..=n.last).any(taken));
        if between && second.is_none() {
            return None;
        }
        match second {
            Some(second) => {
                last = second.last;
                let scaled = second.value >= 1e3
                    && first.value < 1e3
                    && SCALES.iter().any(|(n, _)| *n == self.lower(last));
                let scale = SCALES.iter().find(|(n, _)| *n == self.lower(last)).map_or(1.0, |(_, s)| *s);
                // "three to four million": the scale belongs to both.
                figure.lower = Some(if scaled { first.value * scale } else { first.value });
                figure.upper = Some(second.value);
                figure.range_kind = "uncertainty".into();
            }
            None => bound(&mut figure, &first, modifier),
        }
        if let Some(other) = second_modifier(self, last + 1) {
            // "12 or more", "10 at least"
            figure.lower = figure.point.take().or(figure.lower);
            last = other;
        }
        let unit_at = if self.lower(last + 1) == "-" { last + 2 } else { last + 1 };
        let unit = if currency { Some(begin - 1) } else { self.is_unit(unit_at).then_some(unit_at) };
        if let Some(unit_at) = unit {
            last = last.max(unit_at);
        }
        let head = (at..=last).find(|t| !(at..=last).contains(&self.tree.token(*t).head)).unwrap_or(begin);
        let counted = self.counted(head, begin, last);
        if figure.lower.is_none() && figure.upper.is_none() && counted.is_none() && unit.is_none() {
            let bare_count = self.measure_of_clause(begin).is_some()
                || self.follows(last + 1).is_some()
                || self.toll(begin).is_some();
            if !bare_count || self.tree.token(begin).upos != Upos::Num {
                return None;
            }
        }
        if modifier.is_some() || after > at {
            let span = self.tree.token(at).span.cover(self.tree.token(after.max(at + 1) - 1).span);
            figure.modifier = Some(span);
        } else if first.vague {
            figure.modifier = Some(self.tree.token(begin).span.cover(self.tree.token(first.last).span));
        }
        figure.group = counted.map(|noun| self.tree.phrase(noun)).map(|span| self.without_number(span, last));
        self.measure(&mut figure, unit, counted, begin, last);
        let from = if currency { at.min(begin - 1) } else { at };
        Some(Found { first: from, last, head, counted, figure })
    }

    /// The group's words without the number before them.
    fn without_number(&self, span: Span, last: u32) -> Span {
        let end = self.tree.token(last).span.end();
        if end > span.start() && end < span.end() {
            let gap =
                self.tree.tokens.iter().skip(last as usize + 1).map(|t| t.span).find(|s| s.start() >= end);
            return Span::new(gap.map_or(end, |s| s.start()), span.end());
        }
        span
    }

    fn modifier(&self, at: u32) -> (Option<Bound>, u32) {
        let fits = |words: &[&str]| (at..).zip(words).all(|(t, word)| self.lower(t) == *word);
        match MODIFIERS.iter().filter(|(words, _)| fits(words)).max_by_key(|(words, _)| words.len()) {
            Some((words, bound)) => (Some(*bound), at + u32::try_from(words.len()).unwrap_or(0)),
            None => (None, at),
        }
    }
    fn is_unit(&self, at: u32) -> bool {
        at < self.end && self.unit(at).is_some()
    }
    fn unit(&self, at: u32) -> Option<u32> {
        self.lexicon.measure_words.get(&(self.lower(at), MeasureWord::Unit)).copied()
    }

    /// The noun a number counts: what it hangs on as a numeral, or the noun behind "of".
    fn counted(&self, head: u32, begin: u32, last: u32) -> Option<u32> {
        let token = self.tree.token(begin);
        let noun =
            |at: u32| matches!(self.tree.token(at).upos, Upos::Noun | Upos::Propn | Upos::Sym | Upos::Adj);
        if token.deprel == Deprel::Nummod
            || token.deprel == Deprel::Advmod
            || token.deprel == Deprel::Compound
        {
            let up = std::iter::once(begin).chain(self.tree.ancestors(begin)).take(4);
            if let Some(found) = up.into_iter().find(|t| !(begin..=last).contains(t)) {
                return Some(found).filter(|t| noun(*t) && *t > last);
            }
        }
        let of =
            self.tree.with(head, &[Deprel::Nmod]).find(|c| *c > last && self.tree.case(*c) == Some("of"));
        of.or_else(|| {
            // The parser hung the number elsewhere: the plural noun right behind it is what it counts.
            let next = last + 1;
            (next < self.end && noun(next) && self.tree.token(next).xpos == dateline_record::Xpos::Nns)
                .then_some(next)
        })
    }

    fn word(&self, at: u32, kind: MeasureWord) -> Option<u32> {
        self.lexicon.measure_words.get(&(self.tree.lemmas[at as usize].clone(), kind)).copied()
    }
    /// A counted adjective right behind a number.
    fn follows(&self, at: u32) -> Option<u32> {
        if at >= self.end {
            return None;
        }
        let participle = self.tree.token(at).xpos == dateline_record::Xpos::Vbn;
        let as_verb = if participle { self.word(at, MeasureWord::Verb) } else { None };
        self.word(at, MeasureWord::Noun).or(as_verb)
    }
    /// The measure of "toll" in "a toll of 19".
    fn toll(&self, at: u32) -> Option<u32> {
        let above = self.tree.head(at).filter(|h| *h < at && self.tree.token(*h).upos == Upos::Noun)?;
        self.word(above, MeasureWord::Noun)
    }
    /// The measure that the verb around a number tells.
    fn measure_of_clause(&self, at: u32) -> Option<(u32, u32)> {
        std::iter::once(at).chain(self.tree.ancestors(at)).take(5).find_map(|up| {
            let of_verb = self.tree.is_verb(up).then(|| self.word(up, MeasureWord::Verb)).flatten();
            of_verb.map(|measure| (up, measure))
        })
    }
    /// A participle of a measured act that hangs on the counted noun: "12 people killed in the raid".
    fn participle(&self, noun: u32) -> Option<u32> {
        let relative = self.tree.with(noun, &[Deprel::AclRelcl]).filter(|c| {
            self.tree.subjects(*c).contains(&noun) != self.tree.objects(*c).contains(&noun)
                && (INTRANSITIVE.contains(&self.tree.lemma(*c)) || self.tree.objects(*c).contains(&noun))
        });
        let participle = self.tree.with(noun, &[Deprel::Acl, Deprel::Amod]);
        participle.chain(relative).find_map(|c| self.word(c, MeasureWord::Verb))
    }

    fn measure(&self, figure: &mut Figure, unit: Option<u32>, counted: Option<u32>, begin: u32, last: u32) {
        if let Some(unit) = unit.and_then(|at| self.unit(at)) {
            let entry = &self.lexicon.measures[unit as usize];
            figure.measure = entry.measure.clone();
            figure.unit = entry.unit.clone();
            let behind = (last + 1..(last + 4).min(self.end)).find_map(|t| self.word(t, MeasureWord::Before));
            if let Some(kind) = behind {
                figure.measure = self.lexicon.measures[kind as usize].measure.clone();
                if !figure.range_kind.is_empty() {
                    figure.range_kind = "design".into();
                }
            }
            return;
        }
        let by_noun = counted.and_then(|noun| self.word(noun, MeasureWord::Noun));
        let by_participle = counted.and_then(|noun| self.participle(noun));
        let by_verb = || {
            let argument = counted.unwrap_or(begin);
            let (verb, measure) = self.measure_of_clause(argument)?;
            self.is_counted_argument(argument, verb).then_some(measure)
        };
        // "12 dead", "at least 40 wounded": the adjective itself is counted.
        let by_adjective = || self.follows(last + 1);
        // "a toll of 19": the noun above tells what the number is of.
        let by_toll = self.toll(begin);
        match by_verb().or(by_participle).or(by_noun).or(by_toll).or_else(by_adjective) {
            Some(measure) => {
                let entry = &self.lexicon.measures[measure as usize];
                figure.measure = entry.measure.clone();
                figure.unit = entry.unit.clone();
            }
            None => {
                figure.measure = "count".into();
                figure.unit = counted.map(|noun| self.tree.lemmas[noun as usize].clone()).unwrap_or_default();
            }
        }
    }

    /// Whether a noun is what a measured verb is done to: its object, its passive subject, or the subject of "die", "live".
    fn is_counted_argument(&self, argument: u32, verb: u32) -> bool {
        let chain =
            std::iter::once(argument).chain(self.tree.ancestors(argument)).take_while(|up| *up != verb);
        let Some(top) = chain.last() else { return argument == verb };
        if INTRANSITIVE.contains(&self.tree.lemma(verb)) && self.tree.subjects(verb).contains(&top) {
            return true;
        }
        self.tree.objects(verb).iter().any(|object| {
            *object == top || self.tree.below(argument, *object) && self.direct(argument, *object)
        })
    }
    /// Whether a counted noun is an object itself or coordinated with it, not a modifier deep inside.
    fn direct(&self, noun: u32, object: u32) -> bool {
        self.tree.conjuncts(object).contains(&noun)
    }
}

/// "or more", "at least" behind a number.
fn second_modifier(reader: &Reader, at: u32) -> Option<u32> {
    (reader.lower(at) == "or" && reader.lower(at + 1) == "more").then_some(at + 1)
}

fn bound(figure: &mut Figure, number: &Number, modifier: Option<Bound>) {
    let value = number.value;
    if number.vague {
        figure.lower = Some(value);
        figure.policy = POLICY.into();
        return;
    }
    match modifier {
        None => figure.point = Some(value),
        Some(Bound::AtLeast) => figure.lower = Some(value),
        Some(Bound::Above) => {
            figure.lower = Some(value);
            figure.strict = true;
        }
        Some(Bound::AtMost) => figure.upper = Some(value),
        Some(Bound::Below) => {
            figure.upper = Some(value);
            figure.strict = true;
        }
        Some(Bound::About) => {
            figure.point = Some(value);
            figure.approximate = true;
        }
        Some(Bound::Nearly) => {
            figure.point = Some(value);
            figure.upper = Some(value);
            figure.approximate = true;
        }
    }
}

fn digits(word: &str) -> Option<f64> {
    let (number, scale) = match word.strip_suffix("bn") {
        Some(rest) => (rest, 1e9),
        None => match word.strip_suffix('m') {
            Some(rest) => (rest, 1e6),
            None => match word.strip_suffix('k') {
                Some(rest) => (rest, 1e3),
                None => (word, 1.0),
            },
        },
    };
    let plain: String = number.chars().filter(|c| *c != ',').collect();
    let grouped = number.split(',').skip(1).all(|part| part.len() >= 3 || part.contains('.'));
    let value: f64 = plain.parse().ok()?;
    (grouped && value.is_finite() && !plain.contains(['e', 'E'])).then_some(value * scale)
}

fn ones(word: &str) -> Option<f64> {
    upto_twenty(word).filter(|n| *n < 20).map(f64::from)
}

fn tens(word: &str) -> Option<f64> {
    TENS.iter().position(|t| *t == word).map(|n| 20.0 + 10.0 * n as f64)
}

fn spelled(word: &str) -> bool {
    !word.starts_with(|c: char| c.is_ascii_digit())
}
