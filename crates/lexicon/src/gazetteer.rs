//! A gazetteer: place names and where the places lie, in one block of bytes that is searched as it stands.
//!
//! Nothing is parsed or built when one is loaded. Names are cut into wordlets as text is ([`wordlets`]), joined by blanks,
//! sorted and front-coded in blocks of sixteen; a look-up is a binary search over the blocks' first names and a walk
//! through one block. Places are sorted by their name, so a name's own places need no list; places that it is another name
//! of are listed with it. [`compile`] makes the bytes; `docs/data.md` says from what.
//!
//! ```
//! use dateline_lexicon::gazetteer::{Gazetteer, Row, Source, compile};
//! use dateline_lexicon::wordlets;
//! let row = Row { id: 146_268, name: "Nicosia".into(), others: vec!["Lefkosia".into()], country: "CYP".into(),
//!     kind: "city".into(), latitude: 35.17, longitude: 33.35, population: 200_452, ..Row::default() };
//! let bytes = compile(&[row], &Source { namespace: "geonames".into(), ..Source::default() }).unwrap();
//! let gazetteer = Gazetteer::load(bytes.into()).unwrap();
//! let text = wordlets("They met in Lefkosia.");
//! let found = gazetteer.longest(&text, 3).unwrap();
//! let (place, own) = gazetteer.places(found.name).next().unwrap();
//! assert_eq!((gazetteer.place(place).name.as_str(), own), ("Nicosia", false));
//! ```

pub use crate::names::wordlets;
use crate::names::{Case, Wordlet};
use sha2::{Digest, Sha256};
use smol_str::SmolStr;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

const MAGIC: &[u8; 8] = b"dlgaz\0\0\x01";
const DIGEST: usize = 8;
const HEADER: usize = 8 + DIGEST + 4 * SECTIONS;
const SECTIONS: usize = 10;
const BLOCK: usize = 16;
const PLACE: usize = 12;
/// The bit of a name's tail that says a person noted it.
const NOTED: u8 = 8;
/// Bits of the filter over first words, and what a name may be besides.
const FILTER_BITS: u32 = 20;

/// Kinds of place, as bytes of the file. The order is the format: new ones go behind.
const KINDS: [(&str, u8); 12] = [
    ("city", 1),
    ("admin1", 4),
    ("admin2", 3),
    ("country", 6),
    ("base", 1),
    ("camp", 1),
    ("region", 5),
    ("crossing", 1),
    ("river", 5),
    ("sea", 7),
    ("facility", 1),
    ("front", 5),
];

/// What a name is besides the name of a place: reasons to want more evidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Doubts {
    /// Also a common English word: "Mobile", "Of".
    pub word: bool,
    /// Also a given name: "Paris", "Sidney".
    pub given: bool,
    /// Also a family name: "Houston".
    pub family: bool,
}

impl Doubts {
    const fn bits(self) -> u8 {
        self.word as u8 | (self.given as u8) << 1 | (self.family as u8) << 2
    }
    const fn of(bits: u8) -> Doubts {
        Doubts { word: bits & 1 != 0, given: bits & 2 != 0, family: bits & 4 != 0 }
    }
}

/// A place as it goes into a gazetteer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Number in the source.
    pub id: u32,
    /// Where the number is from, if not from the gazetteer's own source.
    pub namespace: SmolStr,
    /// Its name.
    pub name: SmolStr,
    /// Its other names.
    pub others: Vec<SmolStr>,
    /// ISO 3166-1 alpha-3.
    pub country: SmolStr,
    /// Code of its first-level division in the source.
    pub admin1: SmolStr,
    /// `city`, `admin1`, `admin2`…
    pub kind: SmolStr,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Inhabitants; 0 where not known.
    pub population: u64,
}

/// A country's two-letter and its three-letter code.
pub type Code = (SmolStr, SmolStr);

/// What a gazetteer is compiled with besides its rows.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// Opens the ids: `geonames`.
    pub namespace: SmolStr,
    /// Two-letter and three-letter codes of countries.
    pub codes: Vec<Code>,
    /// Names that are something else besides, in small letters.
    pub doubts: BTreeMap<String, Doubts>,
    /// Names that a person has noted as those of places in the news, in small letters.
    pub noted: BTreeSet<String>,
}

/// Why bytes are no gazetteer, or rows cannot become one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GazetteerError(pub String);

impl std::fmt::Display for GazetteerError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for GazetteerError {}

/// A first-level division, or a country's places that have none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Division {
    /// ISO 3166-1 alpha-3.
    pub country: SmolStr,
    /// Code in the source.
    pub code: SmolStr,
    /// Name; empty if not known.
    pub name: SmolStr,
}

/// A place of a gazetteer.
#[derive(Clone, Debug, PartialEq)]
pub struct GazetteerPlace {
    /// `geonames:…`
    pub id: SmolStr,
    /// Its name.
    pub name: SmolStr,
    /// Country, division.
    pub division: Division,
    /// `city`, `admin1`…
    pub kind: &'static str,
    /// UCDP `where_prec` of the kind.
    pub precision: u8,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Inhabitants, to two digits.
    pub population: u32,
}

