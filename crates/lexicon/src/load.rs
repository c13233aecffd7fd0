//! Data files to a lexicon, with every problem named.

use crate::kinds::act;
use crate::schema;
use crate::{
    ActorEntry, ActorName, Bound, Code, Constraint, Country, CountryForm, Cue, CueReach, Days, Evidence,
    Example, Frame, FrameKind, Kind, KnownFailure, Lexicon, Light, Link, Markup, Measure, MeasureWord,
    Modifier, NameKind, Named, Part, Pattern, PlaceEntry, Problem, Role, Roles, Scheme, Share, Slot, Sought,
    SourceFile, Speech, SpeechWord, Term, TimeEntry, TimeExample, TimeKind, Trigger, Triggers, Vague,
    WeaponClass, WordSet,
};
use dateline_record::{Actor, Place, Stance};
use jiff::ToSpan;
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeMap;
use toml::Spanned;

const ACTOR_KINDS: [&str; 14] = [
    "state",
    "government-body",
    "armed-forces",
    "armed-group",
    "party",
    "igo",
    "ngo",
    "media",
    "monitor",
    "company",
    "person-official",
    "population",
    "descriptor",
    "movement",
];
const PLACE_KINDS: [&str; 12] = [
    "country", "admin1", "admin2", "city", "base", "camp", "region", "crossing", "river", "sea", "facility",
    "front",
];
/// How an actor can stand to another.
const RELATIONS: [&str; 15] = [
    "renamed-from",
    "formed-from",
    "merged-into",
    "split-from",
    "part-of",
    "member-of",
    "commands",
    "backed-by",
    "allied-with",
    "affiliate-of",
    "opposes",
    "may-include",
    "same-as",
    "sides-with",
    "based-in",
];
/// Country codes of the field that are no ISO codes: international and unknown actors.
const OTHER_CODES: [&str; 9] = ["IGO", "NGO", "MNC", "IMG", "ISM", "UNO", "EUR", "UNK", ""];

/// A file and the tables read from it.
struct Read<'a> {
    file: &'a SourceFile,
    tables: schema::File,
}

