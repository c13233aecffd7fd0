//! Names of places: which words are one, and which of its namesakes is meant.
//!
//! The dictionaries' own names are taken as they stand. A name that only a gazetteer lists needs evidence: its size, a
//! preposition of place, its province or country behind it, a kind of place beside it, other places around; names that are
//! words or people's names besides need more. Which namesake is meant is decided for the whole document at once: one that
//! words place ("Paris, Texas"), in a country or division that is named, near the other places, and large. Where the best
//! two are close in all that and far apart on the ground, the name stays ambiguous.

use crate::tree::Tree;
use dateline_lexicon::{Case, CountryForm, Doubts, Gazetteer, Lexicon, NameId, Named, Wordlet};
use dateline_record::{Deprel, Document, Place, Resolution, SectionKind, Span, Upos};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::{SmolStr, format_smolstr};

/// What a name has to score to be taken for a place.
const ENOUGH: f64 = 1.0;
/// How far the best namesake must be ahead of one elsewhere.
const CLEAR: f64 = 0.35;
/// Namesakes nearer than this are no question.
const SAME_KM: f64 = 60.0;
/// A name in the text and what it stands for.
pub(super) struct Spot {
    /// First token.
    pub first: u32,
    /// Last token.
    pub last: u32,
    /// Where it stands.
    pub span: Span,
    /// What the dictionaries say it can stand for.
    pub targets: Vec<Named>,
    /// The place it means, if it is a place's name.
    pub place: Option<Resolution<Place>>,
    /// The country whose capital that is.
    pub capital_of: Option<u32>,
}

/// A dictionary name in the text, or a gazetteer's that may be none.
struct Seen {
    first: u32,
    last: u32,
    span: Span,
    targets: Vec<Named>,
    /// The gazetteers' name, with the number of its gazetteer.
    listed: Vec<(u8, NameId)>,
    /// What stands here if the gazetteers' longer name is none.
    shorter: Option<(u32, Span, Vec<Named>)>,
}

/// One that a name can mean.
#[derive(Clone)]
struct Candidate {
    from: From,
    country: SmolStr,
    /// Country and code of the division: `USA.TX`; empty if not known.
    division: SmolStr,
    kind: SmolStr,
    latitude: f64,
    longitude: f64,
    population: f64,
    /// Score before the document is looked at.
    prior: f64,
}

#[derive(Clone, Copy, PartialEq)]
enum From {
    Country(u32),
    Listed(u32),
    Gazetteer(u8, u32),
}

/// All places in a document that are written alike.
#[derive(Default)]
struct Group {
    spots: Vec<usize>,
    candidates: Vec<Candidate>,
    /// The dictionaries list it: no evidence is asked for.
    sure: bool,
    doubts: Doubts,
    /// A person has noted the name as that of a place in the news.
    noted: bool,
    words: usize,
    /// Whether some occurrence is believed.
    believed: bool,
    /// Countries and divisions that words beside it put it in, and what kind it is said to be.
    inside: Vec<Within>,
    /// How many occurrences do.
    linked: usize,
    wanted: Wanted,
    best: usize,
    scores: Vec<f64>,
    gives: Option<Gives>,
}

/// What a group's own place adds to the context: a name is no evidence for itself.
struct Gives {
    country: f64,
    division: f64,
    of: Candidate,
}

#[derive(Clone, PartialEq)]
enum Within {
    Country(SmolStr),
    Division(SmolStr),
}

/// What kind of place the words beside a name say.
#[derive(Clone, Copy, Default, PartialEq)]
enum Wanted {
    #[default]
    Any,
    Division,
    District,
    Settlement,
}

/// What a document says besides: countries and divisions it names.
#[derive(Default)]
struct Context {
    countries: FxHashMap<SmolStr, f64>,
    divisions: FxHashMap<SmolStr, f64>,
    total: f64,
}

pub(super) struct Finder<'a> {
    pub tree: &'a Tree<'a>,
    pub document: &'a Document,
    pub lexicon: &'a Lexicon,
    pub sentence_of: &'a [u32],
}