/// What of a place can be told without touching its names: enough to choose between namesakes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Index into the gazetteer's divisions.
    pub division: u16,
    /// `city`, `admin1`…
    pub kind: &'static str,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Inhabitants, to two digits.
    pub population: u32,
}

/// A name found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundName {
    /// Which name.
    pub name: NameId,
    /// How many wordlets it covers.
    pub wordlets: usize,
}

/// A name of a gazetteer: where its entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameId {
    /// Where the lists behind the entry's own bytes begin.
    at: u32,
    /// Counts and doubts.
    tail: u8,
    /// First of the places that bear the name themselves.
    first: u32,
}

/// Names and places in a block of bytes. Invariant: every offset and index in it was checked by [`Gazetteer::load`] or is
/// clamped where it is read.
#[derive(Clone, Debug)]
pub struct Gazetteer {
    bytes: Cow<'static, [u8]>,
    sections: [usize; SECTIONS],
    divisions: Vec<Division>,
    namespaces: Vec<SmolStr>,
    codes: Vec<Code>,
    /// For every two first bytes of a name, how many blocks open with a name of smaller ones: where a look-up begins.
    openings: Vec<u32>,
}

/// The first two bytes of a name, in its order.
fn opening(name: &[u8]) -> u16 {
    let byte = |at: usize| name.get(at).copied().unwrap_or_default();
    u16::from_be_bytes([byte(0), byte(1)])
}

/// Sections of the file, in order.
#[derive(Clone, Copy)]
enum Part {
    Filter,
    Blocks,
    Names,
    Places,
    DisplayAt,
    Display,
    Divisions,
    Namespaces,
    Codes,
    End,
}

impl Gazetteer {
    /// Takes a gazetteer's bytes.
    ///
    /// # Errors
    /// Bytes that [`compile`] did not make.
    pub fn load(bytes: Cow<'static, [u8]>) -> Result<Gazetteer, GazetteerError> {
        let wrong = |what: &str| GazetteerError(format!("{what}: not a gazetteer of this version"));
        if bytes.len() < HEADER || &bytes[..8] != MAGIC {
            return Err(wrong("the first bytes"));
        }
        let mut sections = [0usize; SECTIONS];
        for (number, section) in sections.iter_mut().enumerate() {
            *section = u32_at(&bytes, 8 + DIGEST + 4 * number) as usize;
        }
        let ordered = sections.windows(2).all(|w| w[0] <= w[1]);
        if !ordered || sections[0] < HEADER || sections[Part::End as usize] != bytes.len() {
            return Err(wrong("the table of contents"));
        }
        let mut gazetteer = Gazetteer {
            bytes,
            sections,
            divisions: vec![],
            namespaces: vec![],
            codes: vec![],
            openings: vec![],
        };
        let filter = gazetteer.part(Part::Filter).len();
        if filter != 1 << (FILTER_BITS - 3)
            || !gazetteer.part(Part::Blocks).len().is_multiple_of(8)
            || !gazetteer.part(Part::Places).len().is_multiple_of(PLACE)
            || !gazetteer.part(Part::DisplayAt).len().is_multiple_of(8)
        {
            return Err(wrong("the length of a section"));
        }
        gazetteer.divisions = strings(gazetteer.part(Part::Divisions))
            .map(|row| {
                let mut cells = row.split('\t').map(SmolStr::from);
                let mut next = || cells.next().unwrap_or_default();
                Division { country: next(), code: next(), name: next() }
            })
            .collect();
        gazetteer.namespaces = strings(gazetteer.part(Part::Namespaces)).map(SmolStr::from).collect();
        gazetteer.codes = strings(gazetteer.part(Part::Codes))
            .filter_map(|row| row.split_once('\t').map(|(two, three)| (two.into(), three.into())))
            .collect();
        gazetteer.openings = gazetteer.find_openings();
        Ok(gazetteer)
    }

    fn find_openings(&self) -> Vec<u32> {
        let count = self.part(Part::Blocks).len() / 8;
        let mut openings = Vec::with_capacity(usize::from(u16::MAX) + 2);
        for block in 0..count {
            while openings.len() <= usize::from(opening(self.head(block))) {
                openings.push(block as u32);
            }
        }
        openings.resize(usize::from(u16::MAX) + 2, count as u32);
        openings
    }

    /// The first name of a block.
    fn head(&self, block: usize) -> &[u8] {
        let at = u32_at(self.part(Part::Blocks), 8 * block) as usize;
        Entry::read(self.part(Part::Names), at).map_or(&[], |e| e.suffix)
    }

    fn part(&self, part: Part) -> &[u8] {
        &self.bytes[self.sections[part as usize]..self.sections[part as usize + 1]]
    }