/// Collects problems while the lexicon is built.
struct Builder<'a> {
    lexicon: Lexicon,
    problems: Vec<Problem>,
    /// Whether some file could not be read at all.
    broken: bool,
    types: BTreeMap<String, schema::PloverType>,
    contexts: FxHashSet<String>,
    sectors: FxHashSet<String>,
    seen: FxHashMap<(&'static str, String), ()>,
    /// Links to check once all ids are known: file, byte, whose link, to whom.
    links: Vec<(&'a SourceFile, usize, String, String)>,
    file: &'a SourceFile,
}

pub(crate) fn load(files: &[SourceFile]) -> Result<Lexicon, Vec<Problem>> {
    let mut problems = vec![];
    let mut digest = Sha256::new();
    let mut read = vec![];
    let mut gazetteers = vec![];
    for file in files {
        digest.update(file.path.as_bytes());
        digest.update([0]);
        digest.update(file.text.as_bytes());
        // What others than the lexicon read.
        if file.path.starts_with("monitor/") {
            continue;
        }
        if file.path.ends_with(".tsv") {
            gazetteers.push(file);
            continue;
        }
        match toml::from_str(&file.text) {
            Ok(tables) => read.push(Read { file, tables }),
            Err(error) => {
                let line = line_of(&file.text, error.span().map_or(0, |s| s.start));
                problems.push(Problem { path: file.path.clone(), line, message: error.message().to_owned() });
            }
        }
    }
    let Some(first) = files.first() else {
        return Err(vec![Problem {
            path: "data".into(),
            line: 1,
            message: "there are no data files".into(),
        }]);
    };
    let mut builder = Builder {
        lexicon: Lexicon { digest: hex(digest), ..Lexicon::default() },
        // A table that is missing because its file is broken would make every reference to it a problem too.
        broken: !problems.is_empty(),
        problems,
        types: BTreeMap::new(),
        contexts: FxHashSet::default(),
        sectors: FxHashSet::default(),
        seen: FxHashMap::default(),
        links: vec![],
        file: first,
    };
    for read in &mut read {
        builder.file = read.file;
        builder.inventories(&mut read.tables);
    }
    for read in &read {
        builder.file = read.file;
        builder.crosswalk(&read.tables.cameo);
    }
    for read in &read {
        builder.file = read.file;
        builder.classes(&read.tables.classes);
    }
    builder.expand_classes();
    for read in &read {
        builder.file = read.file;
        read.tables.country.iter().for_each(|c| builder.country(c));
    }
    for read in &read {
        builder.file = read.file;
        read.tables.actor.iter().for_each(|a| builder.actor(a));
        read.tables.place.iter().for_each(|p| builder.place(p));
        read.tables.role.iter().for_each(|r| builder.role(r));
        read.tables.weapon.iter().for_each(|w| builder.weapon(w));
        builder.words(&read.tables.words);
        read.tables.pattern.iter().for_each(|p| builder.pattern(p));
        read.tables.light.iter().for_each(|l| builder.light(l));
        read.tables.cue.iter().for_each(|c| builder.cue(c));
        read.tables.speech.iter().for_each(|s| builder.speech(s));
        read.tables.measure.iter().for_each(|m| builder.measure(m));
        read.tables.modifier.iter().for_each(|m| builder.modifier(m));
        read.tables.vague.iter().for_each(|v| builder.vague(v));
        read.tables.furniture.iter().for_each(|f| builder.furniture(f));
        read.tables.markup.iter().for_each(|m| builder.markup(m));
        for kind in FrameKind::ALL {
            builder.frames(kind, frames_of(&read.tables, kind));
        }
        read.tables.extent.iter().for_each(|e| builder.extent(e));
        read.tables.acled.iter().for_each(|k| builder.kind(k, Scheme::Acled));
        read.tables.police.iter().for_each(|k| builder.kind(k, Scheme::Police));
        read.tables.time.iter().for_each(|t| builder.time(t));
        read.tables.known_failures.iter().for_each(|f| builder.known_failure(f));
    }
    for file in gazetteers {
        builder.file = file;
        builder.gazetteer();
    }
    builder.check_links();
    let Builder { mut lexicon, mut problems, .. } = builder;
    let triggers = [
        &lexicon.verbs,
        &lexicon.nouns,
        &lexicon.light_verbs,
        &lexicon.cue_words,
        &lexicon.speech_verbs,
        &lexicon.speech_nouns,
        &lexicon.role_nouns,
        &lexicon.frame_verbs,
        &lexicon.frame_nouns,
        &lexicon.share_words,
    ];
    let measured = lexicon.measure_words.keys().map(|(word, _)| word.clone());
    // First names are no words of the language.
    let words = lexicon.classes.iter().filter(|(class, _)| !class.starts_with("first-name"));
    let classed = words.flat_map(|(_, set)| set.heads.keys().cloned());
    let constraints = lexicon.patterns.iter().flat_map(|p| p.with.iter().chain(&p.without));
    let constraints = constraints.chain(lexicon.frames.iter().flat_map(|f| f.with.iter().chain(&f.without)));
    let constrained = constraints.flat_map(|c| c.words.heads.keys().cloned());
    lexicon.lemmas = triggers
        .into_iter()
        .flat_map(|t| t.keys().cloned())
        .chain(measured)
        .chain(classed)
        .chain(constrained)
        .collect();
    if problems.is_empty() {
        return Ok(lexicon);
    }
    problems.sort();
    problems.dedup();
    Err(problems)
}

fn frames_of(tables: &schema::File, kind: FrameKind) -> &[schema::Frame] {
    match kind {
        FrameKind::Control => &tables.control,
        FrameKind::Relation => &tables.relation,
        FrameKind::Position => &tables.position,
        FrameKind::Deal => &tables.deal,
        FrameKind::Provision => &tables.provision,
        FrameKind::Term => &tables.term,
        FrameKind::Zone => &tables.zone,
    }
}

/// Acronyms of four letters and more are words in half the world's papers: "Nato", "Unesco".
fn as_word(name: &str) -> String {
    let acronym = name.len() >= 4 && name.bytes().all(|byte| byte.is_ascii_uppercase());
    if acronym { format!("{}{}", &name[..1], name[1..].to_ascii_lowercase()) } else { name.to_owned() }
}

/// First 12 hex digits of the digest of some bytes.
pub(crate) fn digest_of(parts: &[&[u8]]) -> SmolStr {
    let mut digest = Sha256::new();
    parts.iter().for_each(|part| digest.update(part));
    hex(digest)
}

fn hex(digest: Sha256) -> SmolStr {
    digest.finalize().iter().take(6).map(|b| format!("{b:02x}")).collect::<String>().into()
}

/// The words of a phrase.
fn words_of(text: &str) -> Vec<SmolStr> {
    text.split_whitespace().map(SmolStr::from).collect()
}

fn line_of(text: &str, byte: usize) -> usize {
    text.as_bytes().iter().take(byte).filter(|b| **b == b'\n').count() + 1
}

fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl Builder<'_> {
    fn problem(&mut self, byte: usize, message: String) {
        let line = line_of(&self.file.text, byte);
        self.problems.push(Problem { path: self.file.path.clone(), line, message });
    }

    /// A reference to something no file holds.
    fn dangling(&mut self, byte: usize, message: String) {
        if !self.broken {
            self.problem(byte, message);
        }
    }

    /// Notes an id; the second entry of the same id is a problem.
    fn unique(&mut self, table: &'static str, id: &Spanned<String>) {
        if self.seen.insert((table, id.as_ref().clone()), ()).is_some() {
            self.problem(id.span().start, format!("a second {table} has the id `{}`", id.as_ref()));
        }
    }

    fn inventories(&mut self, tables: &mut schema::File) {
        let irregular = std::mem::take(&mut tables.irregular);
        self.lexicon.irregular.extend(irregular.into_iter().map(|(form, lemma)| (form.into(), lemma.into())));
        self.types.append(&mut tables.types);
        self.contexts.extend(tables.contexts.names.drain(..));
        self.sectors.extend(tables.sectors.names.drain(..));
        for (sector, role) in &tables.sectors.cameo {
            if !self.sectors.contains(sector) {
                self.dangling(0, format!("[sectors] cameo: `{sector}` is no PLOVER sector"));
            }
            self.lexicon.cameo_roles.insert(sector.into(), role.into());
        }
    }

    fn classes(&mut self, classes: &BTreeMap<String, Vec<String>>) {
        for (name, words) in classes {
            let mut set = WordSet::default();
            for word in words {
                match word.strip_prefix('#') {
                    Some(kind) => match NameKind::read(kind) {
                        Some(kind) => set.kinds.push(kind),
                        None => self.problem(0, no_kind(kind)),
                    },
                    None => add_word(&mut set, word),
                }
            }
            if self.lexicon.classes.insert(name.into(), set).is_some() {
                self.problem(0, format!("a second class is called `{name}`"));
            }
        }
    }

    fn crosswalk(&mut self, rows: &BTreeMap<String, Vec<String>>) {
        for (cameo, target) in rows {
            let plover = target.first().map(String::as_str).unwrap_or_default();
            let mode = target.get(1);
            let known = self.types.get(plover).map(|t| mode.is_none_or(|m| t.modes.contains_key(m)));
            match known {
                Some(true) => {
                    let to = (SmolStr::from(plover), mode.map(SmolStr::from));
                    self.lexicon.crosswalk.insert(cameo.into(), to);
                }
                Some(false) => self.problem(0, format!("[cameo] {cameo}: {plover} has no such mode")),
                None => self.dangling(0, format!("[cameo] {cameo}: `{plover}` is no PLOVER type")),
            }
        }
    }

    /// Classes may name classes, one level deep.
    fn expand_classes(&mut self) {
        let flat = self.lexicon.classes.clone();
        let mut unknown = vec![];
        for (class, set) in &mut self.lexicon.classes {
            let inner: Vec<SmolStr> = set.heads.keys().filter(|w| w.starts_with('@')).cloned().collect();
            for name in inner {
                set.heads.remove(&name);
                match flat.get(&name[1..]) {
                    Some(other) => {
                        set.heads.extend(other.heads.iter().map(|(k, v)| (k.clone(), v.clone())));
                        set.kinds.extend(other.kinds.iter().copied());
                    }
                    None => unknown
                        .push(format!("class `{class}` names `{name}`, which is no class in [classes]")),
                }
            }
        }
        unknown.sort();
        unknown.into_iter().for_each(|message| self.dangling(0, message));
    }

    fn word_set(&mut self, byte: usize, words: &[String]) -> WordSet {
        let mut set = WordSet::default();
        for word in words {
            match word.strip_prefix('@') {
                None if word == "*" => set.any = true,
                None => match word.strip_prefix('#') {
                    Some(kind) => match NameKind::read(kind) {
                        Some(kind) => set.kinds.push(kind),
                        None => self.problem(byte, no_kind(kind)),
                    },
                    None => add_word(&mut set, word),
                },
                Some(name) => match self.lexicon.classes.get(name) {
                    Some(class) => {
                        for (head, before) in &class.heads {
                            set.heads.entry(head.clone()).or_default().extend(before.iter().cloned());
                        }
                        set.kinds.extend(class.kinds.iter().copied());
                    }
                    None => self.dangling(byte, format!("there is no class `@{name}` in [classes]")),
                },
            }
        }
        set
    }

    fn slot(&mut self, byte: usize, text: &str) -> Slot {
        if text.is_empty() {
            return Slot::default();
        }
        Slot::read(text).unwrap_or_else(|message| {
            self.problem(byte, message);
            Slot::default()
        })
    }

    fn sector(&mut self, byte: usize, sector: &str) {
        if !sector.is_empty() && !self.sectors.is_empty() && !self.sectors.contains(sector) {
            self.dangling(byte, format!("`{sector}` is no PLOVER sector in [sectors]"));
        }
    }

    fn country(&mut self, entry: &schema::Country) {
        let byte = entry.code.span().start;
        self.unique("country", &entry.code);
        let code = entry.code.as_ref().as_str();
        if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
            self.problem(byte, format!("`{code}` is no ISO 3166-1 alpha-3 code"));
        }
        self.coordinates(byte, entry.lat, entry.lon);
        let at = index(self.lexicon.countries.len());
        let place = Place {
            id: crate::lower(code),
            name: entry.name.as_str().into(),
            country: code.into(),
            admin1: SmolStr::default(),
            kind: "country".into(),
            latitude: entry.lat,
            longitude: entry.lon,
            precision: 6,
        };
        let forms = [
            (CountryForm::Name, &entry.names),
            (CountryForm::Adjective, &entry.adjectives),
            (CountryForm::National, &entry.nationals),
            (CountryForm::Seat, &entry.seats),
        ];
        for (form, names) in forms {
            for name in names {
                // "Syrian" is listed as adjective and as national; the tree tells which it is.
                if form == CountryForm::National && entry.adjectives.contains(name) {
                    continue;
                }
                self.lexicon.names.add(name, Named::Country(at, form));
            }
        }
        if !entry.names.contains(&entry.name) {
            self.lexicon.names.add(&entry.name, Named::Country(at, CountryForm::Name));
        }
        if let Some(capital) = &entry.capital {
            self.coordinates(byte, capital.lat, capital.lon);
            let id = match capital.geonames.as_str() {
                "" => format_smolstr!("{}-capital", crate::lower(code)),
                id => format_smolstr!("geonames:{id}"),
            };
            let place = Place {
                id,
                name: capital.name.as_str().into(),
                country: code.into(),
                admin1: SmolStr::default(),
                kind: "city".into(),
                latitude: capital.lat,
                longitude: capital.lon,
                precision: 1,
            };
            let names: Vec<&str> = std::iter::once(capital.name.as_str())
                .chain(capital.names.iter().map(String::as_str))
                .collect();
            self.add_place(place, &names, Some(at), 0);
        }
        self.lexicon.countries.push(Country { code: code.into(), name: entry.name.as_str().into(), place });
    }

    fn coordinates(&mut self, byte: usize, latitude: f64, longitude: f64) {
        if !(-90.0..=90.0).contains(&latitude) || !(-180.0..=180.0).contains(&longitude) {
            self.problem(byte, format!("{latitude}, {longitude} are no degrees north and east"));
        }
    }

    fn add_place(&mut self, place: Place, names: &[&str], capital_of: Option<u32>, population: u32) {
        let at = index(self.lexicon.places.len());
        let mut done: Vec<&str> = vec![];
        for name in names {
            if !done.contains(name) {
                done.push(name);
                self.lexicon.names.add(name, Named::Place(at));
            }
        }
        self.lexicon.places.push(PlaceEntry { place, capital_of, population });
    }

    fn place(&mut self, entry: &schema::Place) {
        let byte = entry.id.span().start;
        self.unique("place", &entry.id);
        self.coordinates(byte, entry.lat, entry.lon);
        if !PLACE_KINDS.contains(&entry.kind.as_str()) {
            self.problem(
                byte,
                format!("`{}` is no kind of place; there are {}", entry.kind, PLACE_KINDS.join(" ")),
            );
        }
        if !(1..=7).contains(&entry.precision) {
            self.problem(byte, format!("precision {} is no UCDP where_prec (1 to 7)", entry.precision));
        }
        for code in entry.country.all() {
            self.known_country(byte, code);
        }
        let place = Place {
            id: entry.id.as_ref().as_str().into(),
            name: entry.name.as_str().into(),
            country: entry.country.first().into(),
            admin1: entry.admin1.as_str().into(),
            kind: entry.kind.as_str().into(),
            latitude: entry.lat,
            longitude: entry.lon,
            precision: entry.precision,
        };
        let names: Vec<&str> =
            std::iter::once(entry.name.as_str()).chain(entry.names.iter().map(String::as_str)).collect();
        self.add_place(place, &names, None, 0);
    }

    fn known_country(&mut self, byte: usize, code: &str) {
        if !OTHER_CODES.contains(&code) && self.lexicon.country(code).is_none() {
            self.dangling(byte, format!("no [[country]] has the code `{code}`"));
        }
    }

    fn actor(&mut self, entry: &schema::Actor) {
        let byte = entry.id.span().start;
        self.unique("actor", &entry.id);
        if !ACTOR_KINDS.contains(&entry.kind.as_str()) {
            self.problem(
                byte,
                format!("`{}` is no kind of actor; there are {}", entry.kind, ACTOR_KINDS.join(" ")),
            );
        }
        let countries = entry.country.as_ref().map_or(&[][..], schema::OneOrMany::all);
        for code in countries {
            self.known_country(byte, code);
        }
        self.sector(byte, &entry.sector);
        if entry.names.is_empty() {
            self.problem(byte, format!("`{}` has no name to be known by", entry.id.as_ref()));
        }
        let at = index(self.lexicon.actors.len());
        let mut names = vec![];
        for name in &entry.names {
            let days =
                Days { from: self.day(byte, &name.from, false), until: self.day(byte, &name.until, true) };
            // Names in other scripts are kept for exports; matching them waits for other languages.
            if name.lang.is_empty() || name.lang == "en" {
                let which = index(names.len());
                let written = if name.capitals { name.text.clone() } else { as_word(&name.text) };
                self.lexicon.names.add(&written, Named::Actor(at, which));
            }
            names.push(ActorName {
                text: name.text.as_str().into(),
                days,
                only_if: name.only_if.as_str().into(),
                ambiguous: name.ambiguous,
            });
        }
        let links: Vec<Link> = entry.links.iter().map(|l| self.link(byte, entry.id.as_ref(), l)).collect();
        let (from, until) = entry.active.split_once('/').unwrap_or((&entry.active, &entry.active));
        let days = Days { from: self.day(byte, from, false), until: self.day(byte, until, true) };
        self.lexicon.actors.push(ActorEntry {
            actor: Actor {
                id: entry.id.as_ref().as_str().into(),
                name: entry.name.as_str().into(),
                kind: entry.kind.as_str().into(),
                country: entry.country.as_ref().map_or("", schema::OneOrMany::first).into(),
                sector: entry.sector.as_str().into(),
                cameo: entry.codes.get("cameo").map(|code| code.as_str().into()).unwrap_or_default(),
            },
            countries: countries.iter().map(SmolStr::from).collect(),
            days,
            names,
            links,
            codes: entry.codes.iter().map(|(of, code)| (of.as_str().into(), code.as_str().into())).collect(),
        });
    }

    fn link(&mut self, byte: usize, of: &str, written: &schema::Link) -> Link {
        if !RELATIONS.contains(&written.rel.as_str()) {
            let message =
                format!("`{of}`: `{}` is no relation; there are {}", written.rel, RELATIONS.join(" "));
            self.problem(byte, message);
        }
        if !written.when.is_empty() && !written.from.is_empty() {
            self.problem(byte, format!("`{of}`: a link has `when` or `from`, not both"));
        }
        self.links.push((self.file, byte, of.to_owned(), written.to.clone()));
        let from = if written.from.is_empty() { &written.when } else { &written.from };
        Link {
            rel: written.rel.as_str().into(),
            to: written.to.as_str().into(),
            days: Days { from: self.day(byte, from, false), until: self.day(byte, &written.until, true) },
            disputed: written.disputed,
        }
    }

    /// A link leads to an actor, to a country, or to what a country and a role name together ("ukr-mil").
    fn check_links(&mut self) {
        let actors: FxHashSet<SmolStr> = self.lexicon.actors.iter().map(|a| a.actor.id.clone()).collect();
        let countries: FxHashSet<SmolStr> =
            self.lexicon.countries.iter().map(|c| crate::lower(&c.code)).collect();
        let roles: FxHashSet<SmolStr> = self.lexicon.roles.iter().map(|r| r.id.clone()).collect();
        for (file, byte, of, to) in std::mem::take(&mut self.links) {
            let composed = to
                .split_once('-')
                .is_some_and(|(country, role)| countries.contains(country) && roles.contains(role));
            if composed || actors.contains(to.as_str()) || countries.contains(to.as_str()) {
                continue;
            }
            self.file = file;
            self.dangling(byte, format!("`{of}`: a link leads to `{to}`, which is no actor and no country"));
        }
    }

    fn weapon(&mut self, entry: &schema::Weapon) {
        self.unique("weapon", &entry.id);
        let at = index(self.lexicon.weapons.len());
        for noun in &entry.nouns {
            add_noun(&mut self.lexicon.weapon_nouns, noun, at);
        }
        self.lexicon.weapons.push(WeaponClass {
            id: entry.id.as_ref().as_str().into(),
            class: entry.class.as_str().into(),
            platform: entry.platform,
        });
    }

    fn words(&mut self, lists: &BTreeMap<String, Vec<String>>) {
        for (name, words) in lists {
            let set = words.iter().map(|w| crate::lower(w)).collect();
            if self.lexicon.words.insert(name.into(), set).is_some() {
                self.problem(0, format!("a second list of [words] is called `{name}`"));
            }
        }
    }

    /// First or last day of an EDTF date: a year, a month, a day, `..` or nothing.
    fn day(&mut self, byte: usize, edtf: &str, last: bool) -> Option<Date> {
        if edtf.is_empty() || edtf == ".." {
            return None;
        }
        let day = edtf_day(edtf.trim_end_matches(['~', '?']), last);
        if day.is_none() {
            self.problem(byte, format!("`{edtf}` is no EDTF date (YYYY, YYYY-MM or YYYY-MM-DD)"));
        }
        day
    }

    fn role(&mut self, entry: &schema::Role) {
        let byte = entry.id.span().start;
        self.unique("role", &entry.id);
        self.sector(byte, &entry.sector);
        let at = index(self.lexicon.roles.len());
        for noun in &entry.nouns {
            add_noun(&mut self.lexicon.role_nouns, noun, at);
        }
        self.lexicon.roles.push(Role {
            id: entry.id.as_ref().as_str().into(),
            sector: entry.sector.as_str().into(),
            kind: entry.kind.as_str().into(),
            title: entry.title.as_str().into(),
            body: entry.body,
            people: entry.people || matches!(entry.kind.as_str(), "person-official" | "population"),
        });
    }

    fn constraints(&mut self, byte: usize, written: &BTreeMap<String, Vec<String>>) -> Vec<Constraint> {
        let mut constraints = vec![];
        for (slot, words) in written {
            let slot = self.slot(byte, slot);
            let words = self.word_set(byte, words);
            constraints.push(Constraint { slot, words });
        }
        constraints
    }

    fn roles(&mut self, byte: usize, written: &BTreeMap<String, String>, defaults: &[(&str, &str)]) -> Roles {
        for name in written.keys() {
            if !["actor", "recipient", "with", "object", "instrument"].contains(&name.as_str()) {
                self.problem(
                    byte,
                    format!("`{name}` is no role; there are actor recipient with object instrument"),
                );
            }
        }
        let mut of = |name: &str| -> Slot {
            let default = defaults.iter().find(|(n, _)| *n == name).map_or("", |(_, slot)| slot);
            let text = written.get(name).map_or(default, String::as_str);
            self.slot(byte, text)
        };
        Roles {
            actor: of("actor"),
            recipient: of("recipient"),
            with: of("with"),
            object: of("object"),
            instrument: of("instrument"),
        }
    }

    fn pattern(&mut self, entry: &schema::Pattern) {
        let byte = entry.id.span().start;
        let id = entry.id.as_ref();
        self.unique("pattern", &entry.id);
        if !entry.imported && (entry.yes.is_empty() || entry.no.is_empty()) {
            self.problem(byte, format!("`{id}` needs a `yes` and a `no` example"));
        }
        if entry.verbs.is_empty() && entry.nouns.is_empty() {
            self.problem(byte, format!("`{id}` needs `verbs` or `nouns`"));
        }
        let Some(code) = self.code(byte, id, &entry.event) else { return };
        let with = self.constraints(byte, &entry.with);
        let without = self.constraints(byte, &entry.without);
        let roles = self.roles(byte, &entry.roles, &[("actor", "subj"), ("recipient", "obj")]);
        let noun_roles = self.roles(
            byte,
            &entry.noun_roles,
            &[("actor", "poss | prep:by | mod"), ("recipient", "prep:on/against/at/of")],
        );
        let yes = self.examples(byte, &entry.yes);
        let no = self.examples(byte, &entry.no);
        let at = index(self.lexicon.patterns.len());
        for verb in &entry.verbs {
            add_verb(&mut self.lexicon.verbs, verb, at);
        }
        for noun in &entry.nouns {
            add_noun(&mut self.lexicon.nouns, noun, at);
        }
        let line = line_of(&self.file.text, byte);
        self.lexicon.patterns.push(Pattern {
            id: id.as_str().into(),
            code,
            with,
            without,
            roles,
            noun_roles,
            mutual: entry.mutual,
            actors_all: entry.actors_all,
            plain: entry.plain,
            yes,
            no,
            at: (self.file.path.clone(), line),
        });
    }

    fn code(&mut self, byte: usize, id: &str, written: &schema::Code) -> Option<Code> {
        let Some(plover) = self.types.get(&written.plover).cloned() else {
            self.dangling(byte, format!("`{id}`: `{}` is no PLOVER type in [types]", written.plover));
            return None;
        };
        let (quad, mut score) = (plover.quad.as_str().into(), plover.score);
        let mode_score = written.mode.as_ref().map(|mode| plover.modes.get(mode).copied());
        match mode_score {
            Some(None) => {
                let modes: Vec<&str> = plover.modes.keys().map(String::as_str).collect();
                let message = format!(
                    "`{id}`: {} has no mode `{}`; it has {}",
                    written.plover,
                    written.mode.as_deref().unwrap_or(""),
                    modes.join(" ")
                );
                self.problem(byte, message);
            }
            Some(Some(of_mode)) => score = of_mode,
            None => {}
        }
        for context in &written.contexts {
            if !self.contexts.is_empty() && !self.contexts.contains(context) {
                self.dangling(byte, format!("`{id}`: `{context}` is no PLOVER context in [contexts]"));
            }
        }
        if !written.cameo.bytes().all(|b| b.is_ascii_digit()) || written.cameo.len() > 4 {
            self.problem(byte, format!("`{id}`: `{}` is no CAMEO code", written.cameo));
        }
        let contexts: Vec<SmolStr> = written.contexts.iter().map(SmolStr::from).collect();
        let other = |of: &Option<(String, String)>| {
            let (name, cameo) = of.as_ref()?;
            let of = self.types.get(name);
            Some(Box::new(Code {
                plover: name.as_str().into(),
                mode: None,
                contexts: contexts.clone(),
                cameo: cameo.as_str().into(),
                quad: of.map(|t| t.quad.as_str().into()).unwrap_or_default(),
                score: of.map_or(0.0, |t| t.score),
                future: None,
                refused: None,
                joint: None,
                appeal: None,
            }))
        };
        let (future, refused) = (other(&plover.future), other(&plover.refused));
        let joint = other(&plover.joint).filter(|_| plover.joint_cameo.contains(&written.cameo));
        let appeal = (!plover.appeals.is_empty())
            .then(|| written.cameo.strip_prefix("10"))
            .flatten()
            .map(|rest| format_smolstr!("02{rest}"));
        self.lexicon.appeals.extend(plover.appeals.iter().map(SmolStr::from));
        Some(Code {
            plover: written.plover.as_str().into(),
            mode: written.mode.as_deref().map(SmolStr::from),
            contexts,
            cameo: written.cameo.as_str().into(),
            quad,
            score,
            future,
            refused,
            joint,
            appeal,
        })
    }

    fn examples(&mut self, byte: usize, written: &[String]) -> Vec<Example> {
        let mut examples = vec![];
        for text in written {
            match Example::read(text) {
                Ok(example) => examples.push(example),
                Err(message) => self.problem(byte, message),
            }
        }
        examples
    }

    fn light(&mut self, entry: &schema::Light) {
        let byte = entry.id.span().start;
        self.unique("light", &entry.id);
        let light = Light {
            id: entry.id.as_ref().as_str().into(),
            noun: self.slot(byte, &entry.noun),
            actor: self.slot(byte, &entry.actor),
            recipient: self.slot(byte, &entry.recipient),
            instrument: self.slot(byte, &entry.instrument),
        };
        let at = index(self.lexicon.lights.len());
        for verb in &entry.verbs {
            add_verb(&mut self.lexicon.light_verbs, verb, at);
        }
        self.lexicon.lights.push(light);
    }

    fn cue(&mut self, entry: &schema::Cue) {
        let byte = entry.id.span().start;
        self.unique("cue", &entry.id);
        let Ok(status) = entry.status.parse() else {
            self.problem(byte, format!("`{}` is no status", entry.status));
            return;
        };
        let reach = match (entry.into.as_str(), entry.on.as_str()) {
            (into, "") if !into.is_empty() => CueReach::Into(self.slot(byte, into)),
            ("", "modifier") => CueReach::Modifier,
            _ => {
                self.problem(
                    byte,
                    format!("`{}` needs either `into` or `on = \"modifier\"`", entry.id.as_ref()),
                );
                return;
            }
        };
        let yes = self.examples(byte, &entry.yes);
        let no = self.examples(byte, &entry.no);
        let at = index(self.lexicon.cues.len());
        for word in &entry.words {
            add_verb(&mut self.lexicon.cue_words, word, at);
        }
        let line = line_of(&self.file.text, byte);
        self.lexicon.cues.push(Cue {
            id: entry.id.as_ref().as_str().into(),
            status,
            reach,
            commits: entry.commits.unwrap_or(true),
            negated: entry.negated,
            would: entry.would,
            infinitive: entry.infinitive,
            noun: entry.noun,
            yes,
            no,
            at: (self.file.path.clone(), line),
        });
    }

    fn speech(&mut self, entry: &schema::Speech) {
        let byte = entry.id.span().start;
        self.unique("speech", &entry.id);
        let stance = match entry.stance.as_str() {
            "" => Stance::Asserts,
            text => text.parse().unwrap_or_else(|_| {
                self.problem(byte, format!("`{text}` is no stance"));
                Stance::Asserts
            }),
        };
        let or = |text: &str, default: &str| {
            if text.is_empty() { default.to_owned() } else { text.to_owned() }
        };
        let (yes, no) = (self.examples(byte, &entry.yes), self.examples(byte, &entry.no));
        let line = line_of(&self.file.text, byte);
        let kinds = [
            (SpeechWord::Verb, &entry.verbs),
            (SpeechWord::Noun, &entry.nouns),
            (SpeechWord::Adjective, &entry.adjectives),
            (SpeechWord::Adverb, &entry.adverbs),
            (SpeechWord::Phrase, &entry.phrases),
        ];
        let mut examples = Some((yes, no));
        for (word, words) in kinds {
            if words.is_empty() {
                continue;
            }
            let at = index(self.lexicon.speeches.len());
            for text in words {
                if self.seen.insert(("word of saying", format!("{word:?} {text}")), ()).is_some() {
                    self.problem(byte, format!("`{text}` stands in a second [[speech]] entry"));
                }
                match word {
                    SpeechWord::Verb => add_verb(&mut self.lexicon.speech_verbs, text, at),
                    SpeechWord::Noun => add_noun(&mut self.lexicon.speech_nouns, text, at),
                    SpeechWord::Adjective => add_verb(&mut self.lexicon.speech_adjectives, text, at),
                    SpeechWord::Adverb => add_verb(&mut self.lexicon.speech_adverbs, text, at),
                    SpeechWord::Phrase => add_verb(&mut self.lexicon.speech_phrases, text, at),
                }
            }
            let (speaker, content) = match word {
                SpeechWord::Noun => ("poss | prep:by/from/of/among/between/within/in | mod", "comp"),
                SpeechWord::Adjective => ("subj", "comp"),
                _ => ("subj", "comp | obj"),
            };
            let (yes, no) = examples.take().unwrap_or_default();
            let speech = Speech {
                id: entry.id.as_ref().as_str().into(),
                stance,
                speaker: self.slot(byte, &or(&entry.speaker, speaker)),
                outer: self.slot(byte, &entry.outer),
                content: self.slot(byte, &or(&entry.content, content)),
                needs: self.slot(byte, &entry.needs),
                word,
                factive: entry.factive,
                endorses: entry.endorses,
                finite: entry.finite,
                nobody: entry.nobody,
                clause: entry.clause,
                yes,
                no,
                at: (self.file.path.clone(), line),
            };
            self.lexicon.speeches.push(speech);
        }
    }

    fn measure(&mut self, entry: &schema::Measure) {
        self.unique("measure", &entry.id);
        let at = index(self.lexicon.measures.len());
        let words = [
            (MeasureWord::Verb, &entry.verbs),
            (MeasureWord::Noun, &entry.nouns),
            (MeasureWord::Unit, &entry.units),
            (MeasureWord::Before, &entry.before),
            (MeasureWord::Passive, &entry.passive),
            (MeasureWord::Subject, &entry.subjects),
            (MeasureWord::None, &entry.none),
            (MeasureWord::Joined, &entry.joined),
        ];
        for (kind, words) in words {
            for word in words {
                self.lexicon.measure_words.insert((word.as_str().into(), kind), at);
            }
        }
        self.lexicon.measures.push(Measure {
            id: entry.id.as_ref().as_str().into(),
            measure: entry.measure.as_str().into(),
            unit: entry.unit.as_str().into(),
        });
    }

    fn frames(&mut self, kind: FrameKind, entries: &[schema::Frame]) {
        for entry in entries {
            let byte = entry.id.span().start;
            let id = entry.id.as_ref();
            self.unique(kind.table(), &entry.id);
            if entry.yes.is_empty() || entry.no.is_empty() {
                self.problem(byte, format!("`{id}` needs a `yes` and a `no` example"));
            }
            if entry.verbs.is_empty() && entry.nouns.is_empty() {
                self.problem(byte, format!("`{id}` needs `verbs` or `nouns`"));
            }
            for value in [&entry.is, &entry.denied] {
                if !value.is_empty() && !kind.values().contains(&value.as_str()) {
                    let message = format!(
                        "`{id}`: `{value}` is no {}; there are {}",
                        kind.table(),
                        kind.values().join(" ")
                    );
                    self.problem(byte, message);
                }
            }
            if let Some(role) = entry.roles.keys().find(|role| !kind.roles().contains(&role.as_str())) {
                let message = format!(
                    "`{id}`: `{role}` is no role of a {}; there are {}",
                    kind.table(),
                    kind.roles().join(" ")
                );
                self.problem(byte, message);
            }
            let with = self.constraints(byte, &entry.with);
            let without = self.constraints(byte, &entry.without);
            let roles = entry.roles.iter().map(|(role, slot)| (role.into(), self.slot(byte, slot))).collect();
            let yes = self.examples(byte, &entry.yes);
            let no = self.examples(byte, &entry.no);
            let at = index(self.lexicon.frames.len());
            entry.verbs.iter().for_each(|verb| add_verb(&mut self.lexicon.frame_verbs, verb, at));
            entry.nouns.iter().for_each(|noun| add_noun(&mut self.lexicon.frame_nouns, noun, at));
            let line = line_of(&self.file.text, byte);
            self.lexicon.frames.push(Frame {
                id: id.as_str().into(),
                kind,
                is: entry.is.as_str().into(),
                denied: entry.denied.as_str().into(),
                with,
                without,
                roles,
                change: entry.change,
                continuing: entry.continuing,
                open: entry.open,
                yes,
                no,
                at: (self.file.path.clone(), line),
            });
        }
    }

    fn modifier(&mut self, entry: &schema::Modifier) {
        self.unique("modifier", &entry.id);
        let bound = match entry.bound.as_ref().as_str() {
            "at-least" => Bound::AtLeast,
            "above" => Bound::Above,
            "at-most" => Bound::AtMost,
            "below" => Bound::Below,
            "about" => Bound::About,
            "nearly" => Bound::Nearly,
            "exact" => Bound::Exact,
            other => {
                let message = format!(
                    "`{other}` is no bound; there are at-least above at-most below about nearly exact"
                );
                return self.problem(entry.bound.span().start, message);
            }
        };
        for (behind, list) in [(false, &entry.words), (true, &entry.behind)] {
            for text in list {
                let words = words_of(text);
                let Some(first) = words.first().cloned() else { continue };
                self.lexicon.modifiers.entry(first).or_default().push(Modifier { words, bound, behind });
            }
        }
    }

    fn vague(&mut self, entry: &schema::Vague) {
        self.unique("vague", &entry.id);
        for (text, floor) in &entry.floors {
            let words = words_of(text);
            let Some(first) = words.first().cloned() else { continue };
            self.lexicon.vague_words.entry(first).or_default().push(Vague {
                words,
                floor: *floor,
                policy: entry.policy.as_str().into(),
                scale: entry.scale,
                measured: entry.measured,
            });
        }
    }

    fn extent(&mut self, entry: &schema::Extent) {
        let at = index(self.lexicon.shares.len());
        entry.words.iter().for_each(|words| add_noun(&mut self.lexicon.share_words, words, at));
        let out = [entry.lower, entry.upper].into_iter().flatten().any(|share| !(0.0..=1.0).contains(&share));
        if out {
            self.problem(0, format!("an extent of `{}` is no share between 0 and 1", entry.words.join(", ")));
        }
        self.lexicon.shares.push(Share { lower: entry.lower, upper: entry.upper, strict: entry.strict });
    }

    fn time(&mut self, entry: &schema::Time) {
        let byte = entry.id.span().start;
        let id = entry.id.as_ref();
        self.unique("time", &entry.id);
        let Ok(kind) = entry.kind.parse::<TimeKind>() else {
            let kinds: Vec<&str> = TimeKind::ALL.iter().map(|k| k.as_str()).collect();
            self.problem(
                byte,
                format!("`{}` is no kind of time word; there are {}", entry.kind, kinds.join(" ")),
            );
            return;
        };
        if entry.yes.is_empty() || entry.no.is_empty() {
            self.problem(byte, format!("`{id}` needs a `yes` and a `no` example"));
        }
        for word in entry.careful.iter().filter(|w| !entry.words.contains_key(*w)) {
            self.problem(byte, format!("`{id}`: `{word}` is careful, but not among its words"));
        }
        for (word, value) in &entry.words {
            if let Some(message) = kind.refuses(value) {
                self.problem(byte, format!("`{id}`: `{word} = \"{value}\"`: {message}"));
                continue;
            }
            self.lexicon.times.add(word, kind, value, entry.careful.contains(word));
        }
        let mut yes = vec![];
        for example in &entry.yes {
            let on = self.day(byte, &example.on, false);
            match Example::read(&example.text) {
                Ok(sentence) if sentence.marked.len() == 1 => yes.push(TimeExample {
                    sentence,
                    on,
                    value: example.value.as_str().into(),
                    edtf: example.edtf.as_str().into(),
                }),
                Ok(_) => self.problem(byte, format!("`{}` marks no one time", example.text)),
                Err(message) => self.problem(byte, message),
            }
        }
        let no = self.examples(byte, &entry.no);
        let line = line_of(&self.file.text, byte);
        let at = (self.file.path.clone(), line);
        self.lexicon.times.entries.push(TimeEntry { id: id.as_str().into(), yes, no, at });
    }

    fn known_failure(&mut self, message: &Spanned<String>) {
        self.unique("known failure", message);
        let at = (self.file.path.clone(), line_of(&self.file.text, message.span().start));
        self.lexicon.known_failures.push(KnownFailure { message: message.as_ref().clone(), at });
    }

    fn furniture(&mut self, entry: &schema::Furniture) {
        let starts = entry.starts.iter().map(|s| s.to_lowercase());
        match entry.kind.as_str() {
            "boilerplate" => self.lexicon.boilerplate.extend(starts),
            "related" => self.lexicon.related.extend(starts),
            other => self.problem(0, format!("`{other}` is no furniture; there are boilerplate related")),
        }
    }

    fn markup(&mut self, entry: &schema::Markup) {
        let Ok(kind) = entry.kind.parse::<Markup>() else {
            let all: Vec<&str> = Markup::ALL.iter().map(|kind| kind.as_str()).collect();
            self.problem(0, format!("`{}` is no markup; there are {}", entry.kind, all.join(" ")));
            return;
        };
        for word in &entry.words {
            if !word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
                self.problem(
                    0,
                    format!(
                        "`{word}` must be small letters and digits only: `c-Article_Body` is `articlebody`"
                    ),
                );
            }
            if self.lexicon.markup.insert(word.as_str().into(), kind).is_some_and(|before| before != kind) {
                self.problem(0, format!("`{word}` is markup of two kinds"));
            }
        }
    }

    fn kind(&mut self, entry: &schema::Kind, scheme: Scheme) {
        let byte = entry.id.span().start;
        self.unique("kind", &entry.id);
        let mut evidence = vec![];
        for (weight, terms) in &entry.evidence {
            let Ok(weight) = weight.parse() else {
                self.problem(byte, format!("`{weight}` is no weight: a whole number is"));
                continue;
            };
            let terms = terms.iter().map(|term| self.term(byte, term)).collect();
            evidence.push(Evidence { weight, terms });
        }
        if evidence.is_empty() {
            self.problem(byte, format!("`{}` has no evidence", entry.id.as_ref()));
        }
        self.lexicon.kinds.push(Kind {
            id: entry.id.as_ref().as_str().into(),
            scheme,
            group: entry.group.as_str().into(),
            name: entry.name.as_str().into(),
            evidence,
        });
    }
    /// "PROTEST + !@weapon + rubber bullet"
    fn term(&mut self, byte: usize, written: &str) -> Term {
        let mut parts = vec![];
        for part in written.split(" + ") {
            let (negated, part) = part.strip_prefix('!').map_or((false, part), |rest| (true, rest));
            let (prefix, rest) = part.split_once(':').map_or(("", part), |(prefix, rest)| (prefix, rest));
            let what = if let Some(act) = act(part.strip_prefix('~').unwrap_or(part)) {
                self.known_act(byte, &act);
                if part.starts_with('~') { Sought::Unreal(act) } else { Sought::Act(act) }
            } else if matches!(prefix, "does" | "fails") {
                // Only classes: a deed has a doer whose head word is known.
                self.wordings(byte, rest);
                let class = SmolStr::from(rest.trim_start_matches('@'));
                if prefix == "does" { Sought::Does(class) } else { Sought::Fails(class) }
            } else {
                let words = self.wordings(byte, part);
                Sought::Words(self.lexicon.phrases.add(words.iter().map(Vec::as_slice)))
            };
            parts.push(Part { negated, what });
        }
        Term { written: written.into(), parts }
    }
    fn known_act(&mut self, byte: usize, act: &crate::Act) {
        if act.plover == "ANY" {
            act.actors.iter().chain(&act.recipients).for_each(|sector| self.sector(byte, sector));
            return;
        }
        let known = self.types.get(act.plover.as_str()).map(|t| t.modes.contains_key(act.mode.as_str()));
        match known {
            None => self.dangling(byte, format!("`{}` is no PLOVER type in [types]", act.plover)),
            Some(false) if !act.mode.is_empty() => {
                self.dangling(byte, format!("{} has no mode `{}`", act.plover, act.mode));
            }
            Some(_) => {}
        }
        for sector in act.actors.iter().chain(&act.recipients) {
            self.sector(byte, sector);
        }
    }
    /// A phrase, or all words of a class.
    fn wordings(&mut self, byte: usize, part: &str) -> Vec<Vec<SmolStr>> {
        let Some(name) = part.strip_prefix('@') else {
            return vec![crate::wordlets(part).into_iter().map(|w| w.key).collect()];
        };
        let Some(class) = self.lexicon.classes.get(name) else {
            self.dangling(byte, format!("there is no class `@{name}` in [classes]"));
            return vec![];
        };
        let mut all: Vec<Vec<SmolStr>> = class
            .heads
            .iter()
            .flat_map(|(head, befores)| {
                befores.iter().map(move |b| b.iter().chain([head]).cloned().collect::<Vec<_>>())
            })
            .map(|words: Vec<SmolStr>| crate::wordlets(&words.join(" ")).into_iter().map(|w| w.key).collect())
            .collect();
        all.sort();
        all
    }

    /// `geonames  name  names(;)  country  lat  lon  population`, tab separated; `#` opens a comment.
    fn gazetteer(&mut self) {
        let file = self.file;
        let mut byte = 0;
        for line in file.text.split_inclusive('\n') {
            let (start, row) = (byte, line.trim_end());
            byte += line.len();
            if row.is_empty() || row.starts_with('#') {
                continue;
            }
            let cells: Vec<&str> = row.split('\t').collect();
            let [id, name, others, country, latitude, longitude, population] = cells[..] else {
                self.problem(start, format!("a city has 7 cells, this row {}", cells.len()));
                continue;
            };
            let (Ok(latitude), Ok(longitude)) = (latitude.parse(), longitude.parse()) else {
                self.problem(start, format!("`{latitude}`, `{longitude}` are no coordinates"));
                continue;
            };
            self.coordinates(start, latitude, longitude);
            self.known_country(start, country);
            let place = Place {
                id: format_smolstr!("geonames:{id}"),
                name: name.into(),
                country: country.into(),
                admin1: SmolStr::default(),
                kind: "city".into(),
                latitude,
                longitude,
                precision: 1,
            };
            if self.lexicon.places.iter().take(400).any(|p| p.capital_of.is_some() && p.place.id == place.id)
            {
                continue;
            }
            let names: Vec<&str> =
                std::iter::once(name).chain(others.split(';')).filter(|n| !n.trim().is_empty()).collect();
            self.add_place(place, &names, None, population.parse().unwrap_or(0));
        }
    }
}