impl Finder<'_> {
    /// Dictionary and gazetteer names, longest first at each place, with the places they mean.
    pub fn find(&self, cut: &[Wordlet], holds: &dyn Fn(Named) -> bool) -> Vec<Spot> {
        let spots = self.spots(cut, holds);
        let mut groups = self.groups(&spots);
        let mut context = self.context(&spots);
        for group in &mut groups {
            self.place_by_words(group, &spots);
        }
        let links = self.qualifiers(&spots, &mut groups);
        for _ in 0..3 {
            self.resolve(&mut groups, &context);
            self.believe(&mut groups, &spots, &context, &links);
            context = self.context(&spots);
            self.add_divisions(&mut context, &mut groups);
        }
        self.resolve(&mut groups, &context);
        let believed = self.believe(&mut groups, &spots, &context, &links);
        self.settle(spots, &groups, &believed)
    }

    fn spots(&self, cut: &[Wordlet], holds: &dyn Fn(Named) -> bool) -> Vec<Seen> {
        let mut spots = vec![];
        let (mut at, mut token) = (0, 0usize);
        while at < cut.len() {
            let dictionary = self.lexicon.names.longest(cut, at);
            let mut targets: Vec<Named> = vec![];
            let mut length = 0;
            if let Some(found) = &dictionary {
                targets = found.targets.iter().map(|t| **t).filter(|t| holds(*t)).collect();
                length = if targets.is_empty() { 0 } else { found.wordlets };
            }
            let taken = targets.iter().any(|t| matches!(t, Named::Actor(..)));
            let mut listed = vec![];
            let mut longest = length;
            for (number, gazetteer) in self.lexicon.gazetteers.iter().enumerate() {
                let Some(found) = gazetteer.longest(cut, at) else { continue };
                if found.wordlets < longest || found.wordlets == length && taken {
                    continue;
                }
                if found.wordlets > longest {
                    longest = found.wordlets;
                    listed.clear();
                }
                listed.push((number as u8, found.name));
            }
            if longest == 0 {
                at += 1;
                continue;
            }
            // "US" is no village of that name.
            if longest == 1 && cut[at].key.len() <= 3 && cut[at].case == Case::Upper && length == 1 {
                listed.clear();
            }
            let span_of = |wordlets: usize| cut[at].span.cover(cut[at + wordlets - 1].span);
            let span = span_of(longest);
            while token < self.tree.tokens.len() && self.tree.tokens[token].span.end() <= span.start() {
                token += 1;
            }
            let tokens = |span: Span| -> Option<(u32, u32)> {
                let inside = |t: &usize| self.tree.tokens.get(*t).is_some_and(|t| t.span.overlaps(span));
                let last = (token..).take_while(inside).last()?;
                let sentence = self.sentence_of[token];
                (sentence != u32::MAX && sentence == self.sentence_of[last])
                    .then_some((token as u32, last as u32))
            };
            let Some((first, last)) = tokens(span) else {
                at += 1;
                continue;
            };
            if (first..=last).any(|t| self.tree.is_muted(t)) {
                at += longest;
                continue;
            }
            let end = self.tree.tokens[last as usize].span;
            // "Calif.", "W.Va.": the stop is the name's.
            let stop = self.document.text()[span.end() as usize..].starts_with('.');
            let word = end.text(self.document.text()).trim_end_matches('.');
            let dotted = end.end() == span.end() + 1 && first == last || word.contains('.');
            let span =
                if stop && dotted { Span::of(span.start() as usize..span.end() as usize + 1) } else { span };
            let mut spot = Seen { first, last, span, targets, listed, shorter: None };
            if longest > length && length > 0 {
                let targets = std::mem::take(&mut spot.targets);
                spot.shorter = tokens(span_of(length)).map(|(_, last)| (last, span_of(length), targets));
            }
            spots.push(spot);
            at += longest;
        }
        spots
    }

    fn groups(&self, spots: &[Seen]) -> Vec<Group> {
        let mut by_name: FxHashMap<String, usize> = FxHashMap::default();
        let mut groups: Vec<Group> = vec![];
        for (number, spot) in spots.iter().enumerate() {
            let place = |t: &Named| matches!(t, Named::Place(_) | Named::Country(_, CountryForm::Name));
            if spot.listed.is_empty() && !spot.targets.iter().any(place)
                || spot.targets.iter().any(|t| matches!(t, Named::Actor(..)))
                || !spot.targets.iter().any(|t| matches!(t, Named::Country(_, CountryForm::Name)))
                    && spot.targets.iter().any(|t| matches!(t, Named::Country(..)))
            {
                continue;
            }
            let name = spot.span.text(self.document.text()).to_lowercase();
            let at = *by_name.entry(name).or_insert_with(|| {
                groups.push(self.group(spot));
                groups.len() - 1
            });
            groups[at].spots.push(number);
        }
        groups
    }

    fn group(&self, spot: &Seen) -> Group {
        let mut group = Group { words: (spot.last - spot.first + 1) as usize, ..Group::default() };
        for target in &spot.targets {
            match target {
                Named::Country(c, CountryForm::Name) => {
                    let country = &self.lexicon.countries[*c as usize];
                    group.sure = true;
                    group.candidates.push(Candidate {
                        from: From::Country(*c),
                        country: country.code.clone(),
                        division: SmolStr::default(),
                        kind: "country".into(),
                        latitude: country.place.latitude,
                        longitude: country.place.longitude,
                        population: 0.0,
                        prior: 5.2,
                    });
                }
                Named::Place(p) => {
                    let entry = &self.lexicon.places[*p as usize];
                    group.sure = true;
                    group.candidates.push(Candidate {
                        from: From::Listed(*p),
                        country: entry.place.country.clone(),
                        division: SmolStr::default(),
                        kind: entry.place.kind.clone(),
                        latitude: entry.place.latitude,
                        longitude: entry.place.longitude,
                        population: f64::from(entry.population),
                        prior: if entry.capital_of.is_some() { 5.8 } else { 3.8 },
                    });
                }
                _ => {}
            }
        }
        let by_hand = group.candidates.len();
        for (number, name) in &spot.listed {
            let gazetteer = &self.lexicon.gazetteers[*number as usize];
            group.doubts = gazetteer.doubts(*name);
            group.noted |= gazetteer.is_noted(*name);
            for (place, own) in gazetteer.places(*name) {
                let point = gazetteer.point(place);
                let division = gazetteer.division(point.division);
                let candidate = Candidate {
                    from: From::Gazetteer(*number, place),
                    country: division.country.clone(),
                    division: format_smolstr!("{}.{}", division.country, division.code),
                    kind: point.kind.into(),
                    latitude: point.latitude,
                    longitude: point.longitude,
                    population: f64::from(point.population),
                    prior: prior(point.kind, f64::from(point.population), own),
                };
                // The dictionaries' own entry of the same place wins, and so does their reading of a name.
                let mine = group.candidates[..by_hand].iter_mut().find(|c| {
                    c.country == candidate.country && c.kind != "country" && kilometres(c, &candidate) < 200.0
                });
                match mine {
                    Some(mine)
                        if mine.kind == candidate.kind
                            || kilometres(mine, &candidate) < 25.0 && mine.kind != "admin1" =>
                    {
                        if mine.division.is_empty() {
                            mine.division = candidate.division;
                        }
                        mine.population = mine.population.max(candidate.population);
                    }
                    Some(mine) => {
                        if mine.division.is_empty() && mine.kind == "admin1" {
                            mine.division = candidate.division.clone();
                        }
                        group.candidates.push(Candidate { prior: candidate.prior.min(2.0), ..candidate });
                    }
                    None => group.candidates.push(candidate),
                }
            }
        }
        // A province named for its chief town: the bare name is the town's.
        let towns: Vec<(SmolStr, f64)> = group
            .candidates
            .iter()
            .filter(|c| c.kind == "city")
            .map(|c| (c.division.clone(), c.population))
            .collect();
        for division in
            group.candidates.iter_mut().filter(|c| c.kind == "admin1" && !matches!(c.from, From::Listed(_)))
        {
            if towns.iter().any(|(of, size)| *of == division.division && *size > division.population / 10.0) {
                division.prior -= 1.2;
            }
        }
        group
    }
    /// "Georgia": a country's name that is a division of another country too says nothing of the country.
    fn is_contested(&self, spot: &Seen) -> bool {
        spot.listed.iter().any(|(number, name)| {
            let gazetteer = &self.lexicon.gazetteers[*number as usize];
            let country = spot.targets.iter().find_map(|t| match t {
                Named::Country(c, _) => Some(&self.lexicon.countries[*c as usize].code),
                _ => None,
            });
            country.is_some_and(|code| {
                gazetteer.places(*name).any(|(place, _)| {
                    let point = gazetteer.point(place);
                    point.kind == "admin1" && gazetteer.division(point.division).country != *code
                })
            })
        })
    }

    /// Countries that the document names, by whatever form.
    fn context(&self, spots: &[Seen]) -> Context {
        let mut context = Context::default();
        for spot in spots {
            if self.is_contested(spot) {
                continue;
            }
            for target in &spot.targets {
                let (code, weight) = match target {
                    Named::Country(c, form) => (
                        &self.lexicon.countries[*c as usize].code,
                        if *form == CountryForm::Name { 1.0 } else { 0.8 },
                    ),
                    Named::Actor(a, _) => (&self.lexicon.actors[*a as usize].actor.country, 0.4),
                    Named::Place(p) => (&self.lexicon.places[*p as usize].place.country, 0.6),
                };
                *context.countries.entry(code.clone()).or_default() += weight / spot.targets.len() as f64;
                context.total += weight / spot.targets.len() as f64;
            }
        }
        context
    }

    /// Countries and divisions of the places decided so far.
    fn add_divisions(&self, context: &mut Context, groups: &mut [Group]) {
        for group in groups {
            group.gives = None;
            let Some(best) = group.candidates.get(group.best).filter(|_| group.believed) else { continue };
            let weight = (group.spots.len() as f64).sqrt() * if group.inside.is_empty() { 0.6 } else { 1.0 };
            let mut gives = Gives { country: 0.0, division: 0.0, of: best.clone() };
            if matches!(best.from, From::Gazetteer(..)) {
                gives.country = weight * 0.6;
                *context.countries.entry(best.country.clone()).or_default() += gives.country;
                context.total += gives.country;
            }
            if !best.division.is_empty() {
                gives.division =
                    if best.kind == "admin1" || best.kind == "admin2" { weight * 2.0 } else { weight };
                *context.divisions.entry(best.division.clone()).or_default() += gives.division;
            }
            group.gives = Some(gives);
        }
    }

    /// What the words beside a name's occurrences say of its kind.
    fn place_by_words(&self, group: &mut Group, spots: &[Seen]) {
        for number in &group.spots {
            let spot = &spots[*number];
            let wanted = self.wanted(spot);
            if wanted != Wanted::Any {
                group.wanted = wanted;
            }
        }
    }
    fn wanted(&self, spot: &Seen) -> Wanted {
        let class = |at: u32, name: &str| self.is_of_class(at, name);
        let of = spot.first >= 2 && self.tree.lemma(spot.first - 1) == "of";
        let beside = [(spot.last + 1, true), (spot.first.wrapping_sub(2), of)];
        for (at, stands) in beside {
            if !stands || at as usize >= self.tree.tokens.len() {
                continue;
            }
            if class(at, "place-division") {
                return Wanted::Division;
            }
            if class(at, "place-district") {
                return Wanted::District;
            }
            if class(at, "place-settlement") {
                return Wanted::Settlement;
            }
        }
        Wanted::Any
    }
    fn is_of_class(&self, at: u32, class: &str) -> bool {
        (at as usize) < self.tree.tokens.len()
            && self.lexicon.classes.get(class).is_some_and(|set| {
                set.heads.contains_key(self.tree.lemma(at)) || set.heads.contains_key(self.tree.small(at))
            })
    }

    /// "Paris, Texas", "Idlib in northern Syria", "Syria's Idlib": the groups that words put inside another one.
    fn qualifiers(&self, spots: &[Seen], groups: &mut [Group]) -> FxHashMap<usize, f64> {
        let mut group_of: FxHashMap<usize, usize> = FxHashMap::default();
        for (number, group) in groups.iter().enumerate() {
            group.spots.iter().for_each(|s| {
                group_of.insert(*s, number);
            });
        }
        let mut links = FxHashMap::default();
        for (number, pair) in spots.windows(2).enumerate() {
            let [one, two] = pair else { continue };
            if one.span.end() > two.span.start() {
                continue;
            }
            let between = &self.document.text()[one.span.end() as usize..two.span.start() as usize];
            let (inner, outer, direct) = match self.joint(between) {
                Some(Joint::Behind(direct)) => (number, number + 1, direct),
                Some(Joint::Before) => (number + 1, number, true),
                None => continue,
            };
            let Some(inner_group) = group_of.get(&inner).copied() else { continue };
            let mut found = vec![];
            for target in &spots[outer].targets {
                if let Named::Country(c, CountryForm::Name) = target {
                    found.push(Within::Country(self.lexicon.countries[*c as usize].code.clone()));
                }
            }
            if let Some(outer_group) = group_of.get(&outer) {
                for candidate in &groups[*outer_group].candidates {
                    if candidate.kind == "admin1" && !candidate.division.is_empty() {
                        found.push(Within::Division(candidate.division.clone()));
                    }
                }
            }
            found.retain(|within| {
                groups[inner_group].candidates.iter().any(|c| lies(c, within) && c.kind != "country")
            });
            if found.is_empty() {
                continue;
            }
            links.insert(inner, if direct { 3.5 } else { 2.0 });
            groups[inner_group].linked += 1;
            if direct {
                *links.entry(outer).or_insert(0.0) += 2.5;
            }
            for within in found {
                if let (Within::Division(division), Some(outer_group)) = (&within, group_of.get(&outer)) {
                    // "Portland, Oregon": Oregon is the state, and no town of that name.
                    let outer_group = &mut groups[*outer_group];
                    let own = Within::Division(division.clone());
                    if !outer_group.inside.contains(&own) {
                        outer_group.inside.push(own);
                    }
                    if outer_group.wanted == Wanted::Any {
                        outer_group.wanted = Wanted::Division;
                    }
                }
                if !groups[inner_group].inside.contains(&within) {
                    groups[inner_group].inside.push(within);
                }
            }
        }
        links
    }

    /// How the words between two names put one into the other.
    fn joint(&self, between: &str) -> Option<Joint> {
        let between = between.trim_start_matches('.');
        if between == ", " || between == "," {
            return Some(Joint::Behind(true));
        }
        if between == " (" {
            return Some(Joint::Behind(true));
        }
        let small = |w: &str| {
            matches!(w, "in" | "the" | "of" | "and")
                || self.lexicon.classes.get("place-inside").is_some_and(|s| s.heads.contains_key(w))
        };
        let words = between.trim_start_matches([',', ' ']);
        if let Some(rest) = between.strip_prefix("'s ").or_else(|| between.strip_prefix("’s ")) {
            return rest.split_whitespace().all(small).then_some(Joint::Before);
        }
        let mut parts = words.split_whitespace();
        (parts.next() == Some("in")
            && parts.clone().count() <= 5
            && parts.all(small)
            && between.ends_with(' '))
        .then_some(Joint::Behind(between.starts_with(',')))
    }

    /// Chooses among namesakes.
    fn resolve(&self, groups: &mut [Group], context: &Context) {
        let chosen: Vec<Option<(f64, f64, f64)>> = groups
            .iter()
            .map(|g| {
                let best = g.candidates.get(g.best)?;
                let small = !matches!(best.kind.as_str(), "country" | "admin1" | "region" | "sea");
                (small && (g.sure || g.believed)).then_some((
                    best.latitude,
                    best.longitude,
                    if g.inside.is_empty() { 1.0 } else { 1.5 },
                ))
            })
            .collect();
        for (number, group) in groups.iter_mut().enumerate() {
            let scores = self.scores(number, group, context, &chosen);
            let best =
                scores.iter().enumerate().fold(None, |best: Option<(usize, f64)>, (at, score)| match best {
                    Some(best) if best.1 >= *score => Some(best),
                    _ => Some((at, *score)),
                });
            group.best = best.map_or(0, |(at, _)| at);
            group.scores = scores;
        }
    }

    fn scores(
        &self,
        number: usize,
        group: &Group,
        context: &Context,
        chosen: &[Option<(f64, f64, f64)>],
    ) -> Vec<f64> {
        let all: f64 =
            context.divisions.values().sum::<f64>() - group.gives.as_ref().map_or(0.0, |g| g.division);
        let contested = group.candidates.iter().any(|c| c.kind == "country")
            && group.candidates.iter().any(|c| c.kind == "admin1");
        let one = |candidate: &Candidate| -> f64 {
            let mut score = candidate.prior;
            // One slip must not make a town of a country: "oil from China, Texas companies say".
            let slip =
                group.linked * 3 < group.spots.len() && group.candidates.iter().any(|c| c.kind == "country");
            if !slip && group.inside.iter().any(|within| lies(candidate, within)) {
                score += 5.0;
            }
            score += match group.wanted {
                Wanted::Division if candidate.kind == "admin1" => 2.5,
                Wanted::District if candidate.kind == "admin2" => 2.5,
                Wanted::Settlement if candidate.kind == "city" => 2.5,
                _ => 0.0,
            };
            let own = group.gives.as_ref();
            let given = own.filter(|g| g.of.country == candidate.country).map_or(0.0, |g| g.country);
            let country = context.countries.get(&candidate.country).copied().unwrap_or(0.0) - given;
            if country > 0.01 && (candidate.kind != "country" || contested) {
                score += 0.7 + 1.3 * country / (context.total + 1.0);
            }
            let given = own.filter(|g| g.of.division == candidate.division).map_or(0.0, |g| g.division);
            let division = context.divisions.get(&candidate.division).copied().unwrap_or(0.0) - given;
            if division > 0.01 && candidate.kind != "country" {
                score += 0.8 + 2.0 * division / (all + 1.0);
            }
            let mut near = 0.0;
            for (other, place) in chosen.iter().enumerate() {
                let Some((latitude, longitude, weight)) = place else { continue };
                if other == number || matches!(candidate.kind.as_str(), "country" | "admin1") {
                    continue;
                }
                let distance = haversine(candidate.latitude, candidate.longitude, *latitude, *longitude);
                near += weight
                    * if distance < 40.0 {
                        0.7
                    } else if distance < 120.0 {
                        0.45
                    } else if distance < 300.0 {
                        0.15
                    } else {
                        0.0
                    };
            }
            score + near.min(2.0)
        };
        group.candidates.iter().map(one).collect()
    }

    /// Which occurrences are places: evidence for each.
    fn believe(
        &self,
        groups: &mut [Group],
        spots: &[Seen],
        context: &Context,
        links: &FxHashMap<usize, f64>,
    ) -> FxHashSet<usize> {
        let mut believed = FxHashSet::default();
        let people = self.people(spots);
        for group in groups.iter_mut() {
            if group.sure && group.candidates.iter().any(|c| !matches!(c.from, From::Gazetteer(..))) {
                believed.extend(&group.spots);
                group.believed = true;
                continue;
            }
            let Some(best) = group.candidates.get(group.best) else { continue };
            let about = self.about(group, best, context);
            let mut evidence: Vec<f64> =
                group.spots.iter().map(|s| about + self.evidence(*s, spots, group, &people, links)).collect();
            // What one occurrence proves holds for the others, but for those that are part of another name.
            let most = evidence.iter().copied().fold(f64::MIN, f64::max);
            if most >= 2.0 {
                evidence.iter_mut().for_each(|e| *e += ((most - 1.0) * 0.5).min(1.5));
            }
            group.believed = false;
            for (spot, evidence) in group.spots.iter().zip(evidence) {
                if evidence >= ENOUGH {
                    believed.insert(*spot);
                    group.believed = true;
                }
            }
        }
        believed
    }

    /// Family names: what stands behind a given name or a title anywhere in the document.
    fn people(&self, spots: &[Seen]) -> FxHashSet<SmolStr> {
        let mut people = FxHashSet::default();
        for spot in spots {
            if self.behind_a_person(spot) {
                people.insert(self.tree.small(spot.last).clone());
            }
        }
        people
    }
    /// Whether a name goes on from a given name, an initial or a title.
    fn behind_a_person(&self, spot: &Seen) -> bool {
        let Some(before) = spot.first.checked_sub(1) else { return false };
        if self.sentence_of[before as usize] != self.sentence_of[spot.first as usize] {
            return false;
        }
        let form = self.tree.form(before);
        let initial = form.len() == 2 && form.ends_with('.') && form.starts_with(char::is_uppercase);
        let given = self
            .lexicon
            .gazetteers
            .iter()
            .any(|g| g.name(form).is_some_and(|n| g.doubts(n).given && !g.doubts(n).word));
        let capital = form.starts_with(char::is_uppercase) && self.tree.token(before).upos == Upos::Propn;
        let flat = self.tree.relation(spot.first) == Deprel::Flat
            && self.tree.head(spot.first).is_some_and(|h| h < spot.first);
        initial || self.is_of_class(before, "place-title") || capital && (given || flat)
    }
    /// Evidence that does not depend on the occurrence.
    fn about(&self, group: &Group, best: &Candidate, context: &Context) -> f64 {
        let mut score = match best.population {
            p if p >= 1e6 => 2.0,
            p if p >= 3e5 => 1.5,
            p if p >= 1e5 => 1.0,
            p if p >= 3e4 => 0.5,
            p if p >= 5e3 => 0.1,
            _ => -0.2,
        };
        if best.kind == "admin2" {
            score = 2.0;
        }
        // "Centre", "Rivers": provinces by name only.
        if best.kind == "admin1" && group.doubts.word {
            score -= 2.0;
        }
        let known = score >= 1.5;
        let half = if known { 0.5 } else { 1.0 };
        if group.doubts.word {
            score -= 1.2 * half;
        }
        if group.doubts.given {
            score -= 1.2 * half;
        }
        if group.doubts.family {
            score -= 0.8 * half;
        }
        if group.noted {
            score += 0.9;
        }
        if group.words > 1 {
            score += 0.7;
        }
        if context.countries.contains_key(&best.country) {
            score += 0.6;
        }
        if context.divisions.get(&best.division).is_some_and(|w| *w > 0.9) && best.kind != "admin1" {
            score += 0.5;
        }
        score
    }

    fn evidence(
        &self,
        number: usize,
        spots: &[Seen],
        group: &Group,
        people: &FxHashSet<SmolStr>,
        links: &FxHashMap<usize, f64>,
    ) -> f64 {
        let spot = &spots[number];
        let tree = self.tree;
        let mut score = links.get(&number).copied().unwrap_or(0.0);
        let linked = score > 0.0;
        let sentence = self.sentence_of[spot.first as usize];
        let same = |at: u32| (at as usize) < tree.tokens.len() && self.sentence_of[at as usize] == sentence;
        let before = spot.first.checked_sub(1).filter(|b| same(*b));
        let behind = Some(spot.last + 1).filter(|b| same(*b));
        let doubted = group.doubts.word || group.doubts.given || group.doubts.family;
        if !(spot.first..=spot.last).any(|t| tree.token(t).upos == Upos::Propn) {
            // A rare name is often tagged as a common noun; its capital inside a sentence says what it is.
            score -= if doubted || before.is_none() { 1.2 } else { 0.2 };
        }
        if before.is_none() && doubted && group.words == 1 {
            score -= 0.8;
        }
        if !doubted
            && matches!(tree.relation(spot.last), Deprel::Obj | Deprel::Obl | Deprel::Nmod | Deprel::Conj)
        {
            score += 0.4;
        }
        let short = spot.span.end() - spot.span.start() <= 3;
        if short && !linked {
            score -= 2.0;
        }
        if let Some(before) = before {
            let word = tree.small(before).as_str();
            if self.lexicon.is_word("before-place", word) {
                score += 1.6;
            } else if self.lexicon.is_word("before-place-or-other", word) {
                score += 0.8;
            } else if word == "of"
                && before > 0
                && (self.is_of_class(before - 1, "place-settlement")
                    || self.is_of_class(before - 1, "place-division")
                    || self.is_of_class(before - 1, "place-inside"))
            {
                score += 2.0;
            } else if self.is_of_class(before, "place-inside") {
                score += 1.2;
            }
            if tree.token(before).upos == Upos::Propn && !linked && !self.joined_to_a_place(before) {
                score -= if group.doubts.family { 1.8 } else { 0.9 };
            }
        }
        if self.behind_a_person(spot) {
            score -= 3.0;
        } else if people.contains(tree.small(spot.last)) && !linked {
            score -= 2.0;
        }
        if let Some(behind) = behind {
            let capital = tree.form(behind).starts_with(char::is_uppercase);
            if capital && spot.first == spot.last && self.is_of_class(spot.last, "place-opening") {
                score -= 3.0;
            }
            let kind = ["place-settlement", "place-division", "place-district", "place-feature"];
            if kind.iter().any(|class| self.is_of_class(behind, class)) {
                score += 1.3;
            } else if self.is_of_class(behind, "place-title")
                || self.lexicon.role_nouns.contains_key(tree.lemma(behind))
            {
                score += 0.6;
            } else if capital && tree.token(behind).upos == Upos::Propn && !self.joined_to_a_place(behind) {
                // "Paris Hilton", but "Lyon Opera".
                score -= if group.doubts.given || self.is_family_name(behind) { 1.6 } else { 0.4 };
            }
        }
        if self.opens_a_dateline(spot) {
            score += 3.0;
        }
        let speaks = tree.relation(spot.last) == Deprel::Nsubj
            && tree.head(spot.last).is_some_and(|v| self.lexicon.speech_verbs.contains_key(tree.lemma(v)));
        if speaks {
            score -= if group.doubts.family || group.doubts.given { 1.5 } else { 0.5 };
        }
        score
    }
    fn is_family_name(&self, at: u32) -> bool {
        let doubts = |g: &Gazetteer| g.name(self.tree.form(at)).map(|n| g.doubts(n));
        self.lexicon.gazetteers.iter().filter_map(doubts).any(|d| d.family && !d.word)
    }
    /// Direction words and kinds of place with a capital do not make a longer name.
    fn joined_to_a_place(&self, at: u32) -> bool {
        ["place-inside", "place-settlement", "place-division", "place-district"]
            .iter()
            .any(|c| self.is_of_class(at, c))
    }
    /// "BEIRUT (AP) —", "BEIRUT, Lebanon —"
    fn opens_a_dateline(&self, spot: &Seen) -> bool {
        self.document.section_at(spot.span.start()) == SectionKind::Dateline || {
            let text = self.document.text();
            let opens = text[..spot.span.start() as usize].ends_with('\n') || spot.span.start() == 0;
            let rest = text[spot.span.end() as usize..].trim_start();
            let capitals = spot.span.text(text).chars().all(|c| !c.is_lowercase());
            opens
                && (rest.starts_with('(') && capitals
                    || rest.starts_with('—')
                    || rest.starts_with("--")
                    || rest.starts_with("- "))
        }
    }

    /// The names with their places; those that are none fall back to what is shorter, or go.
    fn settle(&self, spots: Vec<Seen>, groups: &[Group], believed: &FxHashSet<usize>) -> Vec<Spot> {
        let mut group_of: FxHashMap<usize, &Group> = FxHashMap::default();
        for group in groups {
            group_of.extend(group.spots.iter().filter(|s| believed.contains(s)).map(|s| (*s, group)));
        }
        let mut settled = vec![];
        for (number, seen) in spots.into_iter().enumerate() {
            let group = group_of.get(&number);
            let place = group.and_then(|g| self.resolution(g, &seen));
            let capital_of = group.and_then(|g| match g.candidates.get(g.best)?.from {
                From::Listed(p) => self.lexicon.places[p as usize].capital_of,
                _ => None,
            });
            let Seen { first, mut last, mut span, mut targets, shorter, .. } = seen;
            match (&place, shorter) {
                (None, Some(shorter)) => (last, span, targets) = shorter,
                // "Georgia" the state: not the country of that name.
                (Some(place), _) if place.best().is_some_and(|p| p.kind != "country") => {
                    targets.retain(|t| !matches!(t, Named::Country(..)));
                }
                _ => {}
            }
            if !targets.is_empty() || place.is_some() {
                settled.push(Spot { first, last, span, targets, place, capital_of });
            }
        }
        settled
    }

    fn resolution(&self, group: &Group, spot: &Seen) -> Option<Resolution<Place>> {
        let best = group.candidates.get(group.best)?;
        let wanted = self.wanted(spot);
        let published = |candidate: &Candidate| {
            let mut place = self.place(candidate);
            // "Kupiansk district": the town stands for it, and its middle for the district's.
            if place.kind == "city" {
                match wanted {
                    Wanted::Division => place.precision = 4,
                    Wanted::District => place.precision = 3,
                    _ => {}
                }
            }
            if place.precision == 1 && self.is_near(spot) {
                place.precision = 2;
            }
            place
        };
        let top = group.scores.get(group.best)?;
        let mut rivals: Vec<(f64, &Candidate)> = group
            .candidates
            .iter()
            .zip(&group.scores)
            .filter(|(c, s)| **s > top - CLEAR && kilometres(c, best) > SAME_KM)
            .map(|(c, s)| (*s, c))
            .collect();
        if rivals.is_empty() {
            return Some(Resolution::Known(published(best)));
        }
        rivals.sort_by(|a, b| b.0.total_cmp(&a.0));
        let places = std::iter::once(best).chain(rivals.iter().map(|(_, c)| *c).take(4));
        Some(Resolution::Ambiguous(places.map(published).collect()))
    }
    /// "near Homs", "outside Homs", "12 km from Homs".
    fn is_near(&self, spot: &Seen) -> bool {
        let Some(before) = spot.first.checked_sub(1) else { return false };
        let word = |at: u32| self.tree.small(at).as_str();
        match word(before) {
            "near" | "outside" | "around" => true,
            "of" => before > 0 && self.lexicon.is_word("near-of", word(before - 1)),
            "from" => before > 0 && self.lexicon.is_word("distance-unit", word(before - 1)),
            "to" => before > 0 && word(before - 1) == "close",
            _ => false,
        }
    }

    fn place(&self, candidate: &Candidate) -> Place {
        match candidate.from {
            From::Country(c) => self.lexicon.countries[c as usize].place.clone(),
            From::Listed(p) => {
                let mut place = self.lexicon.places[p as usize].place.clone();
                if place.admin1.is_empty() && place.kind != "admin1" {
                    place.admin1 = self.division_name(&candidate.division);
                }
                place
            }
            From::Gazetteer(g, p) => {
                let found = self.lexicon.gazetteers[g as usize].place(p);
                Place {
                    id: found.id,
                    name: found.name,
                    country: found.division.country,
                    admin1: if found.kind == "admin1" { SmolStr::default() } else { found.division.name },
                    kind: found.kind.into(),
                    latitude: found.latitude,
                    longitude: found.longitude,
                    precision: found.precision,
                }
            }
        }
    }
    /// The name of `SYR.11`.
    fn division_name(&self, division: &str) -> SmolStr {
        let Some((country, code)) = division.split_once('.') else { return SmolStr::default() };
        let mut all = self.lexicon.gazetteers.iter().flat_map(|g| g.divisions());
        all.find(|d| d.country == country && d.code == code).map(|d| d.name.clone()).unwrap_or_default()
    }
}