    /// Digest of what it holds.
    #[must_use]
    pub fn digest(&self) -> &[u8] {
        &self.bytes[8..8 + DIGEST]
    }
    /// How many places there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.part(Part::Places).len() / PLACE
    }
    /// Whether there is no place.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// First-level divisions.
    #[must_use]
    pub fn divisions(&self) -> &[Division] {
        &self.divisions
    }
    /// Two-letter and three-letter codes of countries.
    #[must_use]
    pub fn codes(&self) -> &[Code] {
        &self.codes
    }

    /// The longest name that starts at a wordlet: written with capitals, but for articles and small words inside.
    #[must_use]
    pub fn longest(&self, text: &[Wordlet], at: usize) -> Option<FoundName> {
        let first = text.get(at)?;
        if first.case == Case::Lower && !opens_in_small_letters(text, at) || !self.may_open(&first.key) {
            return None;
        }
        let mut key = Key::default();
        let mut best = None;
        for (length, wordlet) in text[at..].iter().enumerate() {
            let small = wordlet.case == Case::Lower;
            if length > 0 && (!wordlet.joined || small && wordlet.key.len() > 4) || !key.push(&wordlet.key) {
                break;
            }
            let (name, more) = self.look_up(key.bytes());
            if let Some(name) = name.filter(|_| !small) {
                best = Some(FoundName { name, wordlets: length + 1 });
            }
            if !more {
                break;
            }
        }
        best
    }

    /// A name by its words, whatever their case.
    #[must_use]
    pub fn name(&self, words: &str) -> Option<NameId> {
        let mut key = Key::default();
        wordlets(words).iter().all(|w| key.push(&w.key)).then(|| self.look_up(key.bytes()).0).flatten()
    }

    /// Whether some name opens with a word; now and then wrongly yes.
    fn may_open(&self, word: &str) -> bool {
        let bit = hash(word.as_bytes());
        self.part(Part::Filter)[(bit >> 3) as usize] & 1 << (bit & 7) != 0
    }

    /// The entry of a key, and whether longer names open with it.
    fn look_up(&self, key: &[u8]) -> (Option<NameId>, bool) {
        let (blocks, names) = (self.part(Part::Blocks), self.part(Part::Names));
        let count = blocks.len() / 8;
        // The last block whose first name is not behind the key.
        let opening = usize::from(opening(key));
        let (mut low, mut high) = (self.openings[opening] as usize, self.openings[opening + 1] as usize);
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.head(middle) <= key { low = middle + 1 } else { high = middle }
        }
        let mut found = None;
        let mut spelled = Key::default();
        for block in low.saturating_sub(1)..count {
            let mut at = u32_at(blocks, 8 * block) as usize;
            let mut first = u32_at(blocks, 8 * block + 4);
            for _ in 0..BLOCK {
                let Some(entry) = Entry::read(names, at) else { return (found, false) };
                spelled.cut(entry.shared);
                if !spelled.extend(entry.suffix) {
                    return (found, false);
                }
                match spelled.bytes().cmp(key) {
                    std::cmp::Ordering::Less => {}
                    std::cmp::Ordering::Equal => {
                        found = Some(NameId { at: entry.lists as u32, tail: entry.tail, first });
                    }
                    std::cmp::Ordering::Greater => {
                        let longer = spelled.bytes();
                        return (
                            found,
                            longer.len() > key.len() && longer.starts_with(key) && longer[key.len()] == b' ',
                        );
                    }
                }
                let (own, lists) = entry.own(names);
                first = first.saturating_add(own);
                at = lists;
            }
        }
        (found, false)
    }

    /// What a name is besides.
    #[must_use]
    pub fn doubts(&self, name: NameId) -> Doubts {
        Doubts::of(name.tail & 7)
    }

    /// Whether a person has noted the name as that of a place in the news.
    #[must_use]
    pub fn is_noted(&self, name: NameId) -> bool {
        name.tail & NOTED != 0
    }

    /// The places of a name: index, and whether it is the place's own name and not another one.
    pub fn places(&self, name: NameId) -> impl Iterator<Item = (u32, bool)> + '_ {
        let names = self.part(Part::Names);
        let (own, other, at) = counts(names, name.at as usize, name.tail);
        let limit = self.len() as u32;
        let others = (0..other as usize).map(move |n| (u24_at(names, at + 3 * n), false));
        (name.first..name.first.saturating_add(own))
            .map(|p| (p, true))
            .chain(others)
            .filter(move |(p, _)| *p < limit)
    }

    /// Where a place lies and how large it is.
    #[must_use]
    pub fn point(&self, place: u32) -> Point {
        let row = &self.part(Part::Places)[place as usize * PLACE..][..PLACE];
        let degrees = |at: usize, half: f64| {
            let share = f64::from(u16::from_le_bytes([row[at], row[at + 1]])) / 65535.0;
            ((share * 2.0 * half - half) * 100.0).round() / 100.0
        };
        Point {
            latitude: degrees(4, 90.0),
            longitude: degrees(6, 180.0),
            population: population_of(row[8]),
            division: u16::from_le_bytes([row[9], row[10]]),
            kind: KINDS[usize::from(row[11] & 15).min(KINDS.len() - 1)].0,
        }
    }

    /// The country and first-level division of a place.
    #[must_use]
    pub fn division(&self, number: u16) -> &Division {
        static NONE: Division = Division {
            country: SmolStr::new_static(""),
            code: SmolStr::new_static(""),
            name: SmolStr::new_static(""),
        };
        self.divisions.get(usize::from(number)).unwrap_or(&NONE)
    }

    /// A place with its names.
    #[must_use]
    pub fn place(&self, place: u32) -> GazetteerPlace {
        let row = &self.part(Part::Places)[place as usize * PLACE..][..PLACE];
        let point = self.point(place);
        let number = u32_at(row, 0);
        let namespace = self.namespaces.get(usize::from(row[11] >> 4 & 7)).map_or("", SmolStr::as_str);
        let precision = KINDS[usize::from(row[11] & 15).min(KINDS.len() - 1)].1;
        GazetteerPlace {
            id: smol_str::format_smolstr!("{namespace}:{number}"),
            name: self.name_of(place),
            division: self.division(point.division).clone(),
            kind: point.kind,
            precision,
            latitude: point.latitude,
            longitude: point.longitude,
            population: point.population,
        }
    }

    /// The place's own name: spelled out where capitals and blanks do not give it back.
    fn name_of(&self, place: u32) -> SmolStr {
        let (index, texts) = (self.part(Part::DisplayAt), self.part(Part::Display));
        let (mut low, mut high) = (0, index.len() / 8);
        while low < high {
            let middle = usize::midpoint(low, high);
            if u32_at(index, 8 * middle) < place { low = middle + 1 } else { high = middle }
        }
        if low < index.len() / 8 && u32_at(index, 8 * low) == place {
            let at = u32_at(index, 8 * low + 4) as usize;
            let length = texts.get(at).map_or(0, |l| usize::from(*l));
            let text = texts.get(at + 1..at + 1 + length).and_then(|t| std::str::from_utf8(t).ok());
            return text.unwrap_or("").into();
        }
        // The block whose first place is not behind this one, then the name that counts it.
        let (blocks, names) = (self.part(Part::Blocks), self.part(Part::Names));
        let (mut low, mut high) = (0, blocks.len() / 8);
        while low < high {
            let middle = usize::midpoint(low, high);
            if u32_at(blocks, 8 * middle + 4) <= place { low = middle + 1 } else { high = middle }
        }
        let block = low.saturating_sub(1);
        let mut at = u32_at(blocks, 8 * block) as usize;
        let mut first = u32_at(blocks, 8 * block + 4);
        let mut spelled = Key::default();
        for _ in 0..BLOCK {
            let Some(entry) = Entry::read(names, at) else { break };
            spelled.cut(entry.shared);
            if !spelled.extend(entry.suffix) {
                break;
            }
            let (own, lists) = entry.own(names);
            if place < first.saturating_add(own) {
                return titled(spelled.bytes());
            }
            first = first.saturating_add(own);
            at = lists;
        }
        SmolStr::default()
    }
}