/// First or last day of a year, a month or a day.
fn edtf_day(edtf: &str, last: bool) -> Option<Date> {
    let mut parts = edtf.split('-');
    let year: i16 = parts.next()?.parse().ok()?;
    let month: Option<i8> = parts.next().map(str::parse).transpose().ok()?;
    let day: Option<i8> = parts.next().map(str::parse).transpose().ok()?;
    match (month, day) {
        (Some(month), Some(day)) => Date::new(year, month, day).ok(),
        (Some(month), None) => {
            let first = Date::new(year, month, 1).ok()?;
            if last { Some(first.last_of_month()) } else { Some(first) }
        }
        (None, _) => {
            let first = Date::new(year, 1, 1).ok()?;
            if last { first.checked_add(1.year()).ok()?.checked_sub(1.day()).ok() } else { Some(first) }
        }
    }
}

fn no_kind(kind: &str) -> String {
    format!("`#{kind}` is no kind of name; there are #person #actor #place #number")
}

fn add_word(set: &mut WordSet, word: &str) {
    let mut words: Vec<SmolStr> = word.split_whitespace().map(crate::lower).collect();
    if let Some(head) = words.pop() {
        set.heads.entry(head).or_default().push(words);
    }
}

/// Verbs and cues: the first word is the head.
fn add_verb(triggers: &mut Triggers, words: &str, of: u32) {
    let mut words = words.split_whitespace().map(crate::lower);
    if let Some(head) = words.next() {
        triggers.entry(head).or_default().push(Trigger { others: words.collect(), of });
    }
}

