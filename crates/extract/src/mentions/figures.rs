//! Numbers as the words bound them: "more than 1,200", "5 to 8km", "tens of thousands", "no casualties".
//!
//! No tolerance is invented for "about", no upper bound for "at least". Vague plurals get a floor under the policy
//! named in the figure. What is part of a figure before ("including three children") points to it and is added to
//! nothing. What the words count is told by `data/ontology/figures.toml`.

use super::numbers::{Number, Numbers};
use crate::tree::Tree;
use dateline_lexicon::{Bound, Lexicon, MeasureWord};
use dateline_record::{Deprel, Figure, Span, Upos, Xpos};
use smol_str::SmolStr;

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
    /// Position, in the list, of the figure that this one is part of.
    pub part_of: Option<usize>,
    /// Position, in the list, of the figure that this one takes the place of: "rose from 12 to 15".
    pub after: Option<usize>,
    /// The rule that found it.
    pub rule: &'static str,
}

/// Every figure of one sentence's tokens that no time expression (`taken`) covers.
#[must_use]
pub fn find(
    tree: &Tree,
    lexicon: &Lexicon,
    tokens: std::ops::Range<u32>,
    taken: &dyn Fn(u32) -> bool,
) -> Vec<Found> {
    let numbers = Numbers { tree, lexicon, start: tokens.start, end: tokens.end };
    let reader = Reader { tree, lexicon, numbers };
    let mut found: Vec<Found> = vec![];
    let mut at = tokens.start;
    while at < tokens.end {
        let figure = if taken(at) { None } else { reader.figure(at, taken, &found) };
        match figure {
            Some(figure) => {
                at = figure.last + 1;
                found.push(figure);
            }
            None => at += 1,
        }
    }
    reader.relate(&mut found);
    let so_far = reader.so_far();
    for figure in found.iter_mut().filter(|f| f.figure.unit == "persons") {
        figure.figure.cumulative |= so_far;
    }
    found
}

struct Reader<'a> {
    tree: &'a Tree<'a>,
    lexicon: &'a Lexicon,
    numbers: Numbers<'a>,
}

/// What stands before a number.
#[derive(Default)]
struct Opening {
    /// The first token behind it.
    next: u32,
    bound: Option<Bound>,
    about: bool,
    more: bool,
    /// "between" or "from": two ends follow.
    between: bool,
}

/// A unit of measurement.
#[derive(Clone, Copy)]
struct Unit {
    first: u32,
    last: u32,
    measure: u32,
}

/// The noun whose number a figure is: "the toll rose to 45".
#[derive(Clone, Copy)]
struct Tally {
    measure: Option<u32>,
    counted: Option<u32>,
    changes: bool,
}