/// "san francisco" → "San Francisco"
fn titled(key: &[u8]) -> SmolStr {
    let mut out = String::with_capacity(key.len());
    for word in String::from_utf8_lossy(key).split(' ') {
        if !out.is_empty() {
            out.push(' ');
        }
        let mut letters = word.chars();
        out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        out.push_str(letters.as_str());
    }
    out.into()
}

/// "al-Bab": an article before a word with a capital.
fn opens_in_small_letters(text: &[Wordlet], at: usize) -> bool {
    let next = |n: usize| text.get(at + n).filter(|w| w.joined);
    text[at].key.len() <= 3 && next(1).is_some_and(|w| w.case != Case::Lower)
}

/// One name of a block.
struct Entry<'a> {
    shared: usize,
    suffix: &'a [u8],
    /// Counts and doubts.
    tail: u8,
    /// Where what follows begins: counts too large for the tail, then the places it is another name of.
    lists: usize,
}

impl<'a> Entry<'a> {
    fn read(names: &'a [u8], at: usize) -> Option<Entry<'a>> {
        let lengths = *names.get(at)?;
        let mut next = at + 1;
        let mut long = |short: u8| -> Option<usize> {
            if short < 15 {
                return Some(usize::from(short));
            }
            next += 1;
            names.get(next - 1).map(|l| usize::from(*l))
        };
        let shared = long(lengths >> 4)?;
        let length = long(lengths & 15)?;
        let suffix = names.get(next..next + length)?;
        let tail = *names.get(next + length)?;
        Some(Entry { shared, suffix, tail, lists: next + length + 1 })
    }
    /// How many places bear the name, and where the next entry begins.
    fn own(&self, names: &[u8]) -> (u32, usize) {
        let (own, other, at) = counts(names, self.lists, self.tail);
        (own, at + 3 * other as usize)
    }
}

/// How many places bear a name themselves, how many have it as another name, and where the list of these begins.
fn counts(names: &[u8], at: usize, tail: u8) -> (u32, u32, usize) {
    let mut next = at;
    let mut long = |short: u8| -> u32 {
        if short < 3 {
            return u32::from(short);
        }
        next += 2;
        names.get(next - 2..next).map_or(0, |b| u32::from(u16::from_le_bytes([b[0], b[1]])))
    };
    let own = long(tail >> 6);
    let other = long(tail >> 4 & 3);
    (own, other, next)
}

/// The words of a name, joined by blanks, on the stack.
struct Key {
    bytes: [u8; 120],
    length: usize,
}

impl Default for Key {
    fn default() -> Key {
        Key { bytes: [0; 120], length: 0 }
    }
}

impl Key {
    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
    fn cut(&mut self, length: usize) {
        self.length = length.min(self.length);
    }
    #[must_use]
    fn extend(&mut self, more: &[u8]) -> bool {
        let Some(room) = self.bytes.get_mut(self.length..self.length + more.len()) else { return false };
        room.copy_from_slice(more);
        self.length += more.len();
        true
    }
    #[must_use]
    fn push(&mut self, word: &str) -> bool {
        (self.length == 0 || self.extend(b" ")) && self.extend(word.as_bytes())
    }
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}
fn u24_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 3).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], 0]))
}