/// Nouns: the last word is the head.
fn add_noun(triggers: &mut Triggers, words: &str, of: u32) {
    let mut words: Vec<SmolStr> = words.split_whitespace().map(crate::lower).collect();
    if let Some(head) = words.pop() {
        triggers.entry(head).or_default().push(Trigger { others: words, of });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn problems(text: &str) -> Vec<String> {
        let plover = "[types.ASSAULT]\nquad = \"material-conflict\"\nscore = -9\nmodes = { aerial = -9.5 }\n";
        let files = [SourceFile::new("plover.toml", plover), SourceFile::new("test.toml", text)];
        match Lexicon::load(&files) {
            Ok(_) => vec![],
            Err(problems) => problems.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn every_problem_is_named_at_once_with_its_line() {
        let text = r#"
[[pattern]]
id = "assault.one"
verbs = ["bomb"]
with = { obj = ["@nothing"] }
event = { plover = "ASSAULT", mode = "air", cameo = "195x" }
yes = ["[They bombed it."]
no = ["No."]

[[pattern]]
id = "assault.one"
verbs = ["raid"]
roles = { actor = "nsubj" }
event = { plover = "ATTACK" }
yes = ["a"]
no = ["b"]
"#;
        let found = problems(text);
        let expected = [
            "test.toml:3: `assault.one`: `195x` is no CAMEO",
            "test.toml:3: `[` without",
            "test.toml:3: `assault.one`: ASSAULT has no mode",
            "test.toml:3: there is no class `@nothing`",
            "test.toml:11: `assault.one`: `ATTACK` is no PLOVER type",
            "test.toml:11: a second pattern has the id",
        ];
        for start in expected {
            assert!(found.iter().any(|p| p.starts_with(start)), "{start} not in {found:#?}");
        }
    }

    #[test]
    fn a_misspelt_field_is_a_problem_with_its_line() {
        let found =
            problems("[[actor]]\nid = \"x\"\nname = \"X\"\nkind = \"party\"\nnmaes = []\nnames = []\n");
        assert!(found[0].starts_with("test.toml:5: unknown field `nmaes`"), "{found:?}");
    }

    #[test]
    fn a_broken_file_hides_no_problem_of_another_and_makes_none() {
        let broken = SourceFile::new("plover.toml", "[types.ASSAULT\n");
        let other = SourceFile::new(
            "a.toml",
            "[[pattern]]\nid = \"a.b\"\nverbs = [\"c\"]\nevent = { plover = \"ASSAULT\" }\n",
        );
        let problems: Vec<String> =
            Lexicon::load(&[broken, other]).unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert_eq!(problems[0], "a.toml:2: `a.b` needs a `yes` and a `no` example");
        assert!(problems[1].starts_with("plover.toml:1: "), "{problems:?}");
    }

    #[test]
    fn edtf_dates_open_and_close() {
        assert_eq!(edtf_day("2017", true), Date::new(2017, 12, 31).ok());
        assert_eq!(edtf_day("2016-02", true), Date::new(2016, 2, 29).ok());
        assert_eq!(edtf_day("2016-02", false), Date::new(2016, 2, 1).ok());
        assert_eq!(edtf_day("2016-13", false), None);
    }

    #[test]
    fn a_gazetteer_row_with_missing_cells_is_named() {
        let files = [SourceFile::new("cities.tsv", "# note\n1\tA\t\tSYR\t35.0\t36.0\n")];
        let problems = Lexicon::load(&files).unwrap_err();
        assert_eq!(problems[0].to_string(), "cities.tsv:2: a city has 7 cells, this row 6");
    }
}