enum Joint {
    /// The second holds the first; directly, or with words between.
    Behind(bool),
    /// The first holds the second: "Syria's Idlib".
    Before,
}

fn prior(kind: &str, population: f64, own: bool) -> f64 {
    let size = (population + 200.0).log10() * 0.62;
    let kind = match kind {
        "admin1" => 0.4,
        "admin2" => 0.2,
        _ => 0.0,
    };
    size + kind - if own { 0.0 } else { 1.0 }
}

fn lies(candidate: &Candidate, within: &Within) -> bool {
    match within {
        Within::Country(code) => candidate.country == *code,
        Within::Division(division) => candidate.division == *division,
    }
}

fn kilometres(a: &Candidate, b: &Candidate) -> f64 {
    haversine(a.latitude, a.longitude, b.latitude, b.longitude)
}

/// Great-circle distance.
pub(super) fn haversine(a_lat: f64, a_lon: f64, b_lat: f64, b_lon: f64) -> f64 {
    let (a, b) = (a_lat.to_radians(), b_lat.to_radians());
    let half = ((b - a) / 2.0).sin().powi(2)
        + a.cos() * b.cos() * ((b_lon - a_lon).to_radians() / 2.0).sin().powi(2);
    12_742.0 * half.sqrt().min(1.0).asin()
}