/// FNV-1a, folded to the filter's bits.
fn hash(bytes: &[u8]) -> u32 {
    let full = bytes.iter().fold(0x811c_9dc5_u32, |h, b| (h ^ u32::from(*b)).wrapping_mul(0x0100_0193));
    (full ^ full >> FILTER_BITS) & ((1 << FILTER_BITS) - 1)
}

/// Strings with their length in one byte before them.
fn strings(bytes: &[u8]) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let length = usize::from(*bytes.get(at)?);
        let text = bytes.get(at + 1..at + 1 + length)?;
        at += 1 + length;
        std::str::from_utf8(text).ok()
    })
}

/// Inhabitants in one byte: eight steps to a doubling.
fn population_byte(population: u64) -> u8 {
    if population == 0 { 0 } else { ((population as f64).log2() * 8.0).round().clamp(1.0, 255.0) as u8 }
}
fn population_of(byte: u8) -> u32 {
    if byte == 0 {
        return 0;
    }
    let exact = (f64::from(byte) / 8.0).exp2();
    let digits = 10f64.powf(exact.log10().floor() - 1.0).max(1.0);
    ((exact / digits).round() * digits) as u32
}

/// A name as keys are written; empty for one that no text can hold.
fn key_of(name: &str) -> String {
    let cut = wordlets(name);
    let mut key = String::new();
    for (number, wordlet) in cut.iter().enumerate() {
        if number > 0 {
            if !wordlet.joined {
                return String::new();
            }
            key.push(' ');
        }
        key.push_str(&wordlet.key);
    }
    if key.len() > 100 { String::new() } else { key }
}

/// Makes a gazetteer's bytes. The same rows give the same bytes in whatever order they come.
///
/// # Errors
/// More divisions, places or kinds than the format has room for.
pub fn compile(rows: &[Row], source: &Source) -> Result<Vec<u8>, GazetteerError> {
    let mut keyed: Vec<(String, &Row)> =
        rows.iter().map(|row| (key_of(&row.name), row)).filter(|(key, _)| !key.is_empty()).collect();
    // Namesakes by size: the first of a name is its largest.
    keyed.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| by_size(a.1, b.1)));
    if keyed.len() >= 1 << 24 {
        return Err(GazetteerError(format!("{} places; a gazetteer holds {}", keyed.len(), (1 << 24) - 1)));
    }
    let divisions = divisions_of(rows);
    if divisions.len() > usize::from(u16::MAX) {
        return Err(GazetteerError(format!("{} divisions; a gazetteer holds 65,535", divisions.len())));
    }
    let mut namespaces = vec![source.namespace.clone()];
    let mut own: BTreeMap<&str, u32> = BTreeMap::new();
    let mut other: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    let (mut places, mut display_at, mut display) = (vec![], vec![], vec![]);
    for (place, (key, row)) in keyed.iter().enumerate() {
        *own.entry(key).or_default() += 1;
        for name in &row.others {
            let alternate = key_of(name);
            if !alternate.is_empty() && alternate != *key {
                other.entry(alternate).or_default().insert(place as u32);
            }
        }
        if titled(key.as_bytes()) != row.name {
            display_at.extend((place as u32).to_le_bytes());
            display_at.extend((display.len() as u32).to_le_bytes());
            push_text(&mut display, &row.name);
        }
        places.extend(place_bytes(row, source, &divisions, &mut namespaces)?);
    }
    let most = own.values().map(|count| *count as usize).chain(other.values().map(BTreeSet::len)).max();
    if let Some(most) = most.filter(|most| *most > usize::from(u16::MAX)) {
        return Err(GazetteerError(format!("{most} places of one name; a gazetteer holds 65,535")));
    }
    let (blocks, names, filter) = names_bytes(&own, &other, source);
    let text = |rows: &mut dyn Iterator<Item = String>| -> Vec<u8> {
        let mut out = vec![];
        rows.for_each(|row| push_text(&mut out, &row));
        out
    };
    let mut listed: Vec<(&u16, &(SmolStr, SmolStr), &SmolStr)> =
        divisions.iter().map(|(k, (n, name))| (n, k, name)).collect();
    listed.sort();
    let divisions = text(&mut listed.iter().map(|(_, (c, a), name)| format!("{c}\t{a}\t{name}")));
    let namespaces = text(&mut namespaces.iter().map(ToString::to_string));
    let codes = text(&mut source.codes.iter().map(|(two, three)| format!("{two}\t{three}")));
    let parts = [filter, blocks, names, places, display_at, display, divisions, namespaces, codes];
    let mut out = MAGIC.to_vec();
    let mut digest = Sha256::new();
    parts.iter().for_each(|part| digest.update(part));
    out.extend(&digest.finalize()[..DIGEST]);
    let mut at = HEADER;
    for part in &parts {
        out.extend(u32::try_from(at).map_err(|_| GazetteerError("more than 4 GB".into()))?.to_le_bytes());
        at += part.len();
    }
    out.extend(u32::try_from(at).map_err(|_| GazetteerError("more than 4 GB".into()))?.to_le_bytes());
    parts.iter().for_each(|part| out.extend(part));
    Ok(out)
}