impl Reader<'_> {
    fn lower(&self, at: u32) -> &str {
        self.numbers.word(at)
    }
    fn end(&self) -> u32 {
        self.numbers.end
    }
    fn inside(&self, at: u32) -> bool {
        (self.numbers.start..self.numbers.end).contains(&at)
    }
    /// Whether a lemma stands in one of the classes of `figures.toml`.
    fn is_in(&self, at: u32, class: &str) -> bool {
        self.lexicon.classes.get(class).is_some_and(|words| self.tree.is_one_of(at, words))
    }

    fn figure(&self, at: u32, taken: &dyn Fn(u32) -> bool, before: &[Found]) -> Option<Found> {
        if let Some(none) = self.nought(at) {
            return Some(none);
        }
        if let Some(stretch) = self.stretch(at) {
            return Some(stretch);
        }
        if self.is_model(at) {
            return None;
        }
        let opening = self.opening(at);
        let currency = self.currency(opening.next);
        let begin = currency.map_or(opening.next, |unit| unit.last + 1);
        if begin >= self.end() || taken(begin) {
            return None;
        }
        let first = self.numbers.number(begin)?;
        if (at..=first.last).any(taken) || opening.bound.is_some() && first.value == 0.0 {
            return None;
        }
        let mut figure = Figure { additional: opening.more, ..Figure::default() };
        let tally = self.tally(begin, before);
        let moves = tally.is_some_and(|t| t.changes)
            || self.lower(begin.saturating_sub(1)) == "from" && self.moves(begin);
        let mut last = first.last;
        let second = if moves { None } else { self.second(&opening, &first, taken) };
        let two_ends = second.is_some();
        match second {
            Some((second, upper_strict)) => {
                let scaled = self.common_scale(&first, &second, begin);
                figure.lower = Some(first.value * scaled);
                figure.upper = Some(second.value);
                figure.strict = upper_strict;
                figure.approximate = opening.about;
                last = second.last;
            }
            None if opening.between && !moves => return None,
            None => bound(&mut figure, &first, &opening),
        }
        let behind = self.behind(last + 1);
        if let Some((bound_behind, end)) = behind {
            last = end;
            rebound(&mut figure, bound_behind);
        }
        if self.is_more(last + 1) {
            figure.additional = true;
            last += 1;
        }
        let unit = currency.or_else(|| self.unit_behind(last + 1));
        let joined = self.joined(last);
        if let Some(unit) = unit {
            last = last.max(unit.last);
        }
        let head = (at..=last).find(|t| !(at..=last).contains(&self.tree.token(*t).head)).unwrap_or(begin);
        let mut counted = match (unit, joined) {
            (_, Some((noun, _))) => Some(noun),
            (Some(unit), _) => self.measured_thing(unit),
            _ if first.share => self.whole(last),
            _ => self.counted(head, begin, last),
        };
        // "80 per cent old", "34-year-old": an age.
        if unit.is_some() && self.is_age(last) || self.is_number_of(begin, last, counted) {
            return None;
        }
        // "60 people or more": the bound stands behind what is counted.
        if behind.is_none()
            && let Some(noun) = counted.filter(|noun| *noun == last + 1 || *noun == last + 2)
            && let Some((bound_behind, _)) = self.behind(noun + 1)
        {
            rebound(&mut figure, bound_behind);
        }
        if let Some(noun) = counted {
            figure.additional |= self.is_other(noun);
        }
        let pronoun = counted.filter(|noun| self.tree.is_pronoun(*noun));
        if pronoun.is_some() {
            counted = self.plural_right_behind(last, pronoun);
        }
        let measure = match (unit, joined) {
            (Some(unit), _) => Some(unit.measure),
            (_, Some((_, measure))) => Some(measure),
            _ if first.share => None,
            _ => self.measure((at, begin), (head, last), counted, tally),
        };
        if first.share && (pronoun.is_some() || counted.is_none()) {
            return None;
        }
        if measure.is_none() && self.is_one_of(begin)
            || self.is_number_plate(begin)
            || self.is_some_day(at, last)
        {
            return None;
        }
        let counted = if tally.is_some() && measure.is_some() && counted.is_none() { None } else { counted };
        let counted = counted.or_else(|| tally.filter(|_| measure.is_none()).and_then(|t| t.counted));
        if measure.is_none() && !first.share {
            let refused = first.measured
                || counted.is_none()
                    && pronoun.is_none()
                    && opening.bound.is_none()
                    && !self.is_part_of_before(begin, before)
                || counted.is_some_and(|noun| !self.is_countable(noun, &first, begin));
            if refused {
                return None;
            }
        }
        self.fill(&mut figure, &first, unit, measure, counted, last);
        if figure.lower.is_some() && figure.upper.is_some() && figure.point.is_none() && !first.share {
            figure.range_kind = self.range_kind(unit, begin, last, counted, two_ends).into();
        }
        figure.cumulative = tally.is_some_and(|t| t.changes) && figure.unit == "persons";
        if opening.next > at {
            let span = self.tree.token(at).span.cover(self.tree.token(opening.next - 1).span);
            figure.modifier = Some(span);
        } else if first.is_vague() {
            figure.modifier = Some(self.tree.token(begin).span.cover(self.tree.token(first.last).span));
        }
        figure.group = counted
            .filter(|_| first.share || joined.is_some() || unit.is_none() || self.is_of_unit(unit, counted))
            .and_then(|noun| self.group(noun, if joined.is_some() { last + 2 } else { last }));
        let duration = figure.measure == "duration";
        let rule = if duration { "figures.duration" } else { "figures.number" };
        Some(Found { first: at, last, head, counted, figure, part_of: None, after: None, rule })
    }

    /// Measure, unit and, where a share is meant, its bounds.
    fn fill(
        &self,
        figure: &mut Figure,
        number: &Number,
        unit: Option<Unit>,
        measure: Option<u32>,
        counted: Option<u32>,
        last: u32,
    ) {
        if number.share {
            figure.measure = "share".into();
            figure.unit = "fraction".into();
            if number.above {
                (figure.point, figure.lower, figure.strict) = (None, Some(number.value), true);
            }
            if figure.lower.is_some() && figure.upper.is_none() {
                // A part is no more than the whole.
                figure.upper = Some(1.0);
            }
            return;
        }
        let Some(measure) = measure else {
            figure.measure = "count".into();
            figure.unit = counted.map(|noun| self.singular(noun)).unwrap_or_default();
            return;
        };
        let entry = &self.lexicon.measures[measure as usize];
        figure.measure = entry.measure.clone();
        figure.unit = entry.unit.clone();
        if let Some(unit) = unit
            && entry.measure == "distance"
            && let Some(kind) = self.zone(unit, last)
        {
            figure.measure = self.lexicon.measures[kind as usize].measure.clone();
        }
    }
    fn singular(&self, noun: u32) -> SmolStr {
        self.tree.lemmas[noun as usize].clone()
    }

    // ---- what stands before the number

    fn opening(&self, at: u32) -> Opening {
        let mut opening = Opening { next: at, ..Opening::default() };
        loop {
            let here = opening.next;
            if matches!(self.lower(here), "another" | "further" | "additional") {
                opening.more = true;
                opening.next += 1;
            } else if matches!(self.lower(here), "a" | "an")
                && matches!(self.lower(here + 1), "further" | "additional")
            {
                opening.more = true;
                opening.next += 2;
            } else if let Some((bound, next)) = self.modifier(here, false) {
                match bound {
                    Bound::About => opening.about = true,
                    _ => opening.bound = Some(bound),
                }
                opening.next = next;
            } else if !opening.between && matches!(self.lower(here), "between" | "from") {
                opening.between = true;
                opening.next += 1;
            } else {
                return opening;
            }
        }
    }
    /// The longest modifier at a token.
    fn modifier(&self, at: u32, behind: bool) -> Option<(Bound, u32)> {
        let here = self.lexicon.modifiers.get(self.lower(at)).into_iter().flatten();
        let fits = here.filter(|m| m.behind == behind && self.numbers.phrase(at, &m.words));
        let best = fits.max_by_key(|m| m.words.len())?;
        Some((best.bound, at + best.words.len() as u32))
    }
    /// "or more", "-plus": the bound and its last token.
    fn behind(&self, at: u32) -> Option<(Bound, u32)> {
        self.modifier(at, true).map(|(bound, next)| (bound, next - 1))
    }
    /// "12 more people", "thousands more": not "12 more than".
    fn is_more(&self, at: u32) -> bool {
        self.lower(at) == "more" && self.lower(at + 1) != "than"
    }
    /// "12 others", "four other people"
    fn is_other(&self, noun: u32) -> bool {
        let other =
            |at: u32| matches!(self.tree.lemma(at), "other" | "others" | "more" | "additional" | "further");
        other(noun) || self.tree.with(noun, &[Deprel::Amod]).any(|m| m < noun && other(m))
    }

    // ---- the number

    /// The other end of a range, and whether both ends are excluded: "to 15", "and 20", "and possibly as many as 20".
    fn second(
        &self,
        opening: &Opening,
        first: &Number,
        taken: &dyn Fn(u32) -> bool,
    ) -> Option<(Number, bool)> {
        if first.is_vague() || first.share || first.approximate {
            return None;
        }
        let fits = |number: &Number, link: u32| {
            !number.is_vague()
                && !number.share
                && number.value > first.value
                && !(link..=number.last).any(taken)
        };
        // A unit may stand between the two numbers: "15km to 20km".
        let mut link = self.unit_behind(first.last + 1).map_or(first.last, |unit| unit.last) + 1;
        if self.lower(link) == "-" && self.lower(link + 1) == "to" {
            link += 1;
        }
        let word = self.lower(link);
        // "at least 12 and possibly as many as 20"
        if matches!(opening.bound, Some(Bound::AtLeast | Bound::Above)) && matches!(word, "and" | "but") {
            let adverb = matches!(self.lower(link + 1), "possibly" | "perhaps" | "maybe" | "probably");
            let upper = self.opening(if adverb && self.modifier(link + 2, false).is_some() {
                link + 2
            } else {
                link + 1
            });
            let strict = upper.bound == Some(Bound::Below);
            if matches!(upper.bound, Some(Bound::AtMost | Bound::Below)) {
                let number = self.numbers.number(upper.next).filter(|n| fits(n, link))?;
                return Some((number, strict && opening.bound == Some(Bound::Above)));
            }
        }
        if opening.bound.is_some() && opening.bound != Some(Bound::Exact) {
            return None;
        }
        let joins = matches!(word, "to" | "-" | "–" | "—") || word == "and" && opening.between;
        let or = word == "or";
        let currency = self.currency(link + 1);
        let second_at = currency.map_or(link + 1, |unit| unit.last + 1);
        let number =
            (joins || or).then(|| self.numbers.number(second_at)).flatten().filter(|n| fits(n, link))?;
        // "two or three", not "12 or 400"
        (joins || number.value <= first.value * 2.0).then_some((number, false))
    }
    /// "three to four million", "$2-3 billion": the scale belongs to both.
    fn common_scale(&self, first: &Number, second: &Number, begin: u32) -> f64 {
        let times = super::numbers::scale(self.lower(second.last)).unwrap_or(1.0);
        let own = (begin..=first.last).any(|t| super::numbers::scale(self.lower(t)).is_some());
        if !own && first.value < second.value / times * 1.0 + f64::EPSILON && first.value < 1e3 {
            times
        } else {
            1.0
        }
    }
    /// "T-72", "Su-24", "F-16": a number that a name's hyphen ends in.
    fn is_model(&self, at: u32) -> bool {
        let Some(hyphen) = at.checked_sub(1).filter(|h| self.inside(*h)) else { return false };
        let Some(name) = hyphen.checked_sub(1).filter(|n| self.inside(*n)) else { return false };
        let touching = |a: u32, b: u32| self.tree.token(a).span.end() == self.tree.token(b).span.start();
        self.lower(hyphen) == "-"
            && touching(hyphen, at)
            && touching(name, hyphen)
            && self.tree.form(name).starts_with(char::is_uppercase)
            && self.numbers.plain(name).is_none()
            && self.numbers.plain(at).is_some()
    }
    /// "one of the worst crises": one among many, and no count.
    fn is_one_of(&self, begin: u32) -> bool {
        self.lower(begin) == "one" && self.lower(begin + 1) == "of"
    }
    /// "a No 10 spokesman", "no. 3 on the list": which, and not how many.
    fn is_number_plate(&self, begin: u32) -> bool {
        let digits = self.tree.form(begin).starts_with(|c: char| c.is_ascii_digit());
        let before = begin.checked_sub(1).filter(|before| self.inside(*before));
        digits
            && before
                .is_some_and(|before| matches!(self.tree.form(before), "No" | "No." | "no." | "Nos" | "Nr"))
    }
    /// "One day the city will be rebuilt": no length of time.
    fn is_some_day(&self, at: u32, last: u32) -> bool {
        let dated =
            matches!(self.lower(last + 1), "after" | "before" | "later" | "earlier" | "ago" | "on" | "in");
        last == at + 1
            && self.lower(at) == "one"
            && self.lower(last) == "day"
            && matches!(self.tree.relation(last), Deprel::OblUnmarked | Deprel::Advmod)
            && self.tree.case(last).is_none()
            && !dated
    }
    /// "Resolution 2254", "page 12", "Unit 8200": the number names what stands before it.
    fn is_number_of(&self, begin: u32, last: u32, counted: Option<u32>) -> bool {
        let Some(before) = begin.checked_sub(1).filter(|b| self.inside(*b)) else { return false };
        let named = matches!(self.tree.token(before).upos, Upos::Noun | Upos::Propn);
        let hangs = self.tree.head(begin) == Some(before) && self.tree.relation(begin) != Deprel::Appos;
        let of = counted.is_some_and(|noun| noun > last && self.tree.case(noun) == Some("of"));
        named && hangs && (counted.is_none() || of) && self.unit_behind(last + 1).is_none()
    }
    fn is_age(&self, last: u32) -> bool {
        self.lower(last + 1) == "old" || self.lower(last + 1) == "-" && self.lower(last + 2) == "old"
    }

    // ---- units

    fn unit(&self, at: u32) -> Option<Unit> {
        if !self.inside(at) {
            return None;
        }
        let entry = |text: SmolStr| self.lexicon.measure_words.get(&(text, MeasureWord::Unit)).copied();
        let two = if self.inside(at + 1) {
            entry(smol_str::format_smolstr!("{} {}", self.lower(at), self.lower(at + 1)))
        } else {
            None
        };
        two.map(|measure| Unit { first: at, last: at + 1, measure })
            .or_else(|| entry(self.lower(at).into()).map(|measure| Unit { first: at, last: at, measure }))
    }
    /// A unit behind a number, hyphen or not: "20km", "six-month", "hundreds of millions of dollars".
    fn unit_behind(&self, at: u32) -> Option<Unit> {
        let here = if matches!(self.lower(at), "-" | "of") { at + 1 } else { at };
        let unit = self.unit(here)?;
        // "100 people": no unit; "of" stands only before money and the like: "millions of dollars".
        (self.lower(at) != "of" || self.tree.token(here).xpos != Xpos::Nn).then_some(unit)
    }
    /// A currency before its number: "$40", "US$5 million".
    fn currency(&self, at: u32) -> Option<Unit> {
        let unit = self.unit(at)?;
        let money = self.lexicon.measures[unit.measure as usize].measure == "money";
        let sign = self.tree.token(at).xpos == Xpos::Dollar
            || !self.tree.form(at).chars().any(char::is_lowercase)
            || self.lower(at) == "rs";
        (money && sign && self.numbers.plain(unit.last + 1).is_some()).then_some(unit)
    }
    /// What a measured quantity is of: "26,000 tonnes of wheat".
    fn measured_thing(&self, unit: Unit) -> Option<u32> {
        let of = unit.last + 1;
        if self.lower(of) != "of" {
            return None;
        }
        let noun = |c: &u32| *c > of && self.tree.case(*c) == Some("of");
        let hung = (unit.first..=unit.last).find_map(|u| self.tree.with(u, &[Deprel::Nmod]).find(noun));
        hung.or_else(|| self.whole(unit.last))
    }
    fn is_of_unit(&self, unit: Option<Unit>, counted: Option<u32>) -> bool {
        let measure = unit.map(|u| self.lexicon.measures[u.measure as usize].measure.as_str());
        counted.is_some() && matches!(measure, Some("share" | "mass" | "volume" | "area"))
    }
    /// "a 20km zone", "a zone 20 km deep"
    fn zone(&self, unit: Unit, last: u32) -> Option<u32> {
        let behind = (last + 1..(last + 4).min(self.end())).find_map(|t| self.word(t, MeasureWord::Before));
        let deep = matches!(self.lower(last + 1), "deep" | "wide");
        let above = || {
            let near = (self.numbers.start.max(unit.first.saturating_sub(6))..unit.first).rev();
            near.filter(|_| deep).find_map(|t| self.word(t, MeasureWord::Before))
        };
        behind.or_else(above)
    }
    /// "a 2,000-strong force", "the five-member committee": the noun and the measure.
    fn joined(&self, last: u32) -> Option<(u32, u32)> {
        if self.lower(last + 1) != "-" || !self.inside(last + 2) {
            return None;
        }
        let measure = self.word(last + 2, MeasureWord::Joined)?;
        let up = self.tree.ancestors(last + 2).take(3).find(|up| *up > last + 2 && self.is_noun(*up))?;
        Some((up, measure))
    }

    // ---- what is counted

    fn is_noun(&self, at: u32) -> bool {
        matches!(self.tree.token(at).upos, Upos::Noun | Upos::Propn | Upos::Sym | Upos::Adj)
    }
    /// The noun a number counts: what it hangs on as a numeral, or the noun behind "of".
    fn counted(&self, head: u32, begin: u32, last: u32) -> Option<u32> {
        if matches!(
            self.tree.relation(begin),
            Deprel::Nummod
                | Deprel::Advmod
                | Deprel::Compound
                | Deprel::Det
                | Deprel::Amod
                | Deprel::DetPredet
        ) {
            let up = std::iter::once(begin).chain(self.tree.ancestors(begin)).take(4);
            let predicate = |t: u32| {
                self.tree.with(t, &[Deprel::Cop]).next().is_some() && self.tree.token(t).upos == Upos::Adj
            };
            if let Some(found) = up.into_iter().find(|t| !(begin..=last).contains(t))
                && self.is_noun(found)
                && found > last
                && !predicate(found)
            {
                // "two F-16 jets", where the number hangs on the first word of the name.
                let compound = self.tree.relation(found) == Deprel::Compound;
                let noun = self.tree.head(found).filter(|up| compound && *up > found && self.is_noun(*up));
                return Some(noun.unwrap_or(found));
            }
        }
        let of = |at: u32| {
            let below = self.tree.with(at, &[Deprel::Nmod]);
            let of =
                |c: &u32| self.tree.case(*c) == Some("of") || self.lower(last + 1) == "of" && *c == last + 2;
            below.into_iter().find(|c| *c > last && of(c))
        };
        let hung = of(head).or_else(|| (begin..=last).find_map(of));
        // The parser hung the number elsewhere: the plural noun right behind it is what it counts.
        hung.or_else(|| self.plural_right_behind(last, None)).or_else(|| {
            // "15 wounded were taken to": the participle stands for a noun.
            let next = last + 1;
            let nominal = self.inside(next)
                && matches!(
                    self.tree.relation(next),
                    Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj | Deprel::Nmod | Deprel::Obl
                );
            (nominal && self.word(next, MeasureWord::Noun).is_some()).then_some(next)
        })
    }
    /// The plural noun right behind a number, or behind the pronoun of "of them".
    fn plural_right_behind(&self, last: u32, pronoun: Option<u32>) -> Option<u32> {
        let mut next = pronoun.map_or(last, |p| p) + 1;
        while self.inside(next)
            && matches!(self.tree.relation(next), Deprel::Amod | Deprel::Compound)
            && next < last + 3
        {
            next += 1;
        }
        (self.inside(next) && self.is_noun(next) && self.tree.token(next).xpos == Xpos::Nns).then_some(next)
    }
    /// The whole of which a share is told: "half of the city", "half the region".
    fn whole(&self, last: u32) -> Option<u32> {
        let inside = |t: u32| {
            matches!(
                self.tree.relation(t),
                Deprel::Compound
                    | Deprel::Amod
                    | Deprel::Nummod
                    | Deprel::NmodPoss
                    | Deprel::Det
                    | Deprel::Case
            ) || self.lower(t) == "of"
        };
        let first = (last + 1..(last + 9).min(self.end())).find(|t| !inside(*t))?;
        let of = (last + 1..first)
            .any(|t| matches!(self.lower(t), "of" | "the" | "its" | "their" | "his" | "her"))
            || first == last + 1;
        (of && (self.tree.is_nominal(first) || self.is_noun(first))).then_some(first)
    }
    /// Whether a noun is counted by a number beside it where no measure tells: not "one thing", "Downing Street".
    fn is_countable(&self, noun: u32, number: &Number, begin: u32) -> bool {
        let token = self.tree.token(noun);
        if token.xpos == Xpos::Nnp && !number.is_vague() {
            return false;
        }
        let definite = begin.checked_sub(1).is_some_and(|b| matches!(self.lower(b), "the" | "this" | "that"));
        number.value != 1.0
            || number.is_vague()
            || !(definite || self.is_in(noun, "uncounted") || self.speaks(noun))
    }
    /// Whether a noun is the subject of a verb of saying.
    fn speaks(&self, noun: u32) -> bool {
        matches!(self.tree.relation(noun), Deprel::Nsubj)
            && self
                .tree
                .head(noun)
                .is_some_and(|verb| self.lexicon.speech_verbs.contains_key(self.tree.lemma(verb)))
    }
    /// The words of what is counted, without number and article.
    fn group(&self, noun: u32, last: u32) -> Option<Span> {
        let (first, end) = self.tree.phrase_tokens(noun);
        let mut first = if first <= last && last < end { last + 1 } else { first };
        let skipped = |t: u32| {
            matches!(
                self.tree.token(t).xpos,
                Xpos::Cd | Xpos::Hyph | Xpos::Dt | Xpos::In | Xpos::Pos | Xpos::Colon | Xpos::Cc
            ) || matches!(self.lower(t), "more" | "other" | "further" | "additional" | "-" | "so" | "plus")
        };
        while first < noun && skipped(first) {
            first += 1;
        }
        Some(self.tree.token(first).span.cover(self.tree.token(end.max(noun)).span))
    }

    // ---- what tells the measure

    fn word(&self, at: u32, kind: MeasureWord) -> Option<u32> {
        let of = |word: &SmolStr| self.lexicon.measure_words.get(&(word.clone(), kind)).copied();
        let by_lemma = of(&self.tree.lemmas[at as usize]);
        // "the wounded": a participle that stands for a noun is listed as it is written.
        by_lemma.or_else(|| of(self.tree.small(at)).filter(|_| kind == MeasureWord::Noun))
    }
    fn measure(
        &self,
        (opened, begin): (u32, u32),
        (head, last): (u32, u32),
        counted: Option<u32>,
        tally: Option<Tally>,
    ) -> Option<u32> {
        let opened = opened..begin;
        let argument = counted.unwrap_or(begin);
        let by_verb = || {
            let of = |argument: u32| self.measure_of_clause(argument, &opened);
            of(argument).or_else(|| of(head))
        };
        let by_participle = || counted.and_then(|noun| self.participle(noun));
        let by_noun = || {
            let noun = counted?;
            let measure = self.word(noun, MeasureWord::Noun)?;
            // "two residents said": no population.
            let people = self.lexicon.measures[measure as usize].measure == "population";
            (!people || !matches!(self.tree.relation(noun), Deprel::Nsubj)).then_some(measure)
        };
        let by_tally = || tally.and_then(|t| t.measure);
        // "12 dead", "14 people dead", "four soldiers prisoner": the word right behind.
        let by_next = || {
            let next = Some(last + 1).filter(|next| Some(*next) != counted);
            let of = |at: u32| self.follows(at);
            next.and_then(of).or_else(|| counted.and_then(|noun| of(noun + 1)))
        };
        let by_predicate = || {
            let noun = counted.unwrap_or(head);
            let verb = self.tree.head(noun).filter(|verb| *verb > noun)?;
            let subject = matches!(
                self.tree.relation(noun),
                Deprel::Nsubj | Deprel::NsubjPass | Deprel::Advmod | Deprel::Nummod
            );
            self.word(verb, MeasureWord::Noun).filter(|_| subject)
        };
        // "the dead included four nurses"
        let by_including = || {
            let verb = self.tree.head(argument).filter(|v| self.tree.lemma(*v) == "include")?;
            self.tree.subjects(verb).iter().find_map(|s| self.word(*s, MeasureWord::Noun))
        };
        by_verb()
            .or_else(by_participle)
            .or_else(by_noun)
            .or_else(by_tally)
            .or_else(by_next)
            .or_else(by_predicate)
            .or_else(by_including)
    }
    /// A counted adjective or noun right behind a number.
    fn follows(&self, at: u32) -> Option<u32> {
        if !self.inside(at) {
            return None;
        }
        let token = self.tree.token(at);
        let as_verb = if token.xpos == Xpos::Vbn { self.word(at, MeasureWord::Verb) } else { None };
        let plain =
            !matches!(token.xpos, Xpos::Nns | Xpos::Nnps) || self.tree.form(at) == self.tree.lemma(at);
        self.word(at, MeasureWord::Noun).filter(|_| plain).or(as_verb)
    }
    /// The measure that the verb around a number tells.
    fn measure_of_clause(&self, argument: u32, opened: &std::ops::Range<u32>) -> Option<u32> {
        let around = std::iter::once(argument).chain(self.tree.ancestors(argument)).take(5);
        // "thousands are believed to have been killed": the verb below one of belief.
        let raised = |verb: u32| {
            let believed = self.tree.is_passive(verb) || matches!(self.tree.lemma(verb), "seem" | "appear");
            self.tree.with(verb, &[Deprel::Xcomp]).filter(move |_| believed)
        };
        around.flat_map(|verb| std::iter::once(verb).chain(raised(verb))).find_map(|verb| {
            if !self.tree.is_verb(verb) {
                return None;
            }
            let above =
                if self.tree.below(argument, verb) { verb } else { self.tree.head(verb).unwrap_or(verb) };
            let top = || {
                let up = std::iter::once(argument).chain(self.tree.ancestors(argument));
                up.take_while(|up| *up != above).last()
            };
            let subject = self.word(verb, MeasureWord::Subject).filter(|_| {
                top().is_some_and(|top| self.tree.subjects(verb).contains(&top) && self.direct(argument, top))
            });
            let passive = || self.word(verb, MeasureWord::Passive).filter(|_| self.tree.is_passive(verb));
            // "in the region of 400 people were detained": the phrase is read as no subject.
            let bare = || self.tree.with(verb, &[Deprel::Nsubj, Deprel::NsubjPass]).next().is_none();
            let bounded = top().is_some_and(|top| opened.contains(&top)) && bare();
            let object = || {
                let measure = self.word(verb, MeasureWord::Verb).or_else(passive)?;
                let top = top().unwrap_or(argument);
                if bounded && self.tree.is_passive(verb) {
                    return Some(measure);
                }
                let is = |object: &u32| {
                    *object == top && self.direct(argument, top)
                        || self.tree.below(argument, *object) && self.direct(argument, *object)
                };
                self.tree.objects(verb).iter().any(is).then_some(measure)
            };
            subject.or_else(object)
        })
    }
    /// Whether a counted noun is an argument itself, coordinated with it, or what "dozens of" are of.
    fn direct(&self, noun: u32, argument: u32) -> bool {
        noun == argument
            || self.tree.conjuncts(argument).contains(&noun)
            || self.tree.case(noun) == Some("of")
                && self.tree.ancestors(noun).take(3).any(|up| up == argument)
            || self.numbers.number(argument).is_some()
            || matches!(
                self.tree.lemma(argument),
                "total" | "minimum" | "maximum" | "number" | "excess" | "region" | "majority"
            )
    }
    /// A participle of a measured act that hangs on the counted noun: "12 people killed in the raid".
    fn participle(&self, noun: u32) -> Option<u32> {
        let of = |clause: u32, relative: bool| {
            let (subjects, objects) = (self.tree.subjects(clause), self.tree.objects(clause));
            let subject = self.word(clause, MeasureWord::Subject).filter(|_| subjects.contains(&noun));
            let passive = || self.word(clause, MeasureWord::Passive).filter(|_| self.tree.is_passive(clause));
            let object = || {
                let active = relative && !objects.contains(&noun);
                self.word(clause, MeasureWord::Verb).or_else(passive).filter(|_| !active)
            };
            subject.or_else(object)
        };
        let relative = self.tree.with(noun, &[Deprel::AclRelcl]).find_map(|c| of(c, true));
        // "opponents of the president who fled": the clause may hang on the name before it.
        let low = || {
            let plural = self.tree.token(noun).xpos == Xpos::Nns;
            let names = self
                .tree
                .with(noun, &[Deprel::Nmod])
                .filter(|c| plural && self.tree.token(*c).upos == Upos::Propn);
            let clauses = names.flat_map(|c| self.tree.with(c, &[Deprel::AclRelcl]).collect::<Vec<_>>());
            clauses.into_iter().find_map(|c| self.word(c, MeasureWord::Subject))
        };
        let relative = relative.or_else(low);
        let participle = || {
            let below = self.tree.with(noun, &[Deprel::Acl, Deprel::Amod]);
            below
                .filter(|c| {
                    self.tree.token(*c).xpos != Xpos::Vbg || self.word(*c, MeasureWord::Subject).is_some()
                })
                .find_map(|c| {
                    of(c, false).or_else(|| {
                        self.word(c, MeasureWord::Noun).filter(|_| self.tree.token(c).xpos == Xpos::Jj)
                    })
                })
        };
        relative.or_else(participle)
    }

    /// The noun whose number this is: "the toll rose to 45", "put the toll at 31", "a toll of 19".
    fn tally(&self, begin: u32, before: &[Found]) -> Option<Tally> {
        let is_tally =
            |t: u32| self.is_in(t, "tally") || self.is_noun(t) && self.word(t, MeasureWord::Noun).is_some();
        let up: Vec<u32> = std::iter::once(begin).chain(self.tree.ancestors(begin)).take(4).collect();
        // The number itself may be a noun phrase of two words: "2 million".
        let top = up
            .iter()
            .copied()
            .take_while(|t| {
                self.numbers.plain(*t).is_some() || super::numbers::scale(self.lower(*t)).is_some()
            })
            .last()?;
        if !matches!(
            self.tree.relation(top),
            Deprel::Obl
                | Deprel::Nmod
                | Deprel::Obj
                | Deprel::Root
                | Deprel::Conj
                | Deprel::Xcomp
                | Deprel::OblUnmarked
        ) {
            return None;
        }
        let case = self.tree.case(top);
        let above = self.tree.head(top).unwrap_or(top);
        let built = |noun: u32, changes: bool| {
            let of = || {
                let below = self.tree.with(noun, &[Deprel::Nmod]);
                below.into_iter().find(|c| *c != top && self.tree.case(*c) == Some("of"))
            };
            let own = self.word(noun, MeasureWord::Noun);
            let inner = of().map(|c| {
                // "estimates of the number of fighters"
                let deeper = self.tree.with(c, &[Deprel::Nmod]).find(|d| self.tree.case(*d) == Some("of"));
                deeper.filter(|_| self.is_in(c, "tally")).unwrap_or(c)
            });
            // "estimates of the dead range": the adjective where its noun is misread.
            let complement = inner.and_then(|c| {
                self.word(c, MeasureWord::Noun).or_else(|| self.participle(c)).or_else(|| {
                    let amod =
                        self.tree.with(c, &[Deprel::Amod]).find_map(|m| self.word(m, MeasureWord::Noun));
                    amod.filter(|_| self.is_in(c, "figure-vary"))
                })
            });
            let measure = own.or(complement);
            let counted = inner.filter(|c| measure.is_none() && self.tree.token(*c).xpos == Xpos::Nns);
            Tally { measure, counted, changes }
        };
        if is_tally(above)
            && above < begin
            && matches!(case, Some("of" | "at" | "to" | "from" | "between") | None)
        {
            let vary = self.is_in(above, "estimate");
            let mut built = built(above, false);
            // "a toll of 48, up from an earlier count of 31": the same is counted.
            if built.measure.is_none() && built.counted.is_none() && case == Some("of") {
                let same = before.last().filter(|f| f.figure.unit == "persons");
                let id = |f: &Found| self.lexicon.measures.iter().position(|m| m.measure == f.figure.measure);
                built.measure = same.and_then(id).map(|at| at as u32);
            }
            return Some(built).filter(|t| t.measure.is_some() || vary);
        }
        let verb =
            std::iter::once(top).chain(self.tree.ancestors(top)).take(4).find(|t| self.tree.is_verb(*t))?;
        if !matches!(case, Some("to" | "at" | "from" | "by") | None) {
            return None;
        }
        let changes = self.is_in(verb, "figure-change") && case != Some("by");
        let parties = self.tree.with(verb, &[Deprel::Obj, Deprel::Nsubj, Deprel::NsubjPass]);
        let noun = parties.into_iter().find(|t| *t < begin && is_tally(*t) && !self.tree.below(begin, *t));
        // "which brings to at least three the number of soldiers killed"
        let behind = || (top + 1..(top + 3).min(self.end())).find(|t| changes && is_tally(*t));
        let noun = noun.or_else(behind)?;
        let built = built(noun, changes);
        (built.measure.is_some() || built.counted.is_some()).then_some(built)
    }
    /// "rose from 12 to 15": the verb moves the number, the two ends are no range.
    fn moves(&self, begin: u32) -> bool {
        let verb = self.tree.ancestors(begin).take(3).find(|t| self.tree.is_verb(*t));
        verb.is_some_and(|verb| self.is_in(verb, "figure-change"))
    }

    /// Why there are two bounds.
    fn range_kind(
        &self,
        unit: Option<Unit>,
        begin: u32,
        last: u32,
        counted: Option<u32>,
        two_ends: bool,
    ) -> &'static str {
        let governors = || std::iter::once(begin).chain(self.tree.ancestors(begin)).take(5);
        let around = |class: &str| governors().any(|t| self.is_in(t, class));
        let disagree = |t: u32| self.is_in(t, "estimate") && self.tree.token(t).xpos == Xpos::Nns;
        let told = governors().any(|t| disagree(t) || self.tree.with(t, &[Deprel::Nsubj]).any(disagree));
        if told {
            return "disagreement";
        }
        if unit.is_some_and(|unit| self.zone(unit, last).is_some()) {
            return "design";
        }
        let end = counted.map_or(last, |noun| noun.max(last));
        let rate = matches!(self.lower(end + 1), "a" | "an" | "per" | "each" | "every")
            && self.inside(end + 2)
            && (self.unit(end + 2).is_some() || self.lower(end + 1) != "a");
        // "sentences of five to 20 years": each has its own.
        let each = unit.is_some_and(|unit| {
            self.tree
                .ancestors(unit.first)
                .take(2)
                .any(|up| up < begin && self.tree.token(up).xpos == Xpos::Nns)
        });
        if two_ends && (rate || each || around("figure-vary")) { "variation" } else { "uncertainty" }
    }

    // ---- nought, and stretches of time without a number

    /// "no casualties", "nobody was hurt", "none of the crew was injured", "without casualties".
    fn nought(&self, at: u32) -> Option<Found> {
        let made = |last: u32, measure: u32, counted: Option<u32>| {
            let entry = &self.lexicon.measures[measure as usize];
            let figure = Figure {
                measure: entry.measure.clone(),
                unit: entry.unit.clone(),
                point: Some(0.0),
                modifier: Some(self.tree.token(at).span),
                group: counted.and_then(|noun| self.group(noun, at)),
                ..Figure::default()
            };
            let head = counted.unwrap_or(at);
            Found {
                first: at,
                last,
                head,
                counted,
                figure,
                part_of: None,
                after: None,
                rule: "figures.nought",
            }
        };
        match self.lower(at) {
            "nobody" => self.measure_of_clause(at, &(at..at)).map(|m| made(at, m, None)),
            "no" if matches!(self.lower(at + 1), "one" | "-") => {
                let one = if self.lower(at + 1) == "-" { at + 2 } else { at + 1 };
                (self.lower(one) == "one")
                    .then(|| self.measure_of_clause(one, &(at..at)).map(|m| made(one, m, None)))?
            }
            "none" if self.lower(at + 1) == "of" => {
                let of = self.tree.with(at, &[Deprel::Nmod]).next()?;
                self.measure_of_clause(at, &(at..at)).map(|m| made(at, m, Some(of)))
            }
            "no" | "without" | "zero" | "or" => {
                let inside =
                    |t: u32| matches!(self.tree.relation(t), Deprel::Amod | Deprel::Compound | Deprel::Det);
                let noun =
                    (at + 1..(at + 4).min(self.end())).find(|t| !inside(*t)).filter(|t| self.is_noun(*t))?;
                // "no deaths or injuries"
                if self.lower(at) == "or" {
                    let first = self.tree.head(noun).filter(|_| self.tree.relation(noun) == Deprel::Conj)?;
                    let no = self.tree.with(first, &[Deprel::Det]).any(|d| self.lower(d) == "no");
                    if !no || self.is_unreported(first) {
                        return None;
                    }
                }
                let by_noun = self.word(noun, MeasureWord::None);
                let by_verb = || {
                    let det = self.tree.with(noun, &[Deprel::Det, Deprel::Nummod]).any(|d| d == at);
                    if det { self.measure_of_clause(noun, &(at..at)) } else { None }
                };
                if self.is_unreported(noun) {
                    return None;
                }
                by_noun.or_else(by_verb).map(|m| made(at, m, Some(noun)))
            }
            _ => None,
        }
    }
    /// "no casualties were reported": that is no report, not nought.
    fn is_unreported(&self, noun: u32) -> bool {
        self.tree.relation(noun) == Deprel::NsubjPass
            && self.tree.head(noun).is_some_and(|v| {
                self.lexicon.speech_verbs.contains_key(self.tree.lemma(v))
                    && self.word(v, MeasureWord::Verb).is_none()
            })
    }

    /// "lasted months", "for years", "for an hour": a stretch of time without a number.
    fn stretch(&self, at: u32) -> Option<Found> {
        let article = matches!(self.lower(at), "a" | "an");
        let unit = self.unit(if article { at + 1 } else { at })?;
        let entry = &self.lexicon.measures[unit.measure as usize];
        if entry.measure != "duration" || self.numbers.number(at).is_some() || self.is_age(unit.last) {
            return None;
        }
        let plural = self.tree.token(unit.first).xpos == Xpos::Nns;
        let before = at.checked_sub(1).filter(|b| self.inside(*b));
        let lasts = before
            .is_some_and(|b| self.lower(b) == "for" || self.is_in(b, "figure-last") && self.tree.is_verb(b));
        // "for years of service", "for months now": only the bare word.
        let bare = !self
            .tree
            .with(unit.first, &[Deprel::Amod, Deprel::Nummod, Deprel::NmodPoss])
            .any(|m| Some(m) != before);
        if !lasts || !bare || plural == article {
            return None;
        }
        let mut figure =
            Figure { measure: entry.measure.clone(), unit: entry.unit.clone(), ..Figure::default() };
        if plural {
            figure.lower = Some(2.0);
            figure.policy = "bare-plural".into();
        } else {
            figure.point = Some(1.0);
        }
        let (first, last, head) = (at, unit.last, unit.last);
        Some(Found {
            first,
            last,
            head,
            counted: None,
            figure,
            part_of: None,
            after: None,
            rule: "figures.duration",
        })
    }

    // ---- figures and figures

    /// "Of the 44 drones, 32 were shot down."
    fn is_part_of_before(&self, begin: u32, before: &[Found]) -> bool {
        let comma = begin.checked_sub(1).is_some_and(|b| self.lower(b) == ",");
        comma && before.last().is_some_and(|whole| self.is_of_which(whole, begin))
            || self.is_vote(begin, before)
    }
    fn is_of_which(&self, whole: &Found, begin: u32) -> bool {
        whole.counted.is_some_and(|noun| {
            self.tree.case(noun) == Some("of")
                && noun < begin
                && whole
                    .first
                    .checked_sub(2)
                    .is_none_or(|b| !self.inside(b) || self.numbers.plain(b).is_none())
                && matches!(self.tree.relation(noun), Deprel::Obl | Deprel::Nmod)
        })
    }
    /// "13 votes to 2", "voted 13-2"
    fn is_vote(&self, begin: u32, before: &[Found]) -> bool {
        let joined =
            begin.checked_sub(1).is_some_and(|b| matches!(self.lower(b), "to" | "-" | "–" | "against"));
        joined && before.last().is_some_and(|f| f.figure.measure == "votes" && f.last + 2 == begin)
    }
    /// Which figures are part of which, and which take the place of which.
    fn relate(&self, found: &mut [Found]) {
        for at in 0..found.len() {
            let Found { first, counted, .. } = found[at];
            if at > 0
                && found[at].figure.measure == "count"
                && found[at].figure.unit.is_empty()
                && self.is_vote_pair(found, at)
            {
                found[at].figure.measure = "votes".into();
                found[at].figure.unit = "votes".into();
                continue;
            }
            // "32 of the 44 drones"
            let next =
                found.get(at + 1).filter(|next| counted.is_some() && next.counted == counted).map(|_| at + 1);
            let whole = next.or_else(|| {
                let whole = (0..at)
                    .rev()
                    .find(|w| found[*w].counted.is_some() && found[*w].figure.measure != "strength")?;
                let including = counted.is_some_and(|noun| {
                    self.tree.with(noun, &[Deprel::Case]).any(|c| self.lower(c) == "including")
                        || self.tree.ancestors(noun).take(2).any(|up| {
                            self.tree
                                .with(up, &[Deprel::Case])
                                .any(|c| self.lower(c) == "including" && c < first)
                        })
                });
                let near = |words: [&str; 2], at: u32| {
                    self.lower(at) == words[0] && (self.lower(at + 1) == words[1])
                };
                let among = first >= 2
                    && (["them", "whom", "which"]
                        .iter()
                        .any(|p| near(["among", p], first - 2) || near(["of", p], first - 2)));
                let of_them = ["them", "whom", "which"].iter().any(|p| near(["of", p], found[at].last + 1));
                let of_which =
                    self.lower(first.saturating_sub(1)) == "," && self.is_of_which(&found[whole], first);
                (including || among || of_them || of_which).then_some(whole)
            });
            if let Some(whole) = whole {
                let (measure, unit) = (found[whole].figure.measure.clone(), found[whole].figure.unit.clone());
                let part = &mut found[at];
                part.part_of = Some(whole);
                let count = part.figure.measure == "count" || part.figure.measure == "population";
                if count
                    && (measure != "count" || part.figure.unit.is_empty())
                    && part.figure.measure != "share"
                {
                    part.figure.measure = measure;
                    part.figure.unit = unit;
                }
            }
            // "rose from 12 to 15"
            if at > 0 && self.lower(first.saturating_sub(1)) == "to" {
                let from = &found[at - 1];
                let opens = from.first.checked_sub(1).map(|b| self.lower(b)) == Some("from")
                    || self.lower(from.first) == "from";
                if opens
                    && from.last + 2 == first
                    && self.moves(first)
                    && from.figure.measure == found[at].figure.measure
                {
                    found[at].after = Some(at - 1);
                }
            }
        }
    }
    fn is_vote_pair(&self, found: &[Found], at: usize) -> bool {
        found[at - 1].figure.measure == "votes" && found[at - 1].last + 2 == found[at].first
    }
    /// "so far", "to date": what is counted adds up to now.
    fn so_far(&self) -> bool {
        (self.numbers.start..self.end())
            .any(|t| matches!((self.lower(t), self.lower(t + 1)), ("so", "far") | ("to", "date")))
    }
}

/// What a bound behind the number does: "12 or more".
fn rebound(figure: &mut Figure, bound: Bound) {
    match bound {
        Bound::AtLeast | Bound::Above => figure.lower = figure.point.take().or(figure.lower),
        Bound::AtMost | Bound::Below => figure.upper = figure.point.take().or(figure.upper),
        Bound::About | Bound::Nearly => figure.approximate = true,
        Bound::Exact => {}
    }
}

fn bound(figure: &mut Figure, number: &Number, opening: &Opening) {
    let value = number.value;
    if number.is_vague() {
        figure.lower = Some(value);
        figure.policy = number.policy.clone();
        return;
    }
    figure.approximate = number.approximate || opening.about && opening.bound.is_none();
    match opening.bound {
        None | Some(Bound::About | Bound::Exact) => figure.point = Some(value),
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
        Some(Bound::Nearly) => {
            figure.point = Some(value);
            figure.upper = Some(value);
            figure.approximate = true;
        }
    }
}