/// A text with its length before it, of at most 255 bytes.
fn push_text(out: &mut Vec<u8>, text: &str) {
    let text = &text[..text.floor_char_boundary(255)];
    out.push(text.len() as u8);
    out.extend(text.as_bytes());
}

/// Divisions by country and code: their number and their name.
type Divisions = BTreeMap<(SmolStr, SmolStr), (u16, SmolStr)>;

/// Rows by size, then by all that could tell them apart: the order they come in does not matter.
fn by_size(a: &Row, b: &Row) -> std::cmp::Ordering {
    let sizes = b.population.cmp(&a.population).then(a.id.cmp(&b.id));
    let texts =
        |row: &Row| [&row.kind, &row.namespace, &row.country, &row.admin1, &row.name].map(Clone::clone);
    let degrees = a.latitude.total_cmp(&b.latitude).then(a.longitude.total_cmp(&b.longitude));
    sizes.then_with(|| texts(a).cmp(&texts(b))).then(degrees).then_with(|| a.others.cmp(&b.others))
}

fn divisions_of(rows: &[Row]) -> Divisions {
    let mut divisions = Divisions::new();
    let mut named: BTreeMap<(&SmolStr, &SmolStr), &Row> = BTreeMap::new();
    for row in rows {
        divisions.entry((row.country.clone(), row.admin1.clone())).or_default();
        if row.kind == "admin1" && !row.admin1.is_empty() {
            // Of two that claim to be the same, the larger gives its name.
            let first = named.entry((&row.country, &row.admin1)).or_insert(row);
            if by_size(row, first).is_lt() {
                *first = row;
            }
        }
    }
    for ((country, admin1), row) in named {
        divisions.entry((country.clone(), admin1.clone())).or_default().1 = row.name.clone();
    }
    for (number, (_, (at, _))) in divisions.iter_mut().enumerate() {
        *at = u16::try_from(number).unwrap_or(u16::MAX);
    }
    divisions
}

fn place_bytes(
    row: &Row,
    source: &Source,
    divisions: &Divisions,
    namespaces: &mut Vec<SmolStr>,
) -> Result<[u8; PLACE], GazetteerError> {
    let kind = KINDS
        .iter()
        .position(|(kind, _)| *kind == row.kind)
        .ok_or_else(|| GazetteerError(format!("`{}` is no kind of place", row.kind)))?;
    let named = if row.namespace.is_empty() { &source.namespace } else { &row.namespace };
    let namespace = namespaces.iter().position(|n| n == named).unwrap_or_else(|| {
        namespaces.push(named.clone());
        namespaces.len() - 1
    });
    if namespace > 7 {
        return Err(GazetteerError("more than eight sources".into()));
    }
    let scaled = |degrees: f64, half: f64| ((degrees + half) / (2.0 * half) * 65535.0).round() as u16;
    let division = divisions.get(&(row.country.clone(), row.admin1.clone())).map_or(0, |(n, _)| *n);
    let mut out = [0; PLACE];
    out[..4].copy_from_slice(&row.id.to_le_bytes());
    out[4..6].copy_from_slice(&scaled(row.latitude, 90.0).to_le_bytes());
    out[6..8].copy_from_slice(&scaled(row.longitude, 180.0).to_le_bytes());
    out[8] = population_byte(row.population);
    out[9..11].copy_from_slice(&division.to_le_bytes());
    out[11] = kind as u8 | (namespace as u8) << 4;
    Ok(out)
}

/// Blocks, names and filter.
fn names_bytes(
    own: &BTreeMap<&str, u32>,
    other: &BTreeMap<String, BTreeSet<u32>>,
    source: &Source,
) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    let all: BTreeSet<&str> = own.keys().copied().chain(other.keys().map(String::as_str)).collect();
    let (mut blocks, mut names) = (vec![], vec![]);
    let mut filter = vec![0u8; 1 << (FILTER_BITS - 3)];
    let (mut first, mut before) = (0u32, "");
    let none = BTreeSet::new();
    for (number, name) in all.into_iter().enumerate() {
        if number.is_multiple_of(BLOCK) {
            blocks.extend((names.len() as u32).to_le_bytes());
            blocks.extend(first.to_le_bytes());
            before = "";
        }
        let bit = hash(name.split(' ').next().unwrap_or("").as_bytes());
        filter[(bit >> 3) as usize] |= 1 << (bit & 7);
        let shared = before.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
        let suffix = &name.as_bytes()[shared..];
        let short = |length: usize| length.min(15) as u8;
        names.push(short(shared) << 4 | short(suffix.len()));
        for length in [shared, suffix.len()] {
            if length >= 15 {
                names.push(length as u8);
            }
        }
        names.extend(suffix);
        let count = own.get(name).copied().unwrap_or(0);
        let others = other.get(name).unwrap_or(&none);
        let few = |count: usize| count.min(3) as u8;
        let doubt = source.doubts.get(name).copied().unwrap_or_default();
        let noted = if source.noted.contains(name) { NOTED } else { 0 };
        names.push(few(count as usize) << 6 | few(others.len()) << 4 | doubt.bits() | noted);
        for count in [count as usize, others.len()] {
            if count >= 3 {
                names.extend((count as u16).to_le_bytes());
            }
        }
        others.iter().for_each(|place| names.extend(&place.to_le_bytes()[..3]));
        first += count;
        before = name;
    }
    (blocks, names, filter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: u32, name: &str, others: &[&str], country: &str, population: u64) -> Row {
        Row {
            id,
            name: name.into(),
            others: others.iter().map(|o| SmolStr::from(*o)).collect(),
            country: country.into(),
            admin1: "01".into(),
            kind: "city".into(),
            latitude: 34.89,
            longitude: -35.88,
            population,
            ..Row::default()
        }
    }
    fn gazetteer(rows: &[Row]) -> Gazetteer {
        let source = Source { namespace: "geonames".into(), ..Source::default() };
        Gazetteer::load(compile(rows, &source).unwrap().into()).unwrap()
    }
    /// The names found at each place, as `words = names of places`.
    fn found(gazetteer: &Gazetteer, text: &str) -> Vec<String> {
        let cut = wordlets(text);
        let one = |at: usize| {
            let found = gazetteer.longest(&cut, at)?;
            let span = cut[at].span.cover(cut[at + found.wordlets - 1].span);
            let places: Vec<String> = gazetteer
                .places(found.name)
                .map(|(p, own)| format!("{}{}", gazetteer.place(p).id, if own { "" } else { "*" }))
                .collect();
            Some(format!("{} = {}", span.text(text), places.join(" ")))
        };
        (0..cut.len()).filter_map(one).collect()
    }

    #[test]
    fn the_longest_name_is_found_and_namesakes_come_by_size() {
        let all = gazetteer(&[
            row(1, "San", &[], "MLI", 60_000),
            row(2, "San Juan", &[], "PRI", 300_000),
            row(3, "San Juan", &["Sanjuan"], "ARG", 400_000),
            row(4, "Al Bāb", &["al-Bab"], "SYR", 63_000),
        ]);
        assert_eq!(
            found(&all, "From San to San Juan."),
            ["San = geonames:1", "San Juan = geonames:3 geonames:2"]
        );
        assert_eq!(found(&all, "near al-Bab, Sanjuan"), ["al-Bab = geonames:4", "Sanjuan = geonames:3*"]);
    }

    #[test]
    fn a_text_that_is_too_long_is_cut_between_letters_and_costs_no_other() {
        // An accent within a word: no capitals and blanks give the name back, and byte 255 stands within a letter.
        let long = format!("A{}", "é".repeat(200));
        let mut rows = [row(1, "Azaz", &[], "SYR", 5), row(2, "Bab", &[], "SYR", 5)];
        rows[0].admin1 = long.as_str().into();
        rows[1].country = "TUR".into();
        let all = gazetteer(&rows);
        let places: Vec<GazetteerPlace> = (0..2).map(|place| all.place(place)).collect();
        assert_eq!(places[0].division.code, long[..251]);
        assert_eq!((places[1].division.country.as_str(), places[1].division.code.as_str()), ("TUR", "01"));
        // 99 bytes without the marks that names are compared without, more with them.
        let marked = "e\u{301}".repeat(99);
        let all = gazetteer(&[row(1, &marked, &[], "SYR", 5)]);
        assert_eq!(all.place(0).name, marked[..255]);
    }

    #[test]
    fn rows_that_share_a_number_come_out_the_same_in_any_order() {
        let mut rows = vec![row(1, "Azaz", &["Aazaz"], "SYR", 5), row(1, "Azaz", &[], "TUR", 5)];
        for name in ["Aleppo", "Halab"] {
            rows.push(Row { kind: "admin1".into(), ..row(2, name, &[], "SYR", 5) });
        }
        let source = Source::default();
        let bytes = compile(&rows, &source).unwrap();
        for _ in 0..rows.len() {
            rows.rotate_left(1);
            assert_eq!(compile(&rows, &source).unwrap(), bytes);
        }
    }

    #[test]
    fn more_places_of_one_name_than_can_be_counted_are_refused() {
        let rows: Vec<Row> = (0..=u32::from(u16::MAX)).map(|id| row(id, "San Juan", &[], "PER", 0)).collect();
        let error = compile(&rows, &Source::default()).unwrap_err();
        assert_eq!(error.0, "65536 places of one name; a gazetteer holds 65,535");
        assert!(compile(&rows[1..], &Source::default()).is_ok());
    }

    #[test]
    fn small_letters_and_commas_end_a_name() {
        let all = gazetteer(&[row(1, "San Juan", &[], "PRI", 1), row(2, "Rio de Oro", &[], "COL", 1)]);
        assert!(found(&all, "san juan, San, Juan and San juan").is_empty());
        assert_eq!(found(&all, "at Rio de Oro"), ["Rio de Oro = geonames:2"]);
    }

    #[test]
    fn every_name_of_many_is_found_again_with_its_place() {
        let rows: Vec<Row> = (0..2_000u32)
            .map(|n| {
                row(
                    n,
                    &format!("Town{:x} {}", n % 300, "x".repeat(n as usize % 40)),
                    &[&format!("Other{n}")],
                    "AAA",
                    u64::from(n),
                )
            })
            .collect();
        let all = gazetteer(&rows);
        assert_eq!(all.len(), rows.len());
        for row in &rows {
            for name in [&row.name, &row.others[0]] {
                let id = all.name(name).unwrap_or_else(|| panic!("{name} is lost"));
                assert!(
                    all.places(id).any(|(p, _)| all.place(p).id == format!("geonames:{}", row.id)),
                    "{name}"
                );
            }
        }
        assert!(all.name("Town").is_none());
        let sorted = rows.iter().rev().cloned().collect::<Vec<_>>();
        let source = Source { namespace: "geonames".into(), ..Source::default() };
        assert_eq!(compile(&rows, &source), compile(&sorted, &source), "the order of rows does not matter");
    }

    #[test]
    fn a_place_keeps_what_it_was_made_of() {
        let mut province = row(7, "Ḩamāh", &[], "SYR", 1_500_000);
        province.kind = "admin1".into();
        let all = gazetteer(&[province, row(8, "Salamiyah", &[], "SYR", 94_887)]);
        let place = all.place(all.places(all.name("Salamiyah").unwrap()).next().unwrap().0);
        assert_eq!(
            (place.name.as_str(), place.division.name.as_str(), place.division.country.as_str()),
            ("Salamiyah", "Ḩamāh", "SYR")
        );
        assert_eq!(
            (place.kind, place.precision, place.latitude, place.longitude),
            ("city", 1, 34.89, -35.88)
        );
        assert!((90_000..100_000).contains(&place.population), "{}", place.population);
        let province = all.place(all.places(all.name("Hamah").unwrap()).next().unwrap().0);
        assert_eq!((province.name.as_str(), province.kind, province.precision), ("Ḩamāh", "admin1", 4));
    }

    #[test]
    fn names_that_are_words_besides_are_doubted() {
        let doubt = Doubts { word: true, family: true, ..Doubts::default() };
        let source = Source { doubts: [("mobile".to_owned(), doubt)].into(), ..Source::default() };
        let all = Gazetteer::load(compile(&[row(1, "Mobile", &[], "USA", 190_000)], &source).unwrap().into())
            .unwrap();
        assert_eq!(all.doubts(all.name("Mobile").unwrap()), doubt);
    }

    #[test]
    fn bytes_of_something_else_are_refused() {
        let bytes = compile(&[row(1, "Homs", &[], "SYR", 1)], &Source::default()).unwrap();
        assert!(Gazetteer::load(b"PK\x03\x04".to_vec().into()).is_err());
        assert!(Gazetteer::load(bytes[..bytes.len() - 1].to_vec().into()).is_err());
        let mut other = bytes.clone();
        other[7] = 9;
        assert!(Gazetteer::load(other.into()).is_err());
        let mut broken = bytes;
        // Bytes changed behind the table of contents give nonsense, never a panic.
        broken[HEADER + (1 << (FILTER_BITS - 3))..].fill(0xff);
        if let Ok(all) = Gazetteer::load(broken.into()) {
            let _ = found(&all, "Homs and San Juan");
            let _ = all.name("Homs");
        }
    }
}
